// SPDX-License-Identifier: MIT
#include "literal_readers.h"

#include <algorithm>
#include <charconv>

namespace tw::postgresql {
namespace {

constexpr std::size_t longestLexeme = 2046;
constexpr std::size_t trustedBytes = 100'000; ///< far from the limits of a whole value
constexpr std::size_t deepest = 500;

bool isOperator(char c)
{
    return c == '!' || c == '&' || c == '|' || c == '(' || c == ')' || c == '<';
}

/// Reads one lexeme from the front of a text, as both types have them.
class LexemeReader {
public:
    explicit LexemeReader(std::string_view &text, bool inQuery) : m_text(text), m_inQuery(inQuery)
    {
    }

    /// False when there is none, or none that is well-formed.
    bool read()
    {
        if (m_text.empty())
            return false;
        return m_text.front() == '\'' ? readQuoted() : readBare();
    }

private:
    bool readQuoted()
    {
        m_text.remove_prefix(1);
        while (!m_text.empty()) {
            if (m_text.front() == '\'') {
                m_text.remove_prefix(1);
                if (!m_text.starts_with('\''))
                    return isLexeme();
            } else if (m_text.front() == '\\') {
                m_text.remove_prefix(1);
                if (m_text.empty())
                    return false;
            }
            m_text.remove_prefix(1);
            ++m_size;
        }
        return false;
    }

    bool readBare()
    {
        while (!m_text.empty()) {
            const char c = m_text.front();
            if (c == '\\') {
                m_text.remove_prefix(1);
                if (m_text.empty())
                    return false;
            } else if (isBlank(c) || (c == ':' && (m_inQuery || m_size > 0)) ||
                       (m_inQuery && isOperator(c))) {
                break;
            }
            m_text.remove_prefix(1);
            ++m_size;
        }
        return isLexeme();
    }

    [[nodiscard]] bool isLexeme() const { return m_size > 0 && m_size <= longestLexeme; }

    std::string_view &m_text;
    bool m_inQuery;
    std::size_t m_size = 0;
};

void skipBlanks(std::string_view &text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
}

/// `1A,2` behind a lexeme's colon. A weight comes once a position.
bool readPositions(std::string_view &text)
{
    while (true) {
        if (text.empty() || !isDigit(text.front()))
            return false;
        std::int64_t position = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), position);
        if (parsed.ec != std::errc() || position > INT32_MAX || position == 0)
            return false;
        bool weighted = false;
        for (; !text.empty() && text.front() != ',' && !isBlank(text.front());
             text.remove_prefix(1)) {
            const char c = text.front();
            if (isDigit(c))
                continue;
            if (std::string_view("aAbBcCdD*").find(c) == std::string_view::npos || weighted)
                return false;
            weighted = c != 'd' && c != 'D';
        }
        if (text.empty() || text.front() != ',')
            return true;
        text.remove_prefix(1);
    }
}

class QueryReader {
public:
    explicit QueryReader(std::string_view text) : m_text(text) {}

    /// Operands and operators in turn.
    Reading read()
    {
        bool wantsOperand = true;
        bool first = true;
        std::size_t depth = 0;
        while (true) {
            skipBlanks(m_text);
            if (m_text.empty())
                return (first || !wantsOperand) && depth == 0 ? Reading::Good : Reading::Bad;
            const char c = m_text.front();
            if (wantsOperand && c == '!') {
                m_text.remove_prefix(1);
                first = false;
            } else if (wantsOperand && c == '(') {
                m_text.remove_prefix(1);
                first = false;
                if (++depth > deepest)
                    return Reading::Other;
            } else if (wantsOperand) {
                if (!LexemeReader(m_text, true).read())
                    return Reading::Bad;
                skipWeights();
                wantsOperand = false;
                first = false;
            } else if (c == ')') {
                if (depth-- == 0)
                    return Reading::Bad;
                m_text.remove_prefix(1);
            } else if (c == '&' || c == '|') {
                m_text.remove_prefix(1);
                wantsOperand = true;
            } else if (c == '<' && takePhrase()) {
                wantsOperand = true;
            } else {
                return Reading::Bad;
            }
        }
    }

private:
    void skipWeights()
    {
        if (!m_text.starts_with(':'))
            return;
        m_text.remove_prefix(1);
        const std::size_t end = std::min(m_text.find_first_not_of("aAbBcCdD*"), m_text.size());
        m_text.remove_prefix(end);
    }

    /// `<->` or `<2>`.
    bool takePhrase()
    {
        constexpr int farthest = 16'384;
        if (m_text.starts_with("<->")) {
            m_text.remove_prefix(3);
            return true;
        }
        int distance = 0;
        const char *const begin = m_text.data() + 1;
        const auto parsed = std::from_chars(begin, m_text.data() + m_text.size(), distance);
        if (parsed.ec != std::errc() || parsed.ptr == begin || *begin == '-' || distance > farthest)
            return false;
        m_text.remove_prefix(static_cast<std::size_t>(parsed.ptr - m_text.data()));
        if (!m_text.starts_with('>'))
            return false;
        m_text.remove_prefix(1);
        return true;
    }

    std::string_view m_text;
};

} // namespace

LiteralVerdict readTsVector(std::string_view text)
{
    if (text.size() > trustedBytes)
        return unverified();
    const auto refuse = [&text] {
        // Which other characters are blanks or digits depends on the server's locale.
        const bool plain = std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
        return plain ? unreadable("lexemes as `fat:2 rat:3A`") : unverified();
    };
    std::string_view rest = text;
    while (true) {
        skipBlanks(rest);
        if (rest.empty())
            return readable();
        if (!LexemeReader(rest, false).read())
            return refuse();
        if (rest.starts_with(':')) {
            rest.remove_prefix(1);
            if (!readPositions(rest))
                return refuse();
        }
    }
}

LiteralVerdict readTsQuery(std::string_view text)
{
    if (text.size() > trustedBytes)
        return unverified();
    switch (QueryReader(text).read()) {
    case Reading::Good:
        return readable();
    case Reading::Bad: {
        const bool plain = std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
        return plain ? unreadable("a query as `fat & (rat | cat:*)`") : unverified();
    }
    default:
        return unverified();
    }
}

} // namespace tw::postgresql
