// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tw::json {

/// The names of the members of one kind of object, found by a hash without collisions that is
/// made when the program is compiled.
template <std::size_t N> class MemberTable {
public:
    template <class... Names>
    consteval explicit MemberTable(Names... names) : m_names{std::string_view(names)...}
    {
        while (!fill())
            m_factor = m_factor * 1664525U + 1013904223U;
    }

    /// The place of `name` in the table, or `N`.
    [[nodiscard]] std::size_t find(std::string_view name) const
    {
        if (name.empty())
            return N;
        const std::size_t candidate = m_slots[slotOf(name, m_factor)];
        return candidate < N && m_names[candidate] == name ? candidate : N;
    }

    [[nodiscard]] constexpr std::size_t size() const { return N; }
    [[nodiscard]] std::span<const std::string_view> all() const { return m_names; }
    [[nodiscard]] constexpr std::string_view operator[](std::size_t at) const
    {
        return m_names[at];
    }

private:
    static constexpr std::size_t slotCount = 64;
    static_assert(N < slotCount);

    static constexpr std::size_t slotOf(std::string_view name, std::uint32_t factor)
    {
        const auto byte = [&](std::size_t at) {
            return static_cast<std::uint32_t>(static_cast<unsigned char>(name[at]));
        };
        const std::uint32_t key = byte(0) ^ (byte(name.size() / 2) << 8U) ^
                                  (byte(name.size() - 1) << 16U) ^
                                  (static_cast<std::uint32_t>(name.size()) << 24U);
        return (key * factor) >> 26U;
    }

    consteval bool fill()
    {
        m_slots.fill(static_cast<std::uint8_t>(N));
        for (std::size_t i = 0; i < N; ++i) {
            std::uint8_t &slot = m_slots[slotOf(m_names[i], m_factor)];
            if (slot != N)
                return false;
            slot = static_cast<std::uint8_t>(i);
        }
        return true;
    }

    std::array<std::string_view, N> m_names;
    std::array<std::uint8_t, slotCount> m_slots{};
    std::uint32_t m_factor = 0x9E3779B1U;
};

template <class... Names> MemberTable(Names...) -> MemberTable<sizeof...(Names)>;

// Each of these lists the members of one kind of object: `Member` in the order of `names`.

struct DocumentMembers {
    static constexpr std::string_view what = "the document";
    enum Member : std::uint8_t {
        Schema,
        Id,
        Name,
        Description,
        Tables,
        ForeignKeys,
        Enums,
        Relationships,
        Version,
        CreatedAt,
        UpdatedAt,
        TablePartials,
        Records,
        TableGroups,
        Notes,
        Views,
        Dependencies,
        Metadata
    };
    static constexpr MemberTable names{"$schema",      "id",          "name",      "description",
                                       "tables",       "foreignKeys", "enums",     "relationships",
                                       "version",      "createdAt",   "updatedAt", "tablePartials",
                                       "records",      "tableGroups", "notes",     "views",
                                       "dependencies", "metadata"};
};

struct TableMembers {
    static constexpr std::string_view what = "a table";
    enum Member : std::uint8_t {
        Name,
        Columns,
        Indexes,
        Note,
        Checks,
        UniqueConstraints,
        PrimaryKey,
        PrimaryKeyName,
        ExtraPrimaryKeys,
        HeaderColor,
        Metadata, // up to here, those of a partial
        Id,
        Namespace,
        Position,
        Alias
    };
    static constexpr MemberTable names{"name",        "columns",        "indexes",
                                       "note",        "checks",         "uniqueConstraints",
                                       "primaryKey",  "primaryKeyName", "extraPrimaryKeys",
                                       "headerColor", "metadata",       "id",
                                       "namespace",   "position",       "alias"};
};

