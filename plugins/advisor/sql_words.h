// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tw::advisor {

/// Reads SQL word by word, without white space and comments. It knows no grammar: enough to find
/// `x IS NOT NULL` and never to take what stands in quotes for something else.
class SqlWords {
public:
    enum class Kind : std::uint8_t {
        End,
        Word,     ///< a key word or a name, in lower case
        Quoted,   ///< a name in double quotes, without them
        String,   ///< any string, as written
        Number,   ///< as written
        Operator, ///< `=`, `<>`, `::`
        Mark      ///< one of `( ) [ ] , ; .`
    };

    explicit SqlWords(std::string_view sql) : m_sql(sql) { next(); }

    void next();

    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] bool isEnd() const { return m_kind == Kind::End; }
    [[nodiscard]] const std::string &text() const { return m_text; }
    [[nodiscard]] bool isName() const { return m_kind == Kind::Word || m_kind == Kind::Quoted; }
    [[nodiscard]] bool is(Kind kind, std::string_view text) const
    {
        return m_kind == kind && m_text == text;
    }
    /// Where the word begins and ends in the text.
    [[nodiscard]] std::size_t begin() const { return m_begin; }
    [[nodiscard]] std::size_t end() const { return m_at; }

private:
    void skipSpace();
    void skipComment();
    void readQuoted(char quote);
    void readDollarString();

    std::string_view m_sql;
    std::size_t m_at = 0;
    std::size_t m_begin = 0;
    Kind m_kind = Kind::End;
    std::string m_text;
};

} // namespace tw::advisor
