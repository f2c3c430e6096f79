// SPDX-License-Identifier: MIT
#pragma once

#include "expression_tree.h"

#include <tablewright/target/expression_checker.h>

namespace tw::postgresql {

/// Types the expression by PostgreSQL's rules over the catalog and adds what is certainly wrong, or
/// once what cannot be told: columns, types, volatility. Expects a tree without what may stand in
/// no expression of a table.
void checkExpressionTypes(const TreeNode &root, std::size_t prefixSize,
                          const ir::Expression &expression, const ExpressionContext &context,
                          std::vector<ExpressionFinding> &findings);

} // namespace tw::postgresql
