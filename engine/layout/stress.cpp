// SPDX-License-Identifier: MIT
// Stress of a drawing is the sum over pairs of (distance drawn - distance in the graph)^2, weighted
// by the inverse square of the latter. It is lowered by stochastic gradient descent over the pairs
// (Zheng, Pawar, Goodman: Graph Drawing by Stochastic Gradient Descent, 2018); in large graphs over
// the pairs of a box and one of a few pivots, each of which stands for the boxes about it (Ortmann,
// Klimenta, Brandes: A Sparse Stress Model, 2017).
#include "layout/stress.h"

#include "layout/random.h"

#include <algorithm>
#include <cmath>

namespace tw::layout {

namespace {

constexpr std::uint16_t unreached = UINT16_MAX;
constexpr std::size_t allPairsUpTo = 1200; ///< boxes
constexpr std::size_t pivotCount = 100;
constexpr int rounds = 30;

struct Pair {
    std::uint32_t moved = 0;
    std::uint32_t other = 0;
    float distance = 0;
    float movedWeight = 0;
    float otherWeight = 0;
};

/// Breadth first from one box.
void distancesFrom(const Component &component, std::uint32_t start,
                   std::vector<std::uint16_t> &distances, std::vector<std::uint32_t> &queue)
{
    distances.assign(component.size(), unreached);
    queue.clear();
    queue.push_back(start);
    distances[start] = 0;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        const std::uint32_t box = queue[i];
        const auto next =
            static_cast<std::uint16_t>(std::min<unsigned>(distances[box] + 1U, unreached - 1U));
        for (const std::uint32_t line : component.linesOf(box)) {
            const std::uint32_t other = component.otherEnd(line, box);
            if (distances[other] == unreached) {
                distances[other] = next;
                queue.push_back(other);
            }
        }
    }
}

std::vector<Pair> allPairs(const Component &component)
{
    std::vector<Pair> pairs;
    pairs.reserve(component.size() * (component.size() - 1) / 2);
    std::vector<std::uint16_t> distances;
    std::vector<std::uint32_t> queue;
    for (std::uint32_t box = 0; box < component.size(); ++box) {
        distancesFrom(component, box, distances, queue);
        for (std::uint32_t other = box + 1; other < component.size(); ++other) {
            const auto distance = static_cast<float>(distances[other]);
            const float weight = 1 / (distance * distance);
            pairs.push_back({box, other, distance, weight, weight});
        }
    }
    return pairs;
}

/// The pivots are far from one another (maxmin), the first far from box 0.
std::vector<Pair> pivotPairs(const Component &component, const std::stop_token &stop)
{
    const std::size_t count = component.size();
    std::vector<std::vector<std::uint16_t>> fromPivot;
    std::vector<std::uint32_t> pivots;
    std::vector<std::uint32_t> queue;
    std::vector<std::uint16_t> distances;
    distancesFrom(component, 0, distances, queue);
    std::vector<std::uint16_t> nearest(count, unreached);
    std::vector<std::uint32_t> region(count, 0);
    auto pivot = queue.back();
    for (std::uint32_t p = 0; p < pivotCount && !stop.stop_requested(); ++p) {
        distancesFrom(component, pivot, distances, queue);
        for (std::uint32_t box = 0; box < count; ++box) {
            if (distances[box] < nearest[box]) {
                nearest[box] = distances[box];
                region[box] = p;
            }
        }
        pivots.push_back(pivot);
        fromPivot.push_back(distances);
        pivot = static_cast<std::uint32_t>(std::max_element(nearest.begin(), nearest.end()) -
                                           nearest.begin());
    }
    std::vector<Pair> pairs;
    pairs.reserve(component.lines.size() + count * pivots.size());
    for (const Line &line : component.lines)
        pairs.push_back({line.source, line.target, 1, 1, 1});
    for (std::uint32_t p = 0; p < pivots.size(); ++p) {
        // How many boxes of the pivot's region are within each distance of it.
        std::vector<std::uint32_t> within(1, 0);
        for (std::uint32_t box = 0; box < count; ++box) {
            if (region[box] != p)
                continue;
            within.resize(std::max<std::size_t>(within.size(), fromPivot[p][box] + 1U));
            ++within[fromPivot[p][box]];
        }
        for (std::size_t d = 1; d < within.size(); ++d)
            within[d] += within[d - 1];
        for (std::uint32_t box = 0; box < count; ++box) {
            const std::uint16_t steps = fromPivot[p][box];
            if (steps < 2)
                continue;
            const auto distance = static_cast<float>(steps);
            const auto stands =
                static_cast<float>(within[std::min<std::size_t>(steps / 2U, within.size() - 1)]);
            pairs.push_back({box, pivots[p], distance, stands / (distance * distance), 0});
        }
    }
    return pairs;
}

void descend(std::vector<Pair> &pairs, std::vector<LayoutPoint> &points, Random &random,
             const std::stop_token &stop)
{
    float least = 1;
    float most = 0;
    for (const Pair &pair : pairs) {
        least = std::min(least, pair.movedWeight);
        most = std::max(most, pair.movedWeight);
    }
    constexpr double lastStep = 0.1;
    const double first = 1.0 / static_cast<double>(least);
    const double decay = std::log(lastStep / static_cast<double>(most) / first) / (rounds - 1);
    for (int round = 0; round < rounds && !stop.stop_requested(); ++round) {
        const double step = first * std::exp(decay * round);
        for (std::size_t i = pairs.size(); i > 1; --i)
            std::swap(pairs[i - 1], pairs[random.below(i)]);
        for (const Pair &pair : pairs) {
            LayoutPoint &a = points[pair.moved];
            LayoutPoint &b = points[pair.other];
            const double dx = a.x - b.x;
            const double dy = a.y - b.y;
            const double drawn = std::max(std::sqrt(dx * dx + dy * dy), 1e-9);
            const double pull = (drawn - static_cast<double>(pair.distance)) / (2 * drawn);
            const double forMoved =
                pull * std::min(1.0, step * static_cast<double>(pair.movedWeight));
            const double forOther =
                pull * std::min(1.0, step * static_cast<double>(pair.otherWeight));
            a.x -= forMoved * dx;
            a.y -= forMoved * dy;
            b.x += forOther * dx;
            b.y += forOther * dy;
        }
    }
}

/// The axis of the largest spread becomes x.
void turn(const Component &component, std::vector<LayoutPoint> &points)
{
    const auto count = static_cast<double>(points.size());
    LayoutPoint mean;
    for (const LayoutPoint &point : points)
        mean = {mean.x + point.x / count, mean.y + point.y / count};
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (LayoutPoint &point : points) {
        point = {point.x - mean.x, point.y - mean.y};
        xx += point.x * point.x;
        xy += point.x * point.y;
        yy += point.y * point.y;
    }
    const double angle = std::atan2(2 * xy, xx - yy) / 2;
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    for (LayoutPoint &point : points)
        point = {c * point.x + s * point.y, c * point.y - s * point.x};
    double forward = 0;
    for (const Line &line : component.lines)
        forward += points[line.target].x - points[line.source].x;
    if (forward < 0) {
        for (LayoutPoint &point : points)
            point = {-point.x, -point.y};
    }
}

} // namespace

std::vector<LayoutPoint> stressPoints(const Component &component, const std::stop_token &stop)
{
    Random random(component.size());
    std::vector<LayoutPoint> points(component.size());
    for (LayoutPoint &point : points)
        point = {random.unit(), random.unit()};
    if (component.size() < 2)
        return points;
    std::vector<Pair> pairs =
        component.size() <= allPairsUpTo ? allPairs(component) : pivotPairs(component, stop);
    descend(pairs, points, random, stop);
    turn(component, points);
    return points;
}

} // namespace tw::layout
