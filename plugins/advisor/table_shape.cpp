// SPDX-License-Identifier: MIT
#include "table_shape.h"

namespace tw::advisor {

bool isMoment(const Advice &advice, const ir::Column &column)
{
    return advice.isOf(column, TypeFamily::Timestamp) || advice.isOf(column, TypeFamily::Date) ||
           advice.isOf(column, TypeFamily::Time);
}

bool isGenerated(const Advice &advice, const ir::Column &column)
{
    const TypeInfo *info = advice.infoOf(column);
    return column.autoIncrement || (info != nullptr && info->impliesAutoIncrement) ||
           (info != nullptr && info->family == TypeFamily::Uuid &&
            column.defaultValue.kind == ir::DefaultValue::Kind::Expression);
}

const ir::Column *soleKeyColumn(const ir::Table &table)
{
    if (!table.primaryKey || table.primaryKey->columns.size() != 1)
        return nullptr;
    return &table.column(table.primaryKey->columns.front().column);
}

bool isJunction(const Advice &advice, const ir::Table &table)
{
    const Links::OfTable &facts = advice.links.of(advice.schema, table);
    if (facts.outgoing.size() < 2)
        return false;
    const ir::Column *key = soleKeyColumn(table);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const ir::Column &column = table.columns[i];
        if (!facts.isSource[i] && &column != key && !isMoment(advice, column))
            return false;
    }
    return true;
}

} // namespace tw::advisor
