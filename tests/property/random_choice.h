// SPDX-License-Identifier: MIT
#pragma once

#include <rapidcheck.h>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

/// Choices inside a rapidcheck property.
namespace tw::test {

/// Evenly, whatever size RapidCheck asks for.
inline std::size_t number(std::size_t below)
{
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, below));
}

inline bool chance(std::size_t percent) { return number(100) < percent; }

template <class T> T anyOf(std::initializer_list<T> values)
{
    return values.begin()[number(values.size())];
}

inline std::string text(std::initializer_list<std::string_view> values)
{
    return std::string(values.begin()[number(values.size())]);
}

} // namespace tw::test
