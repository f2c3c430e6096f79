// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/edge_routing.h"

#include "diagram/edge_tracks.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace tw::preview {

namespace {

constexpr double margin = 8;        // around boxes
constexpr double corridor = 16;     // from a box that is gone around
constexpr double bendCost = 30;     // in length
constexpr double crossedCost = 900; // of each box that a line runs behind
constexpr double nearCost = 120;    // of each box whose marks it disturbs
constexpr double markRoom = 22;     // beside boxes, where marks are
constexpr int mostDetours = 6;      // boxes that are gone around

double lengthOf(const QPolygonF &points)
{
    double length = 0;
    for (qsizetype i = 1; i < points.size(); ++i)
        length += std::abs(points[i].x() - points[i - 1].x()) +
                  std::abs(points[i].y() - points[i - 1].y());
    return length;
}

int bendsOf(const QPolygonF &points)
{
    int bends = 0;
    for (qsizetype i = 2; i < points.size(); ++i) {
        if (std::abs(points[i].y() - points[i - 1].y()) > 0.5 ||
            std::abs(points[i - 1].y() - points[i - 2].y()) > 0.5)
            ++bends;
    }
    return bends;
}

QRectF around(const QPointF &a, const QPointF &b, double room)
{
    return QRectF(a, b).normalized().adjusted(-room, -room, room, room);
}

double sideOf(const QRectF &box, bool right) { return right ? box.right() : box.left(); }

} // namespace

void EdgeRouter::setBoxes(std::vector<QRectF> boxes) { m_grid.setBoxes(std::move(boxes)); }

void EdgeRouter::add(bool sourceRight, bool targetRight, QPolygonF points)
{
    const double least = lengthOf(points) + bendCost * bendsOf(points);
    m_candidates.push_back({{std::move(points), sourceRight, targetRight}, least});
}

void EdgeRouter::addCandidates(const RouteRequest &request)
{
    const QRectF &source = m_grid.boxes()[static_cast<std::size_t>(request.source.box)];
    const QRectF &target = m_grid.boxes()[static_cast<std::size_t>(request.target.box)];
    const double sy = source.top() + request.source.y;
    const double ty = target.top() + request.target.y;
    if (request.source.box == request.target.box) {
        for (const bool right : {true, false}) {
            const double x = sideOf(source, right);
            const double out = stubEnd(x, right);
            add(right, right, {{x, sy}, {out, sy}, {out, ty}, {x, ty}});
        }
        return;
    }
    for (const bool sourceRight : {true, false}) {
        for (const bool targetRight : {true, false}) {
            const double sx = sideOf(source, sourceRight);
            const double tx = sideOf(target, targetRight);
            const double s = stubEnd(sx, sourceRight);
            const double t = stubEnd(tx, targetRight);
            const auto three = [&](double x) {
                add(sourceRight, targetRight, {{sx, sy}, {x, sy}, {x, ty}, {tx, ty}});
            };
            const auto five = [&](double y) {
                add(sourceRight, targetRight,
                    {{sx, sy}, {s, sy}, {s, y}, {t, y}, {t, ty}, {tx, ty}});
            };
            if (sourceRight == targetRight) {
                three(sourceRight ? std::max(s, t) : std::min(s, t));
            } else if (sourceRight ? s <= t : s >= t) {
                // Near the target first: lines to one column meet before it.
                three(t);
                three(s);
                three((sx + tx) / 2);
            } else {
                const QRectF &upper = source.top() < target.top() ? source : target;
                const QRectF &lower = source.top() < target.top() ? target : source;
                if (lower.top() - upper.bottom() > 2 * margin)
                    five((lower.top() + upper.bottom()) / 2);
                five(std::min(source.top(), target.top()) - corridor);
                five(std::max(source.bottom(), target.bottom()) + corridor);
            }
        }
    }
}

