// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace tw::cli {

/// The lines in which two texts differ, `-` before what was expected and `+` before what was
/// found, with up to two lines of context. Empty when they are equal.
[[nodiscard]] std::string lineDiff(std::string_view expected, std::string_view found);

} // namespace tw::cli
