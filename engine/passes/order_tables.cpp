// SPDX-License-Identifier: MIT
// order-tables
//
// Requires: a checked schema without relationships.
// Ensures: `creationOrder` holds every table once, referenced tables first; a foreign key inside a
// cycle that cannot stand in its table, and no other, is `addedLater`. Keys of a table to a unique
// index of its own wait too: a script makes a table's indexes after the table.

#include "passes/builtin_passes.h"
#include "passes/key_match.h"

#include <tablewright/diag/codes.h>
#include <tablewright/graph/foreign_key_graph.h>

#include <algorithm>

namespace tw::passes {

namespace {

constexpr std::size_t namedTables = 4; // of a cycle, in its note

std::string listTables(const ir::Schema &schema, const std::vector<ir::TableId> &tables)
{
    std::string list;
    const std::size_t shown = tables.size() <= namedTables + 1 ? tables.size() : namedTables;
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0)
            list += i + 1 == tables.size() ? " and " : ", ";
        list += '`' + schema.table(tables[i]).name.text + '`';
    }
    if (shown < tables.size())
        list += fmt::format(" and {} more", tables.size() - shown);
    return list;
}

class OrderTables final : public TransformPass {
public:
    [[nodiscard]] std::string_view name() const override { return "order-tables"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "referenced tables come first; cycles are closed afterwards";
    }

    void run(ir::Schema &schema, PassContext &context) const override
    {
        const auto &graph = context.analyses.get<ForeignKeyGraph>(schema);
        ForeignKeyGraph::Order order = graph.creationOrder();
        schema.creationOrder = std::move(order.tables);
        for (const ir::ForeignKeyId key : order.addedLater)
            schema.foreignKeys[key.index()].addedLater = true;
        reportCycles(schema, graph, context);
        UniqueColumns unique(schema);
        for (ir::ForeignKey &key : schema.foreignKeys) {
            if (key.source.table == key.target.table &&
                unique.of(key.target.table, key.target.columns) == Uniqueness::Index)
                key.addedLater = true;
        }
    }

private:
    static void reportCycles(const ir::Schema &schema, const ForeignKeyGraph &graph,
                             PassContext &context)
    {
        for (const std::vector<ir::TableId> &cycle : graph.cycles()) {
            std::size_t later = 0;
            for (const ir::TableId table : cycle) {
                const auto &keys = graph.outgoing(table);
                later += static_cast<std::size_t>(
                    std::count_if(keys.begin(), keys.end(), [&](ir::ForeignKeyId key) {
                        return schema.foreignKey(key).addedLater;
                    }));
            }
            context.diagnostics.report(diag::ForeignKeyCycle,
                                       schema.table(cycle.front()).name.range,
                                       listTables(schema, cycle), later);
        }
    }
};

} // namespace

std::shared_ptr<const TransformPass> makeOrderTables() { return std::make_shared<OrderTables>(); }

} // namespace tw::passes
