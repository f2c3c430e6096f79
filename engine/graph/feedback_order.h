// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

namespace tw {

/// A strongly connected component with its vertices numbered from 0. Edges may repeat.
struct LocalGraph {
    explicit LocalGraph(std::size_t vertices) : targets(vertices), sources(vertices) {}

    void addEdge(std::uint32_t from, std::uint32_t to)
    {
        targets[from].push_back(to);
        sources[to].push_back(from);
    }

    std::vector<std::vector<std::uint32_t>> targets;
    std::vector<std::vector<std::uint32_t>> sources;
};

/// An order of the vertices in which the fewest edges point to a later vertex. Exact: dynamic
/// programming over subsets, O(2^n · n) time and O(2^n) memory. Of equal orders it takes the one
/// that is first when compared from its end.
[[nodiscard]] std::vector<std::uint32_t> exactOrder(const LocalGraph &graph);

/// The same by the heuristic of Eades, Lin and Smyth, "A fast and effective heuristic for the
/// feedback arc set problem" (1993); linear but for the queue, deterministic.
[[nodiscard]] std::vector<std::uint32_t> greedyOrder(const LocalGraph &graph);

} // namespace tw
