// SPDX-License-Identifier: MIT
#pragma once

#include "config/toml_value.h"

#include <tablewright/diag/diagnostic_emitter.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tw::config {

/// `the text `many``, `3`, `a list`: for `… is …, expected …`.
[[nodiscard]] std::string described(const TomlValue &value);

/// A text as findings show it, cut when it is long.
[[nodiscard]] std::string shown(std::string_view text);

/// Where a value is shown: a table at its key, which is one token.
[[nodiscard]] SourceRange placeOf(const TomlEntry &entry);

/// `setting` is not what it should be.
void reportInvalid(DiagnosticEmitter &diagnostics, const TomlEntry &entry, std::string_view setting,
                   std::string_view expected);

/// Nothing has this name; the nearest of `candidates` is suggested.
void reportUnknown(DiagnosticEmitter &diagnostics, SourceRange range, std::string_view what,
                   std::string_view name, std::span<const std::string_view> candidates);

struct TextList {
    std::vector<const TomlValue *> texts;
    bool isWhole = true; ///< it is a list, and nothing else is in it
};

/// The texts of a list. What is none, or no list, is reported.
[[nodiscard]] TextList textsOf(DiagnosticEmitter &diagnostics, const TomlEntry &entry,
                               std::string_view setting, std::string_view expected);

} // namespace tw::config
