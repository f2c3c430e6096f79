// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/export.h>

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace tw {

struct LayoutPoint {
    double x = 0;
    double y = 0;
    friend bool operator==(const LayoutPoint &, const LayoutPoint &) = default;
};

/// A box to place. Lengths are in any one unit; y grows downwards.
struct LayoutNode {
    double width = 0;
    double height = 0;
    /// The top left corner of a box that must stay where it is.
    std::optional<LayoutPoint> fixed;
    /// Boxes of one group are kept together where that costs little; UINT32_MAX is none.
    std::uint32_t group = UINT32_MAX;
};

/// A line between two boxes, leaving each on its left or right side. One from a box to itself
/// counts for nothing.
struct LayoutEdge {
    std::uint32_t source = 0; ///< indexes of nodes
    std::uint32_t target = 0;
    double sourceY = 0; ///< from the node's top to where the line leaves it
    double targetY = 0;
};

struct LayoutOptions {
    double aspect = 1.6;     ///< width by height that the whole aims at
    double nodeGap = 32;     ///< between boxes that stand above each other
    double layerGap = 96;    ///< between layers, where lines run
    double blockGap = 64;    ///< between components
    double groupMargin = 32; ///< around the boxes of a group
    /// By how much more than usual to look for a better place, in time; with 0 it takes a tenth and
    /// less. The same for the same boxes, whatever the clock says.
    double effort = 1;
    std::stop_token stopToken; ///< when stopped, boxes still do not overlap
};

struct LayoutResult {
    std::vector<LayoutPoint> positions; ///< top left corners, one a node, in their order
    double width = 0;                   ///< of what all boxes take together, fixed ones as well
    double height = 0;
};

/// Places boxes so that none overlaps, lines are short and cross little: each connected component
/// by itself in columns, components and lone boxes packed to the aspect, boxes of a group in an
/// area of their own. The same input gives the same places. Fixed boxes stay, even on one another;
/// others go beside those that they are connected with. Sizes that are no lengths count as 0, and
/// none for more than a million.
[[nodiscard]] TABLEWRIGHT_EXPORT LayoutResult layOut(const std::vector<LayoutNode> &nodes,
                                                     const std::vector<LayoutEdge> &edges,
                                                     const LayoutOptions &options = {});

/// What can be measured of a layout, to compare it with another.
struct LayoutQuality {
    std::size_t overlaps = 0;  ///< pairs of boxes that overlap
    std::size_t crossings = 0; ///< pairs of lines that cross
    std::size_t behind = 0;    ///< pairs of a line and a box that it runs behind
    double edgeLength = 0;     ///< of the lines together
    double filledArea = 0;     ///< area of the boxes by that of what surrounds them all, 0 to 1
};

/// Lines count as straight ones between the sides of their boxes that face each other, at the
/// heights where they leave them. Where boxes stand above each other they go around the two left or
/// the two right sides, whichever are nearer: two straight pieces that bulge by 1/24 of their
/// height. Pieces that share an end do not cross there.
[[nodiscard]] TABLEWRIGHT_EXPORT LayoutQuality
measureLayout(const std::vector<LayoutNode> &nodes, const std::vector<LayoutEdge> &edges,
              const std::vector<LayoutPoint> &positions);

} // namespace tw
