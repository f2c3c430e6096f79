// SPDX-License-Identifier: MIT
#include "layout/columns.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tw::layout {

double fullHeight(const Component &component, const Gaps &gaps, double aspect)
{
    double tallest = 0;
    double height = 0;
    double area = 0;
    for (const Box &box : component.boxes) {
        tallest = std::max(tallest, box.height);
        height += box.height + gaps.node;
        area += (box.width + gaps.layer) * (box.height + gaps.node);
    }
    if (!(area > 0) || !(height > 0))
        return tallest;
    // As many columns of the mean width, each of the same height, as give the aspect.
    const double width = area / height;
    const double count = std::max(1.0, std::round(std::sqrt(aspect * height / width)));
    return std::max(tallest, height / count - gaps.node);
}

double heightOf(const Component &component, const std::vector<std::uint32_t> &column,
                const Gaps &gaps)
{
    double height = column.empty() ? 0 : -gaps.node;
    for (const std::uint32_t box : column)
        height += component.boxes[box].height + gaps.node;
    return height;
}

Columns columnsOfPoints(const Component &component, const std::vector<LayoutPoint> &points,
                        const Gaps &gaps, double aspect)
{
    std::vector<std::uint32_t> order(component.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return points[a].x < points[b].x; });
    const double total = heightOf(component, order, gaps) + gaps.node;
    const double full = fullHeight(component, gaps, aspect) + gaps.node;
    const double count = std::max(1.0, std::round(total / full));
    Columns columns(1);
    double above = 0; // heights of what is in columns already
    for (const std::uint32_t box : order) {
        const double height = component.boxes[box].height + gaps.node;
        const double end = total / count * static_cast<double>(columns.size());
        // A box belongs where its middle is.
        if (above + height / 2 > end && !columns.back().empty())
            columns.emplace_back();
        columns.back().push_back(box);
        above += height;
    }
    for (std::vector<std::uint32_t> &column : columns) {
        std::stable_sort(column.begin(), column.end(), [&](std::uint32_t a, std::uint32_t b) {
            return points[a].y < points[b].y;
        });
    }
    return columns;
}

Placement stackColumns(const Component &component, const Columns &columns, const Gaps &gaps)
{
    Placement placement;
    placement.corners.resize(component.size());
    for (const std::vector<std::uint32_t> &column : columns)
        placement.height = std::max(placement.height, heightOf(component, column, gaps));
    double x = 0;
    for (const std::vector<std::uint32_t> &column : columns) {
        if (column.empty())
            continue;
        double width = 0;
        for (const std::uint32_t box : column)
            width = std::max(width, component.boxes[box].width);
        double y = (placement.height - heightOf(component, column, gaps)) / 2;
        for (const std::uint32_t box : column) {
            placement.corners[box] = {x + (width - component.boxes[box].width) / 2, y};
            y += component.boxes[box].height + gaps.node;
        }
        placement.width = x + width;
        x += width + gaps.layer;
    }
    return placement;
}

} // namespace tw::layout
