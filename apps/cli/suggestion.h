// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tw::cli {

/// `, did you mean `x`?` for the candidate nearest to what was written; empty when none is near.
[[nodiscard]] std::string suggestion(std::string_view written,
                                     const std::vector<std::string_view> &candidates);

} // namespace tw::cli
