// SPDX-License-Identifier: MIT
#pragma once

#include "config/setting_reports.h"
#include "config/toml_value.h"

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/plugin/plugin_spec.h>

#include <optional>

namespace tw::config {

/// What the table of a plugin says.
struct PluginSettings {
    std::optional<bool> enabled;
    bool hasOptions = false;
    PassOptions options; ///< whole
    SeverityOverrides severities;
};

/// Checks a plugin's table against the options that its metadata declares. What does not fit is
/// reported and keeps its default.
[[nodiscard]] PluginSettings readPluginSettings(const PluginSpec &spec, const TomlTable &table,
                                                DiagnosticEmitter &diagnostics,
                                                UnknownNames &unknown);

} // namespace tw::config
