// SPDX-License-Identifier: MIT
#include "config/toml_reader.h"

#include "config/toml_outline.h"

#include <tablewright/diag/codes.h>

#include <stdexcept>

namespace tw::config {
namespace {

/// Something that the parser takes for granted does not hold.
class ParserDefect : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// What the parser's assertions lead to; in a release build it would go on as if they held.
[[noreturn]] void fail(const char *condition) { throw ParserDefect(condition); }

} // namespace
} // namespace tw::config

#undef NDEBUG // or its assertions become assumptions
#define TOML_ASSERT(condition) ((condition) ? static_cast<void>(0) : tw::config::fail(#condition))
#define TOML_EXCEPTIONS 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>

namespace tw::config {

namespace {

/// Lines and columns in code points, as the parser counts them, to bytes.
class Offsets {
public:
    explicit Offsets(std::string_view text) : m_size(text.size())
    {
        m_codePoints.reserve(text.size() + 1);
        for (std::size_t at = 0; at < text.size(); at += utf8Length(text[at])) {
            m_codePoints.push_back(static_cast<std::uint32_t>(at));
            if (text[at] == '\n')
                m_lines.push_back(m_codePoints.size());
        }
        m_codePoints.push_back(static_cast<std::uint32_t>(m_size));
    }

    [[nodiscard]] std::size_t operator()(const toml::source_position &position) const
    {
        if (position.line == 0 || position.line > m_lines.size())
            return m_size;
        const std::size_t column = position.column == 0 ? 0 : position.column - 1;
        const std::size_t index = m_lines[position.line - 1] + column;
        return m_codePoints[std::min(index, m_codePoints.size() - 1)];
    }

private:
    std::size_t m_size;
    std::vector<std::uint32_t> m_codePoints; ///< where each begins, then the end
    std::vector<std::size_t> m_lines{0};     ///< the first code point of each
};

/// The parser's tree as ours.
class Conversion {
public:
    Conversion(const Offsets &offsets, SourceId source, std::size_t skipped)
        : m_offsets(offsets), m_source(source), m_skipped(skipped)
    {
    }

    [[nodiscard]] TomlTable tableOf(const toml::table &table) const
    {
        TomlTable entries;
        entries.reserve(table.size());
        for (const auto &[key, node] : table)
            entries.push_back({std::string(key.str()), rangeOf(key.source()), valueOf(node)});
        std::ranges::sort(entries, {}, &TomlEntry::keyRange);
        return entries;
    }

private:
    [[nodiscard]] SourceRange rangeOf(const toml::source_region &region) const
    {
        const std::size_t begin = m_offsets(region.begin);
        const std::size_t end = std::max(begin, m_offsets(region.end));
        return {m_source, static_cast<std::uint32_t>(begin + m_skipped),
                static_cast<std::uint32_t>(end + m_skipped)};
    }

    [[nodiscard]] TomlValue valueOf(const toml::node &node) const
    {
        TomlValue value{TomlDate{}, rangeOf(node.source())};
        if (const auto *boolean = node.as_boolean())
            value.value = boolean->get();
        else if (const auto *integer = node.as_integer())
            value.value = integer->get();
        else if (const auto *number = node.as_floating_point())
            value.value = number->get();
        else if (const auto *text = node.as_string())
            value.value = text->get();
        else if (const auto *list = node.as_array())
            value.value = listOf(*list);
        else if (const auto *table = node.as_table())
            value.value = tableOf(*table);
        return value;
    }

    [[nodiscard]] TomlList listOf(const toml::array &array) const
    {
        TomlList items;
        items.reserve(array.size());
        for (const toml::node &node : array)
            items.push_back(valueOf(node));
        return items;
    }

    const Offsets &m_offsets;
    SourceId m_source;
    std::size_t m_skipped;
};

} // namespace

std::optional<TomlTable> readToml(const SourceManager &sources, SourceId source,
                                  DiagnosticEmitter &diagnostics)
{
    std::string_view text = sources.buffer(source).text();
    const std::size_t skipped = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    text.remove_prefix(skipped);
    const auto refuse = [&](const TomlError &error) {
        const SourceRange range{source, static_cast<std::uint32_t>(error.begin + skipped),
                                static_cast<std::uint32_t>(error.end + skipped)};
        diagnostics.report(diag::ConfigurationSyntax, range, error.message);
        return std::nullopt;
    };

    if (const auto error = refusedOutline(text))
        return refuse(*error);
    const Offsets offsets(text);
    try {
        return Conversion(offsets, source, skipped).tableOf(toml::parse(text));
    } catch (const toml::parse_error &error) {
        return refuse(inOwnWords(text, offsets(error.source().begin), error.description()));
    } catch (const ParserDefect &) {
        return refuse({0, 0, "its parser fails on it"});
    }
}

} // namespace tw::config