struct PartialMembers {
    static constexpr std::string_view what = "a partial";
    enum Member : std::uint8_t {
        Name,
        Columns,
        Indexes,
        Note,
        Checks,
        UniqueConstraints,
        PrimaryKey,
        PrimaryKeyName,
        ExtraPrimaryKeys,
        HeaderColor,
        Metadata, // up to here, those of a table in its order
        ForeignKeys,
        Relationships
    };
    static constexpr MemberTable names{"name",         "columns",        "indexes",
                                       "note",         "checks",         "uniqueConstraints",
                                       "primaryKey",   "primaryKeyName", "extraPrimaryKeys",
                                       "headerColor",  "metadata",       "foreignKeys",
                                       "relationships"};
};

struct ColumnMembers {
    static constexpr std::string_view what = "a column";
    enum Member : std::uint8_t {
        Id,
        Name,
        DataType,
        Length,
        Precision,
        Scale,
        Nullable,
        PrimaryKey,
        AutoIncrement,
        DefaultValue,
        Unique,
        Note,
        Generated,
        Metadata,
        Partial,
        Overrides
    };
    static constexpr MemberTable names{
        "id",        "name",       "dataType",      "length",       "precision", "scale",
        "nullable",  "primaryKey", "autoIncrement", "defaultValue", "unique",    "note",
        "generated", "metadata",   "partial",       "overrides"};
};

/// What a table says of a column that a partial brings.
struct OverrideMembers {
    static constexpr std::string_view what = "an override";
    enum Member : std::uint8_t { Note, Metadata };
    static constexpr MemberTable names{"note", "metadata"};
};

struct MetadataValueMembers {
    static constexpr std::string_view what = "a metadata value";
    enum Member : std::uint8_t { Color };
    static constexpr MemberTable names{"color"};
};

struct PositionMembers {
    static constexpr std::string_view what = "a position";
    enum Member : std::uint8_t { X, Y };
    static constexpr MemberTable names{"x", "y"};
};

struct ExpressionMembers {
    static constexpr std::string_view what = "an expression";
    enum Member : std::uint8_t { Expression };
    static constexpr MemberTable names{"expression"};
};

/// A default that is no literal of JSON.
struct DefaultMembers {
    static constexpr std::string_view what = "an expression";
    enum Member : std::uint8_t { Expression, Number, Null };
    static constexpr MemberTable names{"expression", "number", "null"};
};

struct ExtraPrimaryKeyMembers {
    static constexpr std::string_view what = "a primary key";
    enum Member : std::uint8_t { Name, Columns };
    static constexpr MemberTable names{"name", "columns"};
};

struct IndexMembers {
    static constexpr std::string_view what = "an index";
    enum Member : std::uint8_t { Name, Columns, Unique, Method, Where, Include, Note };
    static constexpr MemberTable names{"name",  "columns", "unique", "method",
                                       "where", "include", "note"};
};

struct IndexElementMembers {
    static constexpr std::string_view what = "an index column";
    enum Member : std::uint8_t { Column, Expression, Order, Nulls };
    static constexpr MemberTable names{"column", "expression", "order", "nulls"};
};

struct CheckMembers {
    static constexpr std::string_view what = "a check";
    static constexpr std::string_view ofTable = "a check of a table";
    enum Member : std::uint8_t { Name, Expression, Column };
    static constexpr MemberTable names{"name", "expression", "column"};
};

struct UniqueKeyMembers {
    static constexpr std::string_view what = "a unique constraint";
    enum Member : std::uint8_t { Name, Columns };
    static constexpr MemberTable names{"name", "columns"};
};

struct EnumMembers {
    static constexpr std::string_view what = "an enum";
    enum Member : std::uint8_t { Id, Name, Namespace, Values, Note };
    static constexpr MemberTable names{"id", "name", "namespace", "values", "note"};
};

struct EnumValueMembers {
    static constexpr std::string_view what = "an enum value";
    enum Member : std::uint8_t { Value, Note };
    static constexpr MemberTable names{"value", "note"};
};

