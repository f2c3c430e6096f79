// SPDX-License-Identifier: MIT
#include "reserved_words.h"

#include <algorithm>
#include <array>

namespace tw::advisor {

namespace {

// `reserved` of PostgreSQL 15's list of key words.
constexpr std::array words = std::to_array<std::string_view>({"all",          "analyse",
                                                              "analyze",      "and",
                                                              "any",          "array",
                                                              "as",           "asc",
                                                              "asymmetric",   "both",
                                                              "case",         "cast",
                                                              "check",        "collate",
                                                              "column",       "constraint",
                                                              "create",       "current_catalog",
                                                              "current_date", "current_role",
                                                              "current_time", "current_timestamp",
                                                              "current_user", "default",
                                                              "deferrable",   "desc",
                                                              "distinct",     "do",
                                                              "else",         "end",
                                                              "except",       "false",
                                                              "fetch",        "for",
                                                              "foreign",      "from",
                                                              "grant",        "group",
                                                              "having",       "in",
                                                              "initially",    "intersect",
                                                              "into",         "lateral",
                                                              "leading",      "limit",
                                                              "localtime",    "localtimestamp",
                                                              "not",          "null",
                                                              "offset",       "on",
                                                              "only",         "or",
                                                              "order",        "placing",
                                                              "primary",      "references",
                                                              "returning",    "select",
                                                              "session_user", "some",
                                                              "symmetric",    "table",
                                                              "then",         "to",
                                                              "trailing",     "true",
                                                              "union",        "unique",
                                                              "user",         "using",
                                                              "variadic",     "when",
                                                              "where",        "window",
                                                              "with"});
static_assert(std::ranges::is_sorted(words));

} // namespace

bool isReservedWord(std::string_view name) { return std::ranges::binary_search(words, name); }

} // namespace tw::advisor
