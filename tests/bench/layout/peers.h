// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/layout/layout.h>

#include <optional>
#include <string>
#include <vector>

namespace tw::bench {

struct Placed {
    std::vector<LayoutPoint> positions;
    double seconds = 0; ///< of the CPU
};

/// Runs `dot` or `sfdp` of Graphviz on the same boxes, as a program. Empty when it is not installed
/// or fails. dot runs from left to right; sfdp removes overlaps by `prism`.
[[nodiscard]] std::optional<Placed> runGraphviz(const std::string &program,
                                                const std::vector<LayoutNode> &nodes,
                                                const std::vector<LayoutEdge> &edges);

} // namespace tw::bench
