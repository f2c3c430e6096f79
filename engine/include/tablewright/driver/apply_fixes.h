// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/driver/compiler.h>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// The text with the edits done, which do not overlap.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string applyEdits(std::string_view text,
                                                        std::vector<TextEdit> edits);

/// A text with what it compiles to.
struct CompiledText {
    std::unique_ptr<SourceManager> sources;
    SourceId source;
    CompileResult result;
};

/// Compiles a text in place of the document, with `CompileOptions::timings` on: they tell which
/// passes have run.
using CompileText = std::function<CompiledText(const std::string &text)>;

/// A fix, and the finding that it is of.
struct FixedFinding {
    const DiagnosticInfo *info = nullptr;
    std::string message;
    std::string title;
    LineColumn place; ///< in the text that had the finding
};

/// What came of applying fixes.
struct FixOutcome {
    std::string text;
    std::vector<FixedFinding> applied; ///< in the order in which they were
    std::vector<FixedFinding> refused; ///< they would have brought errors
    std::vector<FixedFinding> undone;  ///< each is taken back by another one, so none was applied
    CompiledText last;                 ///< of `text`
};

/// Applies the fixes of `text`, again and again until there is none: those first that come first
/// and do not overlap. A fix that edits another source is left, and so is one after which a pass
/// that has run before reports more errors of a code, and those that lead back to a text that there
/// has been. Applied to what it made, it changes nothing.
[[nodiscard]] TABLEWRIGHT_EXPORT FixOutcome applyFixes(std::string text,
                                                       const CompileText &compile);

} // namespace tw
