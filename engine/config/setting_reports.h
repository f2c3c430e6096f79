// SPDX-License-Identifier: MIT
#pragma once

#include "config/toml_value.h"

#include <tablewright/diag/diagnostic_emitter.h>

#include <cstddef>
#include <functional>
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

/// Reports names that nothing has, with the nearest of those that there are. To look for it takes
/// its time, so that only as many are looked up as a person reads.
class UnknownNames {
public:
    explicit UnknownNames(DiagnosticEmitter &diagnostics) : m_diagnostics(diagnostics) {}

    /// `candidates` gives all that might have been meant.
    void report(SourceRange range, std::string_view what, std::string_view name,
                const std::function<std::vector<std::string_view>()> &candidates);

private:
    DiagnosticEmitter &m_diagnostics;
    std::size_t m_left = 100;
};

struct TextList {
    std::vector<const TomlValue *> texts;
    bool isWhole = true; ///< it is a list, and nothing else is in it
};

/// The texts of a list. What is none, or no list, is reported.
[[nodiscard]] TextList textsOf(DiagnosticEmitter &diagnostics, const TomlEntry &entry,
                               std::string_view setting, std::string_view expected);

} // namespace tw::config
