// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/frontend/frontend.h>

namespace tw {

/// Reads schema JSON. Places are exact: a string's range covers its quotes, a missing member is
/// reported at the `{` of its object, an unknown or repeated one at its name.
class JsonFrontend final : public Frontend {
public:
    [[nodiscard]] std::string_view name() const override { return "json"; }

    ir::Schema parse(const SourceManager &sources, SourceId source, DiagnosticEmitter &diagnostics,
                     const ParseOptions &options) const override;

    /// Fills the JSON pointers: of the innermost value around the place, also in broken texts.
    void annotate(const SourceManager &sources, SourceId source,
                  std::span<Diagnostic> diagnostics) const override;
};

} // namespace tw
