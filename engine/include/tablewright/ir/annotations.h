// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/strong_id.h>
#include <tablewright/ir/name.h>

#include <string_view>
#include <vector>

namespace tw::ir {

/// A key that tools or people give an element beside what the language knows: `owner: 'sales'`.
/// The database has no use for it.
struct Metadata {
    Name key;
    Name value;           ///< text, or `#rgb` or `#rrggbb`
    bool isColor = false; ///< written as a colour, not as a string
};

/// A place that speaks of an element by its name, beside the element's declaration and the places
/// that other members hold (`ColumnRef::name`, `TypeSyntax::spelling`). With those, a new name can
/// be put wherever the old one stands.
struct Mention {
    /// The `Name::range` of a table, a column, an enum or one of its values. Invalid: `range` may
    /// speak of any element, in a form of its own (JSON in metadata, the files that a document
    /// uses).
    SourceRange declared;
    SourceRange range; ///< the name itself, its quotes included
};

/// A colour: `#rgb` or `#rrggbb` as written, `none` where one may be refused; empty when there is
/// none.
using Color = Name;

/// An index into `Schema::groups`.
using TableGroupId = StrongId<struct TableGroupTag>;
/// An index into `Schema::stickyNotes`.
using StickyNoteId = StrongId<struct StickyNoteTag>;
/// An index into `Schema::partials`.
using TablePartialId = StrongId<struct TablePartialTag>;
/// An index into `Schema::tables`.
using TableId = StrongId<struct TableTag>;
/// An index into the `columns` of one table.
using ColumnId = StrongId<struct ColumnTag>;

/// Tables that belong together in a diagram. A table is in one group at most.
struct TableGroup {
    struct Member {
        TableId table;
        SourceRange range;
    };
    Name name;
    std::vector<Member> tables;
    Name note;
    Color color;
    std::vector<Metadata> metadata;
    SourceRange range;
};

/// A note on a diagram that belongs to no element.
struct StickyNote {
    Name name;
    Name text;
    Color color;
    std::vector<Metadata> metadata;
    SourceRange range;
};

/// What a named view of the diagram shows.
struct DiagramView {
    /// Of one kind of element: nothing, some, or all.
    template <class Id> struct Selection {
        bool given = false; ///< the view speaks of this kind at all
        bool all = false;
        std::vector<Id> some;
        SourceRange range;
    };
    Name name;
    Selection<TableId> tables;
    Selection<StickyNoteId> notes;
    Selection<TableGroupId> groups;
    Selection<Name> namespaces; ///< by name, as written
    SourceRange range;
};

/// Data flows from tables or columns to others; nothing that the database enforces.
struct Dependency {
    /// A table, or one column of it.
    struct End {
        TableId table;
        ColumnId column; ///< invalid: the whole table
        SourceRange range;
    };
    struct Edge {
        End upstream;
        End downstream;
    };
    Name name;
    std::vector<Edge> edges;
    Name note;
    Color color;
    std::vector<Metadata> metadata;
    SourceRange range;
};

/// One value of a row.
struct RecordValue {
    enum class Kind : std::uint8_t {
        Omitted, ///< nothing was written: the column's default
        Null,
        Boolean,   ///< `text` is `true` or `false`
        Number,    ///< `text` as written, its sign included
        String,    ///< `text` is the string's value; also a value of an enum
        Expression ///< `text` is SQL
    };
    Kind kind = Kind::Null;
    Name text;
};

/// Rows that a table begins with. At most one of these a table.
struct Records {
    TableId table;
    std::vector<ColumnId> columns;      ///< in the order of the values
    std::vector<RecordValue> values;    ///< row after row, as many as `columns` each
    std::vector<SourceRange> rowRanges; ///< one a row
    bool isExample = false;             ///< for people to see, not for the database
    SourceRange range;

    [[nodiscard]] std::size_t rowCount() const { return rowRanges.size(); }
};

} // namespace tw::ir
