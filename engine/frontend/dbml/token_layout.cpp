// SPDX-License-Identifier: MIT
#include "frontend/dbml/token_layout.h"

#include <tablewright/base/utf8.h>
#include <tablewright/diag/codes.h>

#include <cctype>

namespace tw::dbml {

namespace {

bool endsOperand(std::size_t type)
{
    switch (type) {
    case DbmlLexer::WORD:
    case DbmlLexer::QUOTED_NAME:
    case DbmlLexer::STRING:
    case DbmlLexer::BLOCK_STRING:
    case DbmlLexer::EXPRESSION:
    case DbmlLexer::NUMBER:
    case DbmlLexer::COLOR:
    case DbmlLexer::STAR:
    case DbmlLexer::RPAREN:
    case DbmlLexer::RBRACKET:
    case DbmlLexer::RBRACE:
        return true;
    default:
        return false;
    }
}

/// Behind these a line goes on in the next one.
bool wantsMore(std::size_t type)
{
    switch (type) {
    case DbmlLexer::BINARY:
    case DbmlLexer::SIGN:
    case DbmlLexer::DOT:
    case DbmlLexer::COLON:
    case DbmlLexer::LBRACE:
    case DbmlLexer::END_OF_LINE:
        return true;
    default:
        return false;
    }
}

} // namespace

TokenLayout::TokenLayout(std::string_view text, std::uint32_t base, SourceId source,
                         DiagnosticEmitter &diagnostics, const Limits &limits)
    : m_text(text), m_base(base), m_source(source), m_diagnostics(diagnostics), m_limits(limits),
      m_scanner(text)
{
}

template <std::size_t N, class... Args>
void TokenLayout::report(const DiagnosticDef<N> &def, std::uint32_t begin, std::uint32_t end,
                         const Args &...args)
{
    m_hasErrors = true;
    m_diagnostics.report(def, {m_source, m_base + begin, m_base + end}, args...);
}

std::vector<PlacedToken> TokenLayout::run()
{
    m_tokens.reserve(m_text.size() / 3 + 16);
    TokenScanner::Word word;
    bool goOn = true;
    while (goOn && m_scanner.next(word)) {
        switch (word.type) {
        case DbmlLexer::SPACE:
            for (const char c : m_text.substr(word.begin, word.end - word.begin)) {
                m_spaceBefore = m_spaceBefore || (!m_newlineBefore && (c == ' ' || c == '\t'));
                m_newlineBefore = m_newlineBefore || c == '\n';
            }
            break;
        case DbmlLexer::LINE_COMMENT:
        case DbmlLexer::BLOCK_COMMENT:
            m_comments.push_back(
                {static_cast<std::uint16_t>(word.type), m_base + word.begin, m_base + word.end});
            break;
        case DbmlLexer::OPEN_STRING:
        case DbmlLexer::OPEN_QUOTED_NAME:
        case DbmlLexer::OPEN_BLOCK_STRING:
        case DbmlLexer::OPEN_EXPRESSION:
        case DbmlLexer::OPEN_BLOCK_COMMENT:
        case DbmlLexer::MALFORMED_NUMBER:
        case DbmlLexer::UNKNOWN_CHARACTER:
            goOn = reportBroken(word);
            break;
        case DbmlLexer::LBRACE:
        case DbmlLexer::LBRACKET:
        case DbmlLexer::LPAREN:
            goOn = open(word, m_text[word.begin]);
            break;
        case DbmlLexer::STRING:
        case DbmlLexer::BLOCK_STRING:
        case DbmlLexer::QUOTED_NAME:
            checkEscapes(word);
            place(word);
            break;
        default:
            place(word);
        }
    }
    const auto end = static_cast<std::uint32_t>(m_text.size());
    if (m_topLevel == TopLevel::SimpleLine && m_open.empty() && !wantsMore(previous()))
        push(DbmlLexer::END_OF_LINE, end, end);
    push(antlr4::Token::EOF, end, end);
    return std::move(m_tokens);
}

bool TokenLayout::reportBroken(const TokenScanner::Word &word)
{
    const auto end = static_cast<std::uint32_t>(m_text.size());
    switch (word.type) {
    case DbmlLexer::OPEN_STRING:
        report(diag::DbmlUnclosed, word.begin, word.end, "string", "'", "its line");
        return true;
    case DbmlLexer::OPEN_QUOTED_NAME:
        report(diag::DbmlUnclosed, word.begin, word.end, "name", "\"", "its line");
        return true;
    case DbmlLexer::OPEN_BLOCK_STRING:
        report(diag::DbmlUnclosed, word.begin, end, "string", "'''", "the text");
        return false;
    case DbmlLexer::OPEN_EXPRESSION:
        report(diag::DbmlUnclosed, word.begin, end, "expression", "`", "the text");
        return false;
    case DbmlLexer::OPEN_BLOCK_COMMENT:
        report(diag::DbmlUnclosed, word.begin, end, "comment", "*/", "the text");
        return false;
    default:
        report(diag::DbmlUnknownWord, word.begin, word.end,
               m_text.substr(word.begin, word.end - word.begin),
               word.type == DbmlLexer::MALFORMED_NUMBER ? "number" : "character of DBML");
        return true;
    }
}

void TokenLayout::checkEscapes(const TokenScanner::Word &word)
{
    const std::string_view text = m_text.substr(word.begin, word.end - word.begin);
    for (std::size_t at = text.find('\\'); at < text.size(); at = text.find('\\', at + 2)) {
        if (text[at + 1] != 'u')
            continue;
        std::size_t digits = 0;
        while (digits < 4 && std::isxdigit(static_cast<unsigned char>(text[at + 2 + digits])) != 0)
            ++digits;
        const auto begin = static_cast<std::uint32_t>(word.begin + at);
        const auto end = static_cast<std::uint32_t>(begin + 2 + digits);
        if (digits < 4)
            report(diag::DbmlEscape, begin, end, m_text.substr(begin, end - begin));
    }
}

bool TokenLayout::open(const TokenScanner::Word &word, char bracket)
{
    place(word);
    m_open.push_back(bracket);
    if (m_open.size() <= m_limits.nesting)
        return true;
    report(diag::NestingTooDeep, word.begin, word.end, m_limits.nesting);
    return false;
}

void TokenLayout::close(std::size_t type)
{
    const char opening = type == DbmlLexer::RBRACE ? '{' : type == DbmlLexer::RPAREN ? '(' : '[';
    // A bracket that was never opened closes nothing; one that was closes what is open inside.
    for (std::size_t i = m_open.size(); i > 0; --i) {
        if (m_open[i - 1] == opening) {
            m_open.resize(i - 1);
            return;
        }
        if (m_open[i - 1] == '{')
            return;
    }
}

std::size_t TokenLayout::previous() const
{
    return m_tokens.empty() ? std::size_t{DbmlLexer::END_OF_LINE} : m_tokens.back().type();
}

void TokenLayout::push(std::size_t type, std::uint32_t begin, std::uint32_t end)
{
    PlacedToken &token = m_tokens.emplace_back(type, m_base + begin, m_base + end);
    token.setIndex(m_tokens.size() - 1);
    token.spaceBefore = m_spaceBefore;
    token.newlineBefore = m_newlineBefore;
}

/// The token that a word is, after the token before it.
std::size_t TokenLayout::meaning(const TokenScanner::Word &word) const
{
    const bool behindOperand = endsOperand(previous()) && !m_behindType;
    switch (word.type) {
    case DbmlLexer::RELATION:
        return behindOperand ? DbmlLexer::BINARY : DbmlLexer::SIGN;
    case DbmlLexer::INFIX_OPERATOR:
        return behindOperand ? DbmlLexer::BINARY : DbmlLexer::STRAY_OPERATOR;
    case DbmlLexer::PREFIX_OPERATOR:
        return DbmlLexer::SIGN;
    case DbmlLexer::DOT:
        return behindOperand ? DbmlLexer::DOT : DbmlLexer::STRAY_OPERATOR;
    case DbmlLexer::LBRACKET:
        return behindOperand && !m_spaceBefore ? DbmlLexer::INDEX_BRACKET : DbmlLexer::LBRACKET;
    case DbmlLexer::LPAREN:
        return behindOperand && (!m_newlineBefore || (!m_open.empty() && !inBody()))
                   ? DbmlLexer::CALL_PAREN
                   : DbmlLexer::LPAREN;
    case DbmlLexer::WORD:
        if (m_open.empty() && m_topLevel == TopLevel::ElementStart) {
            const std::string_view text = m_text.substr(word.begin, word.end - word.begin);
            if (equalsIgnoringCase(text, "use") || equalsIgnoringCase(text, "reuse"))
                return DbmlLexer::USE;
        }
        return DbmlLexer::WORD;
    default:
        return word.type;
    }
}

bool TokenLayout::endsLine(std::size_t next) const
{
    const bool inLine = inBody() || (m_open.empty() && m_topLevel == TopLevel::SimpleLine);
    if (!m_newlineBefore || !inLine)
        return false;
    if (next == DbmlLexer::COMMA && endsOperand(previous()) && !itemHasComma())
        return false;
    if (next == DbmlLexer::COLON && mayNameField())
        return false;
    return !wantsMore(previous()) && next != DbmlLexer::BINARY && next != DbmlLexer::DOT &&
           next != DbmlLexer::INDEX_BRACKET && next != DbmlLexer::RBRACE;
}

/// Whether commas join values already in the item that ends with the token before. No text is
/// looked at twice: behind a comma in a line of its own the answer is near.
bool TokenLayout::itemHasComma() const
{
    int depth = 0;
    for (std::size_t i = m_tokens.size(); i > 0; --i) {
        const std::size_t type = m_tokens[i - 1].type();
        switch (type) {
        case DbmlLexer::RBRACE:
        case DbmlLexer::RPAREN:
        case DbmlLexer::RBRACKET:
            ++depth;
            continue;
        case DbmlLexer::LBRACE:
        case DbmlLexer::LPAREN:
        case DbmlLexer::CALL_PAREN:
        case DbmlLexer::LBRACKET:
        case DbmlLexer::INDEX_BRACKET:
            if (--depth < 0)
                return false;
            break;
        case DbmlLexer::COMMA:
            if (depth == 0)
                return true;
            continue;
        case DbmlLexer::END_OF_LINE:
        case DbmlLexer::COLON:
            if (depth == 0)
                return false;
            continue;
        case DbmlLexer::BINARY:
        case DbmlLexer::DOT:
            continue;
        default:
            break;
        }
        // Two operands beside each other are two items.
        const bool belongsBefore =
            type == DbmlLexer::CALL_PAREN || type == DbmlLexer::INDEX_BRACKET;
        if (depth == 0 && !belongsBefore && i > 1 && endsOperand(m_tokens[i - 2].type()))
            return false;
    }
    return false;
}

/// Whether the token before is a word that begins a line of a body.
bool TokenLayout::mayNameField() const
{
    if (!inBody() || previous() != DbmlLexer::WORD)
        return false;
    const std::size_t before = m_tokens.size() < 2 ? 0 : m_tokens[m_tokens.size() - 2].type();
    return before == DbmlLexer::LBRACE || before == DbmlLexer::END_OF_LINE;
}

void TokenLayout::place(const TokenScanner::Word &word)
{
    std::size_t type = meaning(word);
    if (endsLine(type)) {
        push(DbmlLexer::END_OF_LINE, word.begin, word.begin);
        if (m_open.empty())
            m_topLevel = TopLevel::ElementStart;
        type = meaning(word);
    }
    m_behindType = m_open.empty() && m_topLevel == TopLevel::ElementStart;
    if (m_open.empty()) {
        switch (m_topLevel) {
        case TopLevel::ElementStart:
            m_topLevel = type == DbmlLexer::USE ? TopLevel::Use : TopLevel::Header;
            break;
        case TopLevel::Header:
            if (type == DbmlLexer::COLON)
                m_topLevel = TopLevel::SimpleLine;
            break;
        case TopLevel::Use:
            if (type == DbmlLexer::STRING || type == DbmlLexer::BLOCK_STRING)
                m_topLevel = TopLevel::ElementStart;
            break;
        case TopLevel::SimpleLine:
            break;
        }
    } else if (type == DbmlLexer::COLON && mayNameField()) {
        m_tokens.back().setType(DbmlLexer::FIELD_NAME);
    }
    push(type, word.begin, word.end);
    if (type == DbmlLexer::RBRACE || type == DbmlLexer::RPAREN || type == DbmlLexer::RBRACKET) {
        close(type);
        if (type == DbmlLexer::RBRACE && m_open.empty() && m_topLevel == TopLevel::Header)
            m_topLevel = TopLevel::ElementStart;
    }
    m_spaceBefore = false;
    m_newlineBefore = false;
}

} // namespace tw::dbml
