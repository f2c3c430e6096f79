// SPDX-License-Identifier: MIT
#include "edge_names.h"
#include "mutation.h"

#include <array>

namespace tw::test {

namespace {

using Kind = ir::DefaultValue::Kind;

bool giveDefault(ir::Schema &schema, Choices &choices, Kind kind, const std::string &value)
{
    ir::Column &column = anyColumn(schema, choices);
    column.defaultValue = {kind, expression(value)};
    return true;
}

bool retype(ir::Schema &schema, Choices &choices, const std::string &type)
{
    ir::Column &column = anyColumn(schema, choices);
    column.typeSyntax = {};
    column.typeSyntax.spelling = named(type);
    return true;
}

const auto mutations = std::to_array<Mutation>({
    {"a type that may not fit",
     [](ir::Schema &schema, Choices &choices) {
         return retype(schema, choices,
                       choices.text({"json", "xml", "text", "integer", "boolean", "point", "date",
                                     "uuid", "bytea", "jsonb", "int[]", "interval", "inet",
                                     "tsvector", "varchar(3)", "numeric(4,1)", "timestamptz",
                                     "bit(3)", "money", "real", "char(2)", "smallint", "bigint",
                                     "serial", "int4range", "oid", "name", "time", "regclass"}));
     }},
    {"any type",
     [](ir::Schema &schema, Choices &choices) {
         return retype(schema, choices, choices.of(choices.of(typeProfiles()).spellings));
     }},
    {"a type's argument",
     [](ir::Schema &schema, Choices &choices) {
         return retype(
             schema, choices,
             choices.text({"varchar(0)", "varchar(10485761)", "numeric(0)", "numeric(1001)",
                           "numeric(3,1001)", "char(0)", "bit(0)", "timestamp(7)", "time(-1)",
                           "text(3)", "integer(4)", "uuid(1)", "float(54)", "float(0)",
                           "interval(9)", "numeric(2,-1001)", "int[][][][][][][]", "varbit(0)",
                           "bit(83886081)", "varchar(-1)", "numeric(10,2,1)", "varchar()",
                           "varchar(a)", "varchar(1.5)", "timestamp(3)(3)", "interval year(3)",
                           "float8(3)", "real(1)", "jsonb(1)", "date(3)", "char(10485760)",
                           "numeric(1000,-1000)", "varchar(99999999999999999999)", "bool(1)"}));
     }},
    {"a type that is none",
     [](ir::Schema &schema, Choices &choices) {
         return retype(
             schema, choices,
             choices.text({"no_such_type", "", " ", "int;", "int)", "text -- x", "integer integer",
                           "double", "varchar2", "\"int\"", "\"integer\"", "\"int4\"", "Int4[",
                           "[]", "int[-1]", "int[1][2]", "setof int", "anyelement", "record",
                           "void", "unknown", "cstring", "trigger", "public.int", "core.mood",
                           "pg_catalog.int4", "a.b.c", "timestamp with", "with time zone", "😀",
                           "int NOT NULL", "text COLLATE \"C\"", "int DEFAULT 1", "char varying",
                           "\"char\"", "int2vector", "aclitem", "_int4", "pg_class",
                           "information_schema.yes_or_no", "anyarray", "internal", "int array",
                           "int ARRAY[4]", "national text", "bit varying varying", "pg_node_tree",
                           "regclass", "gtsvector", "oidvector", "unsigned int", "int unsigned",
                           "enum('a','b')", "varchar(3) for bit data", "pg_catalog.varchar(3)"}));
     }},
    {"a table's name as a type",
     [](ir::Schema &schema, Choices &choices) {
         const std::string name = anyTable(schema, choices).name.text;
         return retype(schema, choices, quotedName(name));
     }},
    {"an argument beside the type",
     [](ir::Schema &schema, Choices &choices) {
         ir::TypeArguments &beside =
             anyColumn(schema, choices).typeSyntax.arguments.edit();
         const std::int64_t value = choices.anyOf<std::int64_t>({0, 1, 3, 20, 1001, -1, 10485761});
         switch (choices.below(3)) {
         case 0:
             beside.length = {value, {}};
             break;
         case 1:
             beside.precision = {value, {}};
             break;
         default:
             beside.scale = {value, {}};
             break;
         }
         return true;
     }},
    {"a default that may be unreadable",
     [](ir::Schema &schema, Choices &choices) {
         return giveDefault(
             schema, choices, Kind::String,
             choices.text({"abc", "", "2024-02-30", "1.5", "25:00", "{", "{1,", "(1", "yes",
                           "12345678901", "not a uuid", "\\xg", "1.2.3.4.5", "null", "[1,",
                           "99999999999999999999", "1e400", "''", "[2,1)", "a 'b", "2024-13-01",
                           "24:00:01", "10:00+99", "{}", "{{1},{1,2}}", "{a", "\"", "{\"a\":}",
                           "192.168.0.256", "10.0.0.1/33", "08:00:2b", "101", "12", "(1,2,3)",
                           "$1.2.3", "0x1F", "1_000", "infinity", "now", "tomorrow", "now()",
                           "P1Y", "1 fortnight", "16/G", "999999-01-01", "5874898-01-01", "-1",
                           "4714-11-25 BC", "4715-01-01 BC", "[0:1]={1,2}", "{1,NULL}", "t", "TRU",
                           "1e-400", "NaN", "-Infinity", "10:00 America/Nowhere", "<a", "'a",
                           "a & ", "$.", "CURRENT_DATE", "gen_random_uuid()", "true", "on"}));
     }},
    {"a number as a default",
     [](ir::Schema &schema, Choices &choices) {
         return giveDefault(schema, choices, Kind::Number,
                            choices.text({"1", "-1", "1.5", "1e10", "99999999999", "0.001",
                                          "32768", "1e400", "9223372036854775808", "-32769",
                                          "0.00001", "123456.789", "1e-400", "4294967296"}));
     }},
    {"a boolean as a default",
     [](ir::Schema &schema, Choices &choices) {
         return giveDefault(schema, choices, Kind::Boolean, choices.text({"true", "false"}));
     }},
    {"null as a default",
     [](ir::Schema &schema, Choices &choices) {
         return giveDefault(schema, choices, Kind::Null, "");
     }},
    {"another type's literal",
     [](ir::Schema &schema, Choices &choices) {
         const TypeProfile &other = choices.of(typeProfiles());
         return !other.strings.empty() &&
                giveDefault(schema, choices, Kind::String, choices.of(other.strings));
     }},
    {"another type's default",
     [](ir::Schema &schema, Choices &choices) {
         const TypeProfile &other = choices.of(typeProfiles());
         return !other.expressions.empty() &&
                giveDefault(schema, choices, Kind::Expression, choices.of(other.expressions));
     }},
    {"a default expression",
     [](ir::Schema &schema, Choices &choices) {
         return giveDefault(
             schema, choices, Kind::Expression,
             choices.text({"now()", "1 + 1", "'x'", "true", "(SELECT 1)", "sum(1)",
                           "1; DROP TABLE x", "a", "no_such_function()", "1 +",
                           "row_number() OVER ()", "$1", "generate_series(1, 2)", "'a' || 1",
                           "1 / 'x'", "ARRAY[1]", "NULL", "interval '1 day'", "1 > 0", "(1, 2)",
                           "CAST('a' AS integer)", "date '2024-02-30'", "upper(1)", "random()",
                           "/*", "'", "gen_random_uuid()", "CURRENT_DATE", "'{}'", "pg_sleep(0)",
                           "\"x\"", "1::text", "DEFAULT", "1) , (2", "*", "ROW(1)", "1 AS x",
                           "1 = ANY (SELECT 1)", "EXISTS (SELECT 1)", "now", "'a'::no_such_type",
                           "E'\\x'", "1 IS", "nextval('no_such')", "1::smallint + 100000",
                           "-- nothing", "", " ", "(1", "1)", "now() NOT NULL", "'5'::int::bool",
                           "ARRAY[]", "'x' COLLATE \"none\"", "VALUES (1)", "lower('A') -- x",
                           "current_setting('x')", "xmlelement(name a)", "1::int::date",
                           "now()::int", "'1'::json", "5 % 0", "TABLE x", "GROUPING(1)"}));
     }},
    {"a column that counts",
     [](ir::Schema &schema, Choices &choices) {
         anyColumn(schema, choices).autoIncrement = true;
         return true;
     }},
    {"a column that counts and has a default",
     [](ir::Schema &schema, Choices &choices) {
         ir::Column &column = anyColumn(schema, choices);
         column.typeSyntax = {};
         column.typeSyntax.spelling = named("integer");
         column.autoIncrement = true;
         column.defaultValue = {Kind::Number, expression("1")};
         return true;
     }},
    {"a generated column",
     [](ir::Schema &schema, Choices &choices) {
         ir::Column &column = anyColumn(schema, choices);
         column.generated = expression(
             choices.text({"1 + 1", "'x'", "now()", "random()", "x", "(SELECT 1)", "true",
                           "count(*)", "NULL", "CURRENT_DATE", "1; x", "$1", "tableoid::text",
                           "ctid", "generate_series(1, 2)", "lower('x')", "'x'::date", "", "1 +",
                           "current_user", "to_char(1, 'x')", "ROW(1)"}));
         column.defaultValue = {};
         return !column.autoIncrement;
     }},
    {"a generated column of itself, or of another",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         const std::string other = quotedName(choices.of(table.columns).name.text);
         ir::Column &column = table.columns[choices.below(table.columns.size())];
         column.generated = expression(other);
         column.defaultValue = {};
         return !column.autoIncrement;
     }},
    {"a generated column with a default",
     [](ir::Schema &schema, Choices &choices) {
         ir::Column &column = anyColumn(schema, choices);
         column.typeSyntax = {};
         column.typeSyntax.spelling = named("integer");
         column.generated = expression("1 + 1");
         if (choices.chance(50))
             column.defaultValue = {Kind::Number, expression("1")};
         else
             column.autoIncrement = true;
         return true;
     }},
    {"a column that is not nullable, or is",
     [](ir::Schema &schema, Choices &choices) {
         ir::Column &column = anyColumn(schema, choices);
         column.nullable = !column.nullable;
         return true;
     }},
    {"no columns",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = schema.tables.emplace_back();
         table.id = "bare";
         table.name = named(choices.chance(80) ? "bare" : schema.tables[0].name.text);
         return true;
     }},
    {"many columns",
     [](ir::Schema &schema, Choices &choices) {
         if (!choices.chance(5))
             return false;
         ir::Table &table = anyTable(schema, choices);
         const std::size_t wanted = 1599 + choices.below(4);
         while (table.columns.size() < wanted) {
             ir::Column &column = table.columns.emplace_back();
             column.name = named("many" + std::to_string(table.columns.size()));
             column.typeSyntax.spelling = named("bool");
         }
         return true;
     }},
    {"an enum's values",
     [](ir::Schema &schema, Choices &choices) {
         ir::EnumType *type = anyIn(schema.enums, choices);
         if (type == nullptr)
             return false;
         if (choices.chance(40) && !type->values.empty())
             type->values.push_back(type->values.front());
         else if (choices.chance(70))
             type->values.push_back({named(std::string(60 + choices.below(8), 'v')), {}});
         else
             type->values.push_back({named(std::string(58, 'v') + choices.text({"é", "😀é"}) +
                                           choices.text({"", "x", "xy", "xyz", "xyzw"})),
                                     {}});
         return true;
     }},
    {"an enum without a value",
     [](ir::Schema &schema, Choices &choices) {
         ir::EnumType *type = anyIn(schema.enums, choices);
         if (type == nullptr)
             return false;
         if (choices.chance(50))
             type->values.clear();
         else
             type->values.push_back({named(""), {}});
         return true;
     }},
    {"a default that is no value of the enum",
     [](ir::Schema &schema, Choices &choices) {
         for (ir::Table &table : schema.tables) {
             for (ir::Column &column : table.columns) {
                 if (column.name.text.starts_with("mood")) {
                     column.defaultValue = {choices.anyOf({Kind::String, Kind::Expression}),
                                            expression("'no such value'")};
                     return true;
                 }
             }
         }
         return false;
     }},
    {"a row",
     [](ir::Schema &schema, Choices &choices) {
         using Value = ir::RecordValue::Kind;
         const std::size_t table = choices.below(schema.tables.size());
         for (const ir::Records &records : schema.records) {
             if (records.table.index() == table)
                 return false;
         }
         ir::Records &records = schema.records.emplace_back();
         records.table = ir::TableId(table);
         records.isExample = choices.chance(5);
         const std::size_t columns = schema.tables[table].columns.size();
         for (std::size_t i = 0; i < columns; ++i)
             records.columns.push_back(ir::ColumnId(i));
         for (std::size_t row = 1 + choices.below(2); row > 0; --row) {
             for (std::size_t i = 0; i < columns; ++i) {
                 const Value kind =
                     choices.anyOf({Value::Omitted, Value::Null, Value::Number, Value::String});
                 const bool text = kind == Value::String;
                 records.values.push_back(
                     {kind, named(text ? choices.text({"1", "x", "", "2024-01-01", "{}", "true"})
                                       : choices.text({"1", "0", "-1", "1.5", "99999999999"}))});
             }
             records.rowRanges.emplace_back();
         }
         return true;
     }},
    {"a value of a row",
     [](ir::Schema &schema, Choices &choices) {
         using Value = ir::RecordValue::Kind;
         ir::Records *records = anyIn(schema.records, choices);
         if (records == nullptr || records->values.empty())
             return false;
         ir::RecordValue &value = records->values[choices.below(records->values.size())];
         value.kind = choices.anyOf({Value::Null, Value::Boolean, Value::Number, Value::String,
                                     Value::Expression, Value::Omitted});
         if (value.kind == Value::Boolean)
             value.text = named(choices.text({"true", "false"}));
         else if (value.kind == Value::Number)
             value.text = named(choices.text({"1", "-1", "1.5", "99999999999", "1e400"}));
         else if (value.kind == Value::String)
             value.text = named(choices.text({"x", "", "2024-02-30", "{}", "12", "😀", "null"}));
         else
             value.text = named(choices.text({"1 + 1", "'x'", "now()", "(SELECT 1)", "a", "1; x",
                                              "random()", "no_such()", "upper('x')", "sum(1)"}));
         return true;
     }},
    {"a row twice",
     [](ir::Schema &schema, Choices &choices) {
         ir::Records *records = anyIn(schema.records, choices);
         if (records == nullptr || records->columns.empty())
             return false;
         const std::size_t width = records->columns.size();
         for (std::size_t i = 0; i < width; ++i)
             records->values.push_back(records->values[i]);
         records->rowRanges.emplace_back();
         return true;
     }},
});

} // namespace

std::span<const Mutation> columnMutations() { return mutations; }

} // namespace tw::test