void EdgeRouter::addDetours(const RouteRequest &request, const Way &way)
{
    std::vector<int> boxes;
    (void)crossed(way, request, &boxes);
    if (boxes.size() > mostDetours)
        boxes.resize(mostDetours);
    const QRectF source = m_grid.boxes()[static_cast<std::size_t>(request.source.box)];
    const QRectF target = m_grid.boxes()[static_cast<std::size_t>(request.target.box)];
    const double sy = source.top() + request.source.y;
    const double ty = target.top() + request.target.y;
    for (const int which : boxes) {
        const QRectF box = m_grid.boxes()[static_cast<std::size_t>(which)];
        for (const bool sourceRight : {true, false}) {
            for (const bool targetRight : {true, false}) {
                const double sx = sideOf(source, sourceRight);
                const double tx = sideOf(target, targetRight);
                const double s = stubEnd(sx, sourceRight);
                const double t = stubEnd(tx, targetRight);
                for (const double y : {box.top() - corridor, box.bottom() + corridor}) {
                    add(sourceRight, targetRight,
                        {{sx, sy}, {s, sy}, {s, y}, {t, y}, {t, ty}, {tx, ty}});
                }
                for (const double x : {box.left() - corridor, box.right() + corridor}) {
                    if ((sourceRight ? x >= s : x <= s) && (targetRight ? x >= t : x <= t))
                        add(sourceRight, targetRight, {{sx, sy}, {x, sy}, {x, ty}, {tx, ty}});
                }
            }
        }
    }
}

double EdgeRouter::crossed(const Way &way, const RouteRequest &request,
                           std::vector<int> *boxes) const
{
    std::vector<int> found;
    double cost = 0;
    for (qsizetype i = 1; i < way.points.size(); ++i) {
        const QPointF &a = way.points[i - 1];
        const QPointF &b = way.points[i];
        const bool vertical = i % 2 == 0;
        const QRectF piece = around(a, b, margin);
        found.clear();
        m_grid.find(vertical ? piece.adjusted(margin - markRoom, 0, markRoom - margin, 0) : piece,
                    found);
        for (const int box : found) {
            // A stub touches its own box, and no other piece should.
            const bool stubs = (i == 1 && box == request.source.box) ||
                               (i + 1 == way.points.size() && box == request.target.box);
            if (stubs)
                continue;
            const QRectF &place = m_grid.boxes()[static_cast<std::size_t>(box)];
            const bool isThrough =
                !vertical || (place.left() <= piece.right() && place.right() >= piece.left());
            cost += isThrough ? crossedCost : nearCost;
            if (isThrough && boxes != nullptr)
                boxes->push_back(box);
        }
    }
    return cost;
}

EdgeRouter::Way EdgeRouter::findWay(const RouteRequest &request, Care care)
{
    m_candidates.clear();
    addCandidates(request);
    if (care == Care::Quick) {
        return std::min_element(
                   m_candidates.begin(), m_candidates.end(),
                   [](const Candidate &a, const Candidate &b) { return a.least < b.least; })
            ->way;
    }
    const Candidate *best = nullptr;
    double bestCost = 0;
    const auto choose = [&] {
        std::stable_sort(m_candidates.begin(), m_candidates.end(),
                         [](const Candidate &a, const Candidate &b) { return a.least < b.least; });
        best = nullptr;
        for (const Candidate &candidate : m_candidates) {
            if (best != nullptr && candidate.least >= bestCost)
                break;
            const double boxes = crossed(candidate.way, request);
            const double cost = candidate.least + boxes;
            if (best == nullptr || cost < bestCost) {
                best = &candidate;
                bestCost = cost;
            }
        }
    };
    choose();
    // Where boxes are in the shortest way there may be one close by that is free.
    if (request.source.box != request.target.box &&
        crossed(m_candidates.front().way, request) >= crossedCost) {
        const Way way = m_candidates.front().way;
        addDetours(request, way);
        choose();
    }
    return best->way;
}

void EdgeRouter::assignPorts(const std::vector<RouteRequest> &requests, std::vector<Route> &routes)
{
    struct Place {
        Route *route;
        bool atSource;
        std::uint8_t mark;
    };
    struct Mark {
        std::uint8_t mark;
        double heights = 0; ///< of where its lines come from
        double count = 0;
    };
    std::map<std::tuple<int, int, bool>, std::vector<Place>> ports;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        Route &route = routes[i];
        if (route.points.isEmpty())
            continue;
        const RouteEnd &source = requests[i].source;
        const RouteEnd &target = requests[i].target;
        ports[{source.box, source.row, route.sourceRight}].push_back({&route, true, source.mark});
        ports[{target.box, target.row, route.targetRight}].push_back({&route, false, target.mark});
    }
    for (auto &[port, places] : ports) {
        std::vector<Mark> marks;
        const auto markOf = [&marks](std::uint8_t mark) {
            return std::find_if(marks.begin(), marks.end(),
                                [mark](const Mark &each) { return each.mark == mark; });
        };
        for (const Place &place : places) {
            auto mark = markOf(place.mark);
            if (mark == marks.end())
                mark = marks.insert(mark, {place.mark});
            const QPolygonF &points = place.route->points;
            mark->heights += place.atSource ? points[2].y() : points[points.size() - 3].y();
            ++mark->count;
        }
        if (marks.size() < 2)
            continue;
        // Lines from above end above those from below.
        std::sort(marks.begin(), marks.end(), [](const Mark &a, const Mark &b) {
            return std::pair(a.heights / a.count, a.mark) < std::pair(b.heights / b.count, b.mark);
        });
        constexpr double height = 22;
        const auto count = static_cast<double>(marks.size());
        const double step = std::min(11.0, height / count);
        for (const Place &place : places) {
            const auto at = static_cast<double>(markOf(place.mark) - marks.begin());
            const double offset = (at - (count - 1) / 2) * step;
            QPolygonF &points = place.route->points;
            if (place.atSource) {
                points[0].ry() += offset;
                points[1].ry() += offset;
                place.route->sourceRoom = std::min(5.0, step / 2 - 0.5);
            } else {
                points[points.size() - 1].ry() += offset;
                points[points.size() - 2].ry() += offset;
                place.route->targetRoom = std::min(5.0, step / 2 - 0.5);
            }
        }
    }
}

