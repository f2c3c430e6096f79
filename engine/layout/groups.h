// SPDX-License-Identifier: MIT
#pragma once

#include "layout/component.h"

#include <tablewright/layout/layout.h>

#include <vector>

namespace tw::layout {

/// Boxes that no fixed box binds: components by themselves, packed; boxes of a group in an area of
/// their own, which is laid out like the whole and then stands for them. Corners begin at 0.
[[nodiscard]] Placement layOutFree(const std::vector<LayoutNode> &nodes,
                                   const std::vector<LayoutEdge> &edges,
                                   const LayoutOptions &options, double workPerBox);

} // namespace tw::layout
