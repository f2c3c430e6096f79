// SPDX-License-Identifier: MIT
#include "schema_plan.h"

#include "valid_schemas.h"

#include <tablewright/base/utf8.h>

#include <algorithm>

namespace tw::test {

namespace {

/// One that needs no quotes.
bool isBare(std::string_view name)
{
    const auto stems = {"col", "mood", "id", "ref", "made"};
    return std::ranges::any_of(stems, [&](std::string_view stem) {
        return name.starts_with(stem) &&
               name.find_first_not_of("0123456789", stem.size()) == std::string_view::npos;
    });
}

std::string upperCase(std::string text)
{
    for (char &c : text)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
}

} // namespace

SchemaPlan::SchemaPlan(ir::Schema &made, Choices &chosen) : schema(made), choices(chosen)
{
    namespaces = {"public", "core", edgeName(choices, "space"), edgeName(choices, "other")};
    // Those of the database cannot be made.
    std::ranges::replace_if(
        namespaces, [](const std::string &name) { return name.starts_with("pg_"); }, "spare");
}

void SchemaPlan::addTable() { m_tables.emplace_back(); }

ir::Column &SchemaPlan::addColumn(std::size_t table, std::string_view plain,
                                  const TypeProfile *profile)
{
    std::vector<ir::Column> &columns = schema.tables[table].columns;
    PlannedTable &planned = m_tables[table];
    planned.profiles.push_back(profile);
    ir::Column &column = columns.emplace_back();
    column.id = "c" + std::to_string(columns.size());
    column.name = named(planned.columns.take(choices, plain));
    return column;
}

const TypeProfile &SchemaPlan::enumProfile()
{
    static const TypeProfile profile{.checks = {"{} IS NOT NULL", "{}::text <> ''", "{} = {}"},
                                     .generated = {{"boolean", "{} IS NULL"}},
                                     .indexed = {"({} IS NULL)"},
                                     .methods = {"btree", "hash"}};
    return profile;
}

const TypeProfile &SchemaPlan::counterProfile()
{
    static const TypeProfile profile{.checks = {"{} > 0", "{} % 2 = 1", "{} IS NOT NULL"},
                                     .generated = {{"bigint", "{}"}, {"numeric", "{} + 1"}},
                                     .indexed = {"({} % 10)", "abs({})"},
                                     .methods = {"btree", "hash", "brin"},
                                     .referrers = {"integer", "bigint", "smallint"}};
    return profile;
}

const TypeProfile &SchemaPlan::generatedProfile()
{
    static const TypeProfile profile{.checks = {"{} IS NOT NULL"}, .indexed = {"({} IS NULL)"}};
    return profile;
}

NamePool &SchemaPlan::relations(const ir::Name &namespaceName)
{
    return m_relations[namespaceName.empty()
                           ? "public"
                           : std::string(truncateUtf8(namespaceName.text, nameBytes))];
}

ir::Name SchemaPlan::keyName(std::size_t table, std::string_view plain)
{
    std::string name = relations(schema.tables[table].namespaceName).take(choices, plain);
    // Keys come before the other constraints of their table.
    m_tables[table].constraints.take(name, name);
    return named(name);
}

std::string SchemaPlan::constraintName(std::size_t table, std::string_view plain)
{
    return m_tables[table].constraints.take(choices, plain);
}

std::string SchemaPlan::columnSql(std::size_t table, std::size_t column)
{
    const ir::Table &owner = schema.tables[table];
    const std::string &name = owner.columns[column].name.text;
    if (isBare(name) && choices.chance(60))
        return choices.chance(20) ? upperCase(name) : name;
    std::string sql = quotedName(name);
    if (choices.chance(4))
        sql = quotedName(owner.name.text) + '.' + sql;
    return sql;
}

std::vector<std::size_t> SchemaPlan::keyColumns(std::size_t table) const
{
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < m_tables[table].profiles.size(); ++i) {
        if (profile(table, i)->ordered())
            columns.push_back(i);
    }
    return columns;
}

std::vector<ir::ColumnRef> SchemaPlan::someRefs(std::size_t table, std::vector<std::size_t> columns,
                                                std::size_t most)
{
    std::vector<ir::ColumnRef> refs;
    std::size_t wanted = choices.chance(65) ? 1 : 1 + choices.below(std::min(most, columns.size()));
    for (; wanted > 0; --wanted) {
        const std::size_t at = choices.below(columns.size());
        refs.push_back(refTo(schema.tables[table], columns[at]));
        columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return refs;
}

void SchemaPlan::addTarget(std::size_t table, std::vector<ir::ColumnRef> columns)
{
    // A foreign key over an array whose elements have arguments takes no rows: a policy of ours.
    const auto isBound = [&](const ir::ColumnRef &ref) {
        const ir::TypeSyntax &type = schema.tables[table].column(ref.column).typeSyntax;
        const std::string &text = type.spelling.text;
        const std::string lower = asciiLower(text);
        return text.find('[') != std::string::npos &&
               (text.find('(') != std::string::npos || type.arguments->length ||
                type.arguments->precision || lower.starts_with("bit") ||
                lower.starts_with("char") || lower.starts_with("interval "));
    };
    if (std::ranges::none_of(columns, isBound))
        m_tables[table].targets.push_back(std::move(columns));
}

bool SchemaPlan::takesRows(std::size_t table) const
{
    const ir::Table &owner = schema.tables[table];
    const bool refers =
        std::ranges::any_of(
            schema.foreignKeys,
            [&](const ir::ForeignKey &key) { return key.source.table.index() == table; }) ||
        std::ranges::any_of(schema.relationships, [&](const ir::Relationship &link) {
            return link.source.table.index() == table;
        });
    const bool computes = std::ranges::any_of(owner.indexes, [](const ir::Index &index) {
        return !index.where->empty() ||
               std::ranges::any_of(index.elements,
                                   [](const auto &element) { return element.isExpression(); });
    });
    const bool generates = std::ranges::any_of(
        owner.columns, [](const ir::Column &column) { return !column.generated->empty(); });
    for (std::size_t i = 0; i < owner.columns.size(); ++i) {
        if (isNotNull(table, i) && profile(table, i) != &counterProfile() &&
            profile(table, i)->strings.empty())
            return false;
    }
    return owner.checks.empty() && !refers && !computes && !generates;
}

bool SchemaPlan::isKeyless(std::size_t table) const
{
    const ir::Table &owner = schema.tables[table];
    return !owner.primaryKey && owner.uniqueKeys.empty() && owner.indexes.empty();
}

bool SchemaPlan::isNotNull(std::size_t table, std::size_t column) const
{
    const ir::Table &owner = schema.tables[table];
    return !owner.columns[column].nullable ||
           (owner.primaryKey &&
            std::ranges::any_of(owner.primaryKey->columns, [&](const ir::ColumnRef &ref) {
                return ref.column.index() == column;
            }));
}

} // namespace tw::test
