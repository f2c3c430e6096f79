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

/// A segment of a line, from left to right.
struct Piece {
    LayoutPoint from;
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

/// Appends the one or two pieces of a line.
void addPieces(const LayoutEdge &edge, const Box &source, const Box &target,
               std::vector<Piece> &pieces)
{
    const layout::Route route = layout::facingLine(
        {source.left, source.right, source.top + layout::saneLength(edge.sourceY)},
        {target.left, target.right, target.top + layout::saneLength(edge.targetY)});
    const auto add = [&](const layout::Segment &segment) {
        const bool isForward = segment.from.x <= segment.to.x;
        pieces.push_back(
            {isForward ? segment.from : segment.to, isForward ? segment.to : segment.from});
    };
    add(route.first);
    if (route.isBent)
        add(route.second);
}

double turn(const LayoutPoint &a, const LayoutPoint &b, const LayoutPoint &c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

bool opposite(double a, double b) { return (a < 0 && b > 0) || (a > 0 && b < 0); }

/// Pieces that share an end, or of which one ends on the other, do not cross.
bool cross(const Piece &a, const Piece &b)
{
    return opposite(turn(a.from, a.to, b.from), turn(a.from, a.to, b.to)) &&
           opposite(turn(b.from, b.to, a.from), turn(b.from, b.to, a.to));
}

/// Sorts the pieces by their left ends.
std::size_t countCrossings(std::vector<Piece> &pieces)
{
    std::sort(pieces.begin(), pieces.end(),
              [](const Piece &a, const Piece &b) { return a.from.x < b.from.x; });
    std::size_t count = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        for (std::size_t j = i + 1; j < pieces.size() && pieces[j].from.x <= pieces[i].to.x; ++j)
            count += cross(pieces[i], pieces[j]) ? 1 : 0;
    }
    return count;
}

/// Whether it passes through the box, not only along its border.
bool runsBehind(const Piece &line, const Box &box)
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

std::size_t countBehind(const std::vector<Piece> &pieces, const std::vector<Box> &boxes)
{
    std::size_t count = 0;
    for (const Piece &piece : pieces)
        count += static_cast<std::size_t>(std::count_if(
            boxes.begin(), boxes.end(), [&](const Box &box) { return runsBehind(piece, box); }));
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
    std::vector<Piece> pieces;
    for (const LayoutEdge &edge : edges) {
        if (edge.source != edge.target && edge.source < boxes.size() && edge.target < boxes.size())
            addPieces(edge, boxes[edge.source], boxes[edge.target], pieces);
    }
    for (const Piece &piece : pieces)
        quality.edgeLength += std::hypot(piece.to.x - piece.from.x, piece.to.y - piece.from.y);
    quality.crossings = countCrossings(pieces);
    quality.behind = countBehind(pieces, boxes);
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
