// SPDX-License-Identifier: MIT
#pragma once

#include "layout/columns.h"

#include <tablewright/layout/layout.h>

namespace tw::layout {

/// A component by itself: the better of several drawings in columns.
/// `effort` is how much of the usual work to do.
[[nodiscard]] Placement layOutComponent(const Component &component, const LayoutOptions &options,
                                        double effort);

} // namespace tw::layout
