// SPDX-License-Identifier: MIT
#include "foreign_key_names.h"

#include "table_shape.h"

namespace tw::advisor {

ForeignKeyNames::ForeignKeyNames(const Advice &advice) : m_advice(advice)
{
    NameWords words({});
    for (const ir::Table &table : advice.schema.tables) {
        words.assign(table.name.text);
        m_tables[singular(words.text())].push_back(&table);
    }
}

bool ForeignKeyNames::canBeTarget(const ir::Table &table, const ir::Column &column) const
{
    const ir::Column *key = soleKeyColumn(table);
    if (key == nullptr)
        return false;
    const TypeInfo *from = m_advice.infoOf(column);
    const TypeInfo *to = m_advice.infoOf(*key);
    return from != nullptr && to != nullptr && from->family == to->family &&
           m_advice.types.canReference(column.type, key->type);
}

const ir::Table *ForeignKeyNames::tableOf(const ir::Table &table, const ir::Column &column,
                                          const NameWords &words) const
{
    const auto it = m_tables.find(singular(words.withoutLast()));
    if (it == m_tables.end())
        return nullptr;
    const ir::Table *only = nullptr;
    std::size_t count = 0;
    for (const ir::Table *candidate : it->second) {
        if (candidate == &table || !canBeTarget(*candidate, column))
            continue;
        if (candidate->namespaceName.text == table.namespaceName.text)
            return candidate;
        only = candidate;
        ++count;
    }
    return count == 1 ? only : nullptr;
}

} // namespace tw::advisor
