// SPDX-License-Identifier: MIT
#include <tablewright/ir/partials.h>

namespace tw::ir {

std::size_t injectedBytes(const TablePartial &partial)
{
    const Table &table = partial.table;
    // The place of the whole partial stands for its texts.
    return table.range.size() + table.columns.size() * sizeof(Column) +
           table.indexes.size() * sizeof(Index) + table.checks.size() * sizeof(CheckConstraint) +
           table.uniqueKeys.size() * sizeof(UniqueKey) +
           partial.foreignKeys.size() * sizeof(ForeignKey) +
           partial.relationships.size() * sizeof(Relationship);
}

} // namespace tw::ir
