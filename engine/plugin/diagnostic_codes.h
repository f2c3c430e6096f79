// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tw {

/// Two to four capitals, and not the engine's `TW`.
[[nodiscard]] inline bool isDiagnosticPrefix(std::string_view text)
{
    return text.size() >= 2 && text.size() <= 4 && !text.starts_with("TW") &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// The prefix and four digits.
[[nodiscard]] inline bool isDiagnosticCode(std::string_view text, std::string_view prefix)
{
    return !prefix.empty() && text.starts_with(prefix) && text.size() == prefix.size() + 4 &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(prefix.size()), text.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace tw
