// SPDX-License-Identifier: MIT
#include "type_profiles.h"

#include <algorithm>

namespace tw::test {

namespace {

using Profiles = std::vector<TypeProfile>;

const std::vector<std::string> plainMethods{"btree", "hash", "brin"};

Profiles numberProfiles()
{
    return {
        {.spellings = {"smallint", "int2", "SMALLINT", "tinyint"},
         .numbers = {"0", "-1", "32767", "-32768", "1e2", "5.0"},
         .strings = {"12", " 7 ", "-0", "+3"},
         .expressions = {"1 + 1", "'5'", "length('abc')", "CAST(7.4 AS smallint)", "1::bigint",
                         "2.5", "NULLIF(1, 1)"},
         .checks = {"{} >= 0", "{} BETWEEN 1 AND 5", "{} IN (1, 2, 3)", "{} % 2::smallint = 0",
                    "{} + 1 > 1.5", "{} = ANY (ARRAY[1, 2])", "{} <> '5'"},
         .generated = {{"", "({} + 1)::smallint"}, {"integer", "{} * 2"}, {"", "{} + 1"}},
         .indexed = {"abs({})", "({} / 2)", "(- {})"},
         .methods = plainMethods,
         .referrers = {"integer", "bigint"},
         .countable = true},
        {.spellings = {"INT", "integer", "int4", "Int", "mediumint"},
         .numbers = {"0", "-2147483648", "42", "1e3", "2147483647"},
         .strings = {"7", "-12"},
         .expressions = {"6 * 7", "length('abc')", "(1)", "1 -- one",
                         "extract(year FROM date "
                         "'2024-01-01')",
                         "random() * 10", "CASE WHEN true THEN 1 ELSE 2 END", "1 << 3", "~ 5",
                         "/* why */ 5", "GREATEST(1, 2)", "pg_backend_pid()", "round(2.5)", "- 1",
                         "+ 1", "coalesce(NULL, 1)"},
         .checks = {"{} > 0",
                    "{} % 2 = 0",
                    "{} <> 13",
                    "{} > 0 AND {} < 1000",
                    "{} IS NOT NULL",
                    "NOT ({} = 5)",
                    "{} > 1.5",
                    "{}::text <> 'x'",
                    "{} & 3 = 0",
                    "{} = '7'",
                    "mod({}, 7) < 6",
                    "{} NOT IN (1, 2)",
                    "({} > 1) IS TRUE",
                    "{} != 4",
                    "CASE WHEN {} > 5 THEN true ELSE {} < 3 END",
                    "coalesce({}, 0) >= 0",
                    "{} < 5 OR {} > 7 -- a hole",
                    "to_char({}, '999') <> ' 7'",
                    "sqrt({}) < 9",
                    "{} BETWEEN SYMMETRIC 9 AND 1",
                    "{} IS DISTINCT FROM 8"},
         .generated = {{"", "{} + 1"},
                       {"", "{} * {}"},
                       {"bigint", "{}::bigint * 1000"},
                       {"text", "{}::text"},
                       {"numeric(10,2)", "{} / 3.0"},
                       {"boolean", "{} > 5"},
                       {"double precision", "{} * 0.5"},
                       {"text", "'n' || {}"},
                       {"", "coalesce({}, 0)"}},
         .indexed = {"({} + 1)", "abs({})", "({} % 10)", "({}::text)", "coalesce({}, 0)",
                     "({} > 5)", "{}"},
         .methods = plainMethods,
         .referrers = {"smallint", "bigint", "int"},
         .countable = true},
        {.spellings = {"BIGINT", "int8", "bigint"},
         .numbers = {"0", "9223372036854775807", "-9223372036854775808"},
         .strings = {"-5"},
         .expressions = {"2 ^ 3", "1", "extract(epoch FROM now())", "9999999999", "2147483648",
                         "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"},
         .checks = {"{} > -1", "{} <= 9999999999", "{} % 3 <> 1", "{} = 5::smallint"},
         .generated = {{"", "{} - 1"}, {"numeric", "{}"}, {"text", "to_hex({})"}},
         .indexed = {"(-{})", "({} >> 2)", "({} % 8)"},
         .methods = plainMethods,
         .referrers = {"integer", "smallint"},
         .countable = true},
        {.spellings = {"numeric", "DECIMAL", "dec", "number", "numeric(38)", "numeric(1000,10)"},
         .numbers = {"0", "0.5", "-12.75", "1e3", "123456789012345678901234567"},
         .strings = {"0.25", "NaN", "1e-3", "-7"},
         .expressions = {"0.1 + 0.2", "1", "round(1.5, 1)", "1.5::float8::numeric", "'4.5'", "1e2",
                         "pi()::numeric"},
         .checks = {"{} >= 0.0", "{} < 99999", "{} <> 'NaN'", "{} * 2 > 1", "scale({}) < 5",
                    "{} > 1.5::real"},
         .generated = {{"numeric", "round({})"},
                       {"", "{} * 2"},
                       {"integer", "{} / 10"},
                       {"double precision", "{}::float8"}},
         .indexed = {"round({}, 1)", "trunc({})", "({} * 100)"},
         .methods = plainMethods,
         .referrers = {"integer", "bigint", "smallint", "numeric(12,3)"}},
        {.spellings = {"numeric(10,2)", "DECIMAL(10, 2)", "decimal(12,4)"},
         .numbers = {"0", "-99999.99", "0.5", "12345678"},
         .strings = {"0.25", "NaN"},
         .expressions = {"0.1 + 0.2", "9.99", "100"},
         .checks = {"{} >= 0", "{} <= 100.00", "abs({}) < 5"},
         .generated = {{"", "round({}, 1)"}, {"numeric", "{} * 1.19"}},
         .indexed = {"round({})", "floor({})"},
         .methods = plainMethods,
         .referrers = {"numeric", "int"}},
        {.spellings = {"numeric(5, 5)", "numeric(5,6)"},
         .numbers = {"0", "0.01234"},
         .strings = {"0.00001"},
         .checks = {"{} < 1"},
         .methods = plainMethods},
        {.spellings = {"numeric(3,-2)"},
         .numbers = {"0", "12300", "99949"},
         .strings = {"500"},
         .methods = plainMethods},
        {.spellings = {"real", "float4", "float(24)", "FLOAT(1)"},
         .numbers = {"0", "1.5e-3", "-3.25", "1e10"},
         .strings = {"NaN", "Infinity", "-inf", "1e38"},
         .expressions = {"pi()", "1", "random()", "'NaN'", "0.1::numeric"},
         .checks = {"{} > 0", "{} <> 'NaN'::real", "{} >= 0.5", "{} < 5::numeric"},
         .generated = {{"", "{} * 2"}, {"double precision", "{}"}},
         .indexed = {"floor({})", "({} + 1)"},
         .methods = plainMethods},
        {.spellings = {"double precision", "float8", "FLOAT", "float(53)", "double", "float(25)"},
         .numbers = {"0", "1.5e-3", "1e308"},
         .strings = {"NaN", "-Infinity", "4.9e-324"},
         .expressions = {"pi()", "random()", "sqrt(2)", "1 / 3.0", "exp(1)", "power(2, 0.5)"},
         .checks = {"{} > 0", "{} BETWEEN 0 AND 1", "{} < 1e5", "log({}) < 3", "{} = 1::real"},
         .generated =
             {{"", "sin({})"}, {"real", "{}"}, {"bigint", "floor({})"}, {"numeric", "{}::numeric"}},
         .indexed = {"floor({})", "round({})"},
         .methods = plainMethods,
         .referrers = {"real", "integer", "numeric"}},
        {.spellings = {"money", "MONEY"},
         .strings = {"12.50", "-1", "0", "99", "0.01", "1000", "5", "7.5", "12", "$1,000.00"},
         .expressions = {"5::money", "'3'"},
         .checks = {"{} > '0'::money", "{} <> '5'"},
         .generated = {{"", "{} * 2"}},
         .indexed = {"({} * 2)"},
         .methods = {"btree"}},
    };
}

Profiles textProfiles()
{
    return {
        {.spellings = {"text", "TEXT", "varchar", "character varying", "string", "nvarchar",
                       "tinytext", "clob", "varchar(5000)", "varchar(10485760)"},
         .numbers = {"5", "1.50"},
         .strings = {"x",          "it's",    "",      "back\\slash", "😀",
                     "two\nlines", "$$",      "a\"b",  "now",         "'; DROP TABLE t; --",
                     "NULL",       "DEFAULT", "E'x'",  "  ",          "\\",
                     "\t",         "\x01",    "{}",    "true",        "ünï",
                     "''",         "%s",      "now()", "CURRENT_USER"},
         .expressions = {"'a' || 'b'",
                         "upper('x')",
                         "current_user",
                         "'it''s'",
                         "E'a\\nb'",
                         "$$a'b$$",
                         "$t$x$t$",
                         "concat('a', 1)",
                         "now()::text",
                         "1",
                         "to_char(now(), 'YYYY-MM-DD')",
                         "md5('x')",
                         "U&'\\0041'",
                         "session_user",
                         "CURRENT_DATE",
                         "format('%s', 1)",
                         "'x'::varchar(3)",
                         "repeat('a', 3)",
                         "gen_random_uuid()",
                         "version()",
                         "user",
                         "current_schema",
                         "coalesce('a', 'b')",
                         "'a' -- b",
                         "encode('a', 'hex')",
                         "('a' COLLATE \"C\")",
                         "trim(both from ' x ')",
                         "substring('abc' from 2)"},
         .checks = {"length({}) > 1",
                    "{} LIKE 'a%'",
                    "{} IN ('x', 'y')",
                    "{} ~ '^[a-z]+$'",
                    "{} <> ''",
                    "{} = lower({})",
                    "{} ILIKE '%b_'",
                    "{} SIMILAR TO 'a|b'",
                    "char_length(trim({})) > 0",
                    "{} !~~ 'x'",
                    "{} > 'm'",
                    "position('@' in {}) > "
                    "1",
                    "{} = ANY (ARRAY['a', 'b'])",
                    "{} || 'x' <> 'yx'",
                    "{} NOT LIKE E'a\\\\%'",
                    "left({}, 1) <> ' '",
                    "{} COLLATE \"C\" < 'z'",
                    "octet_length({}) < 100",
                    "{} IS NULL OR {} <> 'none'",
                    "starts_with({}, 'a')",
                    "{} ~* 'x'",
                    "substring({} from 1 for 2) <> 'zz'",
                    "{} = 'it''s' OR {} = $q$a$q$",
                    "{} LIKE 'a!%' ESCAPE '!'",
                    "{} IS NOT DISTINCT FROM 'q'"},
         .generated = {{"text", "lower({})"},
                       {"text", "{} || '!'"},
                       {"text", "left({}, 3)"},
                       {"integer", "length({})"},
                       {"text", "coalesce({}, 'none')"},
                       {"text", "md5({})"},
                       {"tsvector", "to_tsvector('english'::regconfig, {})"},
                       {"text", "regexp_replace({}, '[^a-z]', '', 'g')"},
                       {"boolean", "{} = ''"},
                       {"text", "initcap({})"},
                       {"text[]", "string_to_array({}, ',')"}},
         .indexed = {"lower({})", "upper({})", "md5({})", "substr({}, 1, 3)", "({} || 'x')",
                     "length({})", "({} COLLATE \"C\")", "(lower({}) || upper({}))", "left({}, 5)",
                     "reverse({})", "coalesce({}, '')", "({}::name)"},
         .methods = {"btree", "hash", "brin", "spgist"},
         .referrers = {"varchar(30)", "text", "varchar"}},
        {.spellings = {"varchar(20)", "VARCHAR(20)", "character varying(20)", "char varying(20)",
                       "national character varying(20)", "varchar2(20)"},
         .numbers = {"12"},
         .strings = {"x", "y z", "", "12345678901234567890", "äöüäöüäöüäöüäöüäöüäö"},
         .expressions = {"'a'", "upper('x')", "current_user"},
         .checks = {"char_length({}) <= 20", "{} <> 'x'", "{} LIKE '_%'", "{} IN ('a', 'b')"},
         .generated = {{"", "upper({})"}, {"text", "{} || {}"}},
         .indexed = {"lower({})", "({}::text)"},
         .methods = {"btree", "hash", "brin", "spgist"},
         .referrers = {"text", "varchar(10)"}},
        {.spellings = {"char(20)", "CHARACTER(20)", "nchar(20)", "national character(20)",
                       "bpchar(20)"},
         .strings = {"x", "y z", "", "blanks   "},
         .expressions = {"'a'", "upper('x')"},
         .checks = {"char_length({}) <= 20", "{} = 'x'", "{} >= 'a'"},
         .generated = {{"", "upper({})"}, {"text", "{}"}},
         .indexed = {"lower({})"},
         .methods = plainMethods},
        {.spellings = {"char", "character", "char(1)", "CHAR"},
         .strings = {"x", "", "é"},
         .checks = {"{} IN ('a', 'b')", "{} = 'y'"},
         .methods = plainMethods},
        {.spellings = {"bpchar"},
         .strings = {"x", "long enough to be anything"},
         .checks = {"{} <> 'a'"},
         .methods = plainMethods},
        {.spellings = {"name"},
         .strings = {"n", "a name"},
         .expressions = {"current_user", "'x'", "current_schema()"},
         .checks = {"{} <> 'x'", "length({}) > 2"},
         .indexed = {"({}::text)"},
         .methods = {"btree", "hash", "brin"}},
        {.spellings = {"boolean", "BOOL", "Boolean"},
         .strings = {"yes", "f", "on", "0", " TRUE ", "n"},
         .expressions = {"1 > 0", "NOT false", "'yes'", "true", "NULL IS NULL", "true AND false",
                         "1 IN (1, 2)", "'a' LIKE 'b'", "now() > '2020-01-01'"},
         .checks = {"{}", "NOT {}", "{} IS NOT NULL", "{} = true", "{} IS NOT FALSE", "{} <> 'f'",
                    "{} OR NOT {}", "{} IS UNKNOWN OR {}"},
         .generated = {{"", "NOT {}"},
                       {"integer", "{}::integer"},
                       {"text", "CASE WHEN {} THEN 'y' ELSE 'n' END"}},
         .indexed = {"(NOT {})", "({} IS NULL)"},
         .methods = {"btree", "hash"}},
        {.spellings = {"uuid", "UUID", "guid", "uniqueidentifier"},
         .strings = {"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "A0EEBC999C0B4EF8BB6D6BB9BD380A11",
                     "{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}", "gen_random_uuid()"},
         .expressions = {"gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'",
                         "md5('x')::uuid"},
         .checks = {"{} <> '00000000-0000-0000-0000-000000000000'", "{}::text LIKE 'a%'"},
         .generated = {{"text", "{}::text"}},
         .indexed = {"({}::text)"},
         .methods = plainMethods},
        {.spellings = {"bytea", "blob", "BYTEA"},
         .strings = {"\\x00ff", "abc", "", "\\\\", "\\xDE AD", "a\\001b"},
         .expressions = {"'\\x01'::bytea", "decode('ff', 'hex')", "'x'", "sha256('a')"},
         .checks = {"octet_length({}) > 0", "{} <> '\\x00'", "get_byte({}, 0) < 9",
                    "encode({}, 'hex') <> ''"},
         .generated = {{"text", "encode({}, 'base64')"}, {"", "{} || '\\x00'::bytea"}},
         .indexed = {"md5({})", "sha256({})"},
         .methods = plainMethods},
    };
}

Profiles timeProfiles()
{
    return {
        {.spellings = {"date", "DATE"},
         .strings = {"2024-02-29", "infinity", "epoch", "January 8, 1999", "20240131", "now()",
                     "CURRENT_DATE", "today", "1999-12-31 BC", "2000-1-1"},
         .expressions = {"CURRENT_DATE", "now()", "CURRENT_DATE + 7", "'2024-01-01'",
                         "date '2024-02-29'", "make_date(2024, 1, 2)", "now()::date",
                         "CURRENT_TIMESTAMP", "(now() AT TIME ZONE 'UTC')::date",
                         "CURRENT_DATE - interval '1 day'", "to_date('2024', 'YYYY')"},
         .checks = {"{} > DATE '2000-01-01'", "{} <> '1999-12-31'", "{} <= CURRENT_DATE",
                    "extract(year FROM {}) > 1900", "{} + 1 > '2000-01-01'",
                    "date_part('dow', {}) < 6", "{} BETWEEN '2000-01-01' AND '2100-01-01'",
                    "{} < now()", "{} - DATE '2000-01-01' > 5", "isfinite({})",
                    "({}, {}) OVERLAPS (DATE '2000-01-01', DATE '2001-01-01')"},
         .generated = {{"", "{} + 1"},
                       {"integer", "extract(year FROM {})"},
                       {"timestamp", "{}::timestamp"},
                       {"integer", "{} - DATE '2000-01-01'"}},
         .indexed = {"({} - 7)", "date_part('year', {})", "extract(month FROM {})"},
         .methods = plainMethods,
         .referrers = {"timestamp", "timestamptz"}},
        {.spellings = {"time", "time(3)", "time without time zone", "TIME(0)",
                       "time (6) without time zone"},
         .strings = {"10:00", "23:59:59.5", "24:00:00", "04:05 PM", "allballs", "LOCALTIME"},
         .expressions = {"LOCALTIME", "'10:00'", "now()::time", "CURRENT_TIME",
                         "make_time(1, 2, "
                         "3.5)",
                         "LOCALTIME(0)"},
         .checks = {"{} > '08:00'", "{} BETWEEN '08:00' AND '20:00'", "extract(hour FROM {}) < 23"},
         .generated = {{"interval", "{}::interval"}, {"", "{} + interval '1 hour'"}},
         .indexed = {"extract(hour FROM {})"},
         .methods = plainMethods},
        {.spellings = {"timetz", "time with time zone", "time(2) with time zone", "timetz(4)"},
         .strings = {"10:00+02", "04:05:06-08:00", "CURRENT_TIME"},
         .expressions = {"CURRENT_TIME", "'10:00+01'", "CURRENT_TIME(3)", "LOCALTIME"},
         .checks = {"{} > '08:00+00'"},
         .methods = plainMethods},
        {.spellings = {"timestamp", "TIMESTAMP", "timestamp(0)", "timestamp without time zone",
                       "datetime", "timestamp(6) without time zone", "datetime2", "smalldatetime"},
         .strings = {"2024-01-31 10:00:00", "epoch", "-infinity", "2024-01-31T10:00:00.123",
                     "now()", "CURRENT_TIMESTAMP", "now", "1999-01-08 04:05:06 PM",
                     "localtimestamp", "20240131 101112"},
         .expressions = {"now()", "LOCALTIMESTAMP", "CURRENT_TIMESTAMP(3)", "'2024-01-01'",
                         "timestamp '2024-01-01 00:00'", "now() AT TIME ZONE 'utc'",
                         "date_trunc('day', now())", "now() + interval '1 day'",
                         "timezone('utc', now())", "CURRENT_DATE",
                         "to_timestamp(0) AT TIME ZONE 'UTC'"},
         .checks = {"{} >= TIMESTAMP '2001-02-03 04:05:06'", "{} <= now()", "{} > '2000-01-01'",
                    "{} <> date '2000-01-01'", "{} + interval '1 day' > '2000-01-01'"},
         .generated = {{"", "{} + INTERVAL '1 day'"},
                       {"", "date_trunc('hour', {})"},
                       {"date", "{}::date"},
                       {"timestamptz", "{} AT TIME ZONE 'UTC'"},
                       {"double precision", "date_part('epoch', {})"}},
         .indexed = {"date_trunc('day', {})", "({}::date)", "extract(epoch FROM {})"},
         .methods = plainMethods,
         .referrers = {"date", "timestamptz"}},
        {.spellings = {"timestamptz", "timestamp with time zone", "timestamp(3) with time zone",
                       "datetimeoffset", "TIMESTAMPTZ(6)"},
         .strings = {"2024-01-31 10:00:00+02", "now()", "infinity", "2024-01-31 10:00:00Z",
                     "2024-01-31T10:00:00-08:00", "CURRENT_TIMESTAMP", "clock_timestamp()"},
         .expressions = {"now()", "CURRENT_TIMESTAMP", "clock_timestamp()", "CURRENT_TIMESTAMP(0)",
                         "now() + interval '30 days'", "'2024-01-01 00:00+00'",
                         "transaction_timestamp()", "statement_timestamp()", "LOCALTIMESTAMP",
                         "to_timestamp(1.5)", "date_trunc('month', now(), 'UTC')"},
         .checks = {"{} > '2001-02-03 04:05:06+00'", "{} < now() + interval '1 day'",
                    "{} <> 'infinity'", "{} > date '2000-01-01'"},
         .generated = {{"timestamp", "{} AT TIME ZONE 'UTC'"},
                       {"date", "({} AT TIME ZONE 'UTC')::date"}},
         .indexed = {"({} AT TIME ZONE 'UTC')", "date_trunc('day', {} AT TIME ZONE 'UTC')"},
         .methods = plainMethods,
         .referrers = {"timestamp"}},
        {.spellings = {"interval", "interval(3)", "INTERVAL", "interval day to second",
                       "interval day to second(2)"},
         .strings = {"1 day", "PT5M", "1 year 2 mons", "3 4:05:06", "-1 hour", "P1Y2M3DT4H5M6S",
                     "1-2", "@ 1 minute ago"},
         .expressions = {"INTERVAL '1 hour' * 2", "'1 day'", "interval '1' day",
                         "make_interval(days => 10)", "justify_days('40 days')",
                         "now() - '2020-01-01'"},
         .checks = {"{} > INTERVAL '1 second'", "{} <> '0'", "{} < '1 year'",
                    "extract(epoch FROM {}) > 0"},
         .generated = {{"", "{} * 2"}, {"numeric", "extract(epoch FROM {})"}},
         .indexed = {"({} * 2)", "justify_hours({})"},
         .methods = plainMethods},
        {.spellings = {"interval year", "interval month", "interval year to month", "interval day",
                       "interval day to hour", "interval day to minute", "interval hour",
                       "interval hour to minute", "interval hour to second", "interval minute",
                       "interval hour to second(3)", "interval minute to second",
                       "interval minute to second(0)", "interval second", "interval second(6)"},
         .strings = {"1 year", "2 mons", "3 days 04:05:06"},
         .expressions = {"'1 year'", "interval '3 days'"},
         .checks = {"{} > interval '0'"},
         .methods = plainMethods},
    };
}

Profiles documentProfiles()
{
    return {
        {.spellings = {"jsonb", "JSONB"},
         .strings = {"{}", "[1, \"a\"]", "null", "\"x\"", "{\"a\": {\"b\": [1e5]}}", "0",
                     "{\"it's\": \"\\u00e9\"}", " [ ] "},
         .expressions = {"'{}'::jsonb", "jsonb_build_object()", "'[]'", "to_jsonb(1)",
                         "jsonb_build_object('a', 1)", "'{\"a\": 1}'::json",
                         "jsonb_build_array(1, 'x', NULL)"},
         .checks = {"jsonb_typeof({}) = 'object'", "{} ? 'a'", "{} @> '{}'", "{} -> 'a' IS NULL",
                    "{} ->> 'a' <> 'x'", "({} ->> 'n')::integer > 5", "{} #>> '{a,b}' IS NOT NULL",
                    "jsonb_array_length({}) < 5", "{} ?| ARRAY['a', 'b']", "{} <> 'null'",
                    "{} @? '$.a'", "{} -> 0 = '1'"},
         .generated = {{"", "{} -> 'a'"},
                       {"", "{} || '{}'"},
                       {"text", "{} ->> 'name'"},
                       {"integer", "({} ->> 'n')::integer"},
                       {"text", "{} #>> '{a,b}'"}},
         .indexed = {"({} ->> 'a')", "(({} ->> 'n')::integer)", "lower({} ->> 'a')"},
         .methods = {"gin", "btree", "hash"}},
        {.spellings = {"json", "JSON"},
         .strings = {"{}", "\"x\"", "[1,2]", "null"},
         .expressions = {"'{}'", "json_build_object('a', 1)", "to_json('x'::text)", "'[]'::jsonb"},
         .checks = {"json_typeof({}) IS NOT NULL", "{} ->> 'a' = 'x'", "json_array_length({}) > 0"},
         .generated = {{"text", "{} ->> 'a'"}, {"", "{} -> 'a'"}},
         .indexed = {"({} ->> 'a')"}},
        {.spellings = {"jsonpath"},
         .strings = {"$.a", "$[*] ? (@ > 1)"},
         .expressions = {"'$'"},
         .checks = {"{} IS NOT NULL"}},
        {.spellings = {"xml", "XML"},
         .strings = {"<a>b</a>"},
         .expressions = {"'<a/>'", "xmlparse(content '<a/>')"},
         .checks = {"{} IS NOT NULL", "{} IS DOCUMENT"}},
        {.spellings = {"tsvector"},
         .strings = {"a b", "'it''s':1A cat:2", ""},
         .expressions = {"to_tsvector('english', 'x')", "to_tsvector('x')", "''"},
         .checks = {"{} @@ 'cat'", "length({}) > 0"},
         .generated = {{"", "strip({})"}, {"", "setweight({}, 'A')"}},
         .methods = {"gin", "gist", "btree"}},
        {.spellings = {"tsquery"},
         .strings = {"cat", "a & !b", ""},
         .expressions = {"to_tsquery('english', 'a & b')", "plainto_tsquery('x')"},
         .checks = {"numnode({}) < 9"},
         .methods = {"gist", "btree"}},
    };
}

Profiles networkProfiles()
{
    return {
        {.spellings = {"inet", "INET"},
         .strings = {"192.168.0.1/24", "::1", "10.0.0.1", "fe80::1/64"},
         .expressions = {"'127.0.0.1'", "inet_client_addr()", "inet '::1'"},
         .checks = {"family({}) = 4", "{} << '10.0.0.0/8'", "masklen({}) < 32", "{} <> '::1'",
                    "host({}) <> ''"},
         .generated = {{"text", "host({})"}, {"cidr", "network({})"}, {"", "{} + 1"}},
         .indexed = {"host({})", "network({})"},
         .methods = {"btree", "hash", "spgist", "brin"},
         .referrers = {"cidr"}},
        {.spellings = {"cidr"},
         .strings = {"10.0.0.0/8", "192.168", "2001:db8::/32"},
         .expressions = {"'10.0.0.0/8'::cidr"},
         .checks = {"masklen({}) > 8", "{} >> '10.1.1.1'::inet"},
         .generated = {{"text", "abbrev({})"}},
         .methods = {"btree", "hash"}},
        {.spellings = {"macaddr", "MACADDR"},
         .strings = {"08:00:2b:01:02:03", "08002b010203", "08-00-2B-01-02-03"},
         .checks = {"{} <> '00:00:00:00:00:00'", "trunc({}) > '01:00:00:00:00:00'"},
         .generated = {{"", "trunc({})"}},
         .methods = plainMethods},
        {.spellings = {"macaddr8"},
         .strings = {"08:00:2b:01:02:03:04:05", "08:00:2b:01:02:03"},
         .expressions = {"'08:00:2b:01:02:03'::macaddr"},
         .methods = plainMethods},
        {.spellings = {"bit(4)", "BIT(4)"},
         .strings = {"1010", "B0001", "xF"},
         .expressions = {"B'0001'", "X'F'", "~ B'0001'", "5::bit(4)"},
         .checks = {"{} <> B'0000'", "{} & B'0001' = B'0001'", "get_bit({}, 0) = 1"},
         .generated = {{"", "~ {}"}, {"integer", "{}::integer"}},
         .methods = {"btree", "brin"}},
        {.spellings = {"bit"}, .strings = {"1", "0"}, .methods = {"btree"}},
        {.spellings = {"varbit(8)", "bit varying(8)", "varbit", "bit varying"},
         .strings = {"1", "", "10101010"},
         .expressions = {"B'101'"},
         .checks = {"length({}) < 8"},
         .methods = {"btree", "brin"}},
    };
}

Profiles shapeProfiles()
{
    return {
        {.spellings = {"point", "POINT"},
         .strings = {"(1,2)", "1.5, -2", "(1e5,Infinity)"},
         .expressions = {"point(1, 2)", "'(0,0)'"},
         .checks = {"{} <-> point(0, 0) < 5", "{} <@ box '((0,0),(9,9))'", "{}[0] > 0"},
         .generated = {{"double precision", "{}[0]"}},
         .indexed = {"({}[0])"},
         .methods = {"gist", "spgist"}},
        {.spellings = {"line"}, .strings = {"{1,2,3}", "[(0,0),(1,1)]"}},
        {.spellings = {"lseg"},
         .strings = {"[(0,0),(1,1)]", "(0,0),(1,1)"},
         .checks = {"length({}) > 0"}},
        {.spellings = {"box"},
         .strings = {"(1,1),(0,0)"},
         .expressions = {"box(point(0, 0), point(1, 1))"},
         .checks = {"area({}) > 0", "{} && '((0,0),(1,1))'"},
         .generated = {{"double precision", "area({})"}, {"point", "center({})"}},
         .methods = {"gist", "spgist", "brin"}},
        {.spellings = {"path"},
         .strings = {"[(0,0),(1,1)]", "((0,0),(1,1),(2,0))"},
         .checks = {"npoints({}) > 1"}},
        {.spellings = {"polygon"},
         .strings = {"((0,0),(1,1),(2,0))"},
         .checks = {"npoints({}) > 2"},
         .methods = {"gist", "spgist"}},
        {.spellings = {"circle"},
         .strings = {"<(0,0),5>", "0,0,1"},
         .expressions = {"circle(point(0, 0), 1)"},
         .checks = {"radius({}) > 0"},
         .generated = {{"double precision", "area({})"}},
         .methods = {"gist"}},
    };
}

Profiles rangeProfiles()
{
    Profiles made;
    struct Range {
        std::string name;
        std::string element;
        std::string low;
        std::string high;
    };
    const std::vector<Range> ranges{
        {"int4", "integer", "1", "5"},
        {"int8", "bigint", "1", "99999999999"},
        {"num", "numeric", "0.5", "1.75"},
        {"ts", "timestamp", "2024-01-01 00:00", "2024-02-01 00:00"},
        {"tstz", "timestamptz", "2024-01-01 00:00+00", "2024-02-01 00:00+00"},
        {"date", "date", "2024-01-01", "2024-02-29"}};
    for (const Range &range : ranges) {
        const std::string type = range.name + "range";
        const std::string whole = '[' + range.low + ',' + range.high + ')';
        made.push_back(
            {.spellings = {type},
             .strings = {"empty", whole, "(," + range.high + ']', "[" + range.low + ",)", "(,)"},
             .expressions = {'\'' + whole + '\'', type + "('" + range.low + "', NULL)"},
             .checks = {"NOT isempty({})", "{} <> 'empty'", "lower({}) IS NOT NULL",
                        "{} && '" + whole + "'", "upper({}) > '" + range.low + '\'',
                        "{} @> '" + range.low + "'::" + range.element},
             .generated = {{range.element, "lower({})"},
                           {"boolean", "isempty({})"},
                           {"", "{} * '" + whole + '\''}},
             .indexed = {"lower({})", "upper({})"},
             .methods = {"gist", "spgist", "btree", "hash", "brin"}});
        const std::string multi = range.name + "multirange";
        made.push_back({.spellings = {multi},
                        .strings = {"{}", '{' + whole + '}'},
                        .expressions = {"'{}'", multi + "('" + whole + "'::" + type + ')'},
                        .checks = {"NOT isempty({})", "{} <> '{}'"},
                        .generated = {{type, "range_merge({})"}, {range.element, "upper({})"}},
                        .indexed = {"lower({})"},
                        .methods = {"gist", "btree", "hash"}});
    }
    return made;
}

Profiles systemProfiles()
{
    Profiles made{
        {.spellings = {"oid"},
         .numbers = {"0", "4294967295"},
         .strings = {"16384", "1"},
         .checks = {"{} <> 0", "{} > 16383"},
         .methods = plainMethods},
        {.spellings = {"tid"},
         .strings = {"(0,1)"},
         .checks = {"{} <> '(0,0)'"},
         .methods = plainMethods},
        {.spellings = {"xid"}, .strings = {"3"}, .checks = {"{} <> 0"}, .methods = {"hash"}},
        {.spellings = {"xid8"},
         .strings = {"3"},
         .expressions = {"'5'"},
         .methods = {"btree", "hash"}},
        {.spellings = {"cid"}, .strings = {"0"}, .methods = {"hash"}},
        {.spellings = {"pg_lsn"},
         .strings = {"16/B374D848", "0/0"},
         .expressions = {"'0/0'", "'1/0'::pg_lsn"},
         .checks = {"{} > '0/0'"},
         .methods = plainMethods},
        {.spellings = {"pg_snapshot"},
         .strings = {"10:20:10,14,15"},
         .expressions = {"pg_current_snapshot()"}},
        {.spellings = {"txid_snapshot"}, .expressions = {"txid_current_snapshot()"}},
        {.spellings = {"refcursor"}, .strings = {"c"}, .checks = {"{} IS NOT NULL"}},
    };
    for (const char *name :
         {"regclass", "regcollation", "regconfig", "regdictionary", "regnamespace", "regoper",
          "regoperator", "regproc", "regprocedure", "regrole", "regtype"}) {
        const std::string_view type = name;
        // `-` is an operator too, and a role's id cannot stand in an expression.
        std::vector<std::string> ids{"0"};
        if (!type.starts_with("regoper"))
            ids.emplace_back("-");
        if (type == "regrole")
            ids.clear();
        made.push_back({.spellings = {name},
                        .strings = ids,
                        .expressions = {"0", "0::oid"},
                        .checks = {"{} <> 0", "{} IS NOT NULL"},
                        .methods = plainMethods});
    }
    return made;
}

TypeProfile arrayOf(const TypeProfile &element)
{
    TypeProfile made;
    for (const std::string &spelling : element.spellings) {
        made.spellings.push_back(spelling + "[]");
        made.spellings.push_back(spelling + "[][]");
        made.spellings.push_back(spelling + "[3]");
    }
    made.strings = {"{}", "{NULL}"};
    for (const std::string &text : element.strings) {
        // A well-known expression is none between braces.
        if (text.find("()") == std::string::npos && text.find("CURRENT") == std::string::npos &&
            text.find("LOCAL") == std::string::npos && text.find("local") == std::string::npos)
            made.strings.push_back('{' + arrayElement(text) + '}');
    }
    for (const std::string &number : element.numbers) {
        if (number.find_first_of("eE.") == std::string::npos)
            made.strings.push_back('{' + number + ",NULL}");
    }
    made.expressions = {"'{}'", "ARRAY[]::" + element.spellings.front() + "[]"};
    made.checks = {"cardinality({}) < 5", "array_length({}, 1) > 0", "{} IS NOT NULL",
                   "array_ndims({}) = 1", "{}[1] IS NOT NULL",       "{} = '{}' OR {} IS NULL"};
    if (!element.ordered())
        made.checks.pop_back();
    made.generated = {{"integer", "cardinality({})"}};
    made.indexed = {"cardinality({})", "array_length({}, 1)"};
    if (element.ordered()) {
        made.methods = {"btree", "gin"};
        made.indexed.emplace_back("({}[1])");
        made.checks.emplace_back("{} <> '{}'");
        made.checks.emplace_back("{} @> '{}'");
    }
    return made;
}

Profiles everything()
{
    Profiles all;
    for (Profiles &part : std::vector<Profiles>{numberProfiles(), textProfiles(), timeProfiles(),
                                                documentProfiles(), networkProfiles(),
                                                shapeProfiles(), rangeProfiles(), systemProfiles()})
        std::ranges::move(part, std::back_inserter(all));
    const std::size_t plain = all.size();
    for (std::size_t i = 0; i < plain; ++i)
        all.push_back(arrayOf(all[i]));
    return all;
}

} // namespace

bool TypeProfile::has(std::string_view method) const
{
    return std::ranges::find(methods, method) != methods.end();
}

std::string arrayElement(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out.push_back('\\');
        out.push_back(c);
    }
    return out + '"';
}

const std::vector<TypeProfile> &typeProfiles()
{
    static const Profiles all = everything();
    return all;
}

} // namespace tw::test
