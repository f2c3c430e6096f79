// SPDX-License-Identifier: MIT
#pragma once

#include "layout/component.h"

#include <stop_token>
#include <vector>

namespace tw::layout {

/// Points whose distances are about those in the graph, turned so that they spread along x and
/// most lines run from left to right. Any points when stopped.
[[nodiscard]] std::vector<LayoutPoint> stressPoints(const Component &component,
                                                    const std::stop_token &stop);

} // namespace tw::layout
