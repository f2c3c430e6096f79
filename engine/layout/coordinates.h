// SPDX-License-Identifier: MIT
#pragma once

#include "layout/columns.h"

namespace tw::layout {

/// Moves boxes up and down in their columns, in the same order and at least the gap apart, so that
/// lines run level where they can; the whole gets no higher.
void levelLines(const Component &component, const Columns &columns, const Gaps &gaps,
                Placement &placement);

} // namespace tw::layout
