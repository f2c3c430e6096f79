// SPDX-License-Identifier: MIT
#pragma once

#include "layout/columns.h"

#include <tablewright/layout/layout.h>

namespace tw::layout {

/// A component by itself: the better of several drawings in columns.
/// `workPerBox` is in pairs of lines.
[[nodiscard]] Placement layOutComponent(const Component &component, const LayoutOptions &options,
                                        double workPerBox);

} // namespace tw::layout
