// SPDX-License-Identifier: MIT
#pragma once

#include "config/toml_value.h"

#include <tablewright/diag/diagnostic_emitter.h>

#include <optional>

namespace tw::config {

/// The whole source as a table. Nothing when it is no TOML, which is reported once as
/// `ConfigurationSyntax` at its place.
[[nodiscard]] std::optional<TomlTable> readToml(const SourceManager &sources, SourceId source,
                                                DiagnosticEmitter &diagnostics);

} // namespace tw::config
