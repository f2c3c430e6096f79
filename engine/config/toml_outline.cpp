// SPDX-License-Identifier: MIT
#include "config/toml_outline.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

namespace tw::config {

namespace {

constexpr std::size_t maxNesting = 64;
constexpr std::size_t maxKeyParts = 32;

std::optional<TomlError> badBytes(std::string_view text)
{
    if (!simdjson::validate_utf8(text.data(), text.size())) {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t length = std::min(utf8Length(text[at]), text.size() - at);
            if (!simdjson::validate_utf8(text.data() + at, length))
                return TomlError{at, at + 1, "the text is not valid UTF-8"};
            at += length;
        }
    }
    const auto control = std::ranges::find_if(text, isTomlControl);
    if (control == text.end())
        return std::nullopt;
    TomlError error;
    error.begin = static_cast<std::size_t>(control - text.begin());
    error.message =
        fmt::format("found the control character {}", foundAt(text, error.begin, error.end));
    return error;
}

/// Walks over strings and comments as the parser does, and counts what nests.
class Outline {
public:
    explicit Outline(std::string_view text) : m_text(text) {}

    std::optional<TomlError> refused()
    {
        while (m_at < m_text.size() && !m_error && !m_broken)
            step();
        return std::move(m_error);
    }

private:
    void step()
    {
        const char c = m_text[m_at];
        switch (c) {
        case '#':
            m_at = std::min(m_text.find('\n', m_at), m_text.size());
            return;
        case '"':
        case '\'':
            m_startsLine = false;
            skipString(c);
            return;
        case '\n':
            m_startsLine = m_open.empty();
            m_keyParts = 1;
            break;
        case '=':
        case ',':
            m_startsLine = false;
            m_keyParts = 1;
            break;
        case '[':
        case '{':
            open(c);
            return;
        case ']':
        case '}':
            close(c);
            return;
        case '.':
            if (++m_keyParts > maxKeyParts)
                m_error = TomlError{m_at, m_at + 1,
                                    fmt::format("a key has more than {} parts", maxKeyParts)};
            break;
        default:
            m_startsLine = m_startsLine && (c == ' ' || c == '\t' || c == '\r');
        }
        ++m_at;
    }

    void open(char c)
    {
        m_keyParts = 1;
        if (c == '[' && m_startsLine) {
            header();
            return;
        }
        m_open.push_back(c == '[' ? ']' : '}');
        if (m_open.size() > maxNesting)
            m_error = TomlError{m_at, m_at + 1,
                                fmt::format("it is nested deeper than {} levels", maxNesting)};
        ++m_at;
    }

    void close(char c)
    {
        m_keyParts = 1;
        // Outside of values it may end a header.
        if (!m_open.empty() && m_open.back() != c)
            m_error = unexpectedAt(m_text, m_at, fmt::format("`{}`", m_open.back()));
        else if (!m_open.empty())
            m_open.pop_back();
        ++m_at;
    }

    /// `[` or `[[`, and what has to follow. The rest of the line is walked over as any other.
    void header()
    {
        m_startsLine = false;
        ++m_at;
        if (m_at < m_text.size() && m_text[m_at] == '[')
            ++m_at;
        m_at = std::min(m_text.find_first_not_of(" \t", m_at), m_text.size());
        const char next = m_at < m_text.size() ? m_text[m_at] : '\n';
        if (!isTomlKeyCharacter(next) && next != '"' && next != '\'')
            m_error = unexpectedAt(m_text, m_at, "the name of a table");
    }

    void skipString(char quote)
    {
        const std::string_view three(quote == '"' ? R"(""")" : "'''");
        const bool isLong = m_text.substr(m_at).starts_with(three);
        m_at += isLong ? 3 : 1;
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '\\' && quote == '"') {
                ++m_at;
            } else if (c == '\n' && !isLong) {
                break;
            } else if (c == quote && (!isLong || m_text.substr(m_at).starts_with(three))) {
                m_at += isLong ? 3 : 1;
                // Up to two more quotes belong to the text.
                for (int more = 0;
                     isLong && more < 2 && m_at < m_text.size() && m_text[m_at] == quote; ++more)
                    ++m_at;
                return;
            }
        }
        m_broken = true; // the parser stops here too, and says why
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_open; ///< what closes what is open
    std::size_t m_keyParts = 1;
    bool m_startsLine = true;
    bool m_broken = false;
    std::optional<TomlError> m_error;
};

} // namespace

std::optional<TomlError> refusedOutline(std::string_view text)
{
    if (auto error = badBytes(text))
        return error;
    return Outline(text).refused();
}

} // namespace tw::config
