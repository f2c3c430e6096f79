// SPDX-License-Identifier: MIT
// check-constraints
//
// Requires: a resolved schema.
// Reports: checks and generated columns whose expression the target would refuse.

#include "passes/builtin_passes.h"
#include "passes/expression_reports.h"

namespace tw::passes {

namespace {

class CheckConstraints final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-constraints"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "checks and generated columns are expressions over their table";
    }

    void run(const ir::Schema &schema, PassContext &context) const override
    {
        for (const ir::Table &table : schema.tables) {
            for (const ir::CheckConstraint &check : table.checks)
                checkExpression(check.expression,
                                {schema, table, ExpressionRole::Check, nullptr, {}}, context);
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                const ir::Column &column = table.columns[i];
                if (!column.generated->empty())
                    checkExpression(
                        *column.generated,
                        {schema, table, ExpressionRole::Generated, &column.type, ir::ColumnId(i)},
                        context);
            }
        }
    }
};

} // namespace

std::shared_ptr<const CheckPass> makeCheckConstraints()
{
    return std::make_shared<CheckConstraints>();
}

} // namespace tw::passes
