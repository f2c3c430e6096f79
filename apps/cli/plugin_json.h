// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/plugin_loader.h>

#include <span>
#include <string>
#include <string_view>

namespace tw::cli {

/// As metadata write it: `severity`.
[[nodiscard]] std::string_view spelling(PluginOption::Type type);

/// `{"plugins": [{…}]}`: of each what its metadata say, how far it has come, and what it brings.
[[nodiscard]] std::string pluginsJson(const PluginLoader &plugins,
                                      std::span<const PluginSpec> specs);

} // namespace tw::cli
