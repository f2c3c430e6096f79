// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/isolation/plugin_isolation.h>
#include <tablewright/pass/pass.h>

#include <memory>
#include <string>
#include <vector>

namespace tw::isolation {

/// A validator plugin that runs in processes of its own. Thread-safe: compiles on several threads
/// take a process each.
class TABLEWRIGHT_EXPORT IsolatedPlugin {
public:
    /// Starts a process and lets it load the plugin. `files` are the backend's, those of the
    /// plugins that this one needs, and its own. Throws `std::runtime_error` with the reason when
    /// the plugin does not load: what it threw, how it crashed, that it did not answer in time.
    static std::shared_ptr<IsolatedPlugin> start(std::string id, std::vector<std::string> files,
                                                 std::string_view backend,
                                                 const PluginIsolation &settings);

    virtual ~IsolatedPlugin();

    /// Stand for the plugin's own; each holds this plugin alive.
    [[nodiscard]] virtual std::vector<std::shared_ptr<const CheckPass>> passes() const = 0;
    /// Live as long as this.
    [[nodiscard]] virtual std::vector<const DiagnosticInfo *> diagnostics() const = 0;
};

} // namespace tw::isolation
