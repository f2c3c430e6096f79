// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace tw {

/// Why the file cannot be a shared library for this program; empty when it can. Reads its headers
/// only and runs nothing of it.
[[nodiscard]] std::string whyNoLibrary(const std::string &path);

} // namespace tw
