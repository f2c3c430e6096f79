// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"

namespace tw::preview {

/// What keeps a diagram steady while its text is typed.

/// A table that was renamed where it stands keeps its place.
void carryRenames(const ir::Schema &before, const ir::Schema &after, TablePositions &positions);

/// Whether both have the same boxes with the same lines between them, whatever is in the boxes.
[[nodiscard]] bool hasSameStructure(const DiagramModel &a, const DiagramModel &b);

/// Draws the lines and the groups of `before` between the boxes of `diagram`, instead of its own:
/// for a text of which only the tables could be read.
void carryLinks(const DiagramModel &before, DiagramModel &diagram);

/// Moves boxes down that others have grown into; nothing else moves.
void pushApart(DiagramModel &diagram);

/// A diagram for a schema that it was not made of: each element is the one of the same name, or
/// none.
[[nodiscard]] DiagramModel translated(const DiagramModel &diagram, const ir::Schema &schema);

} // namespace tw::preview
