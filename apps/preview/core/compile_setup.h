// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tablewright/driver/compiler.h>
#include <tablewright/plugin/plugin_spec.h>

#include <memory>
#include <vector>

namespace tw::preview {

/// What compiles are made with at one moment. Never changed, so any thread may use it; plugins that
/// are loaded live as long as the engine does.
struct CompileSetup {
    std::shared_ptr<const Compiler> compiler; ///< null when there is none
    std::vector<PluginSpec> plugins;
    std::vector<const DiagnosticInfo *> diagnostics; ///< the engine's rows and those of plugins
    PassSelection chosen;   ///< by the user; stands over every configuration
    bool isComplete = true; ///< no plugin is still being loaded

    /// What every compile starts from, before a configuration and what the user chose.
    [[nodiscard]] static CompileOptions options()
    {
        CompileOptions options;
        // It guards against defects of passes, and takes longer than they do.
        options.verifyEach = false;
        return options;
    }
};

} // namespace tw::preview
