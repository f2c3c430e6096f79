// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"

#include <string>
#include <string_view>
#include <vector>

namespace tw::preview {

/// What a data dictionary says of a schema, in the order in which it says it. All texts are plain
/// UTF-8 as the document has them: whoever writes them somewhere escapes them there.
struct Dictionary {
    /// `anchor` is made of `a-z`, `0-9` and `-` only, and is one element's in the whole dictionary.
    /// Empty: the name of something that the dictionary has no entry for.
    struct Link {
        std::string text;
        std::string anchor;
    };
    struct Fact {
        std::string name;
        std::string value;
    };
    struct Column {
        std::string name;
        std::string type;
        std::string typeAnchor; ///< of the enum that it is of
        bool primaryKey = false;
        bool unique = false; ///< by itself
        bool nullable = true;
        bool autoIncrement = false;
        std::string defaultValue; ///< as SQL
        std::string generated;
        std::string note;
        std::vector<Link> references;
        std::vector<Fact> metadata;
    };
    /// A primary or unique key.
    struct Key {
        std::string name;
        std::string columns;
        bool primary = false;
    };
    struct Check {
        std::string name;
        std::string expression;
    };
    struct Index {
        std::string name;
        std::string columns;
        std::string method;
        std::string include;
        std::string where;
        std::string note;
        bool unique = false;
    };
    /// A foreign key or a relationship, seen from one of its tables.
    struct Reference {
        std::string name;
        std::string columns; ///< of the table that it is listed at
        Link table;          ///< the other one
        std::string otherColumns;
        std::string onDelete;
        std::string onUpdate;
        std::string remark; ///< `deferrable`, `many-to-many`
    };
    struct Table {
        Link link;
        std::string note;
        std::string group;
        std::string junctionOf; ///< what a table stands for that is not in the document
        std::vector<Column> columns;
        std::vector<Key> keys;
        std::vector<Check> checks;
        std::vector<Index> indexes;
        std::vector<Reference> references;   ///< to other tables
        std::vector<Reference> referencedBy; ///< by other tables
        std::vector<Fact> metadata;
        std::size_t records = 0;
        bool exampleRecords = false; ///< for people, not for the database
    };
    struct EnumValue {
        std::string value;
        std::string note;
    };
    struct Enum {
        Link link;
        std::string note;
        std::vector<EnumValue> values;
        std::vector<Link> usedBy; ///< `table.column`
    };
    struct Group {
        Link link;
        std::string note;
        std::vector<Link> tables;
    };

    std::string title;
    std::string note;
    std::string source; ///< the file's name, without its folder
    std::vector<Fact> metadata;
    std::vector<Group> groups;
    std::vector<Table> tables; ///< by name
    std::vector<Enum> enums;   ///< by name
    std::vector<Fact> notes;   ///< that stand on the diagram
    std::size_t columnCount = 0;
    std::size_t referenceCount = 0;
    std::size_t errors = 0; ///< then it is only as complete as the document
};

/// Of the database that the document makes, junction tables and derived names included; of a
/// document with errors, as much as could be read. Safe in any thread.
[[nodiscard]] Dictionary makeDictionary(const Snapshot &snapshot);

/// The text with what cannot be seen made visible: control characters as U+FFFD, and `[U+202E]` and
/// the like for those that turn the direction of writing, by which a name could look like another.
[[nodiscard]] std::string madeVisible(std::string_view text);

/// One file that needs no other. `diagram` is an `<svg>` element that is put in as it is; empty for
/// none.
[[nodiscard]] std::string renderHtml(const Dictionary &dictionary, std::string_view diagram);

/// GitHub's Markdown. What the document says stays text: no markup of it takes effect.
[[nodiscard]] std::string renderMarkdown(const Dictionary &dictionary);

} // namespace tw::preview
