// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/syntax.h"
#include "frontend/dbml/table_bodies.h"

#include <tablewright/ir/schema.h>

#include <span>
#include <vector>

namespace tw::dbml {

struct FileContext;
class Reporter;

/// Records that wait until tables and columns are known.
struct PendingRecords {
    struct Block {
        Element element;
        std::vector<const Node *> path;       ///< names of the table; empty inside a table
        std::span<const Node *const> columns; ///< names
        bool listsColumns = false;
        bool isExample = false;
        ir::TableId table;
        std::vector<ir::ColumnId> columnIds; ///< set when the names are bound
    };
    std::vector<Block> blocks;
};

// --- Step 2: what an element may hold -------------------------------------------------------
/// A block of its own, or one in the body of `table`.
void readRecords(FileContext &file, const Element &element, ir::TableId table = {});

// --- Step 5 -------------------------------------------------------------------------------------
/// Finds the tables, columns and enums that blocks name.
void bindRecords(FileContext &file);

// --- Step 6 -------------------------------------------------------------------------------------
/// Fills `ir::Schema::records`; a table has one block at most, and each row a value for each
/// column.
void checkRecords(const std::vector<FileContext *> &files);

/// Warns of rows that contradict what the schema says of their table, without knowing the database
/// that it is for. For those who ask no database: its own checks say the same as errors.
void warnOfRecords(const ir::Schema &schema, Reporter &diagnostics);

} // namespace tw::dbml
