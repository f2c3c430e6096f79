// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/json/structural_index.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tw::json {

/// Thrown where reading cannot go on. Never leaves the frontend.
struct ReadingStopped {
    enum class Reason : std::uint8_t { Syntax, InvalidUtf8, Nesting };
    Reason reason;
    std::uint32_t begin;
    std::uint32_t end;
    std::string detail; ///< what was found and what was expected
};

/// A string token, unescaped. `text` is valid until the next string is read.
struct StringToken {
    std::string_view text;
    std::uint32_t begin = 0; ///< of the opening quote
    std::uint32_t end = 0;
    bool escaped = false; ///< `text` is not what is written between the quotes
};

struct NumberToken {
    std::string_view text; ///< as written
    std::uint32_t begin = 0;
    bool isInteger = false; ///< written without fraction and exponent

    [[nodiscard]] std::uint32_t end() const
    {
        return begin + static_cast<std::uint32_t>(text.size());
    }
};

/// Goes through the tokens of a text in order and checks each one. Offsets count from the start of
/// the text that it was given. What is not JSON throws `ReadingStopped`.
class JsonCursor {
public:
    /// `text` has no byte order mark and is followed by `SourceBuffer::padding` bytes.
    JsonCursor(std::string_view text, std::size_t maxDepth)
        : m_text(text.data()), m_size(text.size()), m_index(text), m_next(m_index.begin()),
          m_depthLeft(maxDepth)
    {
    }

    [[nodiscard]] const char *text() const { return m_text; }
    /// Whether there is nothing but white space.
    [[nodiscard]] bool isBlank() const
    {
        return atEnd() && !m_index.error() && m_next == m_index.begin();
    }
    [[nodiscard]] bool atEnd() const { return m_next == m_index.end(); }
    [[nodiscard]] std::uint32_t offset() const { return *m_next; }

    /// The first byte of the next token; U+0000 at the end.
    [[nodiscard]] char peek() const { return atEnd() ? '\0' : m_text[*m_next]; }

    [[nodiscard]] bool atNumber() const
    {
        const char c = peek();
        return c == '-' || (c >= '0' && c <= '9');
    }

    /// Where the token that is next ends.
    [[nodiscard]] std::uint32_t tokenEnd() const;

    /// Enters the object or array whose bracket is next, and tells where it begins.
    std::uint32_t open();
    /// Leaves it over the closing bracket that is next, and tells where it ends.
    std::uint32_t close()
    {
        ++m_depthLeft;
        return *m_next++ + 1;
    }
    /// After a value: takes a comma and returns true, or the closing bracket and returns false.
    bool comma(char closing, std::uint32_t &end)
    {
        lookAhead();
        const char c = peek();
        if (c == ',') {
            ++m_next;
            return true;
        }
        if (c != closing)
            fail(closing == '}' ? "`,` or `}`" : "`,` or `]`");
        end = close();
        return false;
    }

    /// The name of a member and its colon.
    StringToken memberName();
    StringToken string();
    NumberToken number();
    /// Takes `true`, `false` or `null`, as the first letter tells.
    void literal();

    /// Refuses whatever is left.
    void finish();
    [[noreturn]] void fail(std::string_view expected) const;

private:
    /// Between two calls no more than four tokens are taken, and one more is looked at.
    void lookAhead()
    {
        if (m_next >= m_index.turnsAt())
            m_next = m_index.turn(m_next);
    }
    [[nodiscard]] bool isWordEnd(const char *at) const;
    [[nodiscard]] std::string describe() const;
    [[noreturn]] void failInString(std::uint32_t begin, std::string_view raw) const;

    const char *m_text;
    std::size_t m_size;
    StructuralIndex m_index;
    const std::uint32_t *m_next;
    std::size_t m_depthLeft;
    std::string m_unescaped;
};

} // namespace tw::json
