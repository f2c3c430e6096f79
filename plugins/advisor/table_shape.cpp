// SPDX-License-Identifier: MIT
#include "table_shape.h"

#include <algorithm>

namespace tw::advisor {

bool isNamed(const NameWords &name, const std::vector<std::string> &patterns)
{
    return std::ranges::any_of(
        patterns, [&](const std::string &pattern) { return fitsGlob(pattern, name.text()); });
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
    if (facts.outgoing.size() < 2 || !facts.incoming.empty())
        return false;
    const std::vector<std::string> &created = advice.list(rules::MissingTimestamps, "created");
    const std::vector<std::string> &updated = advice.list(rules::MissingTimestamps, "updated");
    NameWords words({});
    const ir::Column *key = soleKeyColumn(table);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const ir::Column &column = table.columns[i];
        if (facts.isSource[i] || &column == key)
            continue;
        words.assign(column.name.text);
        if (!isNamed(words, created) && !isNamed(words, updated))
            return false;
    }
    return true;
}

} // namespace tw::advisor
