// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace tw::layout {

/// Numbers that look random and are the same in every run and on every platform: SplitMix64
/// (Steele, Lea, Flood 2014).
class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next()
    {
        m_state += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }

    /// 0 to `count` - 1; `count` is above 0.
    std::uint32_t below(std::size_t count)
    {
        return static_cast<std::uint32_t>(((next() >> 32U) * count) >> 32U);
    }

    /// From 0 up to but not including 1.
    double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

private:
    std::uint64_t m_state;
};

} // namespace tw::layout
