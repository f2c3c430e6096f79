// SPDX-License-Identifier: MIT
#include "layout/lengths.h"

#include <tablewright/layout/layout.h>

#include <algorithm>
#include <cmath>

namespace tw {

LayoutResult layOut(const std::vector<LayoutNode> &nodes, const std::vector<LayoutEdge> &edges,
                    const LayoutOptions &options)
{
    (void)edges;
    LayoutResult result;
    result.positions.resize(nodes.size());
    double area = 0;
    double bottomOfFixed = 0;
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        const double width = layout::saneLength(nodes[n].width);
        const double height = layout::saneLength(nodes[n].height);
        if (nodes[n].fixed) {
            result.positions[n] = *nodes[n].fixed;
            bottomOfFixed = std::max(bottomOfFixed, nodes[n].fixed->y + height + options.blockGap);
        } else {
            area += (width + options.layerGap) * (height + options.nodeGap);
        }
    }
    const double rowWidth = std::sqrt(area * options.aspect);
    double x = 0;
    double y = bottomOfFixed;
    double rowHeight = 0;
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        const double width = layout::saneLength(nodes[n].width);
        const double height = layout::saneLength(nodes[n].height);
        if (!nodes[n].fixed) {
            if (x > 0 && x + width > rowWidth) {
                x = 0;
                y += rowHeight + options.nodeGap;
                rowHeight = 0;
            }
            result.positions[n] = {x, y};
            x += width + options.layerGap;
            rowHeight = std::max(rowHeight, height);
        }
        result.width = std::max(result.width, result.positions[n].x + width);
        result.height = std::max(result.height, result.positions[n].y + height);
    }
    return result;
}

} // namespace tw
