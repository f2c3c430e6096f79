// SPDX-License-Identifier: MIT
#pragma once

#include "layout/columns.h"

#include <cstdint>
#include <stop_token>

namespace tw::layout {

struct RefinementOptions {
    Gaps gaps;
    double aspect = 1.6;
    /// How many pairs of lines may be looked at; hundreds take a microsecond.
    std::uint64_t work = 0;
    double heat = 1; ///< that it begins with: how many crossings more a step may make
    std::stop_token stopToken;
};

/// Exchanges boxes and moves them to other columns while that makes the drawing better.
void refineColumns(const Component &component, Columns &columns, const RefinementOptions &options);

} // namespace tw::layout
