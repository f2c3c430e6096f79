// SPDX-License-Identifier: MIT
#include <tablewright/layout/layout.h>

namespace tw {

LayoutResult layOut(const std::vector<LayoutNode> &nodes, const std::vector<LayoutEdge> &edges,
                    const LayoutOptions &options)
{
    (void)nodes;
    (void)edges;
    (void)options;
    return {};
}

LayoutQuality measureLayout(const std::vector<LayoutNode> &, const std::vector<LayoutEdge> &,
                            const std::vector<LayoutPoint> &)
{
    return {};
}

} // namespace tw
