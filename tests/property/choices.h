// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>

namespace tw::test {

/// Random choices: the same seed, the same choices on every machine.
class Choices {
public:
    explicit Choices(std::uint64_t seed) : m_engine(seed) {}

    /// Below `count`, which is not 0.
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(m_engine() % count); }

    bool chance(std::size_t percent) { return below(100) < percent; }
    bool rarely() { return below(1000) < 5; }

    template <class List> const auto &of(const List &list) { return list[below(list.size())]; }

    template <class T> T anyOf(std::initializer_list<T> values)
    {
        return values.begin()[below(values.size())];
    }

    std::string text(std::initializer_list<std::string_view> values)
    {
        return std::string(values.begin()[below(values.size())]);
    }

private:
    std::mt19937_64 m_engine;
};

} // namespace tw::test
