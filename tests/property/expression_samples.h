// SPDX-License-Identifier: MIT
#pragma once

#include "catalog.h"

#include <string>
#include <string_view>

/// What the maker of expressions writes: literals of each type, and expressions as people write
/// them, in which `{:int4}` stands for anything of that type.
namespace tw::test {

struct PeopleColumn {
    std::string_view name, type;
};

inline constexpr PeopleColumn peopleColumns[] = {{"id", "int4"},
                                                 {"quantity", "int4"},
                                                 {"age", "int2"},
                                                 {"total", "int8"},
                                                 {"price", "numeric"},
                                                 {"discount", "numeric"},
                                                 {"ratio", "float8"},
                                                 {"weight", "float4"},
                                                 {"title", "text"},
                                                 {"body", "text"},
                                                 {"email", "varchar"},
                                                 {"code", "varchar"},
                                                 {"fixed", "bpchar"},
                                                 {"active", "bool"},
                                                 {"deleted", "bool"},
                                                 {"born", "date"},
                                                 {"due", "date"},
                                                 {"made", "timestamptz"},
                                                 {"changed", "timestamptz"},
                                                 {"seen", "timestamp"},
                                                 {"opens", "time"},
                                                 {"span", "interval"},
                                                 {"ref", "uuid"},
                                                 {"doc", "jsonb"},
                                                 {"raw", "json"},
                                                 {"tags", "_text"},
                                                 {"nums", "_int4"},
                                                 {"during", "daterange"},
                                                 {"booked", "tstzrange"},
                                                 {"level", "mood"},
                                                 {"levels", "mood[]"},
                                                 {"address", "inet"},
                                                 {"net", "cidr"},
                                                 {"bytes", "bytea"},
                                                 {"search", "tsvector"},
                                                 {"place", "point"},
                                                 {"cost", "money"},
                                                 {"flags", "bit"},
                                                 {"Total Sum", "int8"},
                                                 {"order", "int2"}};

/// A text that the type can read; `broken`: one that it cannot, or hardly.
[[nodiscard]] std::string sampleOf(postgresql::Oid type, bool broken);

// clang-format off
inline constexpr std::string_view peopleExpressions[] = {
    "{:int4} > 0", "{:numeric} >= 0", "{:int4} BETWEEN 1 AND 100", "{:numeric} > {:numeric}",
    "{:int8} >= 0 AND {:int8} <= 100000000000", "{:int2} > 18", "{:numeric} > 0 AND {:numeric} < 1e6",
    "({:int4} > 0) OR ({:int4} IS NULL)", "{:float8} >= 0.0 AND {:float8} <= 1.0", "{:int4} <> 0",
    "{:float8} BETWEEN 0 AND 1", "{:numeric} * {:int4} > 100", "{:numeric} - {:numeric} >= 0",
    "{:int4} % 2 = 0", "mod({:int4}, 2) = 0", "{:int4} * 1.2", "{:int4} + {:int8}", "{:int4} / 2", "{:int4}::float8 / 100",
    "round({:numeric}, 2)", "round({:numeric} * {:int4}, 2)", "round({:float8}::numeric, 2)", "round({:float8}, 2)",
    "{:numeric} * (1 - {:numeric} / 100)", "({:numeric} * {:int4})::numeric(12,2)", "abs({:int4})", "ceil({:numeric})",
    "floor({:float8})", "greatest({:int4}, 0)", "least({:numeric}, 100)", "power({:float8}, 2)", "{:float8} ^ 2",
    "sqrt({:float8})", "-{:int4}", "@ {:int4}", "{:int4} & 1 = 1", "{:int4} << 2", "{:money} > 0::money", "{:int4}::money",
    "{:text} <> ''", "length({:text}) > 0", "char_length({:varchar}) <= 255", "length(trim({:text})) > 0",
    "trim({:text}) <> ''", "trim(both ' ' from {:text})", "btrim({:varchar}, ' ') = {:varchar}", "trim(leading '0' from {:varchar})",
    "lower({:varchar})", "lower({:text})", "upper({:text})", "lower({:varchar}) = {:varchar}", "upper({:bpchar})", "initcap({:text})",
    "{:varchar} ~ '^[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}$'", "{:varchar} ~* '^[^@]+@[^@]+$'", "{:text} !~ '\\s'",
    "{:varchar} LIKE '%@%'", "{:text} LIKE 'http%'", "{:text} ILIKE '%x%'", "{:text} NOT LIKE '% %'", "{:text} SIMILAR TO '[A-Z]{3}'",
    "position('@' in {:varchar}) > 1", "strpos({:text}, 'x') > 0", "starts_with({:text}, 'a')", "left({:text}, 1)",
    "right({:varchar}, 4)", "substring({:text} from 1 for 3)", "substring({:text}, 1, 3)", "substring({:text} from '[0-9]+')",
    "substr({:varchar}, 2)", "substring({:text} for 3)", "substring({:text} similar 'a#\"b#\"c' escape '#')", "overlay({:text} placing 'x' from 1 for 2)", "replace({:text}, '-', '')", "translate({:text}, 'abc', 'xyz')",
    "regexp_replace({:text}, '[^0-9]', '', 'g')", "split_part({:varchar}, '@', 2)", "lpad({:int4}::text, 6, '0')",
    "{:text} || ' ' || {:text}", "{:varchar} || {:varchar}", "{:varchar} || ' ' || coalesce({:text}, '')", "{:int4} || '-' || {:text}",
    "{:text} || {:int4}", "coalesce({:text}, '') || coalesce({:varchar}, '')", "'#' || {:int4}", "concat({:text}, ' ', {:varchar})", "concat_ws(' ', {:text}, {:text})",
    "format('%s-%s', {:text}, {:int4})", "md5({:text})", "md5({:text} || {:varchar})", "reverse({:text})", "ascii({:text})", "{:bpchar} = 'A'",
    "{:bpchar} || 'x'", "{:text} COLLATE \"C\"", "({:varchar} COLLATE \"C\") < 'm'", "lower({:text} COLLATE \"C\")", "lower({:varchar}::text)", "{:text} = {:varchar}",
    "encode({:bytea}, 'hex')", "encode(sha256({:bytea}), 'hex')", "octet_length({:bytea}) < 1000", "length({:bytea}) = 16", "decode({:text}, 'base64')",
    "{:varchar} IN ('a', 'b', 'c')", "{:text} IN ('draft', 'published')", "{:varchar} = ANY (ARRAY['a', 'b'])", "{:text} = ANY (ARRAY['a'::text, 'b'::text])",
    "{:varchar}::text = ANY (ARRAY['a'::character varying, 'b'::character varying]::text[])", "({:varchar})::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])", "{:int4} IN (1, 2, 3)", "{:int4} NOT IN (0, 1)", "{:text} = ANY ('{a,b}')",
    "{:int4} = ANY ('{1,2}'::int[])", "{:int4} = ANY (ARRAY[1, 2])", "{:int2} IN (1, 2)", "{:enum} = 'sad'", "{:enum} IN ('sad', 'it''s')", "{:enum} <> 'sad'::mood",
    "{:enum}::text = 'sad'", "{:enum} > 'sad'", "'sad' = ANY (levels)", "{:enum} = ANY ('{sad}'::mood[])", "{:enum} = ANY (ARRAY['sad'::mood])", "levels && '{sad}'", "cardinality(levels) > 0", "enum_range({:enum})",
    "{:date} > '2000-01-01'", "{:date} > DATE '2000-01-01'", "{:date} <= {:date}", "{:date} < CURRENT_DATE", "{:timestamptz} > now()", "{:timestamptz} <= CURRENT_TIMESTAMP",
    "{:timestamptz} > {:timestamptz}", "{:timestamptz} >= '2020-01-01'", "{:timestamp} > '2020-01-01 10:00'", "{:timestamptz} > {:timestamptz} + interval '1 hour'", "{:date} - {:date} > 7",
    "{:date} + 7", "{:date} + interval '1 month'", "{:timestamp} + '1 day'::interval", "{:timestamptz} - {:timestamptz}", "age({:timestamp}, {:timestamp})", "age({:timestamptz}) > '18 years'", "{:date} > {:date} + '1 day'::interval",
    "extract(year from {:date})", "extract(year from {:date}) > 1900", "extract(epoch from {:timestamp})", "extract(epoch from {:timestamptz})", "extract(dow from {:date}) IN (0, 6)", "extract(hour from {:timestamp})", "extract(day from {:interval})", "date_part('year', {:date})", "date_part('month', {:timestamp})",
    "date_trunc('day', {:timestamp})", "date_trunc('day', {:timestamptz})", "date_trunc('month', {:timestamptz} AT TIME ZONE 'UTC')", "date_trunc('day', {:timestamptz}, 'UTC')", "({:timestamptz} AT TIME ZONE 'UTC')::date", "{:timestamp} AT TIME ZONE 'UTC'", "{:timestamptz}::date", "{:timestamp}::date", "{:timestamp}::time", "date({:timestamp})", "date({:timestamptz})",
    "to_char({:timestamp}, 'YYYY-MM')", "to_char({:numeric}, 'FM999')", "to_date({:text}, 'YYYY-MM-DD')", "to_timestamp({:int8})", "to_timestamp({:float8})", "make_date(2020, 1, {:int4})", "make_interval(days => {:int4})", "make_interval(hours => 2, mins => {:int4})", "make_timestamp(2020, 1, 1, 0, 0, 0)", "{:interval} > interval '0'", "{:interval} > '1 hour'", "{:interval} * 2", "{:int4} * interval '1 day'", "justify_days({:interval})",
    "{:time} > '08:00'", "{:time} < '17:00'::time", "{:time} + {:interval}", "isfinite({:timestamptz})", "({:date}, {:date}) OVERLAPS ({:date}, {:date})", "({:timestamp}, {:interval}) OVERLAPS ({:timestamp}, {:interval})", "({:timestamptz}, {:interval}) OVERLAPS ({:timestamptz}, {:interval})",
    "{:bool}", "NOT {:bool}", "{:bool} = true", "{:bool} IS TRUE", "{:bool} IS NOT FALSE", "{:bool} AND NOT {:bool}", "{:timestamptz} IS NULL", "{:text} IS NOT NULL", "({:bool} AND {:timestamptz} IS NOT NULL) OR (NOT {:bool} AND {:timestamptz} IS NULL)", "({:text} IS NULL) <> ({:varchar} IS NULL)", "({:text} IS NULL) = ({:text} IS NULL)", "num_nonnulls({:text}, {:int4}) = 1", "num_nulls({:text}, {:varchar}, {:int4}) <= 1", "({:text} IS NOT NULL)::int + ({:int4} IS NOT NULL)::integer = 1", "{:bool}::int = 1", "{:int4}::bool",
    "{:text} IS DISTINCT FROM {:varchar}", "{:int4} IS DISTINCT FROM 5", "{:int4} IS NOT DISTINCT FROM {:int4}", "{:uuid} <> {:uuid}", "{:uuid} <> '00000000-0000-0000-0000-000000000000'", "{:uuid}::text", "{:uuid} IS NOT NULL",
    "{:jsonb} ->> 'name'", "({:jsonb} ->> 'age')::int", "(({:jsonb} -> 'a') ->> 'b')", "{:jsonb} -> 'a' -> 'b'", "{:jsonb} #>> '{a,b}'", "{:jsonb} #>> ARRAY['a', 'b']", "{:jsonb} ? 'a'", "{:jsonb} ?| ARRAY['a','b']", "{:jsonb} @> '{\"a\": 1}'", "{:jsonb} @> '{\"a\": 1}'::jsonb", "jsonb_typeof({:jsonb}) = 'object'", "jsonb_typeof({:jsonb} -> 'items') = 'array'", "jsonb_array_length({:jsonb}) > 0", "json_typeof({:json}) = 'object'", "{:json} ->> 'a'", "({:jsonb} ->> 'at')::timestamptz", "jsonb_build_object('a', {:int4})", "jsonb_build_object('a', {:int4}, 'b', {:text}, 'c', {:date}, 'd', {:bool}, 'e', 1)", "to_jsonb({:text})", "jsonb_set({:jsonb}, '{a}', '1')", "{:jsonb} || '{}'", "{:jsonb} - 'a'", "{:jsonb} <> '{}'", "{:jsonb} @? '$.a'", "jsonb_path_exists({:jsonb}, '$.a')", "{:jsonb}::text", "jsonb_extract_path_text({:jsonb}, 'a', 'b')", "({:jsonb})['a']", "{:jsonb} -> 0", "jsonb_pretty({:jsonb})",
    "array_length({:_text}, 1) > 0", "cardinality({:_text}) <= 10", "{:_text} @> ARRAY['a']", "{:_text} && ARRAY['a']::text[]", "{:_text} <> '{}'", "{:_text} @> '{a}'", "'x' = ANY ({:_text})", "{:int4} = ANY ({:_int4})", "{:_int4} <@ ARRAY[1,2,3]", "array_position({:_text}, NULL) IS NULL", "array_to_string({:_text}, ',')", "string_to_array({:text}, ',')", "{:_text} || {:text}", "{:_text} || '{a}'", "array_append({:_text}, 'x')", "array_remove({:_int4}, 1)", "array_cat({:_int4}, ARRAY[1])", "{:_int4}[1]", "{:_int4}[1:2]", "{:_text}[1] <> ''", "array_ndims({:_int4}) = 1", "array_upper({:_text}, 1)", "1 = ALL ({:_int4})", "array_dims({:_int4})", "ARRAY[{:int4}, {:int4}]", "ARRAY[{:text}]", "ARRAY[[1,2],[3,{:int4}]]", "ARRAY[{:_int4}, {:_int4}]", "array_fill(0, ARRAY[3])", "{:_int4} = ARRAY[1]",
    "{:daterange} && daterange('2020-01-01', '2021-01-01')", "lower({:daterange}) IS NOT NULL", "upper({:daterange}) > lower({:daterange})", "NOT isempty({:daterange})", "daterange({:date}, {:date}, '[]')", "tstzrange({:timestamptz}, {:timestamptz})", "{:date} <@ {:daterange}", "{:daterange} @> {:date}", "{:daterange} -|- {:daterange}", "int4range({:int4}, 10)", "numrange({:numeric}, {:numeric}) @> {:numeric}", "lower_inf({:tstzrange})", "{:tstzrange} * {:tstzrange}",
    "family({:inet}) = 4", "{:inet} << '10.0.0.0/8'", "masklen({:inet}) = 32", "host({:inet})", "{:inet} <<= {:cidr}", "network({:inet})",
    "to_tsvector('english', {:text})", "to_tsvector({:text})", "to_tsvector('simple', coalesce({:text}, '') || ' ' || coalesce({:varchar}, ''))", "setweight(to_tsvector('english', {:text}), 'A')", "setweight(to_tsvector('english'::regconfig, {:text}), 'A'::\"char\") || setweight(to_tsvector('simple', {:text}), 'B')", "to_tsvector('nosuch', {:text})", "{:tsvector} @@ to_tsquery('english', 'a & b')", "{:tsvector} @@ 'a'::tsquery", "to_tsvector('pg_catalog.english', {:text})", "jsonb_to_tsvector('english', {:jsonb}, '[\"all\"]')", "ts_rank({:tsvector}, plainto_tsquery('english', 'x'))",
    "{:point}[0]", "{:point} <-> point '(0,0)'", "point({:float8}, {:float8})", "({:point})[0] BETWEEN -180 AND 180", "box({:point}, {:point})", "circle({:point}, 5)", "{:float8} BETWEEN -90 AND 90", "ll_to_earth({:float8}, {:float8})",
    "CASE WHEN {:bool} THEN 1 ELSE 0 END", "CASE WHEN {:int4} > 0 THEN 'pos' WHEN {:int4} < 0 THEN 'neg' ELSE 'zero' END", "CASE {:enum} WHEN 'sad' THEN 1 ELSE 2 END", "CASE WHEN {:bool} THEN {:int4} ELSE {:numeric} END", "CASE WHEN {:bool} THEN {:timestamptz} END", "CASE {:text} WHEN 'a' THEN {:bool} ELSE false END", "CASE WHEN {:varchar} = 'a' THEN {:text} IS NOT NULL ELSE true END", "coalesce({:int4}, 0)", "coalesce({:text}, {:varchar}, '')", "coalesce({:date}, CURRENT_DATE)", "coalesce({:timestamptz}, 'infinity')", "coalesce({:date}, '-infinity'::date)", "coalesce({:uuid}, '00000000-0000-0000-0000-000000000000'::uuid)", "coalesce({:int4}, '')", "nullif({:text}, '')", "nullif(trim({:text}), '')", "nullif({:int4}, 0)", "{:numeric} / nullif({:int4}, 0)", "{:bool} IS NOT UNKNOWN",
    "({:int4}, {:text}) = (1, 'a')", "({:int4}, {:int4}) < ({:int4}, {:int4})", "ROW({:int4}, {:text}) IS NOT NULL", "({:int4}, {:text}) IN ((1, 'a'), (2, 'b'))", "({:text}, {:varchar}) IS DISTINCT FROM ({:varchar}, {:text})", "shop IS NOT NULL", "shop.id > 0", "shop.*", "shop", "tableoid > 0", "ctid IS NOT NULL", "xmin", "tableoid",
    "{:int4}::text", "{:text}::int", "{:text}::date", "{:text}::numeric(10,2)", "{:int4}::varchar(10)", "CAST({:int4} AS text)", "CAST({:numeric} AS integer)", "{:text}::uuid", "{:text}::jsonb", "{:timestamptz}::text", "{:numeric}::int4", "{:float8}::int", "{:date}::text", "{:date}::timestamp", "{:text}::interval(3)", "interval '1 day' * {:int4}", "{:text}::mood", "{:varchar}::bpchar(3)", "{:text}::bytea", "{:inet}::text", "{:bool}::text", "{:varchar}::inet", "int4({:text})", "text({:int4})", "bool({:text})",
    "random() > 0.5", "gen_random_uuid()", "current_user = {:text}", "{:text} = session_user", "nextval('shop_id_seq')", "pg_typeof({:text})", "CURRENT_DATE - {:date} > 18", "count(*) > 1", "sum({:int4})", "(SELECT 1)", "EXISTS (SELECT 1)", "{:int4} > (SELECT max(id) FROM shop)", "generate_series(1, {:int4})", "unnest({:_text})", "row_number() OVER ()", "grouping({:int4})", "my_function({:text})", "uuid_generate_v4()", "public.check_it({:int4})", "$1 > 0", "{:int4} = $1", "normalize({:text})", "normalize({:text}, NFC) = {:text}", "{:text} IS NORMALIZED", "{:text} IS NFC NORMALIZED", "unistr({:text})", "twice > 1", "nope > 1", "{:text} > 1", "{:int4} = 'x'", "{:int4} = '5'", "{:bool} = 1", "{:int4} AND {:bool}", "{:text} + 1", "{:date} + '1'", "{:text} = 5", "{:varchar} IN (1, 2)", "xmlparse(content {:text})", "{:text} IS DOCUMENT", "xmlelement(name foo, {:text})", "xmlserialize(content {:text}::xml as text)", "hashtext({:text})", "hashtextextended({:text}, 0)", "width_bucket({:numeric}, 0, 100, 10)", "gcd({:int4}, 2)", "bit_count({:bytea})", "get_bit({:bytea}, 1)", "{:bit} & B'101'", "num_nonnulls({:int4}, {:int4}) > 0", "quote_literal({:text})", "quote_ident({:text})", "to_hex({:int4})", "chr({:int4})", "sign({:numeric})", "trunc({:numeric}, 1)", "div({:numeric}, 3)", "scale({:numeric}) <= 2", "ln({:float8})", "pi() * {:float8}", "array_agg({:int4})", "string_agg({:text}, ',')", "date_bin('15 minutes', {:timestamp}, '2001-01-01')", "regexp_match({:text}, '(\\d+)')", "(regexp_match({:text}, '(\\d+)'))[1]", "regexp_like({:text}, 'a')", "regexp_count({:text}, 'a') = 1", "convert_from({:bytea}, 'UTF8')", "convert_to({:text}, 'UTF8')", "{:text} ~ '('", "{:int4} / 0", "1 / 0 > {:int4}", "{:int4} > 60 * 60 * 24", "{:int4} <= 2 ^ 16", "{:interval} < interval '1 day' * 2", "{:date} > date '2020-01-01' + 30", "{:numeric} > 10 / 3.0", "{:text} = 'a' || 'b'", "{:text} <> lower('X')", "{:int8} < 1024 * 1024 * 1024 * 4", "{:int8} < 1024::bigint * 1024 * 1024 * 4", "{:timestamptz} > '2020-01-01'::timestamptz + '1 day'", "{:text} IN (lower('A'), upper('b'))", "{:jsonb} = '{}'::jsonb || '{}'::jsonb", "true", "false", "1", "'x'", "NULL", "1 = 1", "{:int4} IS NOT NULL AND true", "{:bool} OR false", "{:any} IS NULL", "{:any} IS NOT NULL", "{:any} = {:any}", "coalesce({:any}, {:any})", "{:any}::text", "{:int4} >= {:any}", "{:date} < {:any}", "{:text} || {:any}"};

inline constexpr std::string_view peopleDefaults[] = {
    "now()", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP(3)", "CURRENT_DATE", "LOCALTIMESTAMP", "LOCALTIME", "CURRENT_TIME", "now() + interval '30 days'", "now() + '1 day'", "now() - '1 day'::interval", "CURRENT_DATE + 7", "CURRENT_DATE + interval '1 month'", "(now() AT TIME ZONE 'utc')", "timezone('utc', now())", "timezone('utc'::text, now())", "now()::date", "now()::timestamp", "date_trunc('day', now())", "date_trunc('month', CURRENT_DATE)::date", "clock_timestamp()", "statement_timestamp()", "transaction_timestamp()", "extract(epoch from now())", "extract(epoch from now())::bigint", "(extract(epoch from now()) * 1000)::bigint", "floor(extract(epoch from clock_timestamp()))", "to_char(now(), 'YYYY')", "to_timestamp(0)", "'now'::timestamp", "'now'", "'infinity'", "'infinity'::timestamptz", "'-infinity'::date", "make_interval(days => 3)", "make_interval(0, 0, 0, 5)", "make_date(2020, 1, 1)", "make_interval(dayz => 3)", "make_interval(days => 3, 4)", "make_interval(1, months => 2)", "make_interval(1, years => 2)", "make_timestamptz(2020, 1, 1, 0, 0, 0, 'UTC')",
    "gen_random_uuid()", "uuid_generate_v4()", "public.uuid_generate_v4()", "gen_random_uuid()::text", "md5(random()::text)", "md5(random()::text || clock_timestamp()::text)", "substr(md5(random()::text), 1, 8)", "upper(substring(md5(random()::text) from 1 for 6))", "encode(gen_random_bytes(16), 'hex')", "replace(gen_random_uuid()::text, '-', '')", "random()", "random() * 100", "floor(random() * 100)", "floor(random() * 100)::int", "(random() * 100)::int", "trunc(random() * 1000000)::bigint", "nextval('shop_id_seq')", "nextval('shop_id_seq'::regclass)", "nextval('public.shop_id_seq'::regclass)", "currval('x')", "lastval()", "to_regclass('x')", "current_user", "session_user", "current_role", "CURRENT_CATALOG", "current_schema", "current_schema()", "current_database()", "user", "inet_client_addr()", "current_setting('app.user')", "current_setting('app.user', true)::uuid", "pg_backend_pid()", "txid_current()", "pg_current_xact_id()", "version()",
    "0", "1", "-1", "1.5", "1e3", "true", "false", "NULL", "''", "'x'", "'active'", "'{}'", "'[]'", "'0'", "'0.00'", "'t'", "'a'::text", "'a'::character varying", "'draft'::varchar(20)", "NULL::text", "NULL::character varying", "'{}'::jsonb", "'[]'::jsonb", "'{}'::json", "'{}'::text[]", "'{}'::integer[]", "ARRAY[]::text[]", "ARRAY[]::varchar[]", "ARRAY['a', 'b']", "ARRAY[1, 2, 3]", "ARRAY[]", "array[]::int[]", "'{a,b}'::text[]", "ARRAY['sad']::mood[]", "ARRAY[[1,2],[3,4]]", "ARRAY['a'::text, 'b'::text]", "'{{1,2},{3,4}}'::int[]", "ARRAY[ARRAY[1]]", "ARRAY[NULL]", "ARRAY[1, 'a']", "ARRAY[1, '2']", "(ARRAY[1,2])[1]", "'sad'::mood", "'glad'::mood", "'sad'", "(0)::numeric", "0::bigint", "0.00", "(0)::double precision", "'0'::smallint", "'1 day'::interval", "interval '1 day'", "interval '1' day", "'01:00:00'::time", "time '09:00'", "'2020-01-01'::date", "date '2020-01-01'", "DATE '2020-02-30'", "'2020-01-01 00:00:00'::timestamp without time zone", "timestamp '2020-01-01'", "'00000000-0000-0000-0000-000000000000'::uuid", "'127.0.0.1'::inet", "B'0'", "B'101'::bit(3)", "X'1F'", "'\\x'::bytea", "'a' || 'b'", "'a'::text || 1", "1 + 1", "60 * 60", "2 ^ 10", "10 / 3", "10 % 3", "1 / 0", "1 = 1", "NOT true", "1 > 0", "concat('a', 'b')", "concat('a', 1, true, now(), 'e', 'f', 'g', 'h', 'i', 'j')", "format('%s-%s', 'a', 1)", "lower('ABC')", "length('abc')", "coalesce(NULL, 0)", "coalesce(NULL, NULL)", "nullif(1, 1)", "greatest(1, 2)", "greatest('a', 'b')", "least(1, 2.5)", "CASE WHEN true THEN 1 ELSE 2 END", "CASE WHEN random() > 0.5 THEN 'a' ELSE 'b' END", "jsonb_build_object()", "jsonb_build_object('a', 1)", "json_build_object('a', 1, 'b', 'c')", "jsonb_build_array(1, 'a')", "json_build_array()", "to_jsonb('a'::text)", "to_jsonb('a')", "to_json(1)", "row_to_json(ROW(1, 'a'))", "array_fill(0, ARRAY[3])", "string_to_array('a,b', ',')", "repeat('x', 3)", "int4range(1, 10)", "'[1,10)'::int4range", "daterange(CURRENT_DATE, NULL)", "tstzrange(now(), NULL, '[)')", "tsrange('2020-01-01', '2021-01-01')", "'empty'::daterange", "point(0, 0)", "point '(0,0)'", "'(0,0)'::point", "int4multirange(int4range(1,2))", "''::tsvector", "to_tsvector('')", "to_tsvector('english', '')", "0::money", "'0'::money", "'x'::xml", "xmlparse(content '<a/>')", "decode('00', 'hex')", "sha256('a')", "'a' COLLATE \"C\"", "('a' COLLATE \"C\") || ('b' COLLATE \"POSIX\")", "'a' COLLATE \"de_DE\"", "id", "id + 1", "nope", "shop.id", "\"active\"", "(SELECT 1)", "count(*)", "generate_series(1, 2)", "max(1)", "rank() OVER ()", "my_function()", "public.next_id()", "CAST(1 AS text)", "CAST('1' AS integer)", "CAST('x' AS integer)", "int4 '5'", "float8 '1.5'", "'5'::int", "'x'::int", "'5'::int2", "'99999'::int2", "99999", "2147483648", "99999999999999999999", "-2147483648", "'NaN'", "'NaN'::numeric", "'t'::boolean", "bool 't'", "date(now())", "text(1)", "int8(1)", "'english'::regconfig", "'klingon'::regconfig", "'pg_class'::regclass", "'integer'::regtype", "'now'::text::date", "interval '1 day' * 2", "interval(3) '1.23456 s'", "'1 day'::interval day to second", "'1.5'::numeric(3,1)", "overlay('abc' placing 'x' from 1)", "position('a' in 'abc')", "trim('  a ')", "substring('abc' from 2)", "extract(year from date '2020-01-01')", "(1, 2)", "ROW(1, 2)", "(1, 2) = (1, 2)", "1 IN (1, 2)", "1 = ANY (ARRAY[1])", "1 = ANY ('{1}')", "'a' = ANY ('{a}')", "1 BETWEEN 0 AND 2", "'a' LIKE 'a'", "NULL IS NULL", "1 IS DISTINCT FROM 2", "pg_typeof(1)", "quote_literal('a')", "variadic", "concat(VARIADIC ARRAY['a', 'b'])", "concat_ws(',', VARIADIC '{a,b}'::text[])", "num_nulls(VARIADIC '{}'::int[])", "{:any}", "{:any}", "{:any}::text"};
// clang-format on

} // namespace tw::test
