// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/edge_tracks.h"

#include "diagram/edge_routing.h"

#include <algorithm>
#include <cmath>

namespace tw::preview {

namespace {
constexpr int mostTracks = 12; // tried on one side
constexpr double clearance = 6;
constexpr double narrowing = 10; // of a stub, where there is no other room
constexpr double markRoom = 20;  // beside boxes, where marks are
} // namespace

long EdgeTracks::bucketOf(double at) const { return std::lround(at / m_spacing); }

void EdgeTracks::add(const Piece &piece, const QPolygonF &points)
{
    const QPointF &a = points[piece.piece];
    const QPointF &b = points[piece.piece + 1];
    Bundle bundle;
    bundle.vertical = piece.piece % 2 == 1;
    bundle.at = bundle.vertical ? a.x() : a.y();
    bundle.from = bundle.vertical ? std::min(a.y(), b.y()) : std::min(a.x(), b.x());
    bundle.to = bundle.vertical ? std::max(a.y(), b.y()) : std::max(a.x(), b.x());
    if (bundle.to - bundle.from < 0.5)
        return; // a straight line
    if (piece.hasPort) {
        const auto [shared, isNew] =
            m_shared.try_emplace({piece.port, bucketOf(bundle.at)}, m_bundles.size());
        if (!isNew) {
            Bundle &other = m_bundles[shared->second];
            other.from = std::min(other.from, bundle.from);
            other.to = std::max(other.to, bundle.to);
            other.pieces.push_back(piece);
            return;
        }
    }
    bundle.pieces.push_back(piece);
    m_bundles.push_back(std::move(bundle));
}

void EdgeTracks::block(const QPointF &from, const QPointF &to)
{
    m_taken[1][bucketOf(from.y())].push_back(
        {from.y(), std::min(from.x(), to.x()), std::max(from.x(), to.x())});
}

bool EdgeTracks::isFree(const Bundle &bundle, double at) const
{
    const auto &taken = m_taken[bundle.vertical ? 0 : 1];
    const long bucket = bucketOf(at);
    for (long near = bucket - 1; near <= bucket + 1; ++near) {
        const auto there = taken.find(near);
        if (there == taken.end())
            continue;
        for (const Taken &other : there->second) {
            if (std::abs(other.at - at) < m_spacing - 0.5 && other.from < bundle.to + clearance &&
                bundle.from < other.to + clearance)
                return false;
        }
    }
    return true;
}

std::size_t EdgeTracks::boxesAt(const Bundle &bundle, double at, double room) const
{
    const double length = bundle.to - bundle.from;
    const QRectF rect = bundle.vertical ? QRectF(at - room, bundle.from, 2 * room, length)
                                        : QRectF(bundle.from, at - room, length, 2 * room);
    std::vector<int> boxes;
    m_grid.find(rect, boxes);
    return boxes.size();
}

double EdgeTracks::placeOf(const Bundle &bundle) const
{
    if (isFree(bundle, bundle.at))
        return bundle.at;
    const int away = bundle.pieces.front().away;
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
    for (const Piece &piece : bundle.pieces) {
        least = std::max(least, piece.least);
        most = std::min(most, piece.most);
    }
    const bool isBounded = least > -std::numeric_limits<double>::infinity();
    for (const bool narrow : {false, true}) {
        const double room = bundle.vertical && !narrow ? markRoom : clearance;
        const double slack = narrow ? narrowing : 0;
        const std::size_t boxes = boxesAt(bundle, bundle.at, room);
        for (int track = 1; track <= mostTracks; ++track) {
            for (const int side : {1, -1}) {
                const int direction = away < 0 ? -side : side;
                // A stub is not made shorter.
                if (away != 0 && direction != away && !isBounded)
                    continue;
                const double at = bundle.at + direction * track * m_spacing;
                if (at >= least - slack && at <= most + slack && isFree(bundle, at) &&
                    boxesAt(bundle, at, room) <= boxes)
                    return at;
            }
        }
    }
    return bundle.at;
}

void EdgeTracks::assign(std::vector<Route> &routes)
{
    // Short ones first: they come to lie inside, and long ones go around them.
    std::stable_sort(m_bundles.begin(), m_bundles.end(), [](const Bundle &a, const Bundle &b) {
        return a.to - a.from < b.to - b.from;
    });
    for (const Bundle &bundle : m_bundles) {
        const double at = placeOf(bundle);
        m_taken[bundle.vertical ? 0 : 1][bucketOf(at)].push_back({at, bundle.from, bundle.to});
        for (const Piece &piece : bundle.pieces) {
            QPolygonF &points = routes[static_cast<std::size_t>(piece.route)].points;
            for (const qsizetype end : {piece.piece, piece.piece + 1}) {
                if (bundle.vertical)
                    points[end].setX(at);
                else
                    points[end].setY(at);
            }
        }
    }
}

} // namespace tw::preview
