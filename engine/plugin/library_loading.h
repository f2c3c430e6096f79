// SPDX-License-Identifier: MIT
#pragma once

#include <string>

class QObject;

namespace tw {

/// Loads the library for good and makes the plugin's object, which lives as long as the program.
/// Throws `PluginFailure` with what the loader says is missing, or what the constructor threw.
[[nodiscard]] QObject &loadInstance(const std::string &path);

} // namespace tw
