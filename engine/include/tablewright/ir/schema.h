// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/annotations.h>
#include <tablewright/ir/data_type.h>
#include <tablewright/ir/name.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tw::ir {

/// An index into `Schema::foreignKeys`.
using ForeignKeyId = StrongId<struct ForeignKeyTag>;
/// An index into `Schema::relationships`.
using RelationshipId = StrongId<struct RelationshipTag>;

/// What a column takes when a row gives it no value.
struct DefaultValue {
    enum class Kind : std::uint8_t {
        None,
        Null,
        Boolean,   ///< `text` is `true` or `false`
        Number,    ///< `text` is a JSON number as it was written
        String,    ///< `text` is the string's value
        Expression ///< `text` is SQL
    };

    Kind kind = Kind::None;
    Expression value; ///< the text and its place

    [[nodiscard]] bool isLiteral() const
    {
        return kind == Kind::Boolean || kind == Kind::Number || kind == Kind::String;
    }
};

struct Column {
    std::string id; ///< the document's own, unique in its table; may be empty
    Name name;
    TypeSyntax typeSyntax;
    DataType type; ///< set by `resolve-types`
    bool nullable = true;
    bool autoIncrement = false;
    SourceRange nullableRange; ///< valid when the document says it
    SourceRange autoIncrementRange;
    DefaultValue defaultValue;
    Rare<Expression> generated; ///< of a stored generated column
    Rare<Name> note;
    Rare<std::vector<Metadata>> metadata;
    TablePartialId partial; ///< valid when a partial brought it
    SourceRange range;      ///< all of it, here and in what follows
};

/// A column named by a key or an index.
struct ColumnRef {
    Name name;       ///< as written; empty when the column was named by its place in the document
    ColumnId column; ///< set by the frontend or by `resolve-references`
};

struct PrimaryKey {
    Name name; ///< set by `name-constraints` when empty
    std::vector<ColumnRef> columns;
    SourceRange range;
};

struct UniqueKey {
    Name name;
    std::vector<ColumnRef> columns;
    TablePartialId partial; ///< valid when a partial brought it
    SourceRange range;
};

struct CheckConstraint {
    Name name;
    Expression expression;
    TablePartialId partial; ///< valid when a partial brought it
    SourceRange range;
};

struct IndexElement {
    enum class Order : std::uint8_t { Default, Ascending, Descending };
    enum class Nulls : std::uint8_t { Default, First, Last };

    ColumnRef column;            ///< either this …
    Rare<Expression> expression; ///< … or this
    Order order = Order::Default;
    Nulls nulls = Nulls::Default;
    SourceRange range;

    [[nodiscard]] bool isExpression() const { return !expression->empty(); }
};

struct Index {
    Name name;
    std::vector<IndexElement> elements;
    std::vector<ColumnRef> include;
    Name method; ///< `btree` when empty
    Rare<Expression> where;
    bool unique = false;
    SourceRange uniqueRange;
    Rare<Name> note;
    TablePartialId partial; ///< valid when a partial brought it
    SourceRange range;
};

/// Where a diagram shows a table. The database has no use for it.
struct Position {
    double x = 0;
    double y = 0;
    SourceRange range; ///< the whole object in schema JSON; invalid when it was not read
};

/// Where a table takes what a partial has.
struct Injection {
    Name partialName;
    TablePartialId partial;
    std::uint32_t before = 0; ///< the number of the table's own columns that stand before it
};

struct Table {
    std::string id;     ///< the document's own, unique among tables; may be empty
    Name namespaceName; ///< empty for the target's default
    Name name;
    std::vector<Column> columns;
    std::optional<PrimaryKey> primaryKey;
    std::vector<PrimaryKey> extraPrimaryKeys; ///< declared beside the first; an error
    std::vector<UniqueKey> uniqueKeys;
    std::vector<CheckConstraint> checks;
    std::vector<Index> indexes;
    Name note;
    Color headerColor;
    Name alias; ///< another name for it inside its document
    Rare<std::vector<Metadata>> metadata;
    Rare<std::vector<Injection>> injections; ///< done already: `columns` and the rest are complete
    TablePartialId notePartial;              ///< valid when a partial brought `note`
    TablePartialId headerColorPartial;       ///< valid when a partial brought `headerColor`
    TablePartialId primaryKeyPartial;        ///< valid when one partial brought `primaryKey`
    std::optional<Position> position;
    SourceRange range;

    [[nodiscard]] const Column &column(ColumnId which) const { return columns[which.index()]; }
    [[nodiscard]] Column &column(ColumnId which) { return columns[which.index()]; }
};

