// SPDX-License-Identifier: MIT
#include "passes/key_match.h"

#include <algorithm>

namespace tw::passes {

SourceRange placeOf(const ir::ColumnRef &ref, SourceRange otherwise)
{
    return ref.name.range.isValid() ? ref.name.range : otherwise;
}

std::vector<ir::ColumnId> columnList(const std::vector<ir::ColumnRef> &columns)
{
    std::vector<ir::ColumnId> list;
    list.reserve(columns.size());
    for (const ir::ColumnRef &ref : columns)
        list.push_back(ref.column);
    return list;
}

std::vector<ir::ColumnId> columnSet(const std::vector<ir::ColumnRef> &columns)
{
    std::vector<ir::ColumnId> set = columnList(columns);
    std::sort(set.begin(), set.end());
    return set;
}

bool sameColumns(const std::vector<ir::ColumnRef> &a, const std::vector<ir::ColumnRef> &b)
{
    if (a.size() != b.size())
        return false;
    if (a.size() == 1)
        return a.front().column == b.front().column;
    return columnSet(a) == columnSet(b);
}

Uniqueness uniquenessOf(const ir::Table &table, const std::vector<ir::ColumnRef> &columns)
{
    if (table.primaryKey && sameColumns(table.primaryKey->columns, columns))
        return Uniqueness::Key;
    for (const ir::UniqueKey &key : table.uniqueKeys) {
        if (sameColumns(key.columns, columns))
            return Uniqueness::Key;
    }
    for (const ir::Index &index : table.indexes) {
        if (!index.unique || !index.where->empty() || index.elements.size() != columns.size())
            continue;
        std::vector<ir::ColumnRef> indexed;
        for (const ir::IndexElement &element : index.elements) {
            if (!element.isExpression())
                indexed.push_back(element.column);
        }
        if (sameColumns(indexed, columns))
            return Uniqueness::Index;
    }
    return Uniqueness::None;
}

const ir::ColumnRef *firstRepeated(const std::vector<ir::ColumnRef> &columns)
{
    if (columns.size() < 2)
        return nullptr;
    std::vector<ir::ColumnId> seen;
    for (const ir::ColumnRef &ref : columns) {
        const auto at = std::lower_bound(seen.begin(), seen.end(), ref.column);
        if (at != seen.end() && *at == ref.column)
            return &ref;
        seen.insert(at, ref.column);
    }
    return nullptr;
}

std::string listColumns(const ir::Table &table, const std::vector<ir::ColumnRef> &columns)
{
    std::string list;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0)
            list += i + 1 == columns.size() ? " and " : ", ";
        list += '`' + table.column(columns[i].column).name.text + '`';
    }
    return list;
}

} // namespace tw::passes
