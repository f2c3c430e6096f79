// SPDX-License-Identifier: MIT
#pragma once

#include "layout/component.h"

#include <cstdint>
#include <vector>

namespace tw::layout {

/// Boxes in columns from left to right, each from top to bottom. Every box is in one.
using Columns = std::vector<std::vector<std::uint32_t>>;

struct Gaps {
    double node = 32;  ///< between boxes of a column
    double layer = 96; ///< between columns
};

/// How high columns may be, so that all of them together have about the aspect: the height of a
/// column that is full.
[[nodiscard]] double fullHeight(const Component &component, const Gaps &gaps, double aspect);

/// Of the boxes and the gaps between them.
[[nodiscard]] double heightOf(const Component &component, const std::vector<std::uint32_t> &column,
                              const Gaps &gaps);

/// Points in the plane, one a box, to columns: by x into columns of about the same height, in a
/// column by y. Keeps who is left of and above whom as far as boxes in columns can.
[[nodiscard]] Columns columnsOfPoints(const Component &component,
                                      const std::vector<LayoutPoint> &points, const Gaps &gaps,
                                      double aspect);

/// Columns without the empty ones, stacked without slack and centred on one another, each box
/// centred in its column.
[[nodiscard]] Placement stackColumns(const Component &component, const Columns &columns,
                                     const Gaps &gaps);

} // namespace tw::layout
