// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diag/diagnostic.h>

#include <span>
#include <string>

namespace tw {

/// `error`, `warning`, `note` or `ignored`.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string_view spelling(Severity severity);

struct TextStyle {
    bool colours = false;
    bool sourceLines = true; ///< show the line and mark the range under it
};

/// For people: `file:line:column: error: message [TW4001]`, the line, notes and the fix.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string renderText(std::span<const Diagnostic> diagnostics,
                                                        const SourceManager &sources,
                                                        const TextStyle &style = {});

/// For programs: a JSON array of `{code, severity, message, file, line, column, endLine, endColumn,
/// pointer, pass, notes[], fix}`; lines and columns count from 1, columns in code points.
/// Members that say nothing are left out.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string renderJson(std::span<const Diagnostic> diagnostics,
                                                        const SourceManager &sources);

} // namespace tw
