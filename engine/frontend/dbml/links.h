// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/syntax.h"
#include "frontend/dbml/table_bodies.h"

#include <tablewright/ir/schema.h>

#include <cstdint>
#include <span>
#include <vector>

namespace tw::dbml {

/// A foreign key or a relationship whose ends are not known yet.
struct PendingRef {
    bool isRelationship = false; ///< which vector it is in: those of the schema, the inactive ones,
    bool isInactive = false;     ///< or those of `owner.partial`
    bool leftIsSource = true;
    std::uint32_t index = 0;
    const Node *left = nullptr; ///< null among the settings of a column: `owner.column` itself
    const Node *right = nullptr;
    ColumnOwner owner;
    SourceRange place;
};

/// An arrow whose ends are not known yet: `Schema::dependencies[index].edges[edge]`.
struct PendingEdge {
    std::uint32_t index = 0;
    std::uint32_t edge = 0;
    bool leftIsUpstream = true;
    const Node *left = nullptr; ///< null among settings: `owner` itself
    const Node *right = nullptr;
    ColumnOwner owner;
    SourceRange place;
};

/// A line of a group or of a block of a view.
struct PendingMember {
    enum class Kind : std::uint8_t { GroupTable, ViewTable, ViewNote, ViewGroup, ViewNamespace };
    Kind kind = Kind::GroupTable;
    std::uint32_t index = 0; ///< in `Schema::groups` or `Schema::views`
    const Node *name = nullptr;
};

/// A `Metadata` block.
struct PendingMetadata {
    enum class Kind : std::uint8_t { Table, Column, TableGroup, StickyNote };
    Kind kind = Kind::Table;
    const Node *name = nullptr;
    std::vector<ir::Metadata> values;
    std::uint32_t target = 0; ///< index of what it speaks of, set by `bindLinks`
    ir::ColumnId column;
};

struct FileContext;

/// What refs, dependencies, groups, views and metadata wait for until names are known.
struct PendingLinks {
    /// What each `use` of the file brings from; null where there is no such file.
    std::vector<FileContext *> usedFiles;
    std::vector<std::uint32_t> enums; ///< of this file, like the next three
    std::vector<std::uint32_t> groups;
    std::vector<std::uint32_t> notes;
    std::vector<std::uint32_t> views;
    std::vector<PendingRef> refs;
    bool isFull = false; ///< more refs than the host allows, which is reported
    std::vector<PendingEdge> edges;
    std::vector<PendingMember> members;
    std::vector<PendingMetadata> metadata;
};

// --- Step 2: what an element may hold -------------------------------------------------------
void readRef(FileContext &file, const Element &element);
void readDependency(FileContext &file, const Element &element);
void readEnum(FileContext &file, const Element &element);
void readTableGroup(FileContext &file, const Element &element);
void readStickyNote(FileContext &file, const Element &element);
void readDiagramView(FileContext &file, const Element &element);
void readMetadata(FileContext &file, const Element &element);
/// Kinds, names and aliases of what the file uses from others.
void readUses(FileContext &file);

/// `ref: > users.id` among the settings of a column.
void readInlineRef(FileContext &file, const Setting &setting, const ColumnOwner &owner);
/// `dep: <- raw.id` among the settings of a column, or of a table when `owner.column` is empty.
void readInlineDependency(FileContext &file, const Setting &setting, const ColumnOwner &owner);

// --- Step 3: names ----------------------------------------------------------------------------
/// Enums, groups, sticky notes and views; what is declared twice is reported.
void declareLinks(FileContext &file);
/// What `use` brings from the other files, whose own names are declared already.
void declareUses(std::span<FileContext *const> files);

// --- Step 4: before `ir::injectPartials` -------------------------------------------------------
/// Finds the tables that columns of partials refer to.
void bindPartialLinks(FileContext &file);

// --- Step 5 -------------------------------------------------------------------------------------
void bindLinks(FileContext &file);

// --- Step 6 -------------------------------------------------------------------------------------
/// What the language asks of links whose names are all known. The entry file is the first.
void checkLinks(std::span<FileContext *const> files);

// --- Step 7: there are no errors ----------------------------------------------------------------
/// Gives metadata to what it speaks of, and leaves of other files only what the first one uses.
void finishLinks(std::span<FileContext *const> files);

} // namespace tw::dbml