void EdgeRouter::assignTracks(const std::vector<RouteRequest> &requests, std::vector<Route> &routes)
{
    EdgeTracks tracks(m_grid, spacing);
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const Route &route = routes[i];
        if (route.points.isEmpty())
            continue;
        const RouteEnd &target = requests[i].target;
        tracks.block(route.points[0], route.points[1]);
        tracks.block(route.points[route.points.size() - 2], route.points.back());
        const auto pieces = static_cast<int>(route.points.size()) - 1;
        const int outOfSource = route.sourceRight ? 1 : -1;
        const int outOfTarget = route.targetRight ? 1 : -1;
        for (int piece = 1; piece + 1 < pieces; ++piece) {
            const bool last = piece + 2 == pieces;
            EdgeTracks::Piece wanted;
            wanted.route = static_cast<int>(i);
            wanted.piece = piece;
            if (last) {
                wanted.port = {target.box, target.row, route.targetRight, target.mark};
                wanted.hasPort = true;
            }
            wanted.away = piece % 2 == 0 ? 0 : last ? outOfTarget : outOfSource;
            // Between two boxes that face each other there is an end to the room on either side.
            if (pieces == 3 && route.sourceRight != route.targetRight) {
                wanted.least = std::min(route.points.front().x(), route.points.back().x()) + stub;
                wanted.most = std::max(route.points.front().x(), route.points.back().x()) - stub;
            }
            tracks.add(wanted, route.points);
        }
    }
    tracks.assign(routes);
}

void EdgeRouter::carry(const std::vector<int> &before)
{
    std::vector<Way> ways(before.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        const auto old = static_cast<std::size_t>(before[i]);
        if (before[i] >= 0 && old < m_ways.size())
            ways[i] = m_ways[old];
    }
    m_ways = std::move(ways);
}

bool EdgeRouter::hasWay(std::size_t request) const
{
    return request < m_ways.size() && !m_ways[request].points.isEmpty();
}

void EdgeRouter::find(const std::vector<RouteRequest> &requests, std::size_t which, Care care)
{
    m_ways.resize(requests.size());
    const RouteRequest &request = requests[which];
    const std::vector<QRectF> &boxes = m_grid.boxes();
    const bool isHidden = boxes[static_cast<std::size_t>(request.source.box)].isNull() ||
                          boxes[static_cast<std::size_t>(request.target.box)].isNull();
    m_ways[which] = isHidden ? Way{} : findWay(request, care);
}

void EdgeRouter::route(const std::vector<RouteRequest> &requests, std::vector<Route> &routes)
{
    for (std::size_t i = 0; i < requests.size(); ++i)
        find(requests, i, Care::Full);
    arrange(requests, routes);
}

void EdgeRouter::arrange(const std::vector<RouteRequest> &requests, std::vector<Route> &routes)
{
    m_ways.resize(requests.size());
    routes.resize(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
        Route &route = routes[i];
        route = Route();
        route.points = m_ways[i].points;
        route.sourceRight = m_ways[i].sourceRight;
        route.targetRight = m_ways[i].targetRight;
    }
    assignPorts(requests, routes);
    separate(requests, routes);
    assignTracks(requests, routes);
    for (Route &route : routes) {
        if (route.points.isEmpty())
            continue;
        route.bounds = route.points.boundingRect().adjusted(-margin, -margin, margin, margin);
    }
}

} // namespace tw::preview
