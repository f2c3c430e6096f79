// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tw {

/// JSON text that stands for itself: a number or a boolean as the document wrote it.
struct DiffLiteral {
    std::string text;
    friend bool operator==(const DiffLiteral &, const DiffLiteral &) = default;
};

/// What a property is; nothing when the element does not have it.
using DiffValue = std::variant<std::monostate, bool, std::int64_t, double, std::string,
                               std::vector<std::string>, DiffLiteral>;

struct DiffProperty {
    std::string_view name; ///< of static storage
    DiffValue value;
    friend bool operator==(const DiffProperty &, const DiffProperty &) = default;
};

enum class DiffElement : std::uint8_t {
    Schema,
    Enum,
    EnumValue,
    Table,
    Column,
    PrimaryKey,
    UniqueKey,
    Check,
    Index,
    ForeignKey,
    Relationship,
    TablePartial,
    Records,
    TableGroup,
    Note, ///< on a diagram
    View,
    Dependency
};

/// What became of one element. One element may have several: renamed and changed and moved.
struct SchemaChange {
    enum class Kind : std::uint8_t {
        Added,
        Removed,
        Changed, ///< `before` and `after` hold the properties that differ
        Renamed, ///< they hold `name`
        Moved    ///< another `ordinal` among its siblings, or `x` and `y` in the diagram
    };

    Kind kind = Kind::Changed;
    DiffElement element = DiffElement::Schema;
    /// By names, RFC 6901 escaped: `/tables/billing.invoice/columns/total`. As it is afterwards; of
    /// what is removed, as it was.
    std::string path;
    std::string name;                 ///< likewise; may be empty
    std::vector<DiffProperty> before; ///< all of a removed element
    std::vector<DiffProperty> after;  ///< all of an added element
};

struct SchemaDiff {
    /// Enums, tables with their parts, foreign keys, relationships, then what the database has no
    /// use for. An added or removed table is one change, which lists its columns. What a partial
    /// brings is a change of each table, beside that of the partial.
    std::vector<SchemaChange> changes;

    /// How many there are of each kind.
    [[nodiscard]] TABLEWRIGHT_EXPORT std::array<std::size_t, 5> counts() const;
};

/// What a person has changed between two schemas, both parsed or both resolved. An element is
/// followed by its id where both schemas give it one, else by its name, and unnamed keys by their
/// columns; a reference to a renamed element is no change of its own. Types that mean the same are
/// equal however they are spelled, once resolved. Linear in the size of both.
[[nodiscard]] TABLEWRIGHT_EXPORT SchemaDiff diffSchemas(const ir::Schema &before,
                                                        const ir::Schema &after);

} // namespace tw
