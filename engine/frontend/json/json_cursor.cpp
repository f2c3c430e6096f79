// SPDX-License-Identifier: MIT
#include "frontend/json/json_cursor.h"

#include "frontend/json/json_string.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <array>
#include <cstring>

namespace tw::json {
namespace {

/// What may follow a number or a literal. U+0000 only at the end of the text.
constexpr auto wordEnds = [] {
    std::array<bool, 256> table{};
    for (const char c : {' ', '\t', '\r', '\n', '{', '}', '[', ']', ':', ',', '\0'})
        table[static_cast<unsigned char>(c)] = true;
    return table;
}();

bool endsWord(char c) { return wordEnds[static_cast<unsigned char>(c)]; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

constexpr std::string_view aValue = "a value";

} // namespace

std::uint32_t JsonCursor::open()
{
    lookAhead();
    const std::uint32_t begin = *m_next;
    if (m_depthLeft == 0)
        throw ReadingStopped{ReadingStopped::Reason::Nesting, begin, begin + 1, {}};
    --m_depthLeft;
    ++m_next;
    return begin;
}

StringToken JsonCursor::memberName()
{
    if (peek() != '"')
        fail("the name of a member");
    const StringToken name = string();
    if (peek() != ':')
        fail("`:`");
    ++m_next;
    return name;
}

StringToken JsonCursor::string()
{
    const std::uint32_t begin = *m_next;
    if (peek() != '"')
        fail("a string");
    ++m_next;
    // The index lists no closing quotes, but only spaces stand between one and the next token.
    std::uint32_t end = *m_next;
    while (end > begin + 2 && isSpace(m_text[end - 1]))
        --end;
    StringToken token{{m_text + begin + 1, end - begin - 2}, begin, end, false};
    if (end < begin + 2 || m_text[end - 1] != '"')
        fail("the end of a string");
    if (hasBackslash(token.text)) {
        if (unescape(token.text, m_unescaped).reason.data())
            failInString(begin, token.text);
        token.text = m_unescaped;
        token.escaped = true;
    }
    return token;
}

bool JsonCursor::isWordEnd(const char *at) const
{
    return endsWord(*at) && (*at != '\0' || at == m_text + m_size);
}

NumberToken JsonCursor::number()
{
    const char *const begin = m_text + *m_next;
    const char *at = begin;
    at += *at == '-' ? 1 : 0;
    const bool zero = *at == '0';
    const char *const digits = at;
    while (isDigit(*at))
        ++at;
    bool good = at != digits && (!zero || at == digits + 1);
    NumberToken token{{}, *m_next, true};
    const auto takeDigits = [&] {
        token.isInteger = false;
        const char *const first = at;
        while (isDigit(*at))
            ++at;
        good = good && at != first;
    };
    if (*at == '.') {
        ++at;
        takeDigits();
    }
    if (*at == 'e' || *at == 'E') {
        ++at;
        at += *at == '+' || *at == '-' ? 1 : 0;
        takeDigits();
    }
    if (!good || !isWordEnd(at))
        fail(aValue);
    ++m_next;
    token.text = {begin, static_cast<std::size_t>(at - begin)};
    return token;
}

void JsonCursor::literal()
{
    // The padding lets all be read at the end of the text.
    const char *at = m_text + offset();
    const auto is = [&](const char(&word)[5]) { return std::memcmp(at, word, 4) == 0; };
    const char first = peek();
    const bool good = first == 't'   ? is("true")
                      : first == 'n' ? is("null")
                                     : first == 'f' && is("fals") && at[4] == 'e';
    if (!good || !isWordEnd(at + (first == 'f' ? 5 : 4)))
        fail(aValue);
    ++m_next;
}

void JsonCursor::finish()
{
    if (!atEnd() || m_index.error())
        fail("nothing after the document");
}

std::uint32_t JsonCursor::tokenEnd() const
{
    const std::uint32_t begin = offset();
    if (atEnd())
        return begin;
    std::uint32_t end = begin + 1;
    if (m_text[begin] == '"') {
        end = *(m_next + 1);
        while (end > begin + 2 && isSpace(m_text[end - 1]))
            --end;
    } else if (!endsWord(m_text[begin])) {
        while (end < m_size && !endsWord(m_text[end]))
            ++end;
    }
    return end;
}

std::string JsonCursor::describe() const
{
    if (atEnd())
        return "the end of the text";
    const std::string_view left{m_text + offset(), m_size - offset()};
    if (left.front() == '"')
        return "a string";
    if (std::string_view("{}[]:,").find(left.front()) != std::string_view::npos)
        return fmt::format("`{}`", left.front());
    constexpr std::size_t shown = 20;
    std::size_t length = 1;
    while (length < left.size() && !endsWord(left[length]))
        ++length;
    const std::string_view word = truncateUtf8(left.substr(0, length), shown);
    if (static_cast<unsigned char>(word.front()) < 0x20 || word.front() == '\x7f')
        return fmt::format("the control character U+{:04X}", static_cast<unsigned>(word.front()));
    return fmt::format("`{}`{}", word, word.size() < length ? "…" : "");
}

void JsonCursor::fail(std::string_view expected) const
{
    using Reason = ReadingStopped::Reason;
    if (const auto &error = m_index.error(); error && atEnd()) {
        switch (error->kind) {
        case LexicalError::Kind::InvalidUtf8:
            throw ReadingStopped{Reason::InvalidUtf8, error->begin, error->end, {}};
        case LexicalError::Kind::ControlCharacter:
            throw ReadingStopped{Reason::Syntax, error->begin, error->end,
                                 fmt::format("found the control character U+{:04X} in a string, "
                                             "expected an escape",
                                             static_cast<unsigned>(m_text[error->begin]))};
        case LexicalError::Kind::LineBreak:
            throw ReadingStopped{Reason::Syntax, error->begin, error->end,
                                 "found a line break in a string, expected `\"` before it"};
        case LexicalError::Kind::OpenString:
            throw ReadingStopped{Reason::Syntax, error->begin, error->end,
                                 "found the end of the text in a string, expected `\"`"};
        }
    }
    throw ReadingStopped{Reason::Syntax, offset(), tokenEnd(),
                         fmt::format("found {}, expected {}", describe(), expected)};
}

void JsonCursor::failInString(std::uint32_t begin, std::string_view raw) const
{
    std::string ignored;
    const EscapeError error = unescape(raw, ignored);
    const auto at = static_cast<std::uint32_t>(begin + 1 + error.offset);
    throw ReadingStopped{ReadingStopped::Reason::Syntax, at,
                         at + static_cast<std::uint32_t>(error.length), std::string(error.reason)};
}

} // namespace tw::json
