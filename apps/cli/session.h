// SPDX-License-Identifier: MIT
#pragma once

#include "plugin_choice.h"

#include <tablewright/driver/compiler.h>
#include <tablewright/plugin/plugin_loader.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tw::cli {

/// The plugins of this run and a compiler made of them.
class Session {
public:
    /// Throws `Failure` when no loaded plugin brings the backend.
    Session(const PluginChoice &choice, std::string_view backendName);

    [[nodiscard]] const Compiler &compiler() const { return *m_compiler; }
    [[nodiscard]] const PluginLoader &plugins() const { return m_plugins; }

    /// The row with this code, the engine's or a plugin's; null when there is none.
    [[nodiscard]] const DiagnosticInfo *diagnostic(std::string_view code) const;
    [[nodiscard]] std::vector<std::string_view> diagnosticCodes() const;

private:
    PluginLoader m_plugins;
    std::unique_ptr<Compiler> m_compiler;
};

/// Every row there is: the engine's, then those of loaded plugins.
[[nodiscard]] std::vector<const DiagnosticInfo *> allDiagnostics(const PluginLoader &plugins);

/// What plugins may be called: their ids and the last parts of these.
[[nodiscard]] std::vector<std::string_view> namesOfPlugins(const PluginLoader &plugins);

/// Tells on standard error which of these folders give no plugin.
void tellOfFolders(const PluginLoader &plugins, const std::vector<std::string> &folders);

/// Finds and loads plugins from the default folders, those of `choice` first.
void loadPlugins(PluginLoader &plugins, const PluginChoice &choice);

} // namespace tw::cli
