// SPDX-License-Identifier: MIT
#include "frontend/dbml/token_scanner.h"

#include <array>

namespace tw::dbml {

namespace {

enum Class : std::uint8_t { Other, Blank, Letter, Digit, Mark, Quote, Backtick, Slash };

constexpr std::array<Class, 256> makeClasses()
{
    std::array<Class, 256> classes{};
    for (unsigned c = 'a'; c <= 'z'; ++c)
        classes[c] = classes[c - 'a' + 'A'] = Letter;
    classes['_'] = Letter;
    for (unsigned c = '0'; c <= '9'; ++c)
        classes[c] = Digit;
    for (const char c : {' ', '\t', '\r', '\n'})
        classes[static_cast<unsigned char>(c)] = Blank;
    for (const char c : {'{', '}', '[', ']', '(', ')', ',', ':', '.', '*'})
        classes[static_cast<unsigned char>(c)] = Mark;
    classes['\''] = classes['"'] = Quote;
    classes['`'] = Backtick;
    classes['/'] = Slash;
    return classes;
}

constexpr std::array<Class, 256> classes = makeClasses();

constexpr std::array<std::uint8_t, 128> makeMarks()
{
    std::array<std::uint8_t, 128> marks{};
    marks['{'] = DbmlLexer::LBRACE;
    marks['}'] = DbmlLexer::RBRACE;
    marks['['] = DbmlLexer::LBRACKET;
    marks[']'] = DbmlLexer::RBRACKET;
    marks['('] = DbmlLexer::LPAREN;
    marks[')'] = DbmlLexer::RPAREN;
    marks[','] = DbmlLexer::COMMA;
    marks[':'] = DbmlLexer::COLON;
    marks['.'] = DbmlLexer::DOT;
    marks['*'] = DbmlLexer::STAR;
    return marks;
}

constexpr std::array<std::uint8_t, 128> marks = makeMarks();

} // namespace

TokenScanner::TokenScanner(std::string_view text, Way way)
    : m_text(text), m_way(way), m_stream(text), m_lexer(&m_stream)
{
}

bool TokenScanner::next(Word &word)
{
    if (m_at >= m_text.size())
        return false;
    word.begin = static_cast<std::uint32_t>(m_at);
    if (m_way == Way::GeneratedOnly || !scanPlain(word))
        scanGenerated(word);
    word.end = static_cast<std::uint32_t>(m_at);
    return true;
}

bool TokenScanner::scanPlain(Word &word)
{
    const std::size_t size = m_text.size();
    const auto byte = [this](std::size_t at) { return static_cast<unsigned char>(m_text[at]); };
    std::size_t at = m_at;
    const Class first = classes[byte(at)];
    switch (first) {
    case Blank:
        while (at < size && classes[byte(at)] == Blank)
            ++at;
        word.type = DbmlLexer::SPACE;
        break;
    case Letter:
    case Digit: {
        bool onlyDigits = true;
        while (at < size && (classes[byte(at)] == Letter || classes[byte(at)] == Digit))
            onlyDigits = classes[byte(at++)] == Digit && onlyDigits;
        // A letter of another script may go on; a number may have a fraction or an exponent.
        if (at < size && byte(at) >= 0x80)
            return false;
        if (first == Digit && (!onlyDigits || (at < size && byte(at) == '.')))
            return false;
        word.type = onlyDigits ? DbmlLexer::NUMBER : DbmlLexer::WORD;
        break;
    }
    case Mark:
        word.type = marks[byte(at++)];
        break;
    case Quote: {
        const unsigned char quote = byte(at);
        do
            ++at;
        while (at < size && byte(at) != quote && byte(at) != '\\' && byte(at) != '\n');
        if (at >= size || byte(at) != quote)
            return false;
        ++at;
        if (quote == '\'' && at == m_at + 2 && at < size && byte(at) == quote)
            return false; // three of them
        word.type = quote == '\'' ? DbmlLexer::STRING : DbmlLexer::QUOTED_NAME;
        break;
    }
    case Backtick:
        at = m_text.find('`', at + 1);
        if (at == std::string_view::npos)
            return false;
        ++at;
        word.type = DbmlLexer::EXPRESSION;
        break;
    case Slash:
        if (at + 1 >= size || byte(at + 1) != '/')
            return false;
        while (at < size && byte(at) != '\n')
            ++at;
        word.type = DbmlLexer::LINE_COMMENT;
        break;
    case Other:
        return false;
    }
    m_at = at;
    return true;
}

void TokenScanner::scanGenerated(Word &word)
{
    m_stream.seek(m_at);
    m_lexer.type = antlr4::Token::INVALID_TYPE;
    auto *const automaton = m_lexer.getInterpreter<antlr4::atn::LexerATNSimulator>();
    word.type = automaton->match(&m_stream, antlr4::Lexer::DEFAULT_MODE);
    m_at = m_stream.index();
}

} // namespace tw::dbml
