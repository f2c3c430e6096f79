// SPDX-License-Identifier: MIT
#pragma once

#include "config/toml_errors.h"

#include <optional>

namespace tw::config {

/// What has to be refused before the parser sees it: bytes that are no UTF-8, control characters,
/// nesting and dotted keys whose depth would exhaust the stack, headers that it takes for granted.
[[nodiscard]] std::optional<TomlError> refusedOutline(std::string_view text);

} // namespace tw::config
