// SPDX-License-Identifier: MIT
#include "frontend/dbml/utf8_stream.h"

namespace tw::dbml {

namespace {

/// How many bytes the code point that begins with `lead` has.
std::size_t sequenceLength(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

char32_t decode(std::string_view bytes)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const std::size_t length = sequenceLength(byte(0));
    if (length == 1)
        return byte(0);
    char32_t symbol = byte(0) & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length && i < bytes.size(); ++i)
        symbol = (symbol << 6U) | (byte(i) & 0x3FU);
    return symbol;
}

} // namespace

void Utf8Stream::consume()
{
    if (m_at < m_text.size())
        m_at += sequenceLength(static_cast<unsigned char>(m_text[m_at]));
}

std::size_t Utf8Stream::LA(ssize_t offset)
{
    std::size_t at = m_at;
    if (offset < 0) {
        for (ssize_t i = offset; i < 0; ++i) {
            do {
                if (at == 0)
                    return IntStream::EOF;
                --at;
            } while ((static_cast<unsigned char>(m_text[at]) & 0xC0U) == 0x80U);
        }
        return decode(m_text.substr(at));
    }
    for (ssize_t i = 1; i < offset && at < m_text.size(); ++i)
        at += sequenceLength(static_cast<unsigned char>(m_text[at]));
    return at < m_text.size() ? decode(m_text.substr(at)) : IntStream::EOF;
}

std::string Utf8Stream::getText(const antlr4::misc::Interval &interval)
{
    const auto begin = static_cast<std::size_t>(interval.a);
    return std::string(m_text.substr(begin, static_cast<std::size_t>(interval.b + 1) - begin));
}

} // namespace tw::dbml
