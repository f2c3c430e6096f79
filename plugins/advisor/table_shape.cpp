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
    return advice.countsByItself(column) ||
           (info != nullptr && info->family == TypeFamily::Uuid &&
            column.defaultValue.kind == ir::DefaultValue::Kind::Expression);
}

const ir::Column *soleKeyColumn(const ir::Table &table)
{
    if (!table.primaryKey || table.primaryKey->columns.size() != 1)
        return nullptr;
    return &table.column(table.primaryKey->columns.front().column);
}

TableShapes::TableShapes(const Advice &advice)
    : m_advice(advice), m_created(advice.words(rules::MissingTimestamps, "created")),
      m_updated(advice.words(rules::MissingTimestamps, "updated")),
      m_events(advice.words(rules::MissingTimestamps, "events"))
{
}

bool TableShapes::isJunction(const ir::Table &table) const
{
    const Links::OfTable &facts = m_advice.links.of(m_advice.schema, table);
    if (facts.outgoing.size() < 2 || !facts.incoming.empty())
        return false;
    NameWords words({});
    const ir::Column *key = soleKeyColumn(table);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const ir::Column &column = table.columns[i];
        if (facts.isSource[i] || &column == key)
            continue;
        words.assign(column.name.text);
        if (!isNamed(words, m_created) && !isNamed(words, m_updated))
            return false;
    }
    return true;
}

bool TableShapes::isRecordOfEvents(const ir::Table &table) const
{
    return isNamed(NameWords(table.name.text), m_events);
}

bool TableShapes::hasColumn(const ir::Table &table, const std::vector<std::string> &patterns)
{
    NameWords words({});
    return std::ranges::any_of(table.columns, [&](const ir::Column &column) {
        words.assign(column.name.text);
        return isNamed(words, patterns);
    });
}

} // namespace tw::advisor
