// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/spelling.h"

#include <tablewright/base/utf8.h>
#include <tablewright/frontend/tokens.h>

#include <algorithm>
#include <optional>

namespace tw::preview {

namespace {

void appendUtf8(std::string &to, char32_t point)
{
    const auto add = [&](char32_t bits) { to += static_cast<char>(bits); };
    if (point < 0x80) {
        add(point);
    } else if (point < 0x800) {
        add(0xC0U | (point >> 6U));
        add(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        add(0xE0U | (point >> 12U));
        add(0x80U | ((point >> 6U) & 0x3FU));
        add(0x80U | (point & 0x3FU));
    } else {
        add(0xF0U | (point >> 18U));
        add(0x80U | ((point >> 12U) & 0x3FU));
        add(0x80U | ((point >> 6U) & 0x3FU));
        add(0x80U | (point & 0x3FU));
    }
}

std::optional<char32_t> hexadecimal(std::string_view digits)
{
    if (digits.size() != 4)
        return std::nullopt;
    char32_t value = 0;
    for (const char c : digits) {
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0)
            return std::nullopt;
        value = value * 16 + static_cast<char32_t>(digit);
    }
    return value;
}

/// The code point of a `\uXXXX` at `at`, which moves behind it; two of them may be one.
std::optional<char32_t> readUnicode(std::string_view text, std::size_t &at)
{
    const auto first = hexadecimal(text.substr(std::min(at + 2, text.size()), 4));
    if (!first)
        return std::nullopt;
    at += 6;
    if (*first < 0xD800 || *first >= 0xDC00 || text.substr(at, 2) != "\\u")
        return first;
    const auto second = hexadecimal(text.substr(at + 2, 4));
    if (!second || *second < 0xDC00 || *second > 0xDFFF)
        return first;
    at += 6;
    return 0x10000 + ((*first - 0xD800) << 10U) + (*second - 0xDC00);
}

std::string unescape(std::string_view text)
{
    if (text.find('\\') == std::string_view::npos)
        return std::string(text);
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] != '\\' || at + 1 == text.size()) {
            result += text[at++];
            continue;
        }
        const char c = text[at + 1];
        if (c == 'u') {
            if (const auto point = readUnicode(text, at)) {
                appendUtf8(result, *point);
                continue;
            }
        }
        constexpr std::string_view letters = "ntrbfv0";
        constexpr std::string_view values("\n\t\r\b\f\v\0", 7);
        const std::size_t known = letters.find(c);
        result += known == std::string_view::npos ? c : values[known];
        at += 2;
    }
    return result;
}

std::string_view between(std::string_view word)
{
    word.remove_prefix(1);
    if (!word.empty() && word.back() == '"')
        word.remove_suffix(1);
    return word;
}

bool isDbmlWord(std::string_view name)
{
    static constexpr std::string_view special[] = {"as", "use", "reuse", "true", "false", "null"};
    if (name.empty() || name.front() == '"' || (name.front() >= '0' && name.front() <= '9'))
        return false;
    const auto tokens = tokenize(Language::Dbml, name);
    const bool one = tokens.size() == 1 && tokens[0].begin == 0 && tokens[0].end == name.size() &&
                     (tokens[0].kind == TokenKind::Name || tokens[0].kind == TokenKind::Keyword);
    const std::string lower = asciiLower(name);
    return one && std::find(std::begin(special), std::end(special), lower) == std::end(special);
}

} // namespace

std::string readDbmlName(std::string_view word)
{
    return word.starts_with('"') ? unescape(between(word)) : std::string(word);
}

std::string readDbmlString(std::string_view word)
{
    if (word.starts_with('"'))
        return readDbmlName(word);
    if (word.size() < 2 || word.front() != '\'' || word.starts_with("'''"))
        return std::string(word);
    return unescape(word.substr(1, word.size() - (word.ends_with('\'') ? 2 : 1)));
}

std::string readJsonString(std::string_view word)
{
    return word.starts_with('"') ? unescape(between(word)) : std::string(word);
}

std::string writeDbmlName(std::string_view name)
{
    if (isDbmlWord(name))
        return std::string(name);
    std::string result = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += c;
    }
    return result + '"';
}

std::string writeJsonString(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (byte < 0x20) {
            result += "\\u00";
            result += digits[byte >> 4U];
            result += digits[byte & 0xFU];
        } else {
            result += c;
        }
    }
    return result + '"';
}

} // namespace tw::preview
