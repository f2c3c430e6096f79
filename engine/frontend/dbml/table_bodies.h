// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/syntax.h"

#include <tablewright/ir/schema.h>

#include <string>
#include <vector>

namespace tw::dbml {

struct FileContext;

/// Whose column it is: a table's or a partial's. Before injection a column is known by its name
/// only, since its index may change.
struct ColumnOwner {
    ir::TableId table;
    ir::TablePartialId partial;
    ir::Name column;
};

/// What tables and partials wait for until names are known.
struct PendingTables {
    /// A type in double quotes: an enum's name, or SQL's own words.
    struct QuotedType {
        bool ofPartial = false;
        std::uint32_t owner = 0;  ///< index in `Schema::tables` or `Schema::partials`
        std::uint32_t column = 0; ///< index before injection
        const Node *type = nullptr;
    };

    std::size_t firstTable = 0; ///< of this file; its tables and partials follow each other
    std::size_t tableCount = 0;
    std::size_t firstPartial = 0;
    std::size_t partialCount = 0;
    std::vector<QuotedType> quotedTypes;
    std::vector<const Node *> nestedTypes;  ///< `a.b.type`
    std::vector<const Node *> enumDefaults; ///< `status.active` as a default of a table's column
    std::vector<const Node *> partialEnumDefaults; ///< which are told of nothing that is wrong
    std::vector<SourceRange> keyExpressions; ///< which stand in a primary key as columns' names
    std::vector<SourceRange> projects;
    std::size_t suggestionCount = 0;
    std::size_t injectedBytes = 0;
};

/// The id of a table that does not give one: `name` or `namespace.name`. A part that holds a dot, a
/// quote or a backslash stands in double quotes, the latter two behind a backslash.
[[nodiscard]] std::string derivedTableId(std::string_view namespaceName, std::string_view name);

// --- Step 2: what an element may hold -------------------------------------------------------
void readProject(FileContext &file, const Element &element);
void readTable(FileContext &file, const Element &element);
void readTablePartial(FileContext &file, const Element &element);

// --- Step 3: names ----------------------------------------------------------------------------
/// Tables, their aliases and partials; what is declared twice is reported.
void declareTables(FileContext &file);

// --- Step 4: before `ir::injectPartials` -------------------------------------------------------
/// Finds the partials that tables name.
void bindInjections(FileContext &file);

// --- Step 5 -------------------------------------------------------------------------------------
/// Columns of keys and indexes, values of enums as defaults.
void bindTables(FileContext &file);

// --- Step 6 -------------------------------------------------------------------------------------
/// What the language asks of tables whose names are all known.
void checkTables(FileContext &file);

} // namespace tw::dbml
