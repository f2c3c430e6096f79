// SPDX-License-Identifier: MIT
#include "reserved_words.h"

#include <algorithm>
#include <array>

namespace tw::advisor {

namespace {

// PostgreSQL 15's list of key words: those that are `reserved`, be it that a function or a type may
// have the name.
constexpr auto words = std::to_array<std::string_view>({"all",
                                                        "analyse",
                                                        "analyze",
                                                        "and",
                                                        "any",
                                                        "array",
                                                        "as",
                                                        "asc",
                                                        "asymmetric",
                                                        "authorization",
                                                        "binary",
                                                        "both",
                                                        "case",
                                                        "cast",
                                                        "check",
                                                        "collate",
                                                        "collation",
                                                        "column",
                                                        "concurrently",
                                                        "constraint",
                                                        "create",
                                                        "cross",
                                                        "current_catalog",
                                                        "current_date",
                                                        "current_role",
                                                        "current_schema",
                                                        "current_time",
                                                        "current_timestamp",
                                                        "current_user",
                                                        "default",
                                                        "deferrable",
                                                        "desc",
                                                        "distinct",
                                                        "do",
                                                        "else",
                                                        "end",
                                                        "except",
                                                        "false",
                                                        "fetch",
                                                        "for",
                                                        "foreign",
                                                        "freeze",
                                                        "from",
                                                        "full",
                                                        "grant",
                                                        "group",
                                                        "having",
                                                        "ilike",
                                                        "in",
                                                        "initially",
                                                        "inner",
                                                        "intersect",
                                                        "into",
                                                        "is",
                                                        "isnull",
                                                        "join",
                                                        "lateral",
                                                        "leading",
                                                        "left",
                                                        "like",
                                                        "limit",
                                                        "localtime",
                                                        "localtimestamp",
                                                        "natural",
                                                        "not",
                                                        "notnull",
                                                        "null",
                                                        "offset",
                                                        "on",
                                                        "only",
                                                        "or",
                                                        "order",
                                                        "outer",
                                                        "overlaps",
                                                        "placing",
                                                        "primary",
                                                        "references",
                                                        "returning",
                                                        "right",
                                                        "select",
                                                        "session_user",
                                                        "similar",
                                                        "some",
                                                        "symmetric",
                                                        "table",
                                                        "tablesample",
                                                        "then",
                                                        "to",
                                                        "trailing",
                                                        "true",
                                                        "union",
                                                        "unique",
                                                        "user",
                                                        "using",
                                                        "variadic",
                                                        "verbose",
                                                        "when",
                                                        "where",
                                                        "window",
                                                        "with"});
static_assert(std::ranges::is_sorted(words));

// Those that cannot be a function or a type.
constexpr auto typeWords = std::to_array<std::string_view>(
    {"between",    "bigint",       "bit",       "boolean",       "char",          "character",
     "coalesce",   "dec",          "decimal",   "exists",        "extract",       "float",
     "greatest",   "grouping",     "inout",     "int",           "integer",       "interval",
     "least",      "national",     "nchar",     "none",          "normalize",     "nullif",
     "numeric",    "out",          "overlay",   "position",      "precision",     "real",
     "row",        "setof",        "smallint",  "substring",     "time",          "timestamp",
     "treat",      "trim",         "values",    "varchar",       "xmlattributes", "xmlconcat",
     "xmlelement", "xmlexists",    "xmlforest", "xmlnamespaces", "xmlparse",      "xmlpi",
     "xmlroot",    "xmlserialize", "xmltable"});
static_assert(std::ranges::is_sorted(typeWords));

} // namespace

bool isReservedWord(std::string_view name) { return std::ranges::binary_search(words, name); }

bool isReservedTypeWord(std::string_view name)
{
    return isReservedWord(name) || std::ranges::binary_search(typeWords, name);
}

} // namespace tw::advisor
