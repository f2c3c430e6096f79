// SPDX-License-Identifier: MIT
#include "sql_words.h"

#include <algorithm>

namespace tw::advisor {

namespace {

constexpr std::size_t npos = std::string_view::npos;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool beginsWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool isSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool isMark(char c) { return std::string_view("()[],;.").find(c) != npos; }

bool isOperator(char c) { return std::string_view("+-*/<>=~!@#%^&|`?:").find(c) != npos; }

} // namespace

void SqlWords::skipComment()
{
    if (m_sql.substr(m_at, 2) == "--") {
        m_at = std::min(m_sql.find('\n', m_at), m_sql.size());
        return;
    }
    std::size_t depth = 0; // such comments nest
    do {
        if (m_sql.substr(m_at, 2) == "/*") {
            ++depth;
            m_at += 2;
        } else if (m_sql.substr(m_at, 2) == "*/") {
            --depth;
            m_at += 2;
        } else {
            ++m_at;
        }
    } while (depth > 0 && m_at < m_sql.size());
}

void SqlWords::skipSpace()
{
    while (m_at < m_sql.size()) {
        if (isSpace(m_sql[m_at]))
            ++m_at;
        else if (m_sql.substr(m_at, 2) == "--" || m_sql.substr(m_at, 2) == "/*")
            skipComment();
        else
            return;
    }
}

/// Up to the quote that closes; a doubled one stands for itself, and in `E''` a `\` for the next.
void SqlWords::readQuoted(char quote)
{
    const bool escapes = quote == '\'' && (m_sql[m_begin] == 'e' || m_sql[m_begin] == 'E');
    for (++m_at; m_at < m_sql.size(); ++m_at) {
        if (escapes && m_sql[m_at] == '\\') {
            m_text += m_sql.substr(m_at, 2);
            ++m_at;
        } else if (m_sql[m_at] != quote) {
            m_text += m_sql[m_at];
        } else if (m_sql.substr(m_at + 1, 1) == std::string_view(&quote, 1)) {
            m_text += m_sql[m_at++];
        } else {
            ++m_at;
            return;
        }
    }
    m_at = m_sql.size();
}

/// `$$…$$` and `$tag$…$tag$`; any other `$` is read by itself.
void SqlWords::readDollarString()
{
    std::size_t tagEnd = m_at + 1;
    while (tagEnd < m_sql.size() && (beginsWord(m_sql[tagEnd]) || isDigit(m_sql[tagEnd])))
        ++tagEnd;
    if (tagEnd >= m_sql.size() || m_sql[tagEnd] != '$') {
        m_kind = Kind::Operator;
        m_text = m_sql[m_at++];
        return;
    }
    const std::string_view tag = m_sql.substr(m_at, tagEnd + 1 - m_at);
    const std::size_t close = m_sql.find(tag, tagEnd + 1);
    m_at = close == npos ? m_sql.size() : close + tag.size();
    m_kind = Kind::String;
}

void SqlWords::next()
{
    skipSpace();
    m_text.clear();
    m_begin = m_at;
    if (m_at >= m_sql.size()) {
        m_kind = Kind::End;
        return;
    }
    const char c = m_sql[m_at];
    const std::string_view rest = m_sql.substr(m_at);
    // `E''`, `B''`, `X''` and `N''` are strings too.
    const bool isPrefixed =
        rest.size() > 1 && rest[1] == '\'' && std::string_view("eEbBxXnN").find(c) != npos;
    if (c == '\'' || isPrefixed) {
        m_at += isPrefixed ? 1 : 0;
        readQuoted('\'');
        m_kind = Kind::String;
        m_text = m_sql.substr(m_begin, m_at - m_begin);
    } else if (c == '"') {
        readQuoted('"');
        m_kind = Kind::Quoted;
    } else if (c == '$') {
        readDollarString();
    } else if (beginsWord(c)) {
        m_kind = Kind::Word;
        for (; m_at < m_sql.size() &&
               (beginsWord(m_sql[m_at]) || isDigit(m_sql[m_at]) || m_sql[m_at] == '$');
             ++m_at) {
            const char letter = m_sql[m_at];
            m_text +=
                letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
        }
    } else if (isDigit(c)) {
        m_kind = Kind::Number;
        while (m_at < m_sql.size() && (isDigit(m_sql[m_at]) || m_sql[m_at] == '.'))
            m_text += m_sql[m_at++];
    } else if (isMark(c)) {
        m_kind = Kind::Mark;
        m_text = m_sql[m_at++];
    } else {
        m_kind = Kind::Operator;
        do
            m_text += m_sql[m_at++];
        while (m_at < m_sql.size() && isOperator(m_text.front()) && isOperator(m_sql[m_at]) &&
               m_sql.substr(m_at, 2) != "--" && m_sql.substr(m_at, 2) != "/*");
    }
}

} // namespace tw::advisor
