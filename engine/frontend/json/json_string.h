// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tw::json {

/// Whether the text has a backslash. Reads up to 7 bytes past its end.
[[nodiscard]] inline bool hasBackslash(std::string_view text)
{
    constexpr std::uint64_t ones = 0x0101010101010101U;
    for (std::size_t at = 0; at < text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        word ^= ones * '\\';
        std::uint64_t zeroBytes = (word - ones) & ~word & (ones << 7U);
        if (const std::size_t left = text.size() - at; left < 8)
            zeroBytes &= (std::uint64_t{1} << (8 * left)) - 1;
        if (zeroBytes != 0)
            return true;
    }
    return false;
}

/// Where and why a string cannot be unescaped.
struct EscapeError {
    std::size_t offset = 0;
    std::size_t length = 0;
    std::string_view reason; ///< null when there is no error
};

/// Puts the string between two quotes, unescaped, into `text`.
[[nodiscard]] EscapeError unescape(std::string_view raw, std::string &text);

/// The text as a JSON string with its quotes.
[[nodiscard]] std::string quoted(std::string_view text);

} // namespace tw::json
