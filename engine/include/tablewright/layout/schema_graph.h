// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/export.h>
#include <tablewright/layout/layout.h>

#include <tablewright/ir/schema.h>

#include <string_view>
#include <vector>

namespace tw {

/// How large the box of a table is taken to be where no font can be asked: a header with the name,
/// and below it a row for each column with its name and type. Lengths in pixels.
struct BoxSizes {
    double headerHeight = 32;
    double rowHeight = 22;
    double headerCharacter = 8; ///< the mean width of a character of the table's name, in bold
    double rowCharacter = 7;    ///< of a column's name and type
    double headerMargins = 24;  ///< left and right of the name together
    double rowMargins = 56;     ///< left, right and between name and type, with room for marks
    double narrowest = 140;
    double widest = 420; ///< longer texts are cut
};

/// A schema's tables as boxes and its keys and relationships as lines from column to column.
struct SchemaGraph {
    std::vector<LayoutNode> nodes; ///< one a table, in the schema's order
    std::vector<LayoutEdge>
        edges; ///< keys first, then relationships; those without an end are left out
};

/// Takes the ends of keys from what `resolve-references` set. Tables that have a position are
/// fixed there unless `placeAll`. Tables of a table group are a group of boxes.
[[nodiscard]] TABLEWRIGHT_EXPORT SchemaGraph schemaGraph(const ir::Schema &schema,
                                                         bool placeAll = false,
                                                         const BoxSizes &sizes = {});

} // namespace tw
