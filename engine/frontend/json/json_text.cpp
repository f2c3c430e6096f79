// SPDX-License-Identifier: MIT
#include "frontend/json/json_text.h"

#include <array>

namespace tw::json {

namespace {

/// For each byte what follows the backslash in a string: 0 when it stands for itself, `u` when it
/// has four digits.
constexpr std::array<char, 256> escapes = [] {
    std::array<char, 256> table{};
    for (std::size_t byte = 0; byte < 0x20; ++byte)
        table[byte] = 'u';
    table['"'] = '"';
    table['\\'] = '\\';
    table['\b'] = 'b';
    table['\f'] = 'f';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    return table;
}();

} // namespace

void JsonText::appendQuoted(std::string_view text)
{
    m_out += '"';
    std::size_t plain = 0; // where what is not yet appended begins
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const char escape = escapes[byte];
        if (escape == 0)
            continue;
        m_out.append(text, plain, at - plain);
        plain = at + 1;
        m_out += '\\';
        if (escape == 'u')
            fmt::format_to(std::back_inserter(m_out), "u{:04x}", byte);
        else
            m_out += escape;
    }
    m_out.append(text, plain, text.size() - plain);
    m_out += '"';
}

void JsonText::breakLine()
{
    m_out += '\n';
    m_out.append(2 * m_depth, ' ');
}

void JsonText::separate()
{
    if (m_afterName) {
        m_afterName = false;
        return;
    }
    if (!m_isFirst)
        m_out += ',';
    if (m_oneLineDepth == 0)
        breakLine();
    else if (!m_isFirst || m_out.back() == '{')
        m_out += ' ';
    m_isFirst = false;
}

void JsonText::begin(char bracket, Shape shape)
{
    separate();
    m_out += bracket;
    ++m_depth;
    if (m_oneLineDepth > 0 || shape == Shape::OneLine)
        ++m_oneLineDepth;
    m_isFirst = true;
}

void JsonText::end(char bracket)
{
    --m_depth;
    if (m_oneLineDepth > 0) {
        --m_oneLineDepth;
        if (bracket == '}' && !m_isFirst)
            m_out += ' ';
    } else if (!m_isFirst) {
        breakLine();
    }
    m_out += bracket;
    m_isFirst = false;
}

bool isJsonNumber(std::string_view text)
{
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t first = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9')
            ++at;
        return at - first;
    };
    const auto take = [&](char c) {
        const bool found = at < text.size() && text[at] == c;
        at += found ? 1 : 0;
        return found;
    };
    take('-');
    const bool leadingZero = at < text.size() && text[at] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (leadingZero && whole > 1) || (take('.') && digits() == 0))
        return false;
    if (take('e') || take('E')) {
        if (!take('-'))
            take('+');
        if (digits() == 0)
            return false;
    }
    return at == text.size();
}

} // namespace tw::json
