// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace tw::json {

/// Builds a JSON text. A container spreads over lines, two spaces deeper each, or stays on one, and
/// all within it too.
class JsonText {
public:
    enum class Shape : std::uint8_t { Lines, OneLine };

    void reserve(std::size_t bytes) { m_out.reserve(bytes); }

    void beginObject(Shape shape) { begin('{', shape); }
    void endObject() { end('}'); }
    void beginArray(Shape shape) { begin('[', shape); }
    void endArray() { end(']'); }

    /// The name of the member whose value comes next.
    void name(std::string_view name)
    {
        separate();
        appendQuoted(name);
        m_out += ": ";
        m_afterName = true;
    }

    void text(std::string_view value)
    {
        separate();
        appendQuoted(value);
    }
    /// What is JSON already: a number, `true`, `null`.
    void raw(std::string_view value)
    {
        separate();
        m_out += value;
    }
    void number(double value)
    {
        separate();
        fmt::format_to(std::back_inserter(m_out), "{}", value);
    }
    void number(std::int64_t value)
    {
        separate();
        fmt::format_to(std::back_inserter(m_out), "{}", value);
    }

    void member(std::string_view memberName, std::string_view value)
    {
        name(memberName);
        text(value);
    }
    void flag(std::string_view memberName, bool value = true)
    {
        name(memberName);
        raw(value ? "true" : "false");
    }
    /// A member with a text that is absent when it is empty.
    void optional(std::string_view memberName, std::string_view value)
    {
        if (!value.empty())
            member(memberName, value);
    }

    /// The text, with a line end.
    [[nodiscard]] std::string take()
    {
        m_out += '\n';
        return std::move(m_out);
    }

private:
    void begin(char bracket, Shape shape);
    void end(char bracket);
    void separate();
    void breakLine();
    void appendQuoted(std::string_view text);

    std::string m_out;
    std::size_t m_depth = 0;
    std::size_t m_oneLineDepth = 0; ///< how many containers on one line are open
    bool m_isFirst = true;          ///< nothing stands yet in the innermost container
    bool m_afterName = true;        ///< the value that is next goes on where the text ends
};

/// Whether the text is a number of JSON.
[[nodiscard]] bool isJsonNumber(std::string_view text);

} // namespace tw::json
