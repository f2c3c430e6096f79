// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/layout/layout.h>

#include <algorithm>
#include <cmath>

namespace tw::layout {

/// No length is taken for more, so that sums of many stay exact enough to keep boxes apart.
inline constexpr double longestLength = 1e6;
/// Fixed boxes farther out than this stay there and are no obstacle to any other.
inline constexpr double farthestPlace = 1e9;

/// What a caller says is long, as a length that can be computed with: NaN and less than none are 0.
inline double saneLength(double length)
{
    return length > 0 ? std::min(length, longestLength) : 0.0;
}

inline bool isPlace(const LayoutPoint &point)
{
    return std::abs(point.x) <= farthestPlace && std::abs(point.y) <= farthestPlace;
}

} // namespace tw::layout
