// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diag/diagnostic.h>
#include <tablewright/frontend/frontend.h>
#include <tablewright/ir/schema.h>

#include <span>
#include <string>
#include <string_view>

namespace tw::test {

/// What reaches a terminal that must not: control characters but line feeds, broken UTF-8, marks
/// that turn the direction of what follows. Empty when nothing does.
[[nodiscard]] std::string terminalProblem(std::string_view output);

[[nodiscard]] bool isJson(std::string_view text);

/// What is wrong with how findings are printed, as text and as JSON; empty when nothing is.
[[nodiscard]] std::string printingProblem(std::span<const Diagnostic> diagnostics,
                                          const SourceManager &sources);

/// What is wrong with the ways out of a document that its frontend takes: writing it in both
/// languages and reading that, formatting it, the difference to another schema. Empty when all is
/// well or when the frontend, on its own, does not take it.
[[nodiscard]] std::string conversionProblem(Language language, const std::string &document,
                                            SourceResolver *resolver, SourceManager &sources,
                                            SourceId source, const ir::Schema &other);

} // namespace tw::test
