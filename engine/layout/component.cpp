// SPDX-License-Identifier: MIT
#include "layout/component.h"

#include <algorithm>
#include <numeric>

namespace tw::layout {

namespace {

constexpr std::uint32_t none = UINT32_MAX;

/// Disjoint sets with path halving (Tarjan, van Leeuwen 1984); the smaller number represents.
class Sets {
public:
    explicit Sets(std::size_t count) : m_parents(count)
    {
        std::iota(m_parents.begin(), m_parents.end(), 0U);
    }

    std::uint32_t find(std::uint32_t element)
    {
        while (m_parents[element] != element) {
            m_parents[element] = m_parents[m_parents[element]];
            element = m_parents[element];
        }
        return element;
    }

    void join(std::uint32_t a, std::uint32_t b)
    {
        a = find(a);
        b = find(b);
        m_parents[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::uint32_t> m_parents;
};

} // namespace

void Component::connect()
{
    firstIncidence.assign(boxes.size() + 1, 0);
    for (const Line &line : lines) {
        ++firstIncidence[line.source + 1];
        ++firstIncidence[line.target + 1];
    }
    std::partial_sum(firstIncidence.begin(), firstIncidence.end(), firstIncidence.begin());
    incidences.resize(lines.size() * 2);
    std::vector<std::uint32_t> next(firstIncidence.begin(), firstIncidence.end() - 1);
    for (std::uint32_t line = 0; line < lines.size(); ++line) {
        incidences[next[lines[line].source]++] = line;
        incidences[next[lines[line].target]++] = line;
    }
}

std::vector<Component> splitComponents(const std::vector<LayoutNode> &nodes,
                                       const std::vector<LayoutEdge> &edges,
                                       const std::vector<bool> &free)
{
    const auto counts = [&](const LayoutEdge &edge) {
        return edge.source < nodes.size() && edge.target < nodes.size() &&
               edge.source != edge.target && free[edge.source] && free[edge.target];
    };
    Sets sets(nodes.size());
    for (const LayoutEdge &edge : edges) {
        if (counts(edge))
            sets.join(edge.source, edge.target);
    }
    std::vector<Component> components;
    std::vector<std::uint32_t> componentOf(nodes.size(), none);
    std::vector<std::uint32_t> numberIn(nodes.size(), none);
    for (std::uint32_t node = 0; node < nodes.size(); ++node) {
        if (!free[node])
            continue;
        const std::uint32_t first = sets.find(node);
        if (first == node) {
            componentOf[node] = static_cast<std::uint32_t>(components.size());
            components.emplace_back();
        }
        componentOf[node] = componentOf[first];
        Component &component = components[componentOf[node]];
        numberIn[node] = static_cast<std::uint32_t>(component.nodes.size());
        component.nodes.push_back(node);
        component.boxes.push_back({saneLength(nodes[node].width), saneLength(nodes[node].height)});
    }
    for (const LayoutEdge &edge : edges) {
        if (!counts(edge))
            continue;
        Component &component = components[componentOf[edge.source]];
        Line line{numberIn[edge.source], numberIn[edge.target], saneLength(edge.sourceY),
                  saneLength(edge.targetY)};
        line.sourceY = std::min(line.sourceY, component.boxes[line.source].height);
        line.targetY = std::min(line.targetY, component.boxes[line.target].height);
        component.lines.push_back(line);
    }
    for (Component &component : components)
        component.connect();
    return components;
}

} // namespace tw::layout
