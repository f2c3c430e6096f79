// SPDX-License-Identifier: MIT
#include "frontend/dbml/dbml_writer_types.h"

#include "frontend/dbml/dbml_writer_text.h"

#include <algorithm>
#include <vector>

namespace tw::dbml {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isWordStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool isWordPart(char c) { return isWordStart(c) || isDigit(c); }

/// Whether the frontend takes the quotes away from around it.
bool losesQuotes(std::string_view text)
{
    return !text.empty() && isWordStart(text.front()) && text.back() != ' ' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return isWordPart(c) || std::string_view(" (),[]").find(c) != std::string_view::npos;
           });
}

/// Takes apart what is spelled as the frontend spells it: `billing."Status"`,
/// `character varying(20)`, `text[]`, `enum('a','b')`.
class Spelling {
public:
    explicit Spelling(std::string_view text) : m_text(text) {}

    bool parse()
    {
        if (!part())
            return false;
        while (take('.')) {
            if (!part())
                return false;
        }
        while (m_parts.size() == 1 && !m_parts.front().quoted && take(' ')) {
            const std::string_view next = word();
            if (next.empty())
                return false;
            m_words = true;
            m_parts.front().text += ' ';
            m_parts.front().text += next;
        }
        if (take('(') && !arguments())
            return false;
        while (take('[')) {
            m_suffix += '[';
            while (m_at < m_text.size() && isDigit(m_text[m_at]))
                m_suffix += m_text[m_at++];
            if (!take(']'))
                return false;
            m_suffix += ']';
        }
        return m_at == m_text.size();
    }

    [[nodiscard]] WrittenType write(const std::unordered_set<std::string_view> &enumNames) const
    {
        const Part &first = m_parts.front();
        const bool isEnum = enumNames.contains(first.text);
        if (m_parts.size() == 1 && !first.quoted) {
            std::string name = m_words ? writeQuotedName(first.text) : writeName(first.text);
            const bool exact = name.front() != '"' || !isEnum;
            return {name + m_suffix, exact};
        }
        if (m_parts.size() == 1)
            return {writeQuotedName(first.text) + m_suffix, isEnum || !losesQuotes(first.text)};
        WrittenType written{{}, true};
        for (const Part &part : m_parts) {
            const std::string name =
                part.quoted ? writeQuotedName(part.text) : writeName(part.text);
            written.exact = written.exact && (name.front() == '"') == part.quoted;
            written.text += written.text.empty() ? "" : ".";
            written.text += name;
        }
        written.text += m_suffix;
        return written;
    }

    [[nodiscard]] bool isNested() const { return m_parts.size() > 2; }

private:
    struct Part {
        std::string text;
        bool quoted = false;
    };

    bool take(char c)
    {
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    std::string_view word()
    {
        const std::size_t begin = m_at;
        if (begin < m_text.size() && isWordStart(m_text[begin])) {
            while (m_at < m_text.size() && isWordPart(m_text[m_at]))
                ++m_at;
        }
        return m_text.substr(begin, m_at - begin);
    }

    bool quoted(char quote, std::string &text)
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c == quote && !take(quote))
                return true;
            text += c;
        }
        return false;
    }

    bool part()
    {
        Part &made = m_parts.emplace_back();
        if (take('"')) {
            made.quoted = true;
            return quoted('"', made.text) && !made.text.empty();
        }
        made.text = word();
        return !made.text.empty();
    }

    bool number()
    {
        const std::size_t begin = m_at;
        const auto digits = [&] {
            const std::size_t first = m_at;
            while (m_at < m_text.size() && isDigit(m_text[m_at]))
                ++m_at;
            return m_at - first;
        };
        take('-');
        const bool zero = m_at < m_text.size() && m_text[m_at] == '0';
        const std::size_t whole = digits();
        if (whole == 0 || (zero && whole > 1) || (take('.') && digits() == 0))
            return false;
        m_suffix += m_text.substr(begin, m_at - begin);
        return true;
    }

    bool argument()
    {
        std::string text;
        if (take('\'')) {
            if (!quoted('\'', text))
                return false;
            m_suffix += writeString(text);
            return true;
        }
        if (const std::string_view name = word(); !name.empty()) {
            m_suffix += name;
            return writeName(name) == name;
        }
        return number();
    }

    bool arguments()
    {
        m_suffix += '(';
        if (!argument())
            return false;
        while (take(',')) {
            m_suffix += ',';
            if (!argument())
                return false;
        }
        m_suffix += ')';
        return take(')');
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<Part> m_parts;
    bool m_words = false; ///< the name is several words
    std::string m_suffix; ///< arguments and brackets, in DBML
};

/// Without the spaces that mean nothing: `numeric( 10, 2 )` is `numeric(10,2)`.
std::string squeezed(std::string_view text)
{
    constexpr std::string_view marks = "(),[]";
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != ' ') {
            out += text[at];
            continue;
        }
        const std::size_t next = std::min(text.find_first_not_of(' ', at), text.size());
        if (!out.empty() && next < text.size() &&
            marks.find(out.back()) == std::string_view::npos &&
            marks.find(text[next]) == std::string_view::npos)
            out += ' ';
        at = next - 1;
    }
    return out;
}

} // namespace

WrittenType writeType(std::string_view spelling,
                      const std::unordered_set<std::string_view> &enumNames)
{
    Spelling exact(spelling);
    if (exact.parse() && !exact.isNested())
        return exact.write(enumNames);
    const std::string text = squeezed(spelling);
    Spelling near(text);
    if (text != spelling && near.parse() && !near.isNested())
        return {near.write(enumNames).text, false};
    if (losesQuotes(spelling))
        return {writeQuotedName(spelling), !enumNames.contains(spelling)};
    return {spelling.empty() ? "unknown" : writeQuotedName(spelling), false};
}

} // namespace tw::dbml
