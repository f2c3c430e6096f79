// SPDX-License-Identifier: MIT
#include "frontend/json/json_string.h"

#include "frontend/unicode_text.h"

#include <fmt/format.h>

#include <optional>

namespace tw::json {
namespace {

char simpleEscape(char c)
{
    switch (c) {
    case '"':
    case '\\':
    case '/':
        return c;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return 0;
    }
}

/// Unescapes `\uXXXX`, or a pair of them, at `at` and moves past it.
EscapeError unescapeUnicode(std::string_view raw, std::size_t &at, std::string &text)
{
    const auto first = codeUnit(raw.substr(at + 2));
    if (!first)
        return {at, 2, "found `\\u` without four hexadecimal digits"};
    std::uint32_t point = *first;
    std::size_t length = 6;
    if (point >= 0xD800 && point <= 0xDFFF) {
        const bool follows = raw.substr(at + 6, 2) == "\\u";
        const auto second = follows ? codeUnit(raw.substr(at + 8)) : std::nullopt;
        if (point >= 0xDC00 || !second || *second < 0xDC00 || *second > 0xDFFF)
            return {at, 6, "found half of a surrogate pair, expected both halves"};
        point = 0x10000 + ((point - 0xD800) << 10U) + (*second - 0xDC00);
        length = 12;
    }
    appendUtf8(text, point);
    at += length;
    return {};
}

} // namespace

EscapeError unescape(std::string_view raw, std::string &text)
{
    text.clear();
    std::size_t at = 0;
    while (at < raw.size()) {
        if (raw[at] != '\\') {
            const std::size_t next = std::min(raw.find('\\', at), raw.size());
            text.append(raw, at, next - at);
            at = next;
        } else if (at + 1 < raw.size() && raw[at + 1] == 'u') {
            if (const EscapeError error = unescapeUnicode(raw, at, text); error.reason.data())
                return error;
        } else if (const char c = at + 1 < raw.size() ? simpleEscape(raw[at + 1]) : '\0'; c != 0) {
            text.push_back(c);
            at += 2;
        } else {
            return {at, 1, "found a backslash that escapes nothing known"};
        }
    }
    return {};
}

std::string quoted(std::string_view text)
{
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result.push_back('\\');
        if (static_cast<unsigned char>(c) < 0x20)
            result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            result.push_back(c);
    }
    result.push_back('"');
    return result;
}

} // namespace tw::json
