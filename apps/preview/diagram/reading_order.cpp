// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/reading_order.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

namespace tw::preview {

std::vector<int> readingOrder(const std::vector<QRectF> &boxes)
{
    const auto box = [&](int i) -> const QRectF & { return boxes[static_cast<std::size_t>(i)]; };
    std::vector<int> order(boxes.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, [&](int a, int b) {
        return std::pair(box(a).top(), a) < std::pair(box(b).top(), b);
    });
    // What begins above the middle of a row's first box is in its row.
    for (auto row = order.begin(); row != order.end();) {
        const double middle = box(*row).center().y();
        const auto end =
            std::find_if(row + 1, order.end(), [&](int i) { return box(i).top() > middle; });
        std::sort(row, end, [&](int a, int b) {
            return std::tuple(box(a).left(), box(a).top(), a) <
                   std::tuple(box(b).left(), box(b).top(), b);
        });
        row = end;
    }
    return order;
}

int nearestBox(const std::vector<QRectF> &boxes, int from, Direction direction)
{
    if (from < 0 || static_cast<std::size_t>(from) >= boxes.size())
        return -1;
    const auto start = boxes[static_cast<std::size_t>(from)];
    const bool sideways = direction == Direction::Left || direction == Direction::Right;
    const double sign = direction == Direction::Left || direction == Direction::Up ? -1 : 1;

    int best = -1;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (static_cast<int>(i) == from)
            continue;
        const auto &other = boxes[i];
        const auto apart = other.center() - start.center();
        const double ahead = sign * (sideways ? apart.x() : apart.y());
        if (ahead <= 0)
            continue;
        // Aside is the gap between the two, so that what is beside counts as straight ahead.
        const double low =
            sideways ? std::max(start.top(), other.top()) : std::max(start.left(), other.left());
        const double high = sideways ? std::min(start.bottom(), other.bottom())
                                     : std::min(start.right(), other.right());
        const double aside = std::max(0.0, low - high);
        if (aside > 2 * ahead)
            continue;
        const double middles = std::abs(sideways ? apart.y() : apart.x());
        const double cost = ahead + 3 * aside + middles * 0.1;
        if (cost < least) {
            least = cost;
            best = static_cast<int>(i);
        }
    }
    return best;
}

} // namespace tw::preview
