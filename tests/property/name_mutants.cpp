// SPDX-License-Identifier: MIT
#include "edge_names.h"
#include "mutation.h"

#include <array>

namespace tw::test {

namespace {

/// Some name of the schema.
std::string takenName(ir::Schema &schema, Choices &choices)
{
    const ir::Table &table = anyTable(schema, choices);
    switch (choices.below(5)) {
    case 0:
        if (!table.indexes.empty() && !table.indexes.front().name.empty())
            return table.indexes.front().name.text;
        break;
    case 1:
        if (table.primaryKey && !table.primaryKey->name.empty())
            return table.primaryKey->name.text;
        break;
    case 2:
        if (!schema.enums.empty())
            return choices.of(schema.enums).name.text;
        break;
    case 3:
        return table.name.text + choices.text({"_pkey", "_seq", "_key", "_idx", "_fkey"});
    default:
        break;
    }
    return table.name.text;
}

/// Names equal in what is kept of them.
std::string longName(Choices &choices)
{
    return std::string(nameBytes, 'z') + choices.text({"a", "b", "é"});
}

const auto mutations = std::to_array<Mutation>({
    {"two tables of one name",
     [](ir::Schema &schema, Choices &choices) {
         if (schema.tables.size() < 2)
             return false;
         schema.tables[1].name = schema.tables[0].name;
         if (choices.chance(80))
             schema.tables[1].namespaceName = schema.tables[0].namespaceName;
         return true;
     }},
    {"two tables that are equal when cut",
     [](ir::Schema &schema, Choices &choices) {
         if (schema.tables.size() < 2)
             return false;
         schema.tables[0].name = named(longName(choices));
         schema.tables[1].name = named(longName(choices));
         return true;
     }},
    {"two columns of one name",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         if (table.columns.size() < 2)
             return false;
         table.columns[1].name = table.columns[0].name;
         return true;
     }},
    {"two columns that are equal when cut",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         if (table.columns.size() < 2)
             return false;
         table.columns[0].name = named(longName(choices));
         table.columns[1].name = named(longName(choices));
         return true;
     }},
    {"a table's name that may be taken",
     [](ir::Schema &schema, Choices &choices) {
         const std::string taken = takenName(schema, choices);
         anyTable(schema, choices).name = named(taken);
         return true;
     }},
    {"an index's name that may be taken",
     [](ir::Schema &schema, Choices &choices) {
         const std::string taken = takenName(schema, choices);
         ir::Table &table = anyTable(schema, choices);
         ir::Index &index = table.indexes.emplace_back();
         index.name = named(taken);
         index.elements.emplace_back().expression = expression("1 + 1");
         return true;
     }},
    {"a key's name that may be taken",
     [](ir::Schema &schema, Choices &choices) {
         const std::string taken = takenName(schema, choices);
         ir::Table &table = anyTable(schema, choices);
         if (table.primaryKey && choices.chance(50)) {
             table.primaryKey->name = named(taken);
         } else if (!table.uniqueKeys.empty()) {
             table.uniqueKeys.front().name = named(taken);
         } else {
             return false;
         }
         return true;
     }},
    {"an enum's name that may be taken",
     [](ir::Schema &schema, Choices &choices) {
         ir::EnumType *type = anyIn(schema.enums, choices);
         if (type == nullptr)
             return false;
         type->name = named(takenName(schema, choices));
         return true;
     }},
    {"two enums of one name",
     [](ir::Schema &schema, Choices &choices) {
         if (schema.enums.empty())
             return false;
         ir::EnumType copy = schema.enums.front();
         copy.id.clear();
         if (choices.chance(30))
             copy.namespaceName = named("elsewhere");
         schema.enums.push_back(std::move(copy));
         return true;
     }},
    {"an enum named as a built-in type",
     [](ir::Schema &schema, Choices &choices) {
         ir::EnumType *type = anyIn(schema.enums, choices);
         if (type == nullptr)
             return false;
         type->name = named(choices.text({"int4", "text", "_text", "name", "integer", "money"}));
         return true;
     }},
    {"two constraints of one name",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         for (int i = 0; i < 2; ++i) {
             ir::CheckConstraint &check = table.checks.emplace_back();
             check.name = named(choices.chance(70) ? "twice" : longName(choices));
             check.expression = expression("true");
         }
         return true;
     }},
    {"a foreign key's name that may be taken",
     [](ir::Schema &schema, Choices &choices) {
         ir::ForeignKey *key = anyIn(schema.foreignKeys, choices);
         if (key == nullptr)
             return false;
         const ir::Table &table = schema.table(key->source.table);
         if (!table.checks.empty() && !table.checks.front().name.empty() && choices.chance(50))
             key->name = table.checks.front().name;
         else
             key->name = named(takenName(schema, choices));
         return true;
     }},
    {"a junction's name that may be taken",
     [](ir::Schema &schema, Choices &choices) {
         ir::Relationship *link = anyIn(schema.relationships, choices);
         if (link == nullptr)
             return false;
         link->junctionName = named(takenName(schema, choices));
         if (choices.chance(50))
             link->junctionNamespace = anyTable(schema, choices).namespaceName;
         return link->kind == ir::Relationship::Kind::ManyToMany;
     }},
    {"a reserved namespace",
     [](ir::Schema &schema, Choices &choices) {
         const ir::Name name = named(choices.text({"pg_catalog", "pg_mine", "pg_toast", "PG_x",
                                                   "information_schema", "pg_temp", "pg", "Pg_x"}));
         ir::EnumType *type = anyIn(schema.enums, choices);
         ir::Relationship *link = anyIn(schema.relationships, choices);
         if (link != nullptr && choices.chance(20))
             link->junctionNamespace = name;
         else if (type != nullptr && choices.chance(30))
             type->namespaceName = name;
         else
             anyTable(schema, choices).namespaceName = name;
         return true;
     }},
    {"another namespace",
     [](ir::Schema &schema, Choices &choices) {
         anyTable(schema, choices).namespaceName =
             named(choices.text({"", "public", "core", "PUBLIC", "new", "a\"b"}));
         return true;
     }},
    {"a reserved name of a column",
     [](ir::Schema &schema, Choices &choices) {
         anyColumn(schema, choices).name =
             named(choices.text({"ctid", "xmin", "tableoid", "oid", "cmax", "cmin", "xmax", "CTID",
                                 "rowid", "\"ctid\""}));
         return true;
     }},
    {"an empty name",
     [](ir::Schema &schema, Choices &choices) {
         ir::EnumType *type = anyIn(schema.enums, choices);
         switch (choices.below(3)) {
         case 0:
             anyTable(schema, choices).name = {};
             break;
         case 1:
             anyColumn(schema, choices).name = {};
             break;
         default:
             if (type == nullptr)
                 return false;
             type->name = {};
             break;
         }
         return true;
     }},
    {"a name of any length",
     [](ir::Schema &schema, Choices &choices) {
         const ir::Name name = named(std::string(60 + choices.below(80), 'y') +
                                     choices.text({"", "é", "😀"}));
         ir::Table &table = anyTable(schema, choices);
         if (choices.chance(50))
             table.name = name;
         else
             table.columns[choices.below(table.columns.size())].name = name;
         return true;
     }},
    {"the character U+0000",
     [](ir::Schema &schema, Choices &choices) {
         const ir::Name nul = named(std::string_view("a\0b", 3));
         ir::Table &table = anyTable(schema, choices);
         ir::Column &column = table.columns[choices.below(table.columns.size())];
         switch (choices.below(9)) {
         case 0:
             table.name = nul;
             break;
         case 1:
             table.note = nul;
             break;
         case 2:
             column.name = nul;
             break;
         case 3:
             column.note = nul;
             break;
         case 4:
             column.defaultValue = {ir::DefaultValue::Kind::String, expression(nul.text)};
             break;
         case 5:
             column.defaultValue = {ir::DefaultValue::Kind::Expression, expression(nul.text)};
             break;
         case 6:
             table.checks.emplace_back().expression =
                 expression(std::string_view("true\0 OR false", 14));
             break;
         case 7:
             table.namespaceName = nul;
             break;
         default:
             if (schema.enums.empty())
                 return false;
             schema.enums.front().values.push_back({nul, {}});
             break;
         }
         return true;
     }},
    {"a note",
     [](ir::Schema &schema, Choices &choices) {
         anyTable(schema, choices).note = named(edgeText(choices));
         anyColumn(schema, choices).note = named(edgeText(choices));
         return true;
     }},
    {"a column renamed behind the back of what uses it",
     [](ir::Schema &schema, Choices &choices) {
         anyColumn(schema, choices).name = named("renamed");
         return true;
     }},
});

} // namespace

std::span<const Mutation> nameMutations() { return mutations; }

std::string breakSchema(ir::Schema &schema, Choices &choices)
{
    const std::array lists{columnMutations(), columnMutations(), expressionMutations(),
                           keyMutations(),    keyMutations(),    nameMutations()};
    const std::span<const Mutation> list = lists[choices.below(lists.size())];
    const Mutation &mutation = list[choices.below(list.size())];
    return mutation.apply(schema, choices) ? std::string(mutation.name) : std::string();
}

} // namespace tw::test
