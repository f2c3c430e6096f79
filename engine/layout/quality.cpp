// SPDX-License-Identifier: MIT
#include "layout/facing_line.h"
#include "layout/lengths.h"

#include <tablewright/layout/layout.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tw {

namespace {

struct Box {
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;
};

struct Line {
    LayoutPoint from; ///< the end with the smaller x
    LayoutPoint to;
};

std::vector<Box> boxesOf(const std::vector<LayoutNode> &nodes,
                         const std::vector<LayoutPoint> &positions)
{
    std::vector<Box> boxes;
    boxes.reserve(nodes.size());
    for (std::size_t n = 0; n < nodes.size() && n < positions.size(); ++n) {
        const LayoutPoint &at = positions[n];
        boxes.push_back({at.x, at.y, at.x + layout::saneLength(nodes[n].width),
                         at.y + layout::saneLength(nodes[n].height)});
    }
    return boxes;
}

/// Boxes that only touch do not overlap; what rounding makes of touching ones does not count.
bool overlap(const Box &a, const Box &b)
{
    constexpr double slack = 1e-6;
    return a.left + slack < b.right && b.left + slack < a.right && a.top + slack < b.bottom &&
           b.top + slack < a.bottom;
}

std::size_t countOverlaps(const std::vector<Box> &boxes)
{
    std::vector<std::uint32_t> order(boxes.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return boxes[a].left < boxes[b].left; });
    std::size_t count = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const Box &box = boxes[order[i]];
        for (std::size_t j = i + 1; j < order.size() && boxes[order[j]].left < box.right; ++j) {
            count += overlap(box, boxes[order[j]]) ? 1 : 0;
        }
    }
    return count;
}

Line lineOf(const LayoutEdge &edge, const Box &source, const Box &target)
{
    auto [from, to] = layout::facingLine(
        {source.left, source.right, source.top + layout::saneLength(edge.sourceY)},
        {target.left, target.right, target.top + layout::saneLength(edge.targetY)});
    if (to.x < from.x)
        std::swap(from, to);
    return {from, to};
}

double turn(const LayoutPoint &a, const LayoutPoint &b, const LayoutPoint &c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

bool opposite(double a, double b) { return (a < 0 && b > 0) || (a > 0 && b < 0); }

/// Lines that share an end, or of which one ends on the other, do not cross.
bool cross(const Line &a, const Line &b)
{
    return opposite(turn(a.from, a.to, b.from), turn(a.from, a.to, b.to)) &&
           opposite(turn(b.from, b.to, a.from), turn(b.from, b.to, a.to));
}

std::size_t countCrossings(std::vector<Line> &lines)
{
    std::sort(lines.begin(), lines.end(),
              [](const Line &a, const Line &b) { return a.from.x < b.from.x; });
    std::size_t count = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (std::size_t j = i + 1; j < lines.size() && lines[j].from.x <= lines[i].to.x; ++j) {
            count += cross(lines[i], lines[j]) ? 1 : 0;
        }
    }
    return count;
}

/// Lines that pass through a box, not only along its border.
bool runsBehind(const Line &line, const Box &box)
{
    if (line.from.x >= box.right || line.to.x <= box.left ||
        std::min(line.from.y, line.to.y) >= box.bottom ||
        std::max(line.from.y, line.to.y) <= box.top)
        return false;
    const double dx = line.to.x - line.from.x;
    const double dy = line.to.y - line.from.y;
    const double middle = dx * ((box.top + box.bottom) / 2 - line.from.y) -
                          dy * ((box.left + box.right) / 2 - line.from.x);
    return std::abs(middle) <
           std::abs(dx) * (box.bottom - box.top) / 2 + std::abs(dy) * (box.right - box.left) / 2;
}

std::size_t countBehind(const std::vector<Line> &lines, const std::vector<Box> &boxes)
{
    std::size_t count = 0;
    for (const Line &line : lines)
        count += static_cast<std::size_t>(std::count_if(
            boxes.begin(), boxes.end(), [&](const Box &box) { return runsBehind(line, box); }));
    return count;
}

} // namespace

LayoutQuality measureLayout(const std::vector<LayoutNode> &nodes,
                            const std::vector<LayoutEdge> &edges,
                            const std::vector<LayoutPoint> &positions)
{
    const std::vector<Box> boxes = boxesOf(nodes, positions);
    LayoutQuality quality;
    quality.overlaps = countOverlaps(boxes);
    std::vector<Line> lines;
    for (const LayoutEdge &edge : edges) {
        if (edge.source == edge.target || edge.source >= boxes.size() ||
            edge.target >= boxes.size()) {
            continue;
        }
        lines.push_back(lineOf(edge, boxes[edge.source], boxes[edge.target]));
        const Line &line = lines.back();
        quality.edgeLength += std::hypot(line.to.x - line.from.x, line.to.y - line.from.y);
    }
    quality.crossings = countCrossings(lines);
    quality.behind = countBehind(lines, boxes);
    double filled = 0;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Box around{infinity, infinity, -infinity, -infinity};
    for (const Box &box : boxes) {
        filled += (box.right - box.left) * (box.bottom - box.top);
        around = {std::min(around.left, box.left), std::min(around.top, box.top),
                  std::max(around.right, box.right), std::max(around.bottom, box.bottom)};
    }
    const double area = (around.right - around.left) * (around.bottom - around.top);
    quality.filledArea = area > 0 && filled > 0 ? std::min(1.0, filled / area) : 0.0;
    return quality;
}

} // namespace tw
