// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace tw {

/// FNV-1a, 64 bits: the same on every machine and in every version, for names that are kept. Parts
/// are told apart: `a`, `bc` is not `ab`, `c`.
class StableHash {
public:
    constexpr StableHash &add(std::string_view part)
    {
        for (const char c : part)
            mix(static_cast<unsigned char>(c));
        mix(0);
        return *this;
    }
    constexpr StableHash &add(std::uint32_t number)
    {
        for (unsigned shift = 0; shift < 32; shift += 8)
            mix(static_cast<unsigned char>(number >> shift & 0xFFU));
        return *this;
    }

    /// In 32 bits, of which all depend on all.
    [[nodiscard]] constexpr std::uint32_t folded() const
    {
        return static_cast<std::uint32_t>(m_hash ^ m_hash >> 32U);
    }

private:
    constexpr void mix(unsigned char byte)
    {
        m_hash ^= byte;
        m_hash *= 0x100000001b3U;
    }

    std::uint64_t m_hash = 0xcbf29ce484222325U;
};

} // namespace tw
