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

/// A line between two boxes, leaving each on its left or right side.
struct LayoutEdge {
    std::uint32_t source = 0; ///< indexes of nodes
    std::uint32_t target = 0;
    double sourceY = 0; ///< from the node's top to where the line leaves it
    double targetY = 0;
};

struct LayoutOptions {
    double aspect = 1.6;       ///< width by height that the whole aims at
    double nodeGap = 32;       ///< between boxes that stand above each other
    double layerGap = 96;      ///< between layers, where lines run
    double blockGap = 64;      ///< between components
    std::stop_token stopToken; ///< when stopped, boxes still do not overlap
};

struct LayoutResult {
    std::vector<LayoutPoint> positions; ///< top left corners, one a node, in their order
    double width = 0;                   ///< of what all boxes take together
    double height = 0;
};

/// Places boxes so that none overlaps, lines are short and cross little: each connected component
/// by itself in layers, components and lone boxes packed to the aspect. The same input gives the
/// same places. Fixed boxes stay; others go beside them.
[[nodiscard]] TABLEWRIGHT_EXPORT LayoutResult layOut(const std::vector<LayoutNode> &nodes,
                                                     const std::vector<LayoutEdge> &edges,
                                                     const LayoutOptions &options = {});

/// What can be measured of a layout, to compare it with another.
struct LayoutQuality {
    std::size_t overlaps = 0;  ///< pairs of boxes that overlap
    std::size_t crossings = 0; ///< pairs of straight lines that cross
    double edgeLength = 0;     ///< of the straight lines together
    double filledArea = 0;     ///< area of the boxes by that of what surrounds them all, 0 to 1
};

[[nodiscard]] TABLEWRIGHT_EXPORT LayoutQuality
measureLayout(const std::vector<LayoutNode> &nodes, const std::vector<LayoutEdge> &edges,
              const std::vector<LayoutPoint> &positions);

} // namespace tw
