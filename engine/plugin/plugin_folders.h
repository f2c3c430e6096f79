// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/plugin_spec.h>

#include <filesystem>
#include <string>
#include <vector>

namespace tw {

/// Where Tablewright's own plugins are. In a build tree and in an install that is the same place
/// beside the engine's library. Empty when that cannot be found out.
[[nodiscard]] std::filesystem::path ownPluginFolder();

/// The libraries in these folders, sorted within each, each once.
[[nodiscard]] std::vector<std::string> librariesIn(const std::vector<std::string> &folders);

/// Whether it is one of those that CMake lists, and stands where those stand.
[[nodiscard]] bool isOwnPlugin(const PluginSpec &spec);

} // namespace tw
