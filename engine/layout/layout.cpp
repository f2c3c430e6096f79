// SPDX-License-Identifier: MIT
#include "layout/component.h"
#include "layout/fixed_nodes.h"
#include "layout/groups.h"
#include "layout/lengths.h"

#include <tablewright/layout/layout.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tw {

namespace {

using namespace layout;

constexpr double mostWork = 400e6;       ///< pairs of lines, for all boxes together
constexpr double mostWorkPerBox = 2.5e6; ///< more is of no use
constexpr std::uint32_t none = UINT32_MAX;

LayoutOptions sane(LayoutOptions options)
{
    constexpr double widest = 20;
    options.aspect = options.aspect > 0 ? std::clamp(options.aspect, 1 / widest, widest)
                                        : LayoutOptions{}.aspect;
    for (double *gap :
         {&options.nodeGap, &options.layerGap, &options.blockGap, &options.groupMargin})
        *gap = saneLength(*gap);
    options.effort = std::min(saneLength(options.effort), 100.0);
    return options;
}

Box sizeOf(const LayoutNode &node) { return {saneLength(node.width), saneLength(node.height)}; }

bool isFree(const LayoutNode &node)
{
    return !node.fixed || !std::isfinite(node.fixed->x) || !std::isfinite(node.fixed->y);
}

/// Free boxes that are placed together, and the fixed ones that they are connected with.
struct Block {
    std::vector<std::uint32_t> nodes;
    std::vector<std::uint32_t> edges; ///< between them
    LayoutPoint sum;                  ///< of the middles of the fixed ones, one a line
    double count = 0;                 ///< of those lines

    void add(const Block &other)
    {
        nodes.insert(nodes.end(), other.nodes.begin(), other.nodes.end());
        edges.insert(edges.end(), other.edges.begin(), other.edges.end());
    }
};

class WholeLayout {
public:
    WholeLayout(const std::vector<LayoutNode> &nodes, const std::vector<LayoutEdge> &edges,
                const LayoutOptions &options)
        : m_nodes(nodes), m_edges(edges), m_options(sane(options)), m_number(nodes.size(), none),
          m_obstacles(m_options.blockGap, m_options.aspect), m_positions(nodes.size())
    {
        std::size_t count = 1;
        for (std::uint32_t n = 0; n < nodes.size(); ++n) {
            m_isFree.push_back(isFree(nodes[n]));
            count += m_isFree[n] ? 1 : 0;
            if (m_isFree[n])
                continue;
            m_positions[n] = *nodes[n].fixed;
            if (isPlace(m_positions[n]))
                m_obstacles.add(frameOf(m_positions[n], sizeOf(nodes[n])));
        }
        m_workPerBox =
            m_options.effort * std::min(mostWorkPerBox, mostWork / static_cast<double>(count));
    }

    std::vector<LayoutPoint> find()
    {
        Block rest;
        for (const Block &block : blocks()) {
            if (block.count == 0 || !placeNear(block))
                rest.add(block);
        }
        if (!rest.nodes.empty()) {
            std::sort(rest.nodes.begin(), rest.nodes.end());
            const Placement placement = layOutBlock(rest);
            put(rest, placement, m_obstacles.beside({placement.width, placement.height}));
        }
        return std::move(m_positions);
    }

private:
    std::vector<Block> blocks()
    {
        std::vector<Block> blocks;
        std::vector<std::uint32_t> blockOf(m_nodes.size(), none);
        for (Component &component : splitComponents(m_nodes, m_edges, m_isFree)) {
            for (const std::uint32_t node : component.nodes)
                blockOf[node] = static_cast<std::uint32_t>(blocks.size());
            blocks.push_back({.nodes = std::move(component.nodes), .edges = {}, .sum = {}});
        }
        for (std::uint32_t e = 0; e < m_edges.size(); ++e) {
            const LayoutEdge &edge = m_edges[e];
            if (edge.source >= m_nodes.size() || edge.target >= m_nodes.size())
                continue;
            const std::uint32_t source = blockOf[edge.source];
            const std::uint32_t target = blockOf[edge.target];
            if (source != none && target != none)
                blocks[source].edges.push_back(e);
            else if (source != none)
                draw(blocks[source], edge.target);
            else if (target != none)
                draw(blocks[target], edge.source);
        }
        return blocks;
    }

    void draw(Block &block, std::uint32_t fixed) const
    {
        if (!isPlace(m_positions[fixed]))
            return;
        const Box size = sizeOf(m_nodes[fixed]);
        block.sum = {block.sum.x + m_positions[fixed].x + size.width / 2,
                     block.sum.y + m_positions[fixed].y + size.height / 2};
        block.count += 1;
    }

    bool placeNear(const Block &block)
    {
        const Placement placement = layOutBlock(block);
        const Box box{placement.width, placement.height};
        const auto corner =
            m_obstacles.near({block.sum.x / block.count, block.sum.y / block.count}, box);
        if (!corner)
            return false;
        put(block, placement, *corner);
        m_obstacles.add(frameOf(*corner, box));
        return true;
    }

    Placement layOutBlock(const Block &block)
    {
        std::vector<LayoutNode> nodes;
        for (const std::uint32_t node : block.nodes) {
            m_number[node] = static_cast<std::uint32_t>(nodes.size());
            nodes.push_back(m_nodes[node]);
        }
        std::vector<LayoutEdge> edges;
        for (const std::uint32_t e : block.edges) {
            edges.push_back(m_edges[e]);
            edges.back().source = m_number[m_edges[e].source];
            edges.back().target = m_number[m_edges[e].target];
        }
        return layOutFree(nodes, edges, m_options, m_workPerBox);
    }

    void put(const Block &block, const Placement &placement, const LayoutPoint &corner)
    {
        for (std::size_t i = 0; i < block.nodes.size(); ++i)
            m_positions[block.nodes[i]] = {corner.x + placement.corners[i].x,
                                           corner.y + placement.corners[i].y};
    }

    const std::vector<LayoutNode> &m_nodes;
    const std::vector<LayoutEdge> &m_edges;
    LayoutOptions m_options;
    std::vector<bool> m_isFree;
    std::vector<std::uint32_t> m_number; ///< of nodes in the block that is laid out
    Obstacles m_obstacles;
    double m_workPerBox = 0;
    std::vector<LayoutPoint> m_positions;
};

} // namespace

LayoutResult layOut(const std::vector<LayoutNode> &nodes, const std::vector<LayoutEdge> &edges,
                    const LayoutOptions &options)
{
    LayoutResult result;
    result.positions = WholeLayout(nodes, edges, options).find();
    if (nodes.empty())
        return result;
    Frame all = frameOf(result.positions.front(), sizeOf(nodes.front()));
    for (std::size_t n = 1; n < nodes.size(); ++n)
        all = united(all, frameOf(result.positions[n], sizeOf(nodes[n])));
    result.width = all.right - all.left;
    result.height = all.bottom - all.top;
    return result;
}

} // namespace tw
