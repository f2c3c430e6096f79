// SPDX-License-Identifier: MIT
#pragma once

#include "type_catalog.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>

namespace tw::test {

/// Chances of one run; the same seed gives the same ones.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_engine(seed) {}

    [[nodiscard]] std::size_t below(std::size_t end)
    {
        return static_cast<std::size_t>(m_engine() % end);
    }
    [[nodiscard]] std::int64_t between(std::int64_t lowest, std::int64_t highest)
    {
        return lowest +
               static_cast<std::int64_t>(below(static_cast<std::size_t>(highest - lowest) + 1));
    }
    [[nodiscard]] bool chance(std::size_t percent) { return below(100) < percent; }
    [[nodiscard]] std::string any(std::initializer_list<std::string_view> values)
    {
        return std::string(values.begin()[below(values.size())]);
    }

private:
    std::mt19937_64 m_engine;
};

/// A text that the grammar of the type's documented forms makes. Nearly all are readable, whatever
/// the server's settings.
[[nodiscard]] std::string validForm(const ir::Schema &schema, const ir::DataType &type, Dice &dice);

/// A text that is read differently, or not at all, under other settings of the server; empty for
/// types that have none.
[[nodiscard]] std::string dependentForm(const ir::DataType &type, Dice &dice);

/// At the limits of some type.
[[nodiscard]] std::string edgeForm(Dice &dice);

/// `text` changed in one place.
[[nodiscard]] std::string mutated(std::string text, Dice &dice);

/// Any characters, most of them such as have a meaning somewhere.
[[nodiscard]] std::string randomText(Dice &dice);

} // namespace tw::test
