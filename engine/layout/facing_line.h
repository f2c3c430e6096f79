// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/layout/layout.h>

#include <cmath>

namespace tw::layout {

/// A side of a box at the height where a line leaves it.
struct Port {
    double left = 0;
    double right = 0;
    double y = 0;
};

struct Segment {
    LayoutPoint from;
    LayoutPoint to;
};

/// The line between the sides that face each other; of boxes that stand above each other, between
/// the two left or the two right sides, whichever are nearer to each other.
inline Segment facingLine(const Port &source, const Port &target)
{
    if (source.right <= target.left)
        return {{source.right, source.y}, {target.left, target.y}};
    if (target.right <= source.left)
        return {{source.left, source.y}, {target.right, target.y}};
    if (std::abs(source.left - target.left) <= std::abs(source.right - target.right))
        return {{source.left, source.y}, {target.left, target.y}};
    return {{source.right, source.y}, {target.right, target.y}};
}

} // namespace tw::layout
