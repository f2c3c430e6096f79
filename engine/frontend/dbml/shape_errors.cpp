// SPDX-License-Identifier: MIT
#include "frontend/dbml/shape_errors.h"

#include <tablewright/base/utf8.h>

#include <DbmlParser.h>

#include <algorithm>
#include <array>

namespace tw::dbml {

namespace {

/// What could have stood where `rule` found something else.
std::string_view expectedIn(std::size_t rule)
{
    switch (rule) {
    case DbmlParser::RuleElement:
        return "`{` or `:`";
    case DbmlParser::RuleBody:
    case DbmlParser::RuleEntry:
        return "a line or `}`";
    case DbmlParser::RuleTuple:
    case DbmlParser::RuleArguments:
        return "`,` or `)`";
    case DbmlParser::RuleList:
    case DbmlParser::RuleIndex:
        return "`,` or `]`";
    case DbmlParser::RuleSetting:
        return "a setting";
    case DbmlParser::RuleUseDeclaration:
        return "`from` and the path of a file";
    case DbmlParser::RuleUseList:
    case DbmlParser::RuleUseItem:
        return "a kind and a name";
    default:
        return "a name or a value";
    }
}

/// How much deeper in brackets the text is behind a token.
int depthChange(std::size_t type)
{
    switch (type) {
    case DbmlParser::LBRACE:
    case DbmlParser::LBRACKET:
    case DbmlParser::INDEX_BRACKET:
    case DbmlParser::LPAREN:
    case DbmlParser::CALL_PAREN:
        return 1;
    case DbmlParser::RBRACE:
    case DbmlParser::RBRACKET:
    case DbmlParser::RPAREN:
        return -1;
    default:
        return 0;
    }
}

} // namespace

void ShapeErrors::reset(antlr4::Parser * /*parser*/) { m_recovering = false; }

antlr4::Token *ShapeErrors::recoverInline(antlr4::Parser *parser)
{
    throw antlr4::InputMismatchException(parser);
}

void ShapeErrors::reportError(antlr4::Parser *parser,
                              const antlr4::RecognitionException & /*error*/)
{
    if (m_recovering)
        return;
    m_recovering = true;
    reportAt(m_tokens.current(), expectedIn(parser->getContext()->getRuleIndex()));
}

void ShapeErrors::recover(antlr4::Parser *parser, std::exception_ptr error)
{
    bool found = false;
    switch (parser->getContext()->getRuleIndex()) {
    case DbmlParser::RuleSetting:
        found = skipToSetting();
        break;
    case DbmlParser::RuleEntry:
    case DbmlParser::RuleUseItem:
        found = skipToLine();
        break;
    case DbmlParser::RuleElement:
    case DbmlParser::RuleUseDeclaration:
        skipToElement();
        found = true;
        break;
    default:
        break;
    }
    if (!found)
        std::rethrow_exception(error);
    m_recovering = false;
}

bool ShapeErrors::skipToSetting()
{
    int depth = 0;
    for (std::size_t i = m_tokens.index(); i < m_tokens.count(); ++i) {
        const std::size_t type = m_tokens.at(i).type();
        if (depth == 0 && (type == DbmlParser::COMMA || type == DbmlParser::RBRACKET)) {
            m_tokens.seek(i);
            return true;
        }
        if (type == DbmlParser::LBRACE || type == DbmlParser::RBRACE)
            return false;
        depth += depthChange(type);
        if (depth < 0)
            return false;
    }
    return false;
}

bool ShapeErrors::skipToLine()
{
    int depth = 0;
    for (std::size_t i = m_tokens.index(); i < m_tokens.count(); ++i) {
        const std::size_t type = m_tokens.at(i).type();
        if (type == DbmlParser::END_OF_LINE && depth <= 0) {
            m_tokens.seek(i);
            return true;
        }
        if (type == DbmlParser::RBRACE && depth <= 0) {
            m_tokens.seek(i);
            return true;
        }
        if (beginsElement(m_tokens.at(i)))
            return false;
        depth += depthChange(type);
    }
    return false;
}

void ShapeErrors::skipToElement()
{
    do
        m_tokens.consume();
    while (m_tokens.current().type() != antlr4::Token::EOF && !beginsElement(m_tokens.current()));
    m_recovering = false;
}

/// A word of the kind that elements begin with, at the very beginning of a line.
bool ShapeErrors::beginsElement(const PlacedToken &token) const
{
    if (token.type() == DbmlParser::USE)
        return true;
    if (token.begin() > 0 && m_text[token.begin() - 1] != '\n')
        return false;
    constexpr std::array<std::string_view, 10> kinds{
        "table",   "enum",    "ref",         "tablegroup", "tablepartial",
        "project", "records", "diagramview", "metadata",   "dep"};
    const std::string_view word = m_text.substr(token.begin(), token.end() - token.begin());
    return std::ranges::any_of(
        kinds, [&](std::string_view kind) { return equalsIgnoringCase(kind, word); });
}

} // namespace tw::dbml
