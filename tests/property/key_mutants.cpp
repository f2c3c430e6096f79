// SPDX-License-Identifier: MIT
#include "mutation.h"

#include <algorithm>
#include <array>

namespace tw::test {

namespace {

void join(ir::Schema &schema, Choices &choices, ir::Endpoint &end, std::size_t columns)
{
    const std::size_t table = choices.below(schema.tables.size());
    end.table = ir::TableId(table);
    for (std::size_t i = 0; i < columns; ++i)
        end.columns.push_back(anyRef(schema.tables[table], choices));
}

ir::Index &addIndex(ir::Table &table, Choices &choices)
{
    ir::Index &index = table.indexes.emplace_back();
    index.elements.emplace_back().column = anyRef(table, choices);
    return index;
}

ir::Index *anyIndex(ir::Schema &schema, Choices &choices)
{
    return anyIn(anyTable(schema, choices).indexes, choices);
}

const auto mutations = std::to_array<Mutation>({
    {"an index",
     [](ir::Schema &schema, Choices &choices) {
         ir::Index &index = addIndex(anyTable(schema, choices), choices);
         index.method =
             named(choices.text({"btree", "hash", "gin", "gist", "brin", "spgist", "bloom", "BTREE",
                                 "heap", "rtree", "\"x\"", "btree (", ""}));
         index.unique = choices.chance(30);
         return true;
     }},
    {"an index's method",
     [](ir::Schema &schema, Choices &choices) {
         ir::Index *index = anyIndex(schema, choices);
         if (index == nullptr)
             return false;
         index->method =
             named(choices.text({"btree", "hash", "gin", "gist", "brin", "spgist", "none"}));
         return true;
     }},
    {"a unique index",
     [](ir::Schema &schema, Choices &choices) {
         ir::Index *index = anyIndex(schema, choices);
         if (index == nullptr)
             return false;
         index->unique = !index->unique;
         return true;
     }},
    {"an index's order",
     [](ir::Schema &schema, Choices &choices) {
         ir::Index *index = anyIndex(schema, choices);
         if (index == nullptr)
             return false;
         ir::IndexElement &element = index->elements[choices.below(index->elements.size())];
         element.order = choices.anyOf(
             {ir::IndexElement::Order::Ascending, ir::IndexElement::Order::Descending});
         element.nulls =
             choices.anyOf({ir::IndexElement::Nulls::Default, ir::IndexElement::Nulls::First});
         return true;
     }},
    {"an index's further columns",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         ir::Index *index = anyIn(table.indexes, choices);
         if (index == nullptr)
             index = &addIndex(table, choices);
         index->include.push_back(anyRef(table, choices));
         if (choices.chance(20))
             index->include.push_back(index->include.front());
         return true;
     }},
    {"an index of no columns",
     [](ir::Schema &schema, Choices &choices) {
         anyTable(schema, choices).indexes.emplace_back();
         return true;
     }},
    {"an index of one column twice",
     [](ir::Schema &schema, Choices &choices) {
         ir::Index &index = addIndex(anyTable(schema, choices), choices);
         index.elements.push_back(index.elements.front());
         index.method = named(choices.text({"", "hash", "gin", "brin"}));
         return true;
     }},
    {"an index of many columns",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         ir::Index &index = addIndex(table, choices);
         index.unique = choices.chance(20);
         while (index.elements.size() < 30 + choices.below(5))
             index.elements.push_back(index.elements.front());
         if (choices.chance(50))
             index.include.push_back(anyRef(table, choices));
         return true;
     }},
    {"a hash index of two columns",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         ir::Index &index = addIndex(table, choices);
         index.method = named(choices.text({"hash", "spgist"}));
         index.elements.emplace_back().column = anyRef(table, choices);
         return true;
     }},
    {"the same index twice",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         if (table.indexes.empty())
             return false;
         const ir::Index copy = table.indexes.front();
         table.indexes.push_back(copy);
         return true;
     }},
    {"a key of other columns",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         const ir::ColumnRef ref = anyRef(table, choices);
         table.primaryKey.emplace().columns.push_back(ref);
         return true;
     }},
    {"no primary key",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         const bool had = table.primaryKey.has_value();
         table.primaryKey.reset();
         return had;
     }},
    {"a primary key of no columns",
     [](ir::Schema &schema, Choices &choices) {
         anyTable(schema, choices).primaryKey.emplace();
         return true;
     }},
    {"a primary key with a column twice",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         if (!table.primaryKey || table.primaryKey->columns.empty())
             return false;
         const ir::ColumnRef ref = table.primaryKey->columns.front();
         table.primaryKey->columns.push_back(ref);
         return true;
     }},
    {"two primary keys",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         if (!table.primaryKey)
             return false;
         const ir::ColumnRef ref = anyRef(table, choices);
         table.extraPrimaryKeys.emplace_back().columns.push_back(ref);
         // One key said twice is one key in DBML.
         return table.primaryKey->columns.size() != 1 ||
                table.primaryKey->columns.front().column != ref.column;
     }},
    {"a key of many columns",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         std::vector<ir::ColumnRef> refs;
         for (std::size_t i = 0; i < 31 + choices.below(4); ++i) {
             ir::Column &column = table.columns.emplace_back();
             column.name = named("wide" + std::to_string(table.columns.size()));
             column.typeSyntax.spelling = named("int");
             refs.push_back(refTo(table, table.columns.size() - 1));
         }
         table.uniqueKeys.emplace_back().columns = refs;
         return true;
     }},
    {"a unique key",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         ir::UniqueKey &key = table.uniqueKeys.emplace_back();
         key.columns.push_back(anyRef(table, choices));
         if (choices.chance(20))
             key.columns.push_back(key.columns.front());
         return true;
     }},
    {"a unique key of no columns",
     [](ir::Schema &schema, Choices &choices) {
         anyTable(schema, choices).uniqueKeys.emplace_back();
         return true;
     }},
    {"the same key twice",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         ir::UniqueKey copy;
         if (!table.uniqueKeys.empty())
             copy = table.uniqueKeys.front();
         else if (table.primaryKey)
             copy.columns = table.primaryKey->columns;
         if (choices.chance(50))
             std::ranges::reverse(copy.columns);
         if (choices.chance(70))
             copy.name = {};
         const bool had = !copy.columns.empty();
         table.uniqueKeys.push_back(std::move(copy));
         return had;
     }},
    {"a key that foreign keys need is gone",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         const bool had = !table.uniqueKeys.empty() || !table.indexes.empty();
         table.uniqueKeys.clear();
         table.indexes.clear();
         return had;
     }},
    {"the columns of a foreign key",
     [](ir::Schema &schema, Choices &choices) {
         ir::ForeignKey *key = anyIn(schema.foreignKeys, choices);
         if (key == nullptr)
             return false;
         ir::Endpoint &end = choices.chance(50) ? key->source : key->target;
         end.columns.front() = anyRef(schema.table(end.table), choices);
         return true;
     }},
    {"the number of columns of a foreign key",
     [](ir::Schema &schema, Choices &choices) {
         ir::ForeignKey *key = anyIn(schema.foreignKeys, choices);
         if (key == nullptr)
             return false;
         ir::Endpoint &end = choices.chance(50) ? key->source : key->target;
         if (end.columns.size() > 1 && choices.chance(50))
             end.columns.pop_back();
         else
             end.columns.push_back(anyRef(schema.table(end.table), choices));
         return true;
     }},
    {"a foreign key's column twice",
     [](ir::Schema &schema, Choices &choices) {
         ir::ForeignKey *key = anyIn(schema.foreignKeys, choices);
         if (key == nullptr)
             return false;
         const ir::ColumnRef from = key->source.columns.front();
         const ir::ColumnRef to = key->target.columns.front();
         key->source.columns.push_back(from);
         if (choices.chance(80))
             key->target.columns.push_back(to);
         return true;
     }},
    {"a foreign key's order of columns",
     [](ir::Schema &schema, Choices &choices) {
         ir::ForeignKey *key = anyIn(schema.foreignKeys, choices);
         if (key == nullptr || key->source.columns.size() < 2)
             return false;
         std::ranges::reverse(key->source.columns);
         return true;
     }},
    {"a foreign key to another table",
     [](ir::Schema &schema, Choices &choices) {
         ir::ForeignKey *key = anyIn(schema.foreignKeys, choices);
         if (key == nullptr)
             return false;
         const std::size_t width = key->target.columns.size();
         key->target = {};
         join(schema, choices, key->target, width);
         return true;
     }},
    {"a foreign key between any columns",
     [](ir::Schema &schema, Choices &choices) {
         const std::size_t width = choices.chance(70) ? 1 : 2;
         ir::ForeignKey &key = schema.foreignKeys.emplace_back();
         join(schema, choices, key.source, width);
         join(schema, choices, key.target, width);
         return true;
     }},
    {"a foreign key of a column to itself",
     [](ir::Schema &schema, Choices &choices) {
         ir::ForeignKey &key = schema.foreignKeys.emplace_back();
         join(schema, choices, key.source, 1);
         key.target = key.source;
         return true;
     }},
    {"a foreign key's actions",
     [](ir::Schema &schema, Choices &choices) {
         using enum ir::ReferentialAction;
         ir::ForeignKey *key = anyIn(schema.foreignKeys, choices);
         if (key == nullptr)
             return false;
         key->onDelete = choices.anyOf({Cascade, SetNull, SetDefault, Restrict});
         key->onUpdate = choices.anyOf({Cascade, SetNull, SetDefault, Restrict});
         return true;
     }},
    {"a foreign key of a generated column",
     [](ir::Schema &schema, Choices &choices) {
         using enum ir::ReferentialAction;
         ir::ForeignKey *key = anyIn(schema.foreignKeys, choices);
         if (key == nullptr)
             return false;
         ir::Column &column =
             schema.table(key->source.table).column(key->source.columns.front().column);
         column.defaultValue = {};
         column.autoIncrement = false;
         column.generated = expression(choices.text({"1", "'x'", "NULL"}));
         key->onDelete = choices.anyOf({NoAction, Cascade, SetNull, SetDefault});
         key->onUpdate = choices.anyOf({NoAction, Cascade, SetNull, SetDefault});
         return true;
     }},
    {"the same foreign key twice",
     [](ir::Schema &schema, Choices &choices) {
         if (schema.foreignKeys.empty())
             return false;
         ir::ForeignKey copy = schema.foreignKeys.front();
         copy.id.clear();
         if (choices.chance(50))
             copy.name = {};
         schema.foreignKeys.push_back(std::move(copy));
         return true;
     }},
    {"a foreign key's deferrability",
     [](ir::Schema &schema, Choices &choices) {
         ir::ForeignKey *key = anyIn(schema.foreignKeys, choices);
         if (key == nullptr)
             return false;
         key->deferrability = ir::Deferrability::InitiallyDeferred;
         return true;
     }},
    {"a foreign key without columns",
     [](ir::Schema &schema, Choices &choices) {
         ir::ForeignKey *key = anyIn(schema.foreignKeys, choices);
         if (key == nullptr)
             return false;
         key->source.columns.clear();
         if (choices.chance(50))
             key->target.columns.clear();
         return true;
     }},
    {"a relationship between any columns",
     [](ir::Schema &schema, Choices &choices) {
         using enum ir::Relationship::Kind;
         ir::Relationship &link = schema.relationships.emplace_back();
         link.kind = choices.anyOf({OneToOne, OneToMany, ManyToMany});
         join(schema, choices, link.source, 1);
         join(schema, choices, link.target, 1);
         return true;
     }},
    {"a relationship's kind",
     [](ir::Schema &schema, Choices &choices) {
         using enum ir::Relationship::Kind;
         ir::Relationship *link = anyIn(schema.relationships, choices);
         if (link == nullptr)
             return false;
         link->kind = choices.anyOf({OneToOne, OneToMany, ManyToMany});
         return true;
     }},
    {"a relationship's columns",
     [](ir::Schema &schema, Choices &choices) {
         ir::Relationship *link = anyIn(schema.relationships, choices);
         if (link == nullptr)
             return false;
         ir::Endpoint &end = choices.chance(50) ? link->source : link->target;
         if (choices.chance(30))
             end.columns.push_back(end.columns.front());
         else
             end.columns.front() = anyRef(schema.table(end.table), choices);
         return true;
     }},
    {"a relationship the other way round",
     [](ir::Schema &schema, Choices &choices) {
         ir::Relationship *link = anyIn(schema.relationships, choices);
         if (link == nullptr)
             return false;
         std::swap(link->source, link->target);
         return true;
     }},
    {"a relationship's actions",
     [](ir::Schema &schema, Choices &choices) {
         using enum ir::ReferentialAction;
         ir::Relationship *link = anyIn(schema.relationships, choices);
         if (link == nullptr)
             return false;
         link->onDelete = choices.anyOf({SetNull, SetDefault, Restrict});
         link->onUpdate = choices.anyOf({SetNull, SetDefault, Cascade});
         return true;
     }},
    {"the same relationship twice",
     [](ir::Schema &schema, Choices &choices) {
         if (schema.relationships.empty())
             return false;
         ir::Relationship copy = schema.relationships.front();
         copy.id.clear();
         if (choices.chance(50))
             copy.junctionName = {};
         schema.relationships.push_back(std::move(copy));
         return true;
     }},
});

} // namespace

std::span<const Mutation> keyMutations() { return mutations; }

} // namespace tw::test
