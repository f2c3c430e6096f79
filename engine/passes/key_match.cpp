// SPDX-License-Identifier: MIT
#include "passes/key_match.h"

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

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

namespace {

/// The column that is all of an expression, as in `(a)`; invalid when there is more. The database
/// indexes it as it indexes the column.
ir::ColumnId onlyColumn(const ir::Table &table, std::string_view expression)
{
    constexpr std::string_view around = " \t\n\r()";
    const std::size_t begin = expression.find_first_not_of(around);
    if (begin == std::string_view::npos)
        return {};
    expression = expression.substr(begin, expression.find_last_not_of(around) + 1 - begin);
    std::string name;
    if (expression.size() > 2 && expression.starts_with('"') && expression.ends_with('"')) {
        name = expression.substr(1, expression.size() - 2);
        if (name.find('"') != std::string::npos)
            return {}; // quotes in a name are rare enough to ask for the plain form
    } else {
        name = asciiLower(expression);
    }
    const auto column = std::ranges::find_if(
        table.columns, [&name](const ir::Column &c) { return c.name.text == name; });
    return column == table.columns.end()
               ? ir::ColumnId()
               : ir::ColumnId(static_cast<std::size_t>(column - table.columns.begin()));
}

/// The columns that the index makes unique; empty when it makes none so.
std::vector<ir::ColumnRef> uniqueColumnsOf(const ir::Table &table, const ir::Index &index)
{
    std::vector<ir::ColumnRef> columns;
    if (!index.unique || !index.where->empty())
        return columns;
    for (const ir::IndexElement &element : index.elements) {
        columns.push_back(element.column);
        if (!element.isExpression())
            continue;
        columns.back().column = onlyColumn(table, element.expression->text);
        if (!columns.back().column.isValid())
            return {};
    }
    return columns;
}

} // namespace

namespace {

bool sameList(const std::vector<ir::ColumnRef> &a, const std::vector<ir::ColumnRef> &b)
{
    return std::ranges::equal(a, b, {}, &ir::ColumnRef::column, &ir::ColumnRef::column);
}

/// Whether two keys are over the same columns in the same order; a guess where there are many.
bool mayHaveRedundantKeys(const ir::Table &table)
{
    constexpr std::size_t few = 8;
    const auto &keys = table.uniqueKeys;
    if (keys.size() > few)
        return true;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (table.primaryKey && sameList(table.primaryKey->columns, keys[i].columns))
            return true;
        for (std::size_t j = 0; j < i; ++j) {
            if (sameList(keys[j].columns, keys[i].columns))
                return true;
        }
    }
    return false;
}

} // namespace

std::vector<bool> droppedKeys(const ir::Table &table)
{
    if (!mayHaveRedundantKeys(table))
        return {};
    const std::size_t count = table.uniqueKeys.size();
    std::vector<bool> dropped;
    std::map<std::vector<ir::ColumnId>, bool> named; // keys so far, and whether they have a name
    if (table.primaryKey)
        named.emplace(columnList(table.primaryKey->columns), !table.primaryKey->name.empty());
    for (std::size_t i = 0; i < count; ++i) {
        const ir::UniqueKey &key = table.uniqueKeys[i];
        const auto [first, isNew] = named.try_emplace(columnList(key.columns), !key.name.empty());
        if (isNew)
            continue;
        if (first->second) {
            dropped.resize(count);
            dropped[i] = true;
        }
        first->second = first->second || !key.name.empty();
    }
    return dropped;
}

Uniqueness UniqueColumns::of(ir::TableId table, const std::vector<ir::ColumnRef> &columns)
{
    constexpr std::size_t few = 8;
    const ir::Table &owner = m_schema.table(table);
    if (owner.primaryKey && sameColumns(owner.primaryKey->columns, columns))
        return Uniqueness::Key;
    if (owner.indexes.empty() && owner.uniqueKeys.size() <= few) {
        const bool found =
            std::ranges::any_of(owner.uniqueKeys, [&columns](const ir::UniqueKey &key) {
                return sameColumns(key.columns, columns);
            });
        return found ? Uniqueness::Key : Uniqueness::None;
    }
    if (m_collected.insert(table).second)
        collect(table);
    const auto found = m_unique.find({table, columnSet(columns)});
    return found == m_unique.end() ? Uniqueness::None : found->second;
}

bool UniqueColumns::willBe(ir::TableId table, const std::vector<ir::ColumnRef> &columns)
{
    if (!m_hasOneToOne) {
        m_hasOneToOne = true;
        for (const ir::Relationship &relationship : m_schema.relationships) {
            if (relationship.kind == ir::Relationship::Kind::OneToOne)
                m_oneToOne.emplace(relationship.source.table,
                                   columnSet(relationship.source.columns));
        }
    }
    return !m_oneToOne.empty() && m_oneToOne.contains({table, columnSet(columns)});
}

void UniqueColumns::add(ir::TableId table, const std::vector<ir::ColumnRef> &columns)
{
    if (m_collected.contains(table))
        m_unique.insert_or_assign({table, columnSet(columns)}, Uniqueness::Key);
}

void UniqueColumns::collect(ir::TableId table)
{
    const ir::Table &owner = m_schema.table(table);
    for (const ir::UniqueKey &key : owner.uniqueKeys)
        m_unique.emplace(Columns(table, columnSet(key.columns)), Uniqueness::Key);
    for (const ir::Index &index : owner.indexes) {
        const std::vector<ir::ColumnRef> columns = uniqueColumnsOf(owner, index);
        if (!columns.empty())
            m_unique.emplace(Columns(table, columnSet(columns)), Uniqueness::Index);
    }
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

void explainArrays(DiagnosticBuilder &report, const ir::DataType &from, const ir::DataType &to)
{
    if (from.isArray() && to.isArray() && from.base == to.base && from.enumType == to.enumType)
        report.note("the database cannot compare arrays whose elements have arguments");
}

std::string listColumns(const ir::Table &table, const std::vector<ir::ColumnRef> &columns)
{
    constexpr std::size_t most = 40; // more than a key may have
    std::string list;
    const std::size_t shown = columns.size() > most ? most - 1 : columns.size();
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0)
            list += i + 1 == columns.size() ? " and " : ", ";
        list += '`' + table.column(columns[i].column).name.text + '`';
    }
    if (shown < columns.size())
        list += fmt::format(" and {} more", columns.size() - shown);
    return list;
}

void noteKeys(DiagnosticBuilder &report, const ir::Table &table)
{
    if (table.primaryKey)
        report.note(table.primaryKey->range,
                    fmt::format("its primary key is over {}",
                                listColumns(table, table.primaryKey->columns)));
    report.note("refer to a key, or declare the columns unique");
}

} // namespace tw::passes