struct ForeignKeyMembers {
    static constexpr std::string_view what = "a foreign key";
    static constexpr std::string_view ofPartial = "a foreign key of a partial";
    enum Member : std::uint8_t {
        Id,
        Name,
        SourceTableId,
        SourceColumnId,
        SourceColumnIds,
        TargetTableId,
        TargetColumnId,
        TargetColumnIds,
        OnDelete,
        OnUpdate,
        Deferrable,
        Color,
        Inactive,
        SourceOptional,
        TargetOptional,
        TargetFirst
    };
    static constexpr MemberTable names{"id",
                                       "name",
                                       "sourceTableId",
                                       "sourceColumnId",
                                       "sourceColumnIds",
                                       "targetTableId",
                                       "targetColumnId",
                                       "targetColumnIds",
                                       "onDelete",
                                       "onUpdate",
                                       "deferrable",
                                       "color",
                                       "inactive",
                                       "sourceOptional",
                                       "targetOptional",
                                       "targetFirst"};
};

struct RelationshipMembers {
    static constexpr std::string_view what = "a relationship";
    static constexpr std::string_view ofPartial = "a relationship of a partial";
    enum Member : std::uint8_t {
        Id,
        Name,
        Kind,
        SourceTableId,
        SourceColumnId,
        SourceColumnIds,
        TargetTableId,
        TargetColumnId,
        TargetColumnIds,
        OnDelete,
        OnUpdate,
        Junction,
        Color,
        Inactive,
        SourceOptional,
        TargetOptional,
        TargetFirst
    };
    static constexpr MemberTable names{"id",
                                       "name",
                                       "kind",
                                       "sourceTableId",
                                       "sourceColumnId",
                                       "sourceColumnIds",
                                       "targetTableId",
                                       "targetColumnId",
                                       "targetColumnIds",
                                       "onDelete",
                                       "onUpdate",
                                       "junction",
                                       "color",
                                       "inactive",
                                       "sourceOptional",
                                       "targetOptional",
                                       "targetFirst"};
};

struct JunctionMembers {
    static constexpr std::string_view what = "a junction";
    enum Member : std::uint8_t { Name, Namespace, OnDelete, OnUpdate };
    static constexpr MemberTable names{"name", "namespace", "onDelete", "onUpdate"};
};

struct RecordsMembers {
    static constexpr std::string_view what = "a set of records";
    enum Member : std::uint8_t { TableId, ColumnIds, Rows, Example };
    static constexpr MemberTable names{"tableId", "columnIds", "rows", "example"};
};

/// A value of a row that is no literal of JSON.
struct RecordValueMembers {
    static constexpr std::string_view what = "a value of a row";
    enum Member : std::uint8_t { Expression, Number, Default };
    static constexpr MemberTable names{"expression", "number", "default"};
};

struct TableGroupMembers {
    static constexpr std::string_view what = "a table group";
    enum Member : std::uint8_t { Name, TableIds, Note, Color, Metadata };
    static constexpr MemberTable names{"name", "tableIds", "note", "color", "metadata"};
};

struct StickyNoteMembers {
    static constexpr std::string_view what = "a note";
    enum Member : std::uint8_t { Name, Text, Color, Metadata };
    static constexpr MemberTable names{"name", "text", "color", "metadata"};
};

struct ViewMembers {
    static constexpr std::string_view what = "a view";
    enum Member : std::uint8_t { Name, TableIds, Notes, TableGroups, Namespaces };
    static constexpr MemberTable names{"name", "tableIds", "notes", "tableGroups", "namespaces"};
};

struct DependencyMembers {
    static constexpr std::string_view what = "a dependency";
    enum Member : std::uint8_t { Name, Edges, Note, Color, Metadata };
    static constexpr MemberTable names{"name", "edges", "note", "color", "metadata"};
};

struct EdgeMembers {
    static constexpr std::string_view what = "an edge";
    enum Member : std::uint8_t {
        UpstreamTableId,
        UpstreamColumnId,
        DownstreamTableId,
        DownstreamColumnId
    };
    static constexpr MemberTable names{"upstreamTableId", "upstreamColumnId", "downstreamTableId",
                                       "downstreamColumnId"};
};

} // namespace tw::json
