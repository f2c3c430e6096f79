// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces at the ends of routes cannot be pushed aside, for they belong to a row. Where two would
// lie on each other, one of them turns off earlier.
#include "diagram/edge_routing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace tw::preview {

namespace {

constexpr double apart = 4; // in height; nearer lines look like one
constexpr double gap = 14;  // in width, between lines of one height

constexpr double overlapCost = 250; // what may be crossed rather

using Port = std::uint64_t;

Port portOf(const RouteEnd &end, bool right)
{
    return (static_cast<Port>(static_cast<std::uint32_t>(end.box)) << 32) |
           (static_cast<Port>(static_cast<std::uint32_t>(end.row + 1)) << 8) |
           (static_cast<Port>(end.mark) << 1) | (right ? 1U : 0U);
}

/// The first or the last piece of a route.
struct Run {
    double y, from, to;
    Port port;
    std::size_t route;
};

class Runs {
public:
    /// In place of the route's other one at this height and port.
    void put(double y, double a, double b, Port port, std::size_t route)
    {
        std::vector<Run> &there = m_runs[bucketOf(y)];
        const Run run{y, std::min(a, b), std::max(a, b), port, route};
        const auto old = std::find_if(there.begin(), there.end(), [&](const Run &each) {
            return each.route == route && each.port == port;
        });
        if (old == there.end())
            there.push_back(run);
        else
            *old = run;
    }
    /// How many of other ports lie there.
    [[nodiscard]] int count(double y, double a, double b, Port port, std::size_t route) const
    {
        const double from = std::min(a, b) - gap;
        const double to = std::max(a, b) + gap;
        int found = 0;
        for (long near = bucketOf(y) - 1; near <= bucketOf(y) + 1; ++near) {
            const auto there = m_runs.find(near);
            if (there == m_runs.end())
                continue;
            found += static_cast<int>(
                std::count_if(there->second.begin(), there->second.end(), [&](const Run &run) {
                    return run.port != port && run.route != route && std::abs(run.y - y) < apart &&
                           run.from < to && from < run.to;
                }));
        }
        return found;
    }

private:
    [[nodiscard]] static long bucketOf(double y) { return std::lround(y / apart); }
    std::unordered_map<long, std::vector<Run>> m_runs;
};

} // namespace

void EdgeRouter::separate(const std::vector<RouteRequest> &requests, std::vector<Route> &routes)
{
    Runs runs;
    const auto put = [&](std::size_t i) {
        const Route &route = routes[i];
        const QPolygonF &points = route.points;
        runs.put(points[0].y(), points[0].x(), points[1].x(),
                 portOf(requests[i].source, route.sourceRight), i);
        const QPointF &last = points.back();
        runs.put(last.y(), points[points.size() - 2].x(), last.x(),
                 portOf(requests[i].target, route.targetRight), i);
    };
    for (std::size_t i = 0; i < requests.size(); ++i) {
        if (!routes[i].points.isEmpty())
            put(i);
    }
    for (std::size_t i = 0; i < requests.size(); ++i) {
        Route &route = routes[i];
        if (route.points.size() != 4 || route.sourceRight == route.targetRight)
            continue;
        const Port source = portOf(requests[i].source, route.sourceRight);
        const Port target = portOf(requests[i].target, route.targetRight);
        const QPointF first = route.points.front();
        const QPointF last = route.points.back();
        const auto overlaps = [&](double x) {
            return runs.count(first.y(), first.x(), x, source, i) +
                   runs.count(last.y(), x, last.x(), target, i);
        };
        int best = overlaps(route.points[1].x());
        if (best == 0)
            continue;
        const double cost = crossed({route.points, true, true}, requests[i]);
        const std::array turns{stubEnd(first.x(), route.sourceRight), (first.x() + last.x()) / 2,
                               stubEnd(last.x(), route.targetRight)};
        for (const double x : turns) {
            const int found = overlaps(x);
            QPolygonF turned{first, {x, first.y()}, {x, last.y()}, last};
            if (found < best && crossed({turned, true, true}, requests[i]) <= cost + overlapCost) {
                best = found;
                route.points = std::move(turned);
            }
        }
        put(i);
    }
}

} // namespace tw::preview
