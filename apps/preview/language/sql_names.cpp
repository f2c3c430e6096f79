// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/symbol_reader.h"

#include <tablewright/base/utf8.h>

#include <algorithm>

namespace tw::preview {

namespace {

bool isWordStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool isWordPart(char c) { return isWordStart(c) || (c >= '0' && c <= '9') || c == '$'; }
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class SqlReader {
public:
    explicit SqlReader(std::string_view sql) : m_sql(sql) {}

    std::vector<SqlName> run()
    {
        while (m_at < m_sql.size()) {
            const char c = m_sql[m_at];
            if (c == '\'')
                takeText();
            else if (c == '"')
                quotedName();
            else if (c == '$' && !isNumberNext())
                skipDollarQuoted();
            else if (isWordStart(c))
                word();
            else if (c == '-' && m_sql.substr(m_at, 2) == "--")
                m_at = std::min(m_sql.find('\n', m_at), m_sql.size());
            else if (c == '/' && m_sql.substr(m_at, 2) == "/*")
                m_at = std::min(m_sql.find("*/", m_at), m_sql.size() - 2) + 2;
            else if (c >= '0' && c <= '9')
                skipNumber();
            else
                ++m_at;
        }
        return std::move(m_names);
    }

private:
    [[nodiscard]] bool isNumberNext() const
    {
        return m_at + 1 < m_sql.size() && m_sql[m_at + 1] >= '0' && m_sql[m_at + 1] <= '9';
    }

    void skipNumber()
    {
        while (m_at < m_sql.size() && (isWordPart(m_sql[m_at]) || m_sql[m_at] == '.'))
            ++m_at;
    }

    /// Returns what stands between the quotes.
    std::string skipQuoted(char quote)
    {
        std::string value;
        ++m_at;
        while (m_at < m_sql.size()) {
            if (m_sql[m_at] == quote) {
                if (m_at + 1 >= m_sql.size() || m_sql[m_at + 1] != quote)
                    break;
                ++m_at;
            }
            value += m_sql[m_at++];
        }
        m_at = std::min(m_at + 1, m_sql.size());
        return value;
    }

    void takeText()
    {
        const auto begin = static_cast<std::uint32_t>(m_at);
        std::string text = skipQuoted('\'');
        m_names.push_back({std::move(text), begin, static_cast<std::uint32_t>(m_at), false, true});
        m_behindWord = false;
    }

    void skipDollarQuoted()
    {
        const std::size_t tagEnd = m_sql.find('$', m_at + 1);
        if (tagEnd == std::string_view::npos) {
            ++m_at;
            return;
        }
        const std::string_view tag = m_sql.substr(m_at, tagEnd + 1 - m_at);
        const std::size_t end = m_sql.find(tag, tagEnd + 1);
        m_at = end == std::string_view::npos ? m_sql.size() : end + tag.size();
    }

    [[nodiscard]] char before(std::size_t at) const
    {
        while (at > 0 && isBlank(m_sql[at - 1]))
            --at;
        return at > 0 ? m_sql[at - 1] : '\0';
    }
    [[nodiscard]] char after(std::size_t at) const
    {
        while (at < m_sql.size() && isBlank(m_sql[at]))
            ++at;
        return at < m_sql.size() ? m_sql[at] : '\0';
    }

    /// Behind `as`, `collate` and the like; operators that are words may stand before a column.
    [[nodiscard]] bool isAs(std::size_t begin) const
    {
        return m_behindWord && m_wordEnd <= begin &&
               m_sql.substr(m_wordEnd, begin - m_wordEnd).find_first_not_of(" \t\r\n") ==
                   std::string_view::npos;
    }

    void quotedName()
    {
        const std::size_t begin = m_at;
        std::string name = skipQuoted('"');
        const char left = before(begin);
        const bool sure =
            left != '.' && left != ':' && after(m_at) != '(' && after(m_at) != '.' && !isAs(begin);
        m_names.push_back({std::move(name), static_cast<std::uint32_t>(begin),
                           static_cast<std::uint32_t>(m_at), sure, false});
        m_behindWord = false;
    }

    void word()
    {
        const std::size_t begin = m_at;
        while (m_at < m_sql.size() && isWordPart(m_sql[m_at]))
            ++m_at;
        std::string name = asciiLower(m_sql.substr(begin, m_at - begin));
        // E'…', B'…' and the like
        if (m_at < m_sql.size() && m_sql[m_at] == '\'' && name.size() == 1) {
            skipQuoted('\'');
            return;
        }
        const bool joins = joinsOperands(name);
        if (!joins) {
            const char left = before(begin);
            const char right = after(m_at);
            const bool sure = left != '.' && left != ':' && right != '(' && right != '.' &&
                              right != '\'' && right != '"' && !isAs(begin) && !isTypeBefore(m_at);
            m_names.push_back({std::move(name), static_cast<std::uint32_t>(begin),
                               static_cast<std::uint32_t>(m_at), sure, false});
        }
        m_behindWord = !joins;
        m_wordEnd = m_at;
    }

    /// Two words that follow each other are rarely a column; `double precision` is none.
    [[nodiscard]] bool isTypeBefore(std::size_t end) const
    {
        std::size_t at = end;
        while (at < m_sql.size() && isBlank(m_sql[at]))
            ++at;
        if (at == end || at >= m_sql.size() || !isWordStart(m_sql[at]))
            return false;
        std::size_t wordEnd = at;
        while (wordEnd < m_sql.size() && isWordPart(m_sql[wordEnd]))
            ++wordEnd;
        return !joinsOperands(asciiLower(m_sql.substr(at, wordEnd - at)));
    }

    static bool joinsOperands(std::string_view word)
    {
        static constexpr std::string_view words[] = {
            "and",     "or",   "not",    "in",       "is",        "null", "between", "like",
            "ilike",   "case", "when",   "then",     "else",      "end",  "similar", "to",
            "any",     "all",  "some",   "distinct", "from",      "true", "false",   "isnull",
            "notnull", "for",  "escape", "unknown",  "symmetric", "asc",  "desc"};
        return std::find(std::begin(words), std::end(words), word) != std::end(words);
    }

    std::string_view m_sql;
    std::size_t m_at = 0;
    std::vector<SqlName> m_names;
    bool m_behindWord = false; ///< that joins nothing
    std::size_t m_wordEnd = 0;
};

} // namespace

std::vector<SqlName> sqlNames(std::string_view sql) { return SqlReader(sql).run(); }

} // namespace tw::preview
