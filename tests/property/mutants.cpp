// SPDX-License-Identifier: MIT
#include "random_choice.h"
#include "valid_schemas.h"

#include <array>
#include <vector>

namespace tw::test {

namespace {

ir::Table &anyTable(ir::Schema &schema) { return schema.tables[number(schema.tables.size())]; }

ir::Column &anyColumn(ir::Table &table) { return table.columns[number(table.columns.size())]; }

ir::ColumnRef refTo(const ir::Table &table, std::size_t column)
{
    return {table.columns[column].name, ir::ColumnId(column)};
}

/// Each changes one thing and says whether there was something to change.
struct Mutation {
    std::string_view name;
    bool (*apply)(ir::Schema &schema);
};

bool giveDefault(ir::Schema &schema, ir::DefaultValue::Kind kind, std::string value)
{
    ir::Column &column = anyColumn(anyTable(schema));
    column.defaultValue = {kind, expression(std::move(value))};
    return column.generated->empty();
}

bool addCheck(ir::Schema &schema, std::string sql)
{
    ir::CheckConstraint &check = anyTable(schema).checks.emplace_back();
    check.expression = expression(std::move(sql));
    return true;
}

bool addIndex(ir::Schema &schema, std::string_view method, std::string sql, bool unique)
{
    ir::Table &table = anyTable(schema);
    ir::Index &index = table.indexes.emplace_back();
    index.method = named(method);
    index.unique = unique;
    ir::IndexElement &element = index.elements.emplace_back();
    if (sql.empty())
        element.column = refTo(table, number(table.columns.size()));
    else
        element.expression = expression(std::move(sql));
    return true;
}

const auto mutations = std::to_array<Mutation>({
    {"a type that may not fit",
     [](ir::Schema &schema) {
         ir::Column &column = anyColumn(anyTable(schema));
         column.typeSyntax.spelling = named(
             text({"json", "xml", "text", "integer", "boolean", "point", "date", "uuid", "bytea",
                   "jsonb", "int[]", "interval", "inet", "tsvector", "varchar(3)", "numeric(4,1)",
                   "timestamptz", "bit(3)", "money", "real", "char(2)", "smallint", "bigint"}));
         return true;
     }},
    {"a type's argument",
     [](ir::Schema &schema) {
         anyColumn(anyTable(schema)).typeSyntax.spelling =
             named(text({"varchar(0)", "varchar(10485761)", "numeric(0)", "numeric(1001)",
                         "numeric(3,1001)", "char(0)", "bit(0)", "timestamp(7)", "time(-1)",
                         "text(3)", "integer(4)", "uuid(1)", "float(54)", "float(0)",
                         "interval(9)", "numeric(2,-1001)", "int[][][][][][][]"}));
         return true;
     }},
    {"a default that may be unreadable",
     [](ir::Schema &schema) {
         return giveDefault(schema, ir::DefaultValue::Kind::String,
                            text({"abc", "", "2024-02-30", "1.5", "25:00", "{", "{1,", "(1", "yes",
                                  "12345678901", "not a uuid", "\\xg", "1.2.3.4.5", "null", "[1,",
                                  "99999999999999999999", "1e400", "''", "[2,1)", "a 'b"}));
     }},
    {"a number as a default",
     [](ir::Schema &schema) {
         return giveDefault(schema, ir::DefaultValue::Kind::Number,
                            text({"1", "-1", "1.5", "1e10", "99999999999", "0.001", "32768"}));
     }},
    {"a default expression",
     [](ir::Schema &schema) {
         return giveDefault(
             schema, ir::DefaultValue::Kind::Expression,
             text({"now()", "1 + 1", "'x'", "true", "(SELECT 1)", "sum(1)", "1; DROP TABLE x", "a",
                   "no_such_function()", "1 +", "row_number() OVER ()", "$1", "generate_series(1, 2)",
                   "'a' || 1", "1 / 'x'", "ARRAY[1]", "NULL", "interval '1 day'", "1 > 0", "(1, 2)",
                   "CAST('a' AS integer)", "date '2024-02-30'", "upper(1)", "random()", "/*", "'",
                   "gen_random_uuid()", "CURRENT_DATE", "'{}'", "pg_sleep(0)", "\"x\"", "1::text"}));
     }},
    {"a check",
     [](ir::Schema &schema) {
         return addCheck(schema, text({"1", "'x'", "now()", "no_such_column > 1", "(SELECT true)",
                                       "count(*) > 0", "true;", "true) , (false", "NULL", "$1",
                                       "1 > 'x'", "'a' > 1", "now() > 1", "random() > 0.5",
                                       "bool_and(true) OVER ()", "generate_series(1, 2) > 1", ""}));
     }},
    {"a check of a column",
     [](ir::Schema &schema) {
         ir::Table &table = anyTable(schema);
         const std::string &name = anyColumn(table).name.text;
         if (name.find('"') != std::string::npos)
             return false;
         ir::CheckConstraint &check = table.checks.emplace_back();
         check.expression =
             expression('"' + name + '"' +
                        text({" > 1", " > 'x'", " || 'x' = 'y'", " LIKE 'a%'", "", " + 1 > 0",
                              " = ANY ('{}')", " IS TRUE", " -> 'a' IS NULL", " @> '{}'",
                              "::integer > 1", "::text = 'x'", " BETWEEN 1 AND 2", " && '{}'",
                              " > CURRENT_DATE", " IN ('a', 'b')", " = 1.5", " ~ 'x'"}));
         return true;
     }},
    {"an index",
     [](ir::Schema &schema) {
         return addIndex(schema, text({"btree", "hash", "gin", "gist", "brin", "spgist", "bloom"}),
                         "", chance(30));
     }},
    {"an index over an expression",
     [](ir::Schema &schema) {
         ir::Table &table = anyTable(schema);
         const std::string &name = anyColumn(table).name.text;
         if (name.find('"') != std::string::npos)
             return false;
         const std::string column = '"' + name + '"';
         ir::Index &index = table.indexes.emplace_back();
         index.elements.emplace_back().expression = expression(
             text({"lower(", "abs(", "upper(", "now() - (", "random() + (", "md5(", "date(",
                   "length(", "to_char(now(), 'x') || (", "-("}) +
             column + ')');
         return true;
     }},
    {"an index with a predicate",
     [](ir::Schema &schema) {
         ir::Table &table = anyTable(schema);
         ir::Index &index = table.indexes.emplace_back();
         index.elements.emplace_back().expression = expression("1 + 1");
         index.where = expression(text({"now() > '2024-01-01'", "1", "true", "random() > 0",
                                        "(SELECT true)", "x > 1", "'x'", "1 > 0"}));
         return true;
     }},
    {"a hash index of two columns",
     [](ir::Schema &schema) {
         ir::Table &table = anyTable(schema);
         if (table.columns.size() < 2)
             return false;
         ir::Index &index = table.indexes.emplace_back();
         index.method = named("hash");
         index.elements.emplace_back().column = refTo(table, 0);
         index.elements.emplace_back().column = refTo(table, 1);
         return true;
     }},
    {"a key of other columns",
     [](ir::Schema &schema) {
         ir::Table &table = anyTable(schema);
         table.primaryKey.emplace();
         table.primaryKey->columns.push_back(refTo(table, number(table.columns.size())));
         return true;
     }},
    {"no primary key",
     [](ir::Schema &schema) {
         ir::Table &table = anyTable(schema);
         const bool had = table.primaryKey.has_value();
         table.primaryKey.reset();
         return had;
     }},
    {"a unique key",
     [](ir::Schema &schema) {
         ir::Table &table = anyTable(schema);
         ir::UniqueKey &key = table.uniqueKeys.emplace_back();
         key.columns.push_back(refTo(table, number(table.columns.size())));
         if (chance(20))
             key.columns.push_back(key.columns.front());
         return true;
     }},
    {"the columns of a foreign key",
     [](ir::Schema &schema) {
         if (schema.foreignKeys.empty())
             return false;
         ir::ForeignKey &key = schema.foreignKeys[number(schema.foreignKeys.size())];
         ir::Endpoint &end = chance(50) ? key.source : key.target;
         const ir::Table &table = schema.table(end.table);
         end.columns.front() = refTo(table, number(table.columns.size()));
         return true;
     }},
    {"a foreign key between any columns",
     [](ir::Schema &schema) {
         const std::size_t from = number(schema.tables.size());
         const std::size_t to = number(schema.tables.size());
         ir::ForeignKey &key = schema.foreignKeys.emplace_back();
         key.source.table = ir::TableId(from);
         key.source.columns.push_back(
             refTo(schema.tables[from], number(schema.tables[from].columns.size())));
         key.target.table = ir::TableId(to);
         key.target.columns.push_back(
             refTo(schema.tables[to], number(schema.tables[to].columns.size())));
         return true;
     }},
    {"a relationship between any columns",
     [](ir::Schema &schema) {
         const std::size_t from = number(schema.tables.size());
         const std::size_t to = number(schema.tables.size());
         ir::Relationship &link = schema.relationships.emplace_back();
         using enum ir::Relationship::Kind;
         link.kind = anyOf({OneToOne, OneToMany, ManyToMany});
         link.source.table = ir::TableId(from);
         link.source.columns.push_back(
             refTo(schema.tables[from], number(schema.tables[from].columns.size())));
         link.target.table = ir::TableId(to);
         link.target.columns.push_back(
             refTo(schema.tables[to], number(schema.tables[to].columns.size())));
         return true;
     }},
    {"two tables of one name",
     [](ir::Schema &schema) {
         if (schema.tables.size() < 2)
             return false;
         schema.tables[1].name = schema.tables[0].name;
         schema.tables[1].namespaceName = schema.tables[0].namespaceName;
         return true;
     }},
    {"two columns of one name",
     [](ir::Schema &schema) {
         ir::Table &table = anyTable(schema);
         if (table.columns.size() < 2)
             return false;
         table.columns[1].name = table.columns[0].name;
         return true;
     }},
    {"a name that may be taken",
     [](ir::Schema &schema) {
         ir::Table &table = anyTable(schema);
         const std::string &taken = anyTable(schema).name.text;
         if (chance(40)) {
             ir::Index &index = table.indexes.emplace_back();
             index.name = named(taken);
             index.elements.emplace_back().expression = expression("1 + 1");
         } else if (chance(50)) {
             ir::UniqueKey &key = table.uniqueKeys.emplace_back();
             key.name = named(taken);
             key.columns.push_back(refTo(table, 0));
         } else if (!schema.enums.empty()) {
             schema.enums[0].name = named(taken);
         } else {
             for (int i = 0; i < 2; ++i) {
                 ir::CheckConstraint &check = table.checks.emplace_back();
                 check.name = named("twice");
                 check.expression = expression("true");
             }
         }
         return true;
     }},
    {"a reserved name",
     [](ir::Schema &schema) {
         if (chance(50))
             anyTable(schema).namespaceName = named(text({"pg_catalog", "pg_mine", "pg_toast",
                                                          "information_schema"}));
         else
             anyColumn(anyTable(schema)).name =
                 named(text({"ctid", "xmin", "tableoid", "oid", "cmax"}));
         return true;
     }},
    {"an enum's values",
     [](ir::Schema &schema) {
         if (schema.enums.empty())
             return false;
         ir::EnumType &type = schema.enums[number(schema.enums.size())];
         if (chance(50))
             type.values.push_back(type.values.front());
         else
             type.values.push_back({named(std::string(60 + number(8), 'v')), {}});
         return true;
     }},
    {"a column that counts",
     [](ir::Schema &schema) {
         ir::Column &column = anyColumn(anyTable(schema));
         column.autoIncrement = true;
         return column.generated->empty();
     }},
    {"a generated column",
     [](ir::Schema &schema) {
         ir::Column &column = anyColumn(anyTable(schema));
         column.generated = expression(
             text({"1 + 1", "'x'", "now()", "random()", "x", "(SELECT 1)", "true", "count(*)"}));
         column.defaultValue = {};
         return !column.autoIncrement;
     }},
});

} // namespace

std::string breakSchema(ir::Schema &schema)
{
    const Mutation &mutation = mutations[number(mutations.size())];
    return mutation.apply(schema) ? std::string(mutation.name) : std::string();
}

} // namespace tw::test
