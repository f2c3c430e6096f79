// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/string_map.h>
#include <tablewright/target/expression_checker.h>

#include <mutex>

namespace tw::postgresql {

/// Lets a text pass that PostgreSQL's own parser reads as exactly one expression, both alone and in
/// brackets, and that may stand where it does.
class PostgresqlExpressionChecker final : public ExpressionChecker {
public:
    [[nodiscard]] std::vector<ExpressionFinding>
    check(const ir::Expression &expression, const ExpressionContext &context) const override;

private:
    /// Defaults that were found good, since a document repeats a few of them in many tables. The
    /// answer depends on the text and the column's type alone.
    mutable std::mutex m_mutex;
    mutable StringMap<bool> m_goodDefaults;
};

} // namespace tw::postgresql
