// SPDX-License-Identifier: MIT
#include "expression_samples.h"

#include "random_choice.h"

#include <unordered_map>
#include <vector>

namespace tw::test {

namespace {

using Samples = std::vector<std::string_view>;

const std::unordered_map<std::string_view, Samples> &samples()
{
    static const std::unordered_map<std::string_view, Samples> map = {
        {"bool", {"true", "false", "t", "no"}},
        {"bytea", {"\\x00ff", "abc"}},
        {"char", {"a", ""}},
        {"name", {"abc", "Select"}},
        {"int8", {"1", "0", "-5", "9223372036854775807", "7"}},
        {"int2", {"1", "0", "-3", "32767"}},
        {"int4", {"1", "0", "2", "-3", "7", "2147483647", "100"}},
        {"regproc", {"now"}},
        {"text",
         {"abc", "", "a b", "UTC", "1", "2024-01-01", "english", "day", "{1}", "year", "hex"}},
        {"oid", {"1", "0", "16"}},
        {"tid", {"(0,1)"}},
        {"xid", {"1"}},
        {"cid", {"1"}},
        {"oidvector", {"1 2"}},
        {"int2vector", {"1 2"}},
        {"json", {"{}", "{\"a\": 1}", "[1]", "1", "null"}},
        {"xml", {"<a/>"}},
        {"point", {"(1,2)"}},
        {"lseg", {"[(0,0),(1,1)]"}},
        {"path", {"[(0,0),(1,1)]"}},
        {"box", {"(1,1),(0,0)"}},
        {"polygon", {"((0,0),(1,1),(1,0))"}},
        {"line", {"{1,2,3}"}},
        {"cidr", {"10.0.0.0/8"}},
        {"float4", {"1.5", "0", "-2", "NaN"}},
        {"float8", {"1.5", "0", "-2", "Infinity", "3"}},
        {"circle", {"<(0,0),1>"}},
        {"macaddr8", {"08:00:2b:01:02:03:04:05"}},
        {"money", {"1", "0"}},
        {"macaddr", {"08:00:2b:01:02:03"}},
        {"inet", {"10.0.0.1", "::1/64"}},
        {"bpchar", {"a", ""}},
        {"varchar", {"abc", "", "x"}},
        {"date", {"2024-01-01", "infinity", "2000-02-29"}},
        {"time", {"12:00", "23:59:59.5"}},
        {"timestamp", {"2024-01-01 12:00", "2024-01-01"}},
        {"timestamptz", {"2024-01-01 12:00+02", "2024-01-01"}},
        {"interval", {"1 day", "01:00", "1 year 2 months"}},
        {"timetz", {"12:00+01"}},
        {"bit", {"101", "1"}},
        {"varbit", {"101", ""}},
        {"numeric", {"1.5", "0", "12.50", "-1", "NaN", "3"}},
        {"refcursor", {"c"}},
        {"uuid", {"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"}},
        {"pg_lsn", {"0/1"}},
        {"tsvector", {"a b", "'x':1"}},
        {"tsquery", {"a & b", "x"}},
        {"regconfig", {"english", "simple"}},
        {"regdictionary", {"simple"}},
        {"regtype", {"integer", "text"}},
        {"regclass", {"pg_class"}},
        {"regnamespace", {"pg_catalog"}},
        {"regcollation", {"\"C\""}},
        {"regoper", {"||/"}},
        {"regoperator", {"+(integer,integer)"}},
        {"regprocedure", {"now()"}},
        {"regrole", {"pg_monitor"}},
        {"jsonb", {"{}", "{\"a\": [1]}", "[1]", "1"}},
        {"jsonpath", {"$.a", "$"}},
        {"int4range", {"[1,5)", "empty"}},
        {"int8range", {"[1,5)"}},
        {"numrange", {"[1.5,2)", "(,1]"}},
        {"tsrange", {"[2024-01-01,2025-01-01)"}},
        {"tstzrange", {"[2024-01-01,2025-01-01)"}},
        {"daterange", {"[2024-01-01,2025-01-01)", "empty"}},
        {"int4multirange", {"{[1,5)}", "{}"}},
        {"int8multirange", {"{[1,5)}"}},
        {"nummultirange", {"{[1,2)}"}},
        {"tsmultirange", {"{}"}},
        {"tstzmultirange", {"{}"}},
        {"datemultirange", {"{}"}},
        {"txid_snapshot", {"1:2:"}},
        {"pg_snapshot", {"1:2:"}},
        {"xid8", {"1"}},
    };
    return map;
}

} // namespace

std::string sampleOf(postgresql::Oid type, bool broken)
{
    if (broken)
        return text({"nope", "", "12x", "99999999999", "2024-02-30", "{", "1", "0"});
    const postgresql::CatalogType *row = postgresql::findType(type);
    if (row != nullptr && row->kind == 'e')
        return text({"sad", "it's"});
    const auto found = samples().find(row != nullptr ? row->name : std::string_view());
    return found == samples().end() ? "x"
                                    : std::string(found->second[number(found->second.size())]);
}

} // namespace tw::test
