// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/export.h>

#include <span>
#include <string>
#include <string_view>

namespace tw {

/// `, did you mean `x`?` for the candidate nearest to what was written; empty when none is near.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string
suggestion(std::string_view written, std::span<const std::string_view> candidates);

} // namespace tw
