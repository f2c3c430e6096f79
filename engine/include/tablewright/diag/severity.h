// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diag/diagnostic_emitter.h>

#include <optional>
#include <string_view>

namespace tw {

/// As people write them: `error`, `warning` or `warn`, `note`, `off` or `ignored`.
[[nodiscard]] TABLEWRIGHT_EXPORT std::optional<Severity> severityNamed(std::string_view name);

/// The word that configurations use: `error`, `warning`, `note` or `off`.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string_view settingName(Severity severity);

/// Whether what follows relies on there being no such finding: the document could not be read or
/// bound, an expression is none and must not reach a script, a database refused. No host and no
/// configuration makes such a row less than an error.
[[nodiscard]] TABLEWRIGHT_EXPORT bool isBinding(const DiagnosticInfo &info);

/// The overrides without those that would lower a binding row.
[[nodiscard]] TABLEWRIGHT_EXPORT SeverityOverrides
withoutLoweringBinding(const SeverityOverrides &severities);

} // namespace tw
