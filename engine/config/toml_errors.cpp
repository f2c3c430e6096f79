// SPDX-License-Identifier: MIT
#include "config/toml_errors.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tw::config {

namespace {

constexpr std::size_t shownBytes = 40;

std::string quoted(std::string_view word)
{
    const std::string_view shown = truncateUtf8(word, shownBytes);
    return fmt::format("`{}{}`", shown, shown.size() < word.size() ? "…" : "");
}

/// What stands where a value should, up to what ends one.
TomlError noValue(std::string_view text, std::size_t offset)
{
    // The parser may stand within it already.
    while (offset > 0 && isTomlKeyCharacter(text[offset - 1]) && offset <= text.size())
        --offset;
    const std::size_t end = std::min(text.find_first_of(" \t\r\n,]}#=", offset), text.size());
    if (end == offset)
        return unexpectedAt(text, offset, "a value");
    const std::string_view word = text.substr(offset, end - offset);
    std::string expected = "a value";
    if (std::ranges::all_of(word, isTomlKeyCharacter))
        expected +=
            fmt::format(", a text stands in quotes: `\"{}\"`", truncateUtf8(word, shownBytes));
    return {offset, end, fmt::format("found {}, expected {}", quoted(word), expected)};
}

/// The key in front of the value at `offset`.
TomlError givenTwice(std::string_view text, std::size_t offset)
{
    const std::size_t equals = text.substr(0, offset).find_last_not_of(" \t");
    std::size_t begin = offset;
    std::size_t end = std::min(text.find_first_of("\r\n", offset), text.size());
    if (equals != std::string_view::npos && text[equals] == '=') {
        const std::size_t before = text.substr(0, equals).find_last_of("\n,{");
        begin = before == std::string_view::npos ? 0 : before + 1;
        begin = std::min(text.find_first_not_of(" \t", begin), equals);
        end = equals;
    }
    const std::size_t last = text.substr(0, end).find_last_not_of(" \t\r");
    end = last == std::string_view::npos || last < begin ? begin : last + 1;
    return {begin, end, fmt::format("{} is given twice", quoted(text.substr(begin, end - begin)))};
}

/// A control character in a text, a line end nearly always.
TomlError endOfText(std::string_view text, std::size_t offset, std::string_view description)
{
    TomlError error{offset, offset, {}};
    const std::string found = foundAt(text, offset, error.end);
    if (error.end == offset)
        error.message =
            fmt::format("found {}, expected `{}` before it, which closes the text", found,
                        description.find("literal") == std::string_view::npos ? '"' : '\'');
    else
        error.message = fmt::format("found the control character {}", found);
    return error;
}

/// The parser's own words, without the place that it names before them.
TomlError asItSays(std::string_view text, std::size_t offset, std::string_view description)
{
    if (description.starts_with("Error while parsing")) {
        const std::size_t colon = description.find(": ");
        description.remove_prefix(colon == std::string_view::npos ? 0 : colon + 2);
    }
    TomlError error{offset, offset, {}};
    (void)foundAt(text, offset, error.end);
    // The parser often stands within, or behind, the number that it cannot read.
    while (error.begin > 0 && isTomlKeyCharacter(text[error.begin - 1]))
        --error.begin;
    for (const char c : description)
        error.message += c == '\'' ? '`' : c == '\n' ? ' ' : c;
    return error;
}

struct Expectation {
    std::string_view said;     ///< part of what the parser says
    std::string_view expected; ///< what we say, after what stands there
};

constexpr std::array expectations{
    Expectation{"expected a comment or whitespace", "the end of the line"},
    Expectation{"expected '=', saw", "`=` after the key"},
    Expectation{"expected comma or closing ']'", "`,` or `]`"},
    Expectation{"expected comma or closing '}'", "`,` or `}`"},
    Expectation{"expected value or closing ']'", "a value or `]`"},
    Expectation{"expected key or closing '}'", "a key or `}` in the same line"},
    Expectation{"expected key-value pair or closing '}'", "a key or `}`"},
    Expectation{"expected key-value pair, saw closing '}'", "a further key after the comma"},
    Expectation{"expected keys, tables", "a key or a `[table]`"},
    Expectation{"expected bare key starting", "a key"},
    Expectation{"expected ']', saw", "`]`"},
    Expectation{"blank bare keys", "the name of a table"},
    Expectation{"expected '\\n' after '\\r'", "a line feed after the carriage return"},
    Expectation{"expected value-terminator", "the end of the value"},
    Expectation{"expected value, saw", "a value"},
    Expectation{"multi-line strings are prohibited", "a key in one line"},
};

} // namespace

bool isTomlKeyCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

bool isTomlControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

std::size_t utf8Length(char lead)
{
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

std::string foundAt(std::string_view text, std::size_t offset, std::size_t &end)
{
    end = offset;
    if (offset >= text.size())
        return "the end of the file";
    const char c = text[offset];
    if (c == '\n' || text.substr(offset).starts_with("\r\n"))
        return "the end of the line";
    end = offset + 1;
    if (isTomlControl(c) || c == '\r')
        return fmt::format("U+{:04X}", static_cast<unsigned char>(c));
    if (isTomlKeyCharacter(c)) {
        while (end < text.size() && isTomlKeyCharacter(text[end]))
            ++end;
    } else {
        end = std::min(offset + utf8Length(c), text.size());
    }
    return quoted(text.substr(offset, end - offset));
}

TomlError unexpectedAt(std::string_view text, std::size_t offset, std::string_view expected)
{
    TomlError error{offset, offset, {}};
    error.message =
        fmt::format("found {}, expected {}", foundAt(text, offset, error.end), expected);
    return error;
}

TomlError inOwnWords(std::string_view text, std::size_t offset, std::string_view description)
{
    const auto says = [&](std::string_view words) {
        return description.find(words) != std::string_view::npos;
    };
    offset = std::min(offset, text.size());
    if (says("cannot redefine") || says("into existing inline table"))
        return givenTwice(text, offset);
    if (says("could not determine value type") || says("parsing boolean") ||
        says("expected 'nan'") || says("expected 'inf'"))
        return noValue(text, offset);
    if (says("control character"))
        return endOfText(text, offset, description);
    if (says("encountered end-of-file")) {
        const std::string_view closing = says("string")         ? "the quotes that close the text"
                                         : says("array")        ? "`]`"
                                         : says("inline table") ? "`}`"
                                                                : "a value";
        return unexpectedAt(text, text.size(), closing);
    }
    for (const Expectation &expectation : expectations) {
        if (says(expectation.said))
            return unexpectedAt(text, offset, expectation.expected);
    }
    return asItSays(text, offset, description);
}

} // namespace tw::config
