// SPDX-License-Identifier: MIT
#include "layout/groups.h"

#include "layout/component_layout.h"
#include "layout/packing.h"

#include <algorithm>
#include <map>

namespace tw::layout {

namespace {

constexpr std::uint32_t none = UINT32_MAX;

Placement layOutComponents(const std::vector<LayoutNode> &nodes,
                           const std::vector<LayoutEdge> &edges, const LayoutOptions &options,
                           double workPerBox)
{
    const std::vector<Component> components =
        splitComponents(nodes, edges, std::vector<bool>(nodes.size(), true));
    std::vector<Placement> placements;
    std::vector<Box> blocks;
    for (const Component &component : components) {
        placements.push_back(layOutComponent(component, options, workPerBox));
        blocks.push_back({placements.back().width, placements.back().height});
    }
    const std::vector<LayoutPoint> corners =
        packRectangles(blocks, options.blockGap, options.aspect);
    Placement whole;
    whole.corners.resize(nodes.size());
    for (std::size_t c = 0; c < components.size(); ++c) {
        for (std::size_t b = 0; b < components[c].size(); ++b) {
            const LayoutPoint &inside = placements[c].corners[b];
            whole.corners[components[c].nodes[b]] = {corners[c].x + inside.x,
                                                     corners[c].y + inside.y};
        }
        whole.width = std::max(whole.width, corners[c].x + blocks[c].width);
        whole.height = std::max(whole.height, corners[c].y + blocks[c].height);
    }
    return whole;
}

/// Boxes of one group, and where they stand in its area.
struct Area {
    std::vector<std::uint32_t> members;
    std::vector<LayoutNode> nodes;
    std::vector<LayoutEdge> edges;
    Placement placement;
};

/// Groups of two boxes and more, in the order of their first boxes.
std::vector<Area> areasOf(const std::vector<LayoutNode> &nodes)
{
    std::map<std::uint32_t, std::size_t> numbers;
    std::vector<Area> areas;
    for (std::uint32_t node = 0; node < nodes.size(); ++node) {
        if (nodes[node].group == none)
            continue;
        const auto [number, isNew] = numbers.emplace(nodes[node].group, areas.size());
        if (isNew)
            areas.emplace_back();
        areas[number->second].members.push_back(node);
    }
    std::erase_if(areas, [](const Area &area) { return area.members.size() < 2; });
    return areas;
}

/// A node as it is or within the area that stands for it.
struct Standing {
    std::uint32_t node = none; ///< in the outer layout
    std::uint32_t area = none;
    std::uint32_t inside = none; ///< in the area
};

} // namespace

Placement layOutFree(const std::vector<LayoutNode> &nodes, const std::vector<LayoutEdge> &edges,
                     const LayoutOptions &options, double workPerBox)
{
    std::vector<Area> areas = areasOf(nodes);
    if (areas.empty())
        return layOutComponents(nodes, edges, options, workPerBox);
    std::vector<Standing> standing(nodes.size());
    for (std::uint32_t a = 0; a < areas.size(); ++a) {
        for (const std::uint32_t member : areas[a].members) {
            standing[member].area = a;
            standing[member].inside = static_cast<std::uint32_t>(areas[a].nodes.size());
            areas[a].nodes.push_back(nodes[member]);
        }
    }
    const auto isThere = [&](const LayoutEdge &edge) {
        return edge.source < nodes.size() && edge.target < nodes.size();
    };
    for (const LayoutEdge &edge : edges) {
        if (isThere(edge) && standing[edge.source].area != none &&
            standing[edge.source].area == standing[edge.target].area)
            areas[standing[edge.source].area].edges.push_back({standing[edge.source].inside,
                                                               standing[edge.target].inside,
                                                               edge.sourceY, edge.targetY});
    }
    std::vector<LayoutNode> outer;
    for (Area &area : areas)
        area.placement = layOutComponents(area.nodes, area.edges, options, workPerBox);
    const double margin = options.groupMargin;
    std::vector<std::uint32_t> outerOfArea(areas.size(), none);
    for (std::uint32_t node = 0; node < nodes.size(); ++node) {
        const std::uint32_t area = standing[node].area;
        if (area == none || outerOfArea[area] == none) {
            standing[node].node = static_cast<std::uint32_t>(outer.size());
            if (area == none) {
                outer.push_back(nodes[node]);
            } else {
                outerOfArea[area] = standing[node].node;
                outer.push_back({.width = areas[area].placement.width + 2 * margin,
                                 .height = areas[area].placement.height + 2 * margin,
                                 .fixed = {}});
            }
        } else {
            standing[node].node = outerOfArea[area];
        }
    }
    std::vector<LayoutEdge> outerEdges;
    for (const LayoutEdge &edge : edges) {
        if (!isThere(edge))
            continue;
        const auto port = [&](std::uint32_t node, double y) {
            const Standing &at = standing[node];
            return at.area == none ? y : y + margin + areas[at.area].placement.corners[at.inside].y;
        };
        outerEdges.push_back({standing[edge.source].node, standing[edge.target].node,
                              port(edge.source, edge.sourceY), port(edge.target, edge.targetY)});
    }
    const Placement outside = layOutComponents(outer, outerEdges, options, workPerBox);
    Placement whole{std::vector<LayoutPoint>(nodes.size()), outside.width, outside.height};
    for (std::uint32_t node = 0; node < nodes.size(); ++node) {
        LayoutPoint corner = outside.corners[standing[node].node];
        if (standing[node].area != none) {
            const LayoutPoint &inside =
                areas[standing[node].area].placement.corners[standing[node].inside];
            corner = {corner.x + margin + inside.x, corner.y + margin + inside.y};
        }
        whole.corners[node] = corner;
    }
    return whole;
}

} // namespace tw::layout
