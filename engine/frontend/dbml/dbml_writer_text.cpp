// SPDX-License-Identifier: MIT
#include "frontend/dbml/dbml_writer_text.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace tw::dbml {

namespace {

struct Letters {
    char32_t first;
    char32_t last;
};

/// Letters beyond ASCII that every version of Unicode knows: those of most scripts in use. Others
/// stand in quotes, which is never wrong.
constexpr std::array letters{
    Letters{0xC0, 0xD6},     Letters{0xD8, 0xF6},     Letters{0xF8, 0x2AF},
    Letters{0x386, 0x386},   Letters{0x388, 0x38A},   Letters{0x38E, 0x3A1},
    Letters{0x3A3, 0x3F5},   Letters{0x3F7, 0x481},   Letters{0x48A, 0x527},
    Letters{0x531, 0x556},   Letters{0x561, 0x587},   Letters{0x5D0, 0x5EA},
    Letters{0x620, 0x64A},   Letters{0x904, 0x939},   Letters{0xE01, 0xE30},
    Letters{0x10D0, 0x10FA}, Letters{0x3041, 0x3096}, Letters{0x30A1, 0x30FA},
    Letters{0x3400, 0x4DB5}, Letters{0x4E00, 0x9FA5}, Letters{0xAC00, 0xD7A3}};

/// The code point at `at` of well-formed UTF-8 beyond ASCII; moves `at` behind it.
char32_t codePoint(std::string_view text, std::size_t &at)
{
    const auto byte = [&](std::size_t offset) {
        return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0U;
    };
    const unsigned lead = byte(0);
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    char32_t value = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        value = (value << 6U) | (byte(i) & 0x3FU);
    at += length;
    return value;
}

bool isAsciiLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// No word is reserved, but these mean something where a name is expected.
bool isSpecialWord(std::string_view word)
{
    constexpr std::array<std::string_view, 6> special{"as",   "use",   "reuse",
                                                      "true", "false", "null"};
    return std::any_of(special.begin(), special.end(), [&](std::string_view candidate) {
        return equalsIgnoringCase(word, candidate);
    });
}

bool isWord(std::string_view name)
{
    if (name.empty() || isDigit(name.front()))
        return false;
    for (std::size_t at = 0; at < name.size();) {
        if (static_cast<unsigned char>(name[at]) < 0x80) {
            if (!isAsciiLetter(name[at]) && !isDigit(name[at]))
                return false;
            ++at;
            continue;
        }
        const char32_t symbol = codePoint(name, at);
        const auto range = std::lower_bound(
            letters.begin(), letters.end(), symbol,
            [](const Letters &candidate, char32_t wanted) { return candidate.last < wanted; });
        if (range == letters.end() || symbol < range->first)
            return false;
    }
    return !isSpecialWord(name);
}

/// One character between quotes of the kind `quote`.
void appendEscaped(std::string &out, char c, char quote)
{
    switch (c) {
    case '\\':
        out += "\\\\";
        break;
    case '\n':
        out += "\\n";
        break;
    case '\t':
        out += "\\t";
        break;
    case '\r':
        out += "\\r";
        break;
    default:
        if (c == quote)
            out += '\\';
        if (static_cast<unsigned char>(c) < 0x20 || c == '\x7f')
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
        else
            out += c;
    }
}

std::string between(std::string_view text, char quote)
{
    std::string out(1, quote);
    out.reserve(text.size() + 2);
    for (const char c : text)
        appendEscaped(out, c, quote);
    return out += quote;
}

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t\v\f\r") == std::string_view::npos;
}

/// Whether a block string keeps `text`: readers take away the blank lines around it and the
/// indentation that all its lines have.
bool keepsAsBlock(std::string_view text)
{
    const std::string_view first = text.substr(0, text.find('\n'));
    const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == '\x7f';
    });
    // The first line begins with something that nobody takes for a space.
    const std::string_view last = text.substr(text.rfind('\n') + 1);
    return plain && first.size() < text.size() && !first.empty() && first.front() > ' ' &&
           !isBlank(last);
}

} // namespace

std::string writeQuotedName(std::string_view name) { return between(name, '"'); }

std::string writeName(std::string_view name)
{
    return isWord(name) ? std::string(name) : writeQuotedName(name);
}

std::string writePath(std::string_view namespaceName, std::string_view name)
{
    return namespaceName.empty() ? writeName(name)
                                 : writeName(namespaceName) + '.' + writeName(name);
}

std::string writeString(std::string_view text) { return between(text, '\''); }

std::string writeNote(std::string_view text, std::string_view indent)
{
    if (!keepsAsBlock(text))
        return writeString(text);
    std::string out = "'''\n";
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        if (!isBlank(line) || !line.empty())
            out += indent;
        for (std::size_t i = 0; i < line.size(); ++i) {
            // Quotes are escaped only where they would end the string.
            const bool ends = line[i] == '\'' && i + 1 < line.size() && line[i + 1] == '\'';
            if (line[i] == '\\' || ends)
                out += '\\';
            out += line[i];
        }
        if (end == text.size())
            break;
        out += '\n';
        at = end + 1;
    }
    out += '\n';
    out += indent.substr(0, indent.size() - std::min<std::size_t>(indent.size(), 2));
    return out += "'''";
}

std::string writeExpression(std::string_view sql)
{
    std::string out = "`";
    out += sql;
    return out += '`';
}

bool isSpelledExpression(std::string_view sql)
{
    return sql.find_first_of("`\r") == std::string_view::npos &&
           sql.find('\0') == std::string_view::npos;
}

bool isColorText(std::string_view text)
{
    return (text.size() == 4 || text.size() == 7) && text.front() == '#' &&
           text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

} // namespace tw::dbml
