// SPDX-License-Identifier: MIT
#include "frontend/dbml/dbml_writer_names.h"

#include "frontend/dbml/dbml_writer_text.h"
#include "frontend/dbml/table_bodies.h"

#include <algorithm>

namespace tw::dbml {

namespace {

bool isPlain(const ir::Name &namespaceName)
{
    return namespaceName.empty() || namespaceName.text == "public";
}

std::string keyOf(const ir::Name &namespaceName, std::string_view name)
{
    std::string key = isPlain(namespaceName) ? std::string() : namespaceName.text;
    key += '\0';
    key += name;
    return key;
}

/// Finds names for what cannot keep its own.
class FreeNames {
public:
    /// `name`, or the first of `name_2`, `name_3` and so on that `take` takes.
    template <class Take> std::string make(std::string_view name, Take take)
    {
        const std::string base(name.empty() ? "unnamed" : name);
        std::size_t &number = m_numbers[base];
        for (;;) {
            ++number;
            std::string candidate = number > 1 ? base + '_' + std::to_string(number) : base;
            if (take(candidate))
                return candidate;
        }
    }

private:
    StringMap<std::size_t> m_numbers; ///< of the last one that was tried
};

} // namespace

WrittenNames::WrittenNames(const ir::Schema &schema)
    : m_schema(schema), m_finders(schema.tables.size())
{
    nameTables();
    nameEnums();
    checkAliases();
}

void WrittenNames::nameTables()
{
    const std::size_t count = m_schema.tables.size();
    // Names that are written as they are come first: no other takes them.
    StringMap<bool> taken;
    taken.reserve(count);
    std::vector<bool> keeps(count);
    for (std::size_t i = 0; i < count; ++i) {
        const ir::Table &table = m_schema.tables[i];
        keeps[i] = !table.name.empty() &&
                   taken.try_emplace(keyOf(table.namespaceName, table.name.text), true).second;
        m_namespaces.insert(isPlain(table.namespaceName) ? "public" : table.namespaceName.view());
        if (!table.id.empty())
            m_byId.try_emplace(table.id, i);
    }
    m_tables.reserve(count);
    FreeNames names;
    for (std::size_t i = 0; i < count; ++i) {
        const ir::Table &table = m_schema.tables[i];
        m_tables.push_back(
            keeps[i] ? table.name.text
                     : names.make(table.name.view(), [&](const std::string &name) {
                           return taken.try_emplace(keyOf(table.namespaceName, name), true).second;
                       }));
        nameColumns(ir::TableId(i));
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (isPlain(m_schema.tables[i].namespaceName))
            m_plainTables.insert(m_tables[i]);
    }
}

void WrittenNames::nameColumns(ir::TableId id)
{
    const ir::Table &table = m_schema.table(id);
    const auto isOwn = [](const ir::Column &column) { return !column.partial.isValid(); };
    std::unordered_set<std::string_view> taken;
    taken.reserve(table.columns.size());
    bool plain = true;
    for (const ir::Column &column : table.columns)
        plain = (!column.name.empty() && taken.insert(column.name.view()).second) && plain;
    if (plain)
        return;
    std::unordered_set<std::string_view> kept;
    StringMap<bool> made;
    std::vector<std::string> &names = m_columns[id];
    FreeNames freeNames;
    for (const ir::Column &column : table.columns) {
        if (!isOwn(column) || (!column.name.empty() && kept.insert(column.name.view()).second))
            names.push_back(column.name.text);
        else
            names.push_back(freeNames.make(column.name.view(), [&](const std::string &name) {
                return !taken.contains(name) && made.try_emplace(name, true).second;
            }));
    }
}

void WrittenNames::nameEnums()
{
    StringMap<bool> taken;
    std::vector<bool> keeps;
    for (const ir::EnumType &type : m_schema.enums) {
        keeps.push_back(!type.name.empty() &&
                        taken.try_emplace(keyOf(type.namespaceName, type.name.text), true).second);
        m_namespaces.insert(isPlain(type.namespaceName) ? "public" : type.namespaceName.view());
    }
    m_enums.reserve(m_schema.enums.size());
    FreeNames names;
    for (std::size_t i = 0; i < m_schema.enums.size(); ++i) {
        const ir::EnumType &type = m_schema.enums[i];
        m_enums.push_back(
            keeps[i] ? type.name.text : names.make(type.name.view(), [&](const std::string &name) {
                return taken.try_emplace(keyOf(type.namespaceName, name), true).second;
            }));
    }
    for (std::size_t i = 0; i < m_enums.size(); ++i) {
        if (isPlain(m_schema.enums[i].namespaceName))
            m_plainEnums.insert(m_enums[i]);
    }
}

/// An alias is a table's name among those without a namespace.
void WrittenNames::checkAliases()
{
    std::unordered_set<std::string_view> aliases;
    for (const ir::Table &table : m_schema.tables)
        m_keptAliases.push_back(!table.alias.empty() &&
                                !m_plainTables.contains(table.alias.view()) &&
                                aliases.insert(table.alias.view()).second);
}

std::string_view WrittenNames::column(ir::TableId table, ir::ColumnId column) const
{
    const auto found = m_columns.find(table);
    return found == m_columns.end() ? m_schema.table(table).column(column).name.view()
                                    : found->second[column.index()];
}

std::string WrittenNames::path(ir::TableId id) const
{
    return writePath(m_schema.table(id).namespaceName.view(), table(id));
}

std::string WrittenNames::reference(ir::TableId id) const
{
    const bool misleads =
        m_schema.table(id).namespaceName.empty() && m_namespaces.contains(table(id));
    return misleads ? writePath("public", table(id)) : path(id);
}

std::string WrittenNames::derivedId(ir::TableId id) const
{
    return derivedTableId(m_schema.table(id).namespaceName.view(), table(id));
}

ir::TableId WrittenNames::tableOf(const ir::Endpoint &end)
{
    if (end.table.isValid())
        return end.table;
    const auto found = m_byId.find(end.tableSyntax.view());
    return found == m_byId.end() ? ir::TableId() : found->second;
}

ir::ColumnId WrittenNames::columnOf(ir::TableId table, const ir::ColumnRef &ref)
{
    if (ref.column.isValid() || ref.name.empty())
        return ref.column;
    return m_finders[table.index()].byId(m_schema.table(table), ref.name.view());
}

ir::ColumnId WrittenNames::keyColumn(ir::TableId table, const ir::ColumnRef &ref)
{
    if (ref.column.isValid() || ref.name.empty())
        return ref.column;
    const ir::Table &owner = m_schema.table(table);
    const ir::ColumnId named = m_finders[table.index()].byName(owner, ref.name.view());
    return named.isValid() ? named : columnOf(table, ref);
}

} // namespace tw::dbml
