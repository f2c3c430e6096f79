// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace tw {

/// Whether it is UTF-8 without NUL. What the engine read is; what a plugin says may be anything.
[[nodiscard]] bool isWellFormed(std::string_view text);

/// The text with each byte that is not so replaced by U+FFFD.
[[nodiscard]] std::string wellFormed(std::string_view text);

} // namespace tw
