// SPDX-License-Identifier: MIT
#pragma once

#include "choices.h"
#include "valid_schemas.h"

#include <span>
#include <string_view>

namespace tw::test {

/// Changes one thing and says whether there was something to change.
struct Mutation {
    std::string_view name;
    bool (*apply)(ir::Schema &schema, Choices &choices);
};

[[nodiscard]] std::span<const Mutation> columnMutations();
[[nodiscard]] std::span<const Mutation> expressionMutations();
[[nodiscard]] std::span<const Mutation> keyMutations();
[[nodiscard]] std::span<const Mutation> nameMutations();

inline ir::Table &anyTable(ir::Schema &schema, Choices &choices)
{
    return schema.tables[choices.below(schema.tables.size())];
}

inline ir::Column &anyColumn(ir::Schema &schema, Choices &choices)
{
    ir::Table &table = anyTable(schema, choices);
    return table.columns[choices.below(table.columns.size())];
}

inline ir::ColumnRef anyRef(const ir::Table &table, Choices &choices)
{
    return refTo(table, choices.below(table.columns.size()));
}

/// One of a list that may be empty.
template <class List> auto *anyIn(List &list, Choices &choices)
{
    return list.empty() ? nullptr : &list[choices.below(list.size())];
}

} // namespace tw::test
