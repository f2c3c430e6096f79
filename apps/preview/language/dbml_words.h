// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tw::preview {

/// A word of the language, with what is put in for it.
struct DbmlWord {
    const char *label;
    const char *text;
    const char *detail;
    int back = 0;
};

/// Those that can stand at a place.
namespace dbml_words {

inline constexpr DbmlWord elements[] = {
    {"Table", "Table ", "a table"},
    {"Ref", "Ref: ", "a relationship"},
    {"Enum", "Enum ", "a type with a list of values"},
    {"TableGroup", "TableGroup ", "tables that belong together"},
    {"TablePartial", "TablePartial ", "columns that tables share"},
    {"Project", "Project ", "what the database is"},
    {"Note", "Note ", "a note on the diagram"},
    {"Records", "Records ", "rows of a table"},
    {"DiagramView", "DiagramView ", "a part of the diagram"},
    {"Dep", "Dep: ", "how data flows"},
    {"Metadata", "Metadata ", "keys of your own"},
    {"use", "use ", "what another file declares"},
    {"reuse", "reuse ", "the same, also for who uses this file"},
};
inline constexpr DbmlWord tableParts[] = {
    {"indexes", "indexes {\n    \n  }", "indexes of the table", 4},
    {"checks", "checks {\n    \n  }", "conditions of the table", 4},
    {"records", "records {\n    \n  }", "rows of the table", 4},
    {"Note", "Note: ''", "a note on the table", 1},
};
inline constexpr DbmlWord columnSettings[] = {
    {"pk", "pk", "primary key"},
    {"primary key", "primary key", "the same as pk"},
    {"not null", "not null", "needs a value"},
    {"null", "null", "may be empty"},
    {"unique", "unique", "no two rows alike"},
    {"increment", "increment", "the database counts"},
    {"default", "default: ", "when nothing is given"},
    {"note", "note: ''", "a comment on the column", 1},
    {"ref", "ref: > ", "refers to another column"},
    {"check", "check: ``", "a condition", 1},
    {"dep", "dep: <- ", "where its data come from"},
};
inline constexpr DbmlWord linkSettings[] = {
    {"delete", "delete: ", "when the row is deleted"},
    {"update", "update: ", "when its key changes"},
    {"color", "color: #", "of the line"},
    {"inactive", "inactive", "drawn only"},
};
inline constexpr DbmlWord indexSettings[] = {
    {"unique", "unique", "no two rows alike"}, {"pk", "pk", "the primary key"},
    {"name", "name: ''", "of the index", 1},   {"type", "type: ", "btree, hash, gin …"},
    {"note", "note: ''", "a comment", 1},
};
inline constexpr DbmlWord checkSettings[] = {{"name", "name: ''", "of the check", 1}};
inline constexpr DbmlWord tableSettings[] = {
    {"note", "note: ''", "a comment on the table", 1},
    {"headercolor", "headercolor: #", "in the diagram"},
    {"dep", "dep: <- ", "where its data come from"},
};
inline constexpr DbmlWord groupSettings[] = {{"note", "note: ''", "a comment", 1},
                                             {"color", "color: #", "in the diagram"}};
inline constexpr DbmlWord noteSettings[] = {{"color", "color: #", "in the diagram"}};
inline constexpr DbmlWord valueSettings[] = {{"note", "note: ''", "a comment on the value", 1}};
inline constexpr DbmlWord recordsSettings[] = {{"example", "example", "not for the database"}};
inline constexpr DbmlWord actions[] = {
    {"cascade", "cascade", "the same for rows that refer"},
    {"restrict", "restrict", "not while a row refers"},
    {"set null", "set null", "the reference becomes empty"},
    {"set default", "set default", "the reference becomes its default"},
    {"no action", "no action", "checked at the end"},
};
inline constexpr DbmlWord methods[] = {{"btree", "btree", ""}, {"hash", "hash", ""},
                                       {"gin", "gin", ""},     {"gist", "gist", ""},
                                       {"brin", "brin", ""},   {"spgist", "spgist", ""}};
inline constexpr DbmlWord defaults[] = {
    {"null", "null", ""},
    {"true", "true", ""},
    {"false", "false", ""},
    {"`now()`", "`now()`", "the time of the transaction"},
    {"`gen_random_uuid()`", "`gen_random_uuid()`", "a random id"},
    {"`CURRENT_DATE`", "`CURRENT_DATE`", "the day"},
};
inline constexpr DbmlWord relations[] = {
    {">", "> ", "many to one"},
    {"<", "< ", "one to many"},
    {"-", "- ", "one to one"},
    {"<>", "<> ", "many to many"},
};
inline constexpr DbmlWord metadataTargets[] = {{"Table", "Table ", ""},
                                               {"Column", "Column ", ""},
                                               {"TableGroup", "TableGroup ", ""},
                                               {"Note", "Note ", ""}};
inline constexpr DbmlWord projectParts[] = {{"database_type", "database_type: 'PostgreSQL'", ""},
                                            {"Note", "Note: ''", "what the project is", 1}};
inline constexpr DbmlWord viewParts[] = {{"Tables", "Tables { }", "", 1},
                                         {"Notes", "Notes { }", "", 1},
                                         {"TableGroups", "TableGroups { }", "", 1},
                                         {"Schemas", "Schemas { }", "", 1}};
inline constexpr DbmlWord imports[] = {
    {"table", "table ", ""}, {"enum", "enum ", ""},     {"tablepartial", "tablepartial ", ""},
    {"note", "note ", ""},   {"schema", "schema ", ""}, {"tablegroup", "tablegroup ", ""}};
} // namespace dbml_words

} // namespace tw::preview
