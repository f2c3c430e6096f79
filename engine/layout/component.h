// SPDX-License-Identifier: MIT
#pragma once

#include "layout/lengths.h"

#include <tablewright/layout/layout.h>

#include <cstdint>
#include <span>
#include <vector>

namespace tw::layout {

/// A line between two different boxes of a component.
struct Line {
    std::uint32_t source = 0;
    std::uint32_t target = 0;
    double sourceY = 0; ///< from the box's top, not below its bottom
    double targetY = 0;
};

struct Box {
    double width = 0;
    double height = 0;
};

/// Boxes that lines connect, with numbers of their own from 0 on. Lengths are sane.
struct Component {
    std::vector<std::uint32_t> nodes; ///< what the caller calls each box
    std::vector<Box> boxes;
    std::vector<Line> lines;
    std::vector<std::uint32_t> firstIncidence; ///< in `incidences`, one more than boxes
    std::vector<std::uint32_t> incidences;     ///< lines of each box

    [[nodiscard]] std::size_t size() const { return boxes.size(); }
    [[nodiscard]] std::span<const std::uint32_t> linesOf(std::uint32_t box) const
    {
        return std::span(incidences)
            .subspan(firstIncidence[box], firstIncidence[box + 1] - firstIncidence[box]);
    }
    [[nodiscard]] std::uint32_t otherEnd(std::uint32_t line, std::uint32_t box) const
    {
        return lines[line].source == box ? lines[line].target : lines[line].source;
    }
    /// Fills the incidences from the lines.
    void connect();
};

/// The components of those boxes that are `free`, in the order of their first boxes. Lines to
/// other boxes, from a box to itself and to no box are left out.
[[nodiscard]] std::vector<Component> splitComponents(const std::vector<LayoutNode> &nodes,
                                                     const std::vector<LayoutEdge> &edges,
                                                     const std::vector<bool> &free);

/// Where boxes stand, top left corners beginning at 0.
struct Placement {
    std::vector<LayoutPoint> corners;
    double width = 0;
    double height = 0;
};

} // namespace tw::layout
