// SPDX-License-Identifier: MIT
#include "edge_names.h"
#include "mutation.h"

#include <array>

namespace tw::test {

namespace {

bool addCheck(ir::Table &table, const std::string &sql)
{
    table.checks.emplace_back().expression = expression(sql);
    return true;
}

ir::Index &addIndex(ir::Table &table, const std::string &sql)
{
    ir::Index &index = table.indexes.emplace_back();
    index.elements.emplace_back().expression = expression(sql);
    return index;
}

std::string anySql(const ir::Table &table, Choices &choices)
{
    return quotedName(choices.of(table.columns).name.text);
}

const auto mutations = std::to_array<Mutation>({
    {"a check",
     [](ir::Schema &schema, Choices &choices) {
         return addCheck(
             anyTable(schema, choices),
             choices.text({"1", "'x'", "now()", "no_such_column > 1", "(SELECT true)",
                           "count(*) > 0", "true;", "true) , (false", "NULL", "$1", "1 > 'x'",
                           "'a' > 1", "now() > 1", "random() > 0.5", "bool_and(true) OVER ()",
                           "generate_series(1, 2) > 1", "", "true NO INHERIT", "true NOT VALID",
                           "'true'", "'yes'::text", "1::boolean", "other.c > 1", "tableoid > 0",
                           "xmin IS NULL", "EXISTS (SELECT 1)", "1 IN (SELECT 1)", "true AS x",
                           "true -- fine", "true /* open", "'open", "\"open", "$$open", "not true",
                           "1 = 1 = true", "(1, 2) = (1, 2)", "ROW(1) IS NULL", "1 BETWEEN 0 AND 2",
                           "1 + true > 0", "- 'a' > 0", "a.b.c.d", "*", "true, true", "true true",
                           "CASE WHEN 1 THEN true END", "CASE 1 WHEN 'x' THEN true END",
                           "coalesce(1, 'x') > 0", "greatest(1, 'a') > 0", "true IS 1",
                           "lower(5) = 'a'", "no_such(1)", "current_date > 5", "1 LIKE 'a'",
                           "'a' ~ 5", "ARRAY[1, 'x'] IS NULL", "'{1' = ARRAY[1]", "'x'::date IS "
                           "NULL", "nullif(true, 1)", "1 IS DISTINCT FROM 'x'", "pg_sleep(1)",
                           "ctid IS NULL", "true COLLATE \"C\"", "'a' COLLATE \"nope\" = 'a'"}));
     }},
    {"a check of a column",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         return addCheck(
             table,
             anySql(table, choices) +
                 choices.text({" > 1", " > 'x'", " || 'x' = 'y'", " LIKE 'a%'", "", " + 1 > 0",
                               " = ANY ('{}')", " IS TRUE", " -> 'a' IS NULL", " @> '{}'",
                               "::integer > 1", "::text = 'x'", " BETWEEN 1 AND 2", " && '{}'",
                               " > CURRENT_DATE", " IN ('a', 'b')", " = 1.5", " ~ 'x'", " = true",
                               " > 1.5::real", "[1] IS NULL", ".x IS NULL", "::date IS NULL",
                               " IN (1, 'x')", " << 1 IS NULL", " # 1 IS NULL", " % 2 = 0",
                               " = '2024-01-01'", " = '{}'", " = ''", " ?| ARRAY['a']",
                               " AT TIME ZONE 'UTC' IS NULL", " COLLATE \"C\" = 'a'",
                               " IS DOCUMENT", " IS NORMALIZED", " NOT NULL", " = (1, 2)",
                               " = ANY (ARRAY[1, 2])", " ILIKE 5", " * 2.5 > 1", " = NULL",
                               "::json IS NULL", "::no_such IS NULL", " OPERATOR(pg_catalog.=) 1"}));
     }},
    {"a check with a function of a column",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         return addCheck(
             table, choices.text({"length(", "lower(", "abs(", "sqrt(", "date_trunc('day', ",
                                  "extract(year FROM ", "cardinality(", "array_length(", "upper(",
                                  "jsonb_typeof(", "to_char(", "round(", "char_length(", "isempty(",
                                  "family(", "octet_length(", "md5(", "coalesce(", "sum(", "trim(",
                                  "date_part('day', ", "area(", "num_nonnulls(", "pg_typeof("}) +
                        anySql(table, choices) + ") " +
                        choices.text({"> 1", "= 'x'", "IS NOT NULL", "", "> '2020-01-01'"}));
     }},
    {"a check of two columns",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         const std::string left = anySql(table, choices);
         return addCheck(table, left + choices.text({" = ", " < ", " || ", " + ", " AND ", " <> ",
                                                     " LIKE ", " @> ", " IS DISTINCT FROM "}) +
                                    anySql(table, choices));
     }},
    {"an existing check without its table's columns",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         ir::CheckConstraint *check = anyIn(table.checks, choices);
         if (check == nullptr)
             return false;
         check->expression.text = "no_such_column IS NULL OR " + check->expression.text;
         return true;
     }},
    {"an existing check, cut",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         ir::CheckConstraint *check = anyIn(table.checks, choices);
         if (check == nullptr || check->expression.text.empty())
             return false;
         std::string &text = check->expression.text;
         // Not in the middle of a character.
         const std::size_t at = choices.below(text.size());
         if ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
             return false;
         if (choices.chance(50))
             text.resize(at);
         else
             text = text.substr(at);
         return !text.empty();
     }},
    {"an index over an expression",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         addIndex(table,
                  choices.text({"lower(", "abs(", "upper(", "now() - (", "random() + (", "md5(",
                                "date(", "length(", "to_char(now(), 'x') || (", "-(", "to_json(",
                                "date_trunc('day', ", "extract(day FROM ", "to_tsvector(",
                                "to_tsvector('english', ", "concat('a', ", "count(", "row(",
                                "timezone('UTC', ", "age(", "hashtext(", "(SELECT "}) +
                      anySql(table, choices) + ')');
         return true;
     }},
    {"an index over a cast",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         addIndex(table, anySql(table, choices) +
                             choices.text({"::text", "::date", "::integer", "::timestamp",
                                           "::timestamptz", "::numeric", "::json", "::jsonb",
                                           "::boolean", "::varchar(5)", "::uuid", "::xml",
                                           "::point", "[1]", " || 'x'", " ->> 'a'", " IS NULL"}));
         return true;
     }},
    {"an index with a method over an expression",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         const std::string sql = anySql(table, choices);
         ir::Index &index = addIndex(
             table, choices.text({"", "lower(", "abs(", "to_tsvector('english', "}) + sql);
         std::string &text = index.elements.front().expression.edit().text;
         if (text != sql)
             text += ')';
         index.method = named(choices.text({"hash", "gin", "gist", "brin", "spgist"}));
         return true;
     }},
    {"an index with a predicate",
     [](ir::Schema &schema, Choices &choices) {
         ir::Index &index = addIndex(anyTable(schema, choices), "1 + 1");
         index.where = expression(
             choices.text({"now() > '2024-01-01'", "1", "true", "random() > 0", "(SELECT true)",
                           "x > 1", "'x'", "1 > 0", "count(*) > 0", "NULL", "$1", "true;",
                           "CURRENT_DATE > '2020-01-01'", "current_user = 'x'", "'yes'", "1 = '1'",
                           "generate_series(1, 2) > 0", "true) INCLUDE (x"}));
         return true;
     }},
    {"an index over what is no expression",
     [](ir::Schema &schema, Choices &choices) {
         addIndex(anyTable(schema, choices),
                  choices.text({"no_such_column", "1", "'x'", "NULL", "(SELECT 1)", "1, 2", "*",
                                "generate_series(1, 2)", "sum(1)", "$1", "a b", "1 DESC",
                                "'x' COLLATE \"C\"", "ctid", "tableoid", "xmin", "ROW(1)",
                                "row_number() OVER ()", "'[]'::json", "(1, 2)", "point(1, 2)",
                                "now()", "''::xml", "ARRAY[1]", "ARRAY['{}'::json]"}));
         return true;
     }},
    {"a column's default instead of its check",
     [](ir::Schema &schema, Choices &choices) {
         ir::Table &table = anyTable(schema, choices);
         const std::string sql = anySql(table, choices);
         ir::Column &column = table.columns[choices.below(table.columns.size())];
         column.defaultValue = {ir::DefaultValue::Kind::Expression,
                                expression(sql + choices.text({"", " + 1", "::text"}))};
         return true;
     }},
    {"a deep expression",
     [](ir::Schema &schema, Choices &choices) {
         std::string sql = "true";
         const std::size_t depth = choices.anyOf<std::size_t>({20, 90, 200, 700});
         for (std::size_t i = 0; i < depth; ++i)
             sql = choices.chance(50) ? '(' + sql + ')' : "NOT " + sql;
         return addCheck(anyTable(schema, choices), sql);
     }},
    {"a long expression",
     [](ir::Schema &schema, Choices &choices) {
         std::string sql = "1";
         const std::size_t terms = choices.anyOf<std::size_t>({50, 400, 1500, 3000});
         for (std::size_t i = 0; i < terms; ++i)
             sql += " + 1";
         return addCheck(anyTable(schema, choices), sql + " > 0");
     }},
});

} // namespace

std::span<const Mutation> expressionMutations() { return mutations; }

} // namespace tw::test
