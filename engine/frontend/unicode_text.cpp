// SPDX-License-Identifier: MIT
#include "frontend/unicode_text.h"

#include <charconv>

namespace tw {

std::string_view withoutByteOrderMark(std::string_view text)
{
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (text.starts_with(mark))
        text.remove_prefix(mark.size());
    return text;
}

std::optional<std::uint32_t> codeUnit(std::string_view text)
{
    if (text.size() < 4)
        return {};
    std::uint32_t unit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + 4, unit, 16);
    if (error != std::errc() || end != text.data() + 4)
        return {};
    return unit;
}

void appendUtf8(std::string &text, std::uint32_t point)
{
    const auto add = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
    const auto tail = [&](std::uint32_t shift) { add(0x80U | ((point >> shift) & 0x3FU)); };
    if (point < 0x80) {
        add(point);
    } else if (point < 0x800) {
        add(0xC0U | (point >> 6U));
        tail(0);
    } else if (point < 0x10000) {
        add(0xE0U | (point >> 12U));
        tail(6);
        tail(0);
    } else {
        add(0xF0U | (point >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

} // namespace tw
