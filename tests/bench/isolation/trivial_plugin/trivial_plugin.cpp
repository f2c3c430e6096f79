// SPDX-License-Identifier: MIT
#include "trivial_plugin.h"

namespace tw::bench {

namespace {

TABLEWRIGHT_DIAGNOSTIC("XB0001", NoColumns, Warning, "table `{}` has no columns");
TABLEWRIGHT_DIAGNOSTIC("XB0002", TableThere, Note, "table `{}` has {} columns");

class CountColumns final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "count-columns"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "looks at each table and finds nothing";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        for (const ir::Table &table : schema.tables) {
            if (table.columns.empty())
                context.diagnostics.report(NoColumns, table.name.range, table.name.text);
        }
    }
};

class TellTables final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "tell-tables"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "finds something at each table, with a note and a fix";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        for (const ir::Table &table : schema.tables)
            context.diagnostics
                .report(TableThere, table.name.range, table.name.text, table.columns.size())
                .note(table.range, "the table is here")
                .fix("change to `t`", table.name.range, "t");
    }
};

} // namespace

std::vector<std::shared_ptr<const CheckPass>> TrivialPlugin::passes() const
{
    return {std::make_shared<CountColumns>(), std::make_shared<TellTables>()};
}

std::vector<const DiagnosticInfo *> TrivialPlugin::diagnostics() const
{
    return {&NoColumns, &TableThere};
}

} // namespace tw::bench
