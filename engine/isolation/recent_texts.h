// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tw::isolation {

/// Texts that were sent a short while ago, so that names of types and of columns that many tables
/// have are not sent again. Both sides keep one and add the same texts, which stay theirs.
class RecentTexts {
public:
    static constexpr std::size_t slots = 256;

    [[nodiscard]] static bool isWorthKeeping(std::string_view text)
    {
        return text.size() > 1 && text.size() < 256;
    }

    /// Where the text is or would be.
    [[nodiscard]] static std::uint8_t slot(std::string_view text)
    {
        constexpr std::uint64_t factor = 0x9E37'79B9'7F4A'7C15;
        std::uint64_t hash = text.size();
        for (std::size_t at = 0; at < text.size(); at += 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, text.data() + at, std::min<std::size_t>(8, text.size() - at));
            hash = (hash ^ word) * factor;
            hash ^= hash >> 29U;
        }
        return static_cast<std::uint8_t>((hash * factor) >> 56U);
    }

    /// Empty when there is none.
    [[nodiscard]] std::string_view at(std::uint8_t slot) const { return m_texts[slot]; }
    void put(std::uint8_t slot, std::string_view text) { m_texts[slot] = text; }

private:
    std::array<std::string_view, slots> m_texts;
};

} // namespace tw::isolation
