// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/syntax.h"

#include <tablewright/ir/name.h>

#include <cstdint>
#include <string>
#include <string_view>

/// What all elements have alike: where one may stand, and what its first line may hold.
namespace tw::dbml {

struct FileContext;

enum class ElementKind : std::uint8_t {
    Document, ///< the file itself
    Table,
    TablePartial,
    Enum,
    Ref,
    Dependency,
    Project,
    TableGroup,
    Note,
    Records,
    Indexes,
    Checks,
    Metadata,
    DiagramView,
    Custom ///< any other word: `database_type: 'PostgreSQL'`
};

/// What the word before an element says, in any case.
[[nodiscard]] ElementKind kindOf(std::string_view word);
/// `Table`; empty for `Document` and `Custom`.
[[nodiscard]] std::string_view spelling(ElementKind kind);

/// The element that an entry of a body is: a field with its line, or a line with a body.
[[nodiscard]] bool toElement(const Entry &entry, Element &element);

/// Whether `element` may stand in a `parent`; otherwise it is reported, and its inside is of no
/// interest.
bool checkPlace(FileContext &file, const Element &element, ElementKind parent);

/// What may stand between the word of an element and its body.
struct HeaderRules {
    enum class Naming : std::uint8_t {
        None,
        Optional, ///< one name
        Single,   ///< one name
        Path      ///< names joined by dots
    };
    enum class Content : std::uint8_t { Block, Line, Either };

    std::string_view what; ///< as messages call it, without its article: `Table`
    Naming naming = Naming::None;
    bool alias = false;
    bool settings = false;
    Content content = Content::Block;
};

/// Reports what `rules` do not allow. False when the body is not of the kind that is expected, and
/// so cannot be read.
bool checkHeader(FileContext &file, const Element &element, const HeaderRules &rules);

/// `Note: 'text'` or `Note { 'text' }` in another element; `checkPlace` has been asked.
[[nodiscard]] ir::Name readNote(FileContext &file, const Element &element);

/// A `'''block'''` without its indentation and the blank lines around it, any other string as is.
[[nodiscard]] std::string noteText(const Node &string);

/// The names of a path, or the one name; false when `node` is something else.
[[nodiscard]] bool isNamePath(const Node &node);
/// The text of a name or a string, and its place.
[[nodiscard]] ir::Name nameOf(const FileContext &file, const Node &leaf);
/// The namespace (names joined by dots; empty without) and the name of what `isNamePath`.
struct QualifiedName {
    ir::Name namespaceName;
    ir::Name name;
};
[[nodiscard]] QualifiedName qualifiedName(const FileContext &file, const Node &path);

/// What stands there, for messages: `` `text` ``, `a string`, `a block`.
[[nodiscard]] std::string describe(const Node &node);

} // namespace tw::dbml
