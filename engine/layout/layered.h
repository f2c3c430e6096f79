// SPDX-License-Identifier: MIT
#pragma once

#include "layout/columns.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace tw::layout {

/// The drawing in layers of Sugiyama, Tagawa and Toda (Methods for Visual Understanding of
/// Hierarchical System Structures, 1981), up to the order in the layers. Lines run to the right.

/// For each line, whether it has to be turned around so that no lines form a cycle.
[[nodiscard]] std::vector<bool> linesToTurn(const Component &component);

/// A layer for each box, from 0 on, so that each line runs to a later layer once those of
/// `turned` are turned around, and lines span few layers.
[[nodiscard]] std::vector<std::uint32_t> layersOf(const Component &component,
                                                  const std::vector<bool> &turned);

/// Boxes by layer, in each ordered so that lines cross little.
[[nodiscard]] Columns orderLayers(const Component &component,
                                  const std::vector<std::uint32_t> &layers,
                                  const std::stop_token &stop);

/// Layers as columns: those higher than a full column are split; when there are too many for the
/// aspect, neighbours share columns.
[[nodiscard]] Columns columnsOfLayers(const Component &component, const Columns &layers,
                                      const Gaps &gaps, double aspect);

} // namespace tw::layout
