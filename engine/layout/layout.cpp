// SPDX-License-Identifier: MIT
#include "layout/component.h"
#include "layout/component_layout.h"
#include "layout/lengths.h"
#include "layout/packing.h"

#include <tablewright/layout/layout.h>

#include <algorithm>
#include <cmath>

namespace tw {

namespace {

using namespace layout;

} // namespace

LayoutResult layOut(const std::vector<LayoutNode> &nodes, const std::vector<LayoutEdge> &edges,
                    const LayoutOptions &options)
{
    LayoutResult result;
    result.positions.resize(nodes.size());
    std::vector<bool> free(nodes.size());
    double top = 0;
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        free[n] = !nodes[n].fixed || !isPlace(*nodes[n].fixed);
        if (!free[n]) {
            result.positions[n] = *nodes[n].fixed;
            top = std::max(top, nodes[n].fixed->y + saneLength(nodes[n].height) + options.blockGap);
        }
    }
    const std::vector<Component> components = splitComponents(nodes, edges, free);
    std::vector<Placement> placements;
    std::vector<Box> blocks;
    for (const Component &component : components) {
        placements.push_back(layOutComponent(component, options, 1));
        blocks.push_back({placements.back().width, placements.back().height});
    }
    const std::vector<LayoutPoint> corners =
        packRectangles(blocks, options.blockGap, options.aspect);
    for (std::size_t c = 0; c < components.size(); ++c) {
        for (std::size_t b = 0; b < components[c].size(); ++b)
            result.positions[components[c].nodes[b]] = {corners[c].x + placements[c].corners[b].x,
                                                        top + corners[c].y +
                                                            placements[c].corners[b].y};
    }
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        result.width = std::max(result.width, result.positions[n].x + saneLength(nodes[n].width));
        result.height =
            std::max(result.height, result.positions[n].y + saneLength(nodes[n].height));
    }
    return result;
}

} // namespace tw
