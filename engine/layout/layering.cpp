// SPDX-License-Identifier: MIT
// Longest paths first; then each box goes to the layer among those that its lines allow where they
// span least, which is what network simplex (Gansner, Koutsofios, North, Vo: A Technique for
// Drawing Directed Graphs, 1993) does for all boxes at once. Linear for each sweep.
#include "layout/layered.h"

#include <algorithm>

namespace tw::layout {

namespace {

constexpr int sweeps = 8;

struct Ends {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
};

/// From the first layers to the last.
std::vector<std::uint32_t> topologicalOrder(const Component &component,
                                            const std::vector<Ends> &ends)
{
    std::vector<std::uint32_t> before(component.size(), 0);
    for (const Ends &line : ends)
        ++before[line.to];
    std::vector<std::uint32_t> order;
    for (std::uint32_t box = 0; box < component.size(); ++box) {
        if (before[box] == 0)
            order.push_back(box);
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (const std::uint32_t line : component.linesOf(order[i])) {
            if (ends[line].from == order[i] && --before[ends[line].to] == 0)
                order.push_back(ends[line].to);
        }
    }
    return order;
}

/// Moves a box within what its lines allow; whether it moved.
bool tighten(const Component &component, const std::vector<Ends> &ends, std::uint32_t box,
             std::vector<std::uint32_t> &layers)
{
    std::uint32_t least = 0;
    std::uint32_t most = UINT32_MAX;
    std::size_t in = 0;
    std::size_t out = 0;
    for (const std::uint32_t line : component.linesOf(box)) {
        if (ends[line].to == box) {
            least = std::max(least, layers[ends[line].from] + 1);
            ++in;
        } else {
            most = std::min(most, layers[ends[line].to] - 1);
            ++out;
        }
    }
    // The sum of the spans is linear in between.
    std::uint32_t best = layers[box];
    if (out > in)
        best = most;
    else if (in > out)
        best = least;
    const bool moves = best != layers[box];
    layers[box] = best;
    return moves;
}

} // namespace

std::vector<std::uint32_t> layersOf(const Component &component, const std::vector<bool> &turned)
{
    std::vector<Ends> ends;
    ends.reserve(component.lines.size());
    for (std::size_t i = 0; i < component.lines.size(); ++i) {
        const Line &line = component.lines[i];
        ends.push_back(turned[i] ? Ends{line.target, line.source} : Ends{line.source, line.target});
    }
    std::vector<std::uint32_t> layers(component.size(), 0);
    const std::vector<std::uint32_t> order = topologicalOrder(component, ends);
    for (const std::uint32_t box : order) {
        for (const std::uint32_t line : component.linesOf(box)) {
            if (ends[line].from == box)
                layers[ends[line].to] = std::max(layers[ends[line].to], layers[box] + 1);
        }
    }
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        bool moved = false;
        for (std::size_t i = order.size(); i-- > 0;)
            moved = tighten(component, ends, order[i], layers) || moved;
        for (const std::uint32_t box : order)
            moved = tighten(component, ends, box, layers) || moved;
        if (!moved)
            break;
    }
    const std::uint32_t first =
        layers.empty() ? 0 : *std::min_element(layers.begin(), layers.end());
    for (std::uint32_t &layer : layers)
        layer -= first;
    return layers;
}

} // namespace tw::layout
