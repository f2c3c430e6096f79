// SPDX-License-Identifier: MIT
#pragma once

#include "layout/component.h"

#include <stop_token>
#include <vector>

namespace tw::layout {

/// Places rectangles beside one another, at least `gap` apart, so that all together have about the
/// aspect. Large ones come first.
[[nodiscard]] std::vector<LayoutPoint> packRectangles(const std::vector<Box> &rectangles,
                                                      double gap, double aspect);

} // namespace tw::layout
