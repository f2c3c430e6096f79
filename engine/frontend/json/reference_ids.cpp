// SPDX-License-Identifier: MIT
#include "frontend/json/reference_ids.h"

#include <fmt/format.h>

#include <algorithm>

namespace tw::json {

namespace {

bool lacksId(const ir::Column &column) { return column.id.empty(); }

bool lacksIds(const ir::Table &table)
{
    return table.id.empty() || std::any_of(table.columns.begin(), table.columns.end(), lacksId);
}

/// `name`, or the first of `name_2`, `name_3` and so on that is not `taken`.
template <class Taken> std::string freeId(const std::string &name, Taken taken)
{
    std::string id = name.empty() ? "unnamed" : name;
    for (std::size_t number = 2; taken(id); ++number)
        id = fmt::format("{}_{}", name, number);
    return id;
}

std::string partialKey(ir::TablePartialId partial, std::string_view name)
{
    return fmt::format("{}.{}", partial.index(), name);
}

} // namespace

ReferenceIds::ReferenceIds(const ir::Schema &schema) : m_schema(schema)
{
    const bool isPartialLacking =
        std::any_of(schema.partials.begin(), schema.partials.end(), [](const auto &partial) {
            const auto &columns = partial.table.columns;
            return std::any_of(columns.begin(), columns.end(), lacksId);
        });
    if (isPartialLacking || std::any_of(schema.tables.begin(), schema.tables.end(), lacksIds))
        makeIds();
}

void ReferenceIds::makeIds()
{
    for (std::size_t i = 0; i < m_schema.partials.size(); ++i) {
        needPartialColumns(ir::TablePartialId(i), m_schema.partials[i].foreignKeys);
        needPartialColumns(ir::TablePartialId(i), m_schema.partials[i].relationships);
    }
    needEnds(m_schema.foreignKeys);
    needEnds(m_schema.relationships);
    needEnds(m_schema.inactiveForeignKeys);
    needEnds(m_schema.inactiveRelationships);
    for (const ir::Records &records : m_schema.records) {
        needTable(records.table);
        for (const ir::ColumnId column : records.columns)
            needColumn(records.table, column);
    }
    for (const ir::TableGroup &group : m_schema.groups) {
        for (const ir::TableGroup::Member &member : group.tables)
            needTable(member.table);
    }
    for (const ir::DiagramView &view : m_schema.views) {
        for (const ir::TableId table : view.tables.some)
            needTable(table);
    }
    for (const ir::Dependency &dependency : m_schema.dependencies) {
        for (const ir::Dependency::Edge &edge : dependency.edges) {
            for (const ir::Dependency::End *end : {&edge.upstream, &edge.downstream}) {
                needTable(end->table);
                needColumn(end->table, end->column);
            }
        }
    }
}

template <class Link> void ReferenceIds::needEnds(const std::vector<Link> &links)
{
    for (const Link &link : links) {
        needEnd(link.source);
        needEnd(link.target);
    }
}

template <class Link>
void ReferenceIds::needPartialColumns(ir::TablePartialId partial, const std::vector<Link> &links)
{
    for (const Link &link : links) {
        for (const ir::Endpoint *end : {&link.source, &link.target}) {
            needEnd(*end);
            if (end->table.isValid() || !end->tableSyntax.empty())
                continue;
            for (const ir::ColumnRef &ref : end->columns)
                needPartialColumn(partial, ref.name.text);
        }
    }
}

void ReferenceIds::needEnd(const ir::Endpoint &end)
{
    if (!end.table.isValid())
        return;
    needTable(end.table);
    for (const ir::ColumnRef &ref : end.columns)
        needColumn(end.table, find(end, ref));
}

void ReferenceIds::needTable(ir::TableId table)
{
    if (!table.isValid() || !m_schema.table(table).id.empty() || m_tables.contains(table))
        return;
    if (m_tableIds.empty()) {
        for (const ir::Table &other : m_schema.tables)
            m_tableIds.insert(other.id);
    }
    const ir::Table &owner = m_schema.table(table);
    const std::string name = owner.namespaceName.empty()
                                 ? owner.name.text
                                 : owner.namespaceName.text + '.' + owner.name.text;
    std::string id =
        freeId(name, [&](const std::string &candidate) { return m_tableIds.contains(candidate); });
    m_tableIds.insert(m_tables.emplace(table, std::move(id)).first->second);
}

void ReferenceIds::needColumn(ir::TableId table, ir::ColumnId column)
{
    if (!table.isValid() || !column.isValid())
        return;
    const ir::Table &owner = m_schema.table(table);
    const ir::Column &needed = owner.column(column);
    if (!needed.id.empty() || m_columns.contains(key(table, column)))
        return;
    if (needed.partial.isValid()) {
        needPartialColumn(needed.partial, needed.name.text);
        return;
    }
    std::string id = freeId(needed.name.text, [&](const std::string &candidate) {
        for (std::size_t i = 0; i < owner.columns.size(); ++i) {
            if (ofColumn(table, ir::ColumnId(i)) == candidate)
                return true;
        }
        return false;
    });
    const std::string &made = m_columns.emplace(key(table, column), std::move(id)).first->second;
    if (!m_columnIds.empty())
        m_columnIds.insert(made);
}

/// Free in all tables, whichever of them have the partial.
void ReferenceIds::needPartialColumn(ir::TablePartialId partial, std::string_view name)
{
    const auto &columns = m_schema.partials[partial.index()].table.columns;
    const auto column = std::find_if(columns.begin(), columns.end(), [&](const ir::Column &other) {
        return other.name.text == name;
    });
    std::string place = partialKey(partial, name);
    if (column == columns.end() || !column->id.empty() || m_partialColumns.contains(place))
        return;
    if (m_columnIds.empty()) {
        for (const ir::Table &table : m_schema.tables) {
            for (const ir::Column &other : table.columns)
                m_columnIds.insert(other.id);
        }
        for (const auto &[where, made] : m_columns)
            m_columnIds.insert(made);
    }
    std::string id = freeId(column->name.text, [&](const std::string &candidate) {
        return m_columnIds.contains(candidate);
    });
    m_columnIds.insert(m_partialColumns.emplace(std::move(place), std::move(id)).first->second);
}

std::string_view ReferenceIds::ofTable(ir::TableId table) const
{
    if (const std::string &own = m_schema.table(table).id; !own.empty() || m_tables.empty())
        return own;
    const auto made = m_tables.find(table);
    return made == m_tables.end() ? std::string_view() : made->second;
}

std::string_view ReferenceIds::ofColumn(ir::TableId table, ir::ColumnId column) const
{
    const ir::Column &owner = m_schema.table(table).column(column);
    if (owner.id.empty() && owner.partial.isValid())
        return ofPartialColumn(owner.partial, owner);
    if (!owner.id.empty() || m_columns.empty())
        return owner.id;
    const auto made = m_columns.find(key(table, column));
    return made == m_columns.end() ? std::string_view() : made->second;
}

std::string_view ReferenceIds::ofPartialColumn(ir::TablePartialId partial,
                                               const ir::Column &column) const
{
    if (!column.id.empty() || m_partialColumns.empty())
        return column.id;
    const auto made = m_partialColumns.find(partialKey(partial, column.name.text));
    return made == m_partialColumns.end() ? std::string_view() : made->second;
}

std::string_view ReferenceIds::ofPartialColumn(ir::TablePartialId partial, const ir::ColumnRef &ref)
{
    const ir::Table &owner = m_schema.partials[partial.index()].table;
    const ir::ColumnId column =
        ref.column.isValid() ? ref.column : m_partialFinders[partial].byName(owner, ref.name.text);
    return column.isValid() ? ofPartialColumn(partial, owner.column(column)) : ref.name.view();
}

ir::ColumnId ReferenceIds::find(const ir::Endpoint &end, const ir::ColumnRef &ref)
{
    return ref.column.isValid()
               ? ref.column
               : m_finders[end.table].byName(m_schema.table(end.table), ref.name.text);
}

std::string_view ReferenceIds::table(const ir::Endpoint &end) const
{
    return end.table.isValid() ? ofTable(end.table) : end.tableSyntax.view();
}

std::string_view ReferenceIds::column(const ir::Endpoint &end, const ir::ColumnRef &ref)
{
    if (!end.table.isValid())
        return ref.name.text;
    const ir::ColumnId column = find(end, ref);
    return column.isValid() ? ofColumn(end.table, column) : ref.name.view();
}

} // namespace tw::json
