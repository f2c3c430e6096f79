// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tw {

/// Lets a map with `std::string` keys be searched by `std::string_view` without a copy.
struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept
    {
        return std::hash<std::string_view>{}(text);
    }
};

template <class Value>
using StringMap = std::unordered_map<std::string, Value, StringHash, std::equal_to<>>;

/// A map whose keys are views of text that outlives it.
template <class Value> using StringViewMap = std::unordered_map<std::string_view, Value>;

} // namespace tw