struct EnumValue {
    Name value;
    Name note;
};

struct EnumType {
    std::string id;
    Name namespaceName; ///< empty for the target's default
    Name name;
    std::vector<EnumValue> values;
    Name note;
    SourceRange range;
};

enum class ReferentialAction : std::uint8_t {
    Unspecified,
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault
};

enum class Deferrability : std::uint8_t { NotDeferrable, InitiallyImmediate, InitiallyDeferred };

/// One side of a foreign key or a relationship: columns of one table.
/// The frontend fills the syntax, `resolve-references` the ids.
struct Endpoint {
    Name tableSyntax; ///< the table's id, as schema JSON refers to it
    std::vector<ColumnRef> columns;
    TableId table;
};

/// What a diagram shows of a foreign key or a relationship and the database does not need.
struct LinkLooks {
    Color color;
    bool sourceOptional = false; ///< written as zero-or-… on the source's side
    bool targetOptional = false;
    bool swapped = false; ///< written with the target first: `users.id < posts.user_id`
};

struct ForeignKey {
    std::string id;
    Name name;
    Endpoint source; ///< the referencing side
    Endpoint target; ///< the referenced side
    Rare<LinkLooks> looks;
    TablePartialId partial; ///< valid when a partial brought it
    ReferentialAction onDelete = ReferentialAction::Unspecified;
    ReferentialAction onUpdate = ReferentialAction::Unspecified;
    SourceRange onDeleteRange;
    SourceRange onUpdateRange;
    Deferrability deferrability = Deferrability::NotDeferrable;
    bool addedLater = false; ///< set by `order-tables`: an ALTER TABLE after all tables
    RelationshipId fromRelationship;
    SourceRange range;
};

/// A relationship as drawn, before the transforms turn it into keys and tables.
/// For one-to-many the source is the "many" side; for one-to-one it carries the key.
struct Relationship {
    enum class Kind : std::uint8_t { OneToOne, OneToMany, ManyToMany };

    std::string id;
    Name name;
    Kind kind = Kind::OneToMany;
    Endpoint source;
    Endpoint target;
    ReferentialAction onDelete = ReferentialAction::Unspecified;
    ReferentialAction onUpdate = ReferentialAction::Unspecified;
    Name junctionNamespace;
    Name junctionName;
    Rare<LinkLooks> looks;
    TablePartialId partial; ///< valid when a partial brought it
    SourceRange range;
};

/// Columns, keys and the like that tables share by injection. `table` is read like any table's
/// body; its name is the partial's, and it is no table of the schema.
struct TablePartial {
    Table table;
    /// What its columns refer to, and what refers to them. The end that is the partial's has no
    /// table.
    std::vector<ForeignKey> foreignKeys;
    std::vector<Relationship> relationships;
};

/// A described database. Elements live in vectors and name each other by index only; an index is
/// made of a place in its vector, as `TableId(i)`.
struct Schema {
    std::string id;
    Name name;
    Name note;
    std::vector<Table> tables;
    std::vector<EnumType> enums;
    std::vector<ForeignKey> foreignKeys;
    std::vector<Relationship> relationships;
    std::vector<Records> records;
    std::vector<TableId> creationOrder; ///< set by `order-tables`: every table once

    // What follows means nothing to the database; it is kept for tools and for writing back.
    std::vector<Metadata> metadata; ///< of the project: `database_type` and any other key
    std::vector<TablePartial> partials;
    std::vector<TableGroup> groups;
    std::vector<StickyNote> stickyNotes;
    std::vector<DiagramView> views;
    std::vector<Dependency> dependencies;
    /// Drawn, but switched off: no key is made of them.
    std::vector<ForeignKey> inactiveForeignKeys;
    std::vector<Relationship> inactiveRelationships;
    std::vector<Mention> mentions; ///< in no order

    [[nodiscard]] const Table &table(TableId which) const { return tables[which.index()]; }
    [[nodiscard]] Table &table(TableId which) { return tables[which.index()]; }
    [[nodiscard]] const EnumType &enumType(EnumId which) const { return enums[which.index()]; }
    [[nodiscard]] const ForeignKey &foreignKey(ForeignKeyId which) const
    {
        return foreignKeys[which.index()];
    }
};

/// `CASCADE`, `SET NULL` and so on; empty for `Unspecified`.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string_view spelling(ReferentialAction action);

/// `one-to-one` and so on.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string_view spelling(Relationship::Kind kind);

} // namespace tw::ir
