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

constexpr double apart = 4;    // in height; nearer lines look like one
constexpr double touching = 2; // in width; lines may meet

using Port = std::uint64_t;

Port portOf(const RouteEnd &end, bool right)
{
    return (static_cast<Port>(static_cast<std::uint32_t>(end.box)) << 32) |
           (static_cast<Port>(static_cast<std::uint32_t>(end.row + 1)) << 8) |
           (static_cast<Port>(end.mark) << 1) | (right ? 1U : 0U);
}

class Runs {
public:
    void add(double y, double a, double b, Port port)
    {
        m_runs[std::lround(y / apart)].push_back({y, std::min(a, b), std::max(a, b), port});
    }
    /// How many of other ports lie there.
    [[nodiscard]] int count(double y, double a, double b, Port port) const
    {
        const double from = std::min(a, b) + touching;
        const double to = std::max(a, b) - touching;
        const long bucket = std::lround(y / apart);
        int found = 0;
        for (long near = bucket - 1; near <= bucket + 1; ++near) {
            const auto there = m_runs.find(near);
            if (there == m_runs.end())
                continue;
            found += static_cast<int>(
                std::count_if(there->second.begin(), there->second.end(), [&](const Run &run) {
                    return run.port != port && std::abs(run.y - y) < apart && run.from < to &&
                           from < run.to;
                }));
        }
        return found;
    }

private:
    struct Run {
        double y, from, to;
        Port port;
    };
    std::unordered_map<long, std::vector<Run>> m_runs;
};

} // namespace

void EdgeRouter::separate(const std::vector<RouteRequest> &requests, std::vector<Route> &routes)
{
    Runs runs;
    const auto addStub = [&runs](const QPointF &at, bool right, Port port) {
        runs.add(at.y(), at.x(), at.x() + (right ? stub : -stub), port);
    };
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const Route &route = routes[i];
        if (route.points.isEmpty())
            continue;
        addStub(route.points.front(), route.sourceRight,
                portOf(requests[i].source, route.sourceRight));
        addStub(route.points.back(), route.targetRight,
                portOf(requests[i].target, route.targetRight));
    }
    for (std::size_t i = 0; i < requests.size(); ++i) {
        Route &route = routes[i];
        QPolygonF &points = route.points;
        if (points.isEmpty())
            continue;
        const Port source = portOf(requests[i].source, route.sourceRight);
        const Port target = portOf(requests[i].target, route.targetRight);
        const QPointF first = points.front();
        const QPointF last = points.back();
        if (points.size() == 4 && route.sourceRight != route.targetRight) {
            const auto overlaps = [&](double x) {
                return runs.count(first.y(), first.x(), x, source) +
                       runs.count(last.y(), x, last.x(), target);
            };
            int best = overlaps(points[1].x());
            const double cost = best > 0 ? crossed({points, true, true}, requests[i]) : 0;
            const std::array turns{first.x() + (route.sourceRight ? stub : -stub),
                                   (first.x() + last.x()) / 2,
                                   last.x() + (route.targetRight ? stub : -stub)};
            for (const double x : turns) {
                if (best == 0)
                    break;
                const int found = overlaps(x);
                QPolygonF turned{first, {x, first.y()}, {x, last.y()}, last};
                if (found < best && crossed({turned, true, true}, requests[i]) <= cost) {
                    best = found;
                    points = turned;
                }
            }
        }
        runs.add(first.y(), first.x(), points[1].x(), source);
        runs.add(last.y(), points[points.size() - 2].x(), last.x(), target);
    }
}

} // namespace tw::preview
