// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/frontend/frontend.h>

namespace tw {

/// Reads DBML as its reference implementation accepts it, in six steps: words and shape
/// (`SyntaxTree`), what each element may hold (read*), names (declare*), injection of partials,
/// what the names mean (bind*), and what the language asks of elements that are known (check*). A
/// step that finds errors is the last one, so that nobody reads about the consequences of a missing
/// brace; only names that are declared twice do not keep others from being looked up.
class DbmlFrontend final : public Frontend {
public:
    [[nodiscard]] std::string_view name() const override { return "dbml"; }

    ir::Schema parse(const SourceManager &sources, SourceId source, DiagnosticEmitter &diagnostics,
                     const ParseOptions &options) const override;
};

} // namespace tw
