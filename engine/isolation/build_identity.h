// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/export.h>

#include <string>

namespace tw::isolation {

/// Of the engine's library that this program has loaded, which may be another one than the file
/// that stands in its place by now: what its linker has called it, else its version.
[[nodiscard]] TABLEWRIGHT_EXPORT const std::string &buildIdentity();

} // namespace tw::isolation
