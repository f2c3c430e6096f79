// SPDX-License-Identifier: MIT
#include "passes/referential_actions.h"

#include <tablewright/diag/codes.h>

#include <algorithm>

namespace tw::passes {

namespace {

using Action = ir::ReferentialAction;

bool isNullable(const ir::Table &table, ir::ColumnId id)
{
    const auto &key = table.primaryKey;
    return table.column(id).nullable &&
           (!key || std::none_of(key->columns.begin(), key->columns.end(),
                                 [&](const ir::ColumnRef &ref) { return ref.column == id; }));
}

void checkAction(const ir::Table &table, const std::vector<ir::ColumnRef> &columns, Action action,
                 std::string_view event, SourceRange range, DiagnosticEmitter &diagnostics)
{
    const bool changes = action == Action::SetNull || action == Action::SetDefault ||
                         (action == Action::Cascade && event == "ON UPDATE");
    if (!changes)
        return;
    const std::string clause = fmt::format("{} {}", event, ir::spelling(action));
    for (const ir::ColumnRef &ref : columns) {
        const ir::Column &column = table.column(ref.column);
        if (!column.generated->empty())
            diagnostics.report(diag::GeneratedForeignKeyAction, range, clause, column.name.text);
        else if (action == Action::SetNull && !isNullable(table, ref.column))
            diagnostics.report(diag::SetNullOnNotNull, range, clause, column.name.text)
                .note(column.name.range, "the column is declared here");
        else if (action == Action::SetDefault &&
                 column.defaultValue.kind == ir::DefaultValue::Kind::None &&
                 !isNullable(table, ref.column))
            diagnostics.report(diag::SetDefaultWithoutDefault, range, clause, column.name.text)
                .note(column.name.range, "the column is declared here");
    }
}

} // namespace

void checkActions(const ir::Schema &schema, const ir::Endpoint &source,
                  const ReferentialActions &actions, DiagnosticEmitter &diagnostics)
{
    const ir::Table &table = schema.table(source.table);
    checkAction(table, source.columns, actions.onDelete, "ON DELETE", actions.onDeleteRange,
                diagnostics);
    checkAction(table, source.columns, actions.onUpdate, "ON UPDATE", actions.onUpdateRange,
                diagnostics);
}

} // namespace tw::passes
