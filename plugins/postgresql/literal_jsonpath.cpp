// SPDX-License-Identifier: MIT
#include "literal_readers.h"

#include <algorithm>
#include <array>

namespace tw::postgresql {
namespace {

/// Knows the usual part of the language; what it does not know is left to the server.
class PathReader {
public:
    explicit PathReader(std::string_view text) : m_text(text) {}

    bool read()
    {
        if (!takeWord("strict"))
            takeWord("lax");
        const std::string_view start = m_text;
        if (expression() && atEnd())
            return true;
        m_text = start;
        return predicate() && atEnd();
    }

private:
    static constexpr int deepest = 8; // brackets are tried twice

    void skipBlanks()
    {
        while (!m_text.empty() && isBlank(m_text.front()))
            m_text.remove_prefix(1);
    }

    bool atEnd()
    {
        skipBlanks();
        return m_text.empty();
    }

    bool take(std::string_view token)
    {
        skipBlanks();
        if (!m_text.starts_with(token))
            return false;
        m_text.remove_prefix(token.size());
        return true;
    }

    static bool isLetter(char c)
    {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    std::string_view word()
    {
        skipBlanks();
        std::size_t size = 0;
        while (size < m_text.size() &&
               (isLetter(m_text[size]) || (size > 0 && isDigit(m_text[size]))))
            ++size;
        return m_text.substr(0, size);
    }

    bool takeWord(std::string_view expected)
    {
        if (word() != expected)
            return false;
        m_text.remove_prefix(expected.size());
        return true;
    }

    /// A string without escapes.
    bool string(std::string_view &value)
    {
        skipBlanks();
        if (!m_text.starts_with('"'))
            return false;
        const std::size_t end = m_text.find('"', 1);
        if (end == std::string_view::npos)
            return false;
        value = m_text.substr(1, end - 1);
        m_text.remove_prefix(end + 1);
        return std::ranges::all_of(
            value, [](char c) { return c != '\\' && static_cast<unsigned char>(c) >= ' '; });
    }

    bool number()
    {
        skipBlanks();
        const std::size_t size = std::min(m_text.find_first_not_of("0123456789"), m_text.size());
        if (size == 0 || size > 9 || (size > 1 && m_text.front() == '0'))
            return false;
        m_text.remove_prefix(size);
        if (m_text.size() > 1 && m_text[0] == '.' && isDigit(m_text[1])) {
            m_text.remove_prefix(1);
            m_text.remove_prefix(std::min(m_text.find_first_not_of("0123456789"), m_text.size()));
        }
        return m_text.empty() || (!isLetter(m_text.front()) && m_text.front() != '.');
    }

    bool expression()
    {
        if (!term())
            return false;
        while (take("+") || take("-")) {
            if (!term())
                return false;
        }
        return true;
    }

    bool term()
    {
        if (!unary())
            return false;
        while (take("*") || take("/") || take("%")) {
            if (!unary())
                return false;
        }
        return true;
    }

    bool unary()
    {
        take("-") || take("+");
        std::string_view ignored;
        skipBlanks();
        if (m_text.empty())
            return false;
        const char c = m_text.front();
        if (isDigit(c))
            return number();
        if (c == '"')
            return string(ignored);
        if (takeWord("true") || takeWord("false") || takeWord("null"))
            return true;
        if (m_subscripts > 0 && takeWord("last"))
            return true;
        if (c == '$') {
            m_text.remove_prefix(1);
            if (!m_text.empty() && (isLetter(m_text.front()) || m_text.front() == '"'))
                m_text.remove_prefix(word().size());
        } else if (c == '@' && m_filters > 0) {
            m_text.remove_prefix(1);
        } else if (c == '(' && m_depth < deepest) {
            m_text.remove_prefix(1);
            ++m_depth;
            const bool good = expression() && take(")");
            --m_depth;
            if (!good)
                return false;
        } else {
            return false;
        }
        return accessors();
    }

    bool accessors()
    {
        static constexpr std::array methods = {"abs",     "size",   "type",    "floor",
                                               "ceiling", "double", "keyvalue"};
        while (true) {
            skipBlanks();
            if (m_text.starts_with(".**"))
                return false;
            if (take(".*"))
                continue;
            if (take(".")) {
                std::string_view key;
                skipBlanks();
                if (m_text.starts_with('"')) {
                    if (!string(key))
                        return false;
                    continue;
                }
                key = word();
                if (key.empty())
                    return false;
                m_text.remove_prefix(key.size());
                if (!m_text.empty() && static_cast<unsigned char>(m_text.front()) >= 0x80)
                    return false;
                skipBlanks();
                if (m_text.starts_with('(')) {
                    if (std::ranges::find(methods, key) == methods.end() || !take("(") ||
                        !take(")"))
                        return false;
                }
            } else if (take("[")) {
                if (!subscripts())
                    return false;
            } else if (take("?")) {
                if (m_depth == deepest || !take("("))
                    return false;
                ++m_filters;
                ++m_depth;
                const bool good = predicate() && take(")");
                --m_depth;
                --m_filters;
                if (!good)
                    return false;
            } else {
                return true;
            }
        }
    }

    bool subscripts()
    {
        if (take("*"))
            return take("]");
        ++m_subscripts;
        bool good = true;
        do {
            good = expression() && (!takeWord("to") || expression());
        } while (good && take(","));
        --m_subscripts;
        return good && take("]");
    }

    bool predicate()
    {
        if (!conjunction())
            return false;
        while (take("||")) {
            if (!conjunction())
                return false;
        }
        return true;
    }

    bool conjunction()
    {
        if (!condition())
            return false;
        while (take("&&")) {
            if (!condition())
                return false;
        }
        return true;
    }

    bool bracketed()
    {
        if (m_depth == deepest || !take("("))
            return false;
        ++m_depth;
        const bool good = predicate() && take(")");
        --m_depth;
        return good;
    }

    bool condition()
    {
        const std::string_view start = m_text;
        if (take("!")) {
            if (takeWord("exists"))
                return take("(") && expression() && take(")");
            return bracketed();
        }
        if (takeWord("exists"))
            return take("(") && expression() && take(")");
        if (comparison())
            return true;
        m_text = start;
        return bracketed();
    }

    bool comparison()
    {
        if (!expression())
            return false;
        std::string_view ignored;
        if (takeWord("starts"))
            return takeWord("with") && string(ignored);
        for (const std::string_view sign : {"==", "!=", "<>", "<=", ">=", "<", ">"}) {
            if (take(sign))
                return expression();
        }
        return false;
    }

    std::string_view m_text;
    int m_depth = 0;
    int m_filters = 0;
    int m_subscripts = 0;
};

} // namespace

LiteralVerdict readJsonPath(std::string_view text)
{
    if (trimmed(text).empty())
        return unreadable("a path as $.a[0]");
    return PathReader(text).read() ? readable() : unverified();
}

} // namespace tw::postgresql
