// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/isolation/plugin_isolation.h>

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tw::cli {

/// Which plugins a run has, and where they run.
struct PluginChoice {
    std::vector<std::string> paths; ///< folders to look in before those that are always looked in
    PluginIsolation isolation;
};

/// `--plugin-path`, `--isolate-plugins` and what belongs to it.
void addPluginFlags(CLI::App &app, PluginChoice &choice);

/// For an option whose empty value is a mistake, as of a variable that is not set: what is wrong.
[[nodiscard]] std::string refuseEmpty(const std::string &text);

} // namespace tw::cli
