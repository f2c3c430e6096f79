// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/layout/layout.h>

#include <algorithm>
#include <cmath>

namespace tw::layout {

/// The sides of a box at the height where a line leaves it.
struct Port {
    double left = 0;
    double right = 0;
    double y = 0;
};

struct Segment {
    LayoutPoint from;
    LayoutPoint to;
};

/// A line as it is drawn, but for its curves: one segment, or two that bulge.
struct Route {
    Segment first;
    Segment second; ///< when `isBent`
    bool isBent = false;
};

/// Between the sides that face each other, straight. Boxes that stand above each other are
/// connected around their left or their right sides, whichever are nearer; the line bulges by a
/// part of its height, so that one within another does not cross it.
inline Route facingLine(const Port &source, const Port &target)
{
    if (source.right <= target.left)
        return {{{source.right, source.y}, {target.left, target.y}}, {}, false};
    if (target.right <= source.left)
        return {{{source.left, source.y}, {target.right, target.y}}, {}, false};
    constexpr double bulge = 1.0 / 24;
    const double out = std::abs(source.y - target.y) * bulge;
    const bool isLeft =
        std::abs(source.left - target.left) <= std::abs(source.right - target.right);
    const LayoutPoint from{isLeft ? source.left : source.right, source.y};
    const LayoutPoint to{isLeft ? target.left : target.right, target.y};
    const LayoutPoint middle{isLeft ? std::min(from.x, to.x) - out : std::max(from.x, to.x) + out,
                             (from.y + to.y) / 2};
    return {{from, middle}, {middle, to}, true};
}

} // namespace tw::layout
