// SPDX-License-Identifier: MIT
#include "frontend/dbml/syntax.h"

#include "frontend/unicode_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace tw::dbml {

namespace {

/// Writes what `\uHHHH` means, a pair of surrogates as one; returns how many bytes behind the first
/// `\u` it took.
std::size_t appendUnit(std::string &out, std::string_view text)
{
    constexpr std::uint32_t replacement = 0xFFFD;
    const std::optional<std::uint32_t> unit = codeUnit(text);
    if (!unit) {
        out += "\\u"; // reported with the words of the text
        return 0;
    }
    if (*unit < 0xD800 || *unit > 0xDFFF) {
        appendUtf8(out, *unit);
        return 4;
    }
    if (*unit < 0xDC00 && text.substr(4).starts_with("\\u")) {
        const std::optional<std::uint32_t> low = codeUnit(text.substr(6));
        if (low && *low >= 0xDC00 && *low <= 0xDFFF) {
            appendUtf8(out, 0x10000U + ((*unit - 0xD800U) << 10U) + (*low - 0xDC00U));
            return 10;
        }
    }
    appendUtf8(out, replacement);
    return 4;
}

std::string unescaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t backslash = std::min(text.find('\\', at), text.size());
        out.append(text, at, backslash - at);
        at = backslash + 1;
        if (at >= text.size())
            break;
        const char escaped = text[at++];
        switch (escaped) {
        case '\r':
            at += at < text.size() && text[at] == '\n' ? 1 : 0;
            break;
        case '\n':
            break;
        case 't':
            out += '\t';
            break;
        case 'n':
            out += '\n';
            break;
        case 'r':
            out += '\r';
            break;
        case '0':
            out += '\0';
            break;
        case 'b':
            out += '\b';
            break;
        case 'v':
            out += '\v';
            break;
        case 'f':
            out += '\f';
            break;
        case ' ':
            out += "\\ ";
            break;
        case 'u':
            at += appendUnit(out, text.substr(at));
            break;
        default:
            out += escaped;
        }
    }
    return out;
}

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

} // namespace

std::string textOf(const Node &leaf)
{
    const std::size_t quotes = leaf.is(Node::Kind::BlockString) ? 3
                               : leaf.is(Node::Kind::String) || leaf.is(Node::Kind::QuotedName) ||
                                       leaf.is(Node::Kind::Expression)
                                   ? 1
                                   : 0;
    const std::string_view text = leaf.text.substr(quotes, leaf.text.size() - 2 * quotes);
    if (quotes == 0 || leaf.is(Node::Kind::Expression) || text.find('\\') == std::string_view::npos)
        return std::string(text);
    return unescaped(text);
}

std::string withoutIndent(std::string_view text)
{
    std::size_t indent = std::string_view::npos;
    std::size_t firstLine = 0; // where the first line that is not blank begins
    bool found = false;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        const auto blanks =
            static_cast<std::size_t>(std::ranges::find_if_not(line, isBlank) - line.begin());
        if (blanks < line.size()) {
            indent = std::min(indent, blanks);
            firstLine = std::exchange(found, true) ? firstLine : at;
        }
        if (!found)
            firstLine = at;
        at = end + 1;
    }
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = firstLine; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        out += at > firstLine ? "\n" : "";
        out += found ? line.substr(std::min(indent, line.size())) : line;
        at = end + 1;
    }
    return out;
}

} // namespace tw::dbml
