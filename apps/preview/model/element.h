// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tablewright/backend/script.h>
#include <tablewright/ir/schema.h>

#include <QMetaType>
#include <QString>

#include <cstdint>
#include <optional>

namespace tw::preview {

/// Names an element of a snapshot's declared schema. Only good beside the snapshot it was made for.
struct ElementRef {
    enum class Kind : std::uint8_t {
        None,
        Table,
        Column, ///< `part` is the column
        Index,  ///< `part` is the index of the table
        Enum,
        ForeignKey,
        Relationship,
        Group,
        StickyNote
    };
    Kind kind = Kind::None;
    std::uint32_t element = UINT32_MAX; ///< the table, the enum, the foreign key …
    std::uint32_t part = UINT32_MAX;

    [[nodiscard]] bool isValid() const { return kind != Kind::None; }
    friend bool operator==(const ElementRef &, const ElementRef &) = default;
};

/// The innermost element whose text is around the byte; none between elements.
[[nodiscard]] ElementRef elementAt(const ir::Schema &schema, SourceId source, std::uint32_t offset);

/// Where the element is written: its name's place if it has one, its whole text if not.
[[nodiscard]] SourceRange placeOf(const ir::Schema &schema, const ElementRef &element);

/// The statement's element; a table that a transform made gives the relationship that it is of.
[[nodiscard]] ElementRef elementOf(const ir::Schema &declared, const ir::Schema &transformed,
                                   const Origin &origin);

/// What a box of the diagram is called from compile to compile: `namespace.name` or `name` of a
/// table, and that after `enum:` of an enum.
[[nodiscard]] QString tableKey(const ir::Table &table);
[[nodiscard]] QString enumKey(const ir::EnumType &type);

} // namespace tw::preview

Q_DECLARE_METATYPE(tw::preview::ElementRef)
