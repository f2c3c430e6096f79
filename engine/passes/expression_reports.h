// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/pass/pass.h>

#include <span>

namespace tw::passes {

/// What people call the place where an expression stands: `a default`, `a check`.
[[nodiscard]] std::string_view placeOf(ExpressionRole role);

/// Reports what the target's checker found, each at its place inside the expression.
void reportFindings(const ir::Expression &expression, const ExpressionContext &where,
                    std::span<const ExpressionFinding> findings, DiagnosticEmitter &diagnostics);

/// Checks an expression and reports; one over the host's limit is refused unread.
void checkExpression(const ir::Expression &expression, const ExpressionContext &where,
                     PassContext &context);

} // namespace tw::passes
