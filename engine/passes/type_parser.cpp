// SPDX-License-Identifier: MIT
#include "passes/type_parser.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace tw {

namespace {

constexpr std::uint8_t maxDimensions = 6; // MAXDIM of PostgreSQL

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

bool isWordStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool isWordPart(char c) { return isWordStart(c) || (c >= '0' && c <= '9') || c == '$'; }

class TypeParser {
public:
    explicit TypeParser(std::string_view text) : m_text(text) {}

    ParsedType run()
    {
        if (!name())
            return std::move(m_type);
        if (take('.')) {
            m_type.namespaceName = std::move(m_type.name);
            m_type.name.clear();
            if (!name())
                return std::move(m_type);
        } else if (!m_type.quoted) {
            moreWords();
        }
        if (take('(') && !arguments())
            return std::move(m_type);
        if (!m_type.quoted)
            moreWords(); // `timestamp(3) with time zone`
        arrayWord();
        if (!dimensions())
            return std::move(m_type);
        if (!atEnd())
            problem("the end");
        return std::move(m_type);
    }

private:
    bool atEnd()
    {
        while (m_at < m_text.size() && isSpace(m_text[m_at]))
            ++m_at;
        return m_at == m_text.size();
    }

    bool take(char c)
    {
        if (atEnd() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    bool problem(std::string_view expected)
    {
        m_type.problem = atEnd() ? fmt::format("it ends where {} was expected", expected)
                                 : fmt::format("found `{}` where {} was expected",
                                               truncateUtf8(m_text.substr(m_at), 20), expected);
        return false;
    }

    std::string_view word()
    {
        const std::size_t start = m_at;
        while (m_at < m_text.size() && isWordPart(m_text[m_at]))
            ++m_at;
        return m_text.substr(start, m_at - start);
    }

    bool name()
    {
        if (take('"')) {
            m_type.quoted = true;
            return quotedRest();
        }
        m_type.quoted = false;
        if (atEnd() || !isWordStart(m_text[m_at]))
            return problem("a type name");
        m_type.name = word();
        return true;
    }

    bool quotedRest()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c == '"') {
                if (m_at == m_text.size() || m_text[m_at] != '"')
                    return !m_type.name.empty() || problem("a name between the quotes");
                ++m_at;
            }
            m_type.name += c;
        }
        return problem("a closing quote");
    }

    void moreWords()
    {
        while (!atEnd() && isWordStart(m_text[m_at])) {
            m_type.name += ' ';
            m_type.name += word();
        }
    }

    /// SQL's own spelling of one dimension: `integer array`, `integer array[4]`.
    void arrayWord()
    {
        constexpr std::string_view word = " array";
        const std::string_view name = m_type.name;
        if (m_type.quoted || name.size() <= word.size() ||
            !equalsIgnoringCase(name.substr(name.size() - word.size()), word))
            return;
        m_type.name.resize(name.size() - word.size());
        m_type.arrayDimensions = 1;
        m_isArray = true;
    }

    /// `varchar(max)`, as another database spells a text without a limit.
    bool maximum()
    {
        constexpr std::string_view word = "max";
        const std::size_t end = m_type.name.size();
        const bool limited = end > 4 && (equalsIgnoringCase(m_type.name.substr(end - 4), "char") ||
                                         equalsIgnoringCase(m_type.name.substr(end - 4), "nary"));
        if (!limited || m_type.quoted || atEnd() ||
            !equalsIgnoringCase(m_text.substr(m_at, word.size()), word))
            return false;
        m_at += word.size();
        return true;
    }

    bool arguments()
    {
        if (maximum())
            return take(')') || problem("`)`");
        do {
            if (atEnd())
                return problem("a number");
            std::int64_t value = 0;
            const char *const begin = m_text.data() + m_at;
            const auto [next, error] = std::from_chars(begin, m_text.data() + m_text.size(), value);
            if (error != std::errc())
                return problem("a number");
            m_at += static_cast<std::size_t>(next - begin);
            m_type.arguments.push_back(value);
        } while (take(','));
        return take(')') || problem("`)`");
    }

    bool dimensions()
    {
        while (take('[')) {
            // A size may be written; PostgreSQL ignores it.
            if (!atEnd()) {
                while (m_at < m_text.size() && m_text[m_at] >= '0' && m_text[m_at] <= '9')
                    ++m_at;
            }
            if (!take(']'))
                return problem("`]`");
            if (std::exchange(m_isArray, false))
                continue; // the size of the dimension that `array` made
            if (++m_type.arrayDimensions > maxDimensions) {
                m_type.problem = fmt::format("it has more than {} array dimensions", maxDimensions);
                return false;
            }
        }
        return true;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_isArray = false; ///< the word `array` was the last one
    ParsedType m_type;
};

} // namespace

ParsedType parseType(std::string_view spelling) { return TypeParser(spelling).run(); }

} // namespace tw
