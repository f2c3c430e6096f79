// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/box_grid.h"

#include <QPolygonF>

#include <limits>
#include <map>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace tw::preview {

struct Route;

/// Puts pieces of lines that would lie on each other side by side.
class EdgeTracks {
public:
    using Port = std::tuple<int, int, bool, int>;

    /// A piece of a route that may be pushed sideways.
    struct Piece {
        int route = 0;
        int piece = 0; ///< from `points[piece]` to the next
        int away = 0;  ///< which way it is pushed first: 1, -1, or 0 for either
        Port port;     ///< pieces to one port lie on each other where they can
        bool hasPort = false;
        double least = -std::numeric_limits<double>::infinity(); ///< where it may be pushed to
        double most = std::numeric_limits<double>::infinity();
    };

    EdgeTracks(const BoxGrid &grid, double spacing) : m_grid(grid), m_spacing(spacing) {}

    void add(const Piece &piece, const QPolygonF &points);
    /// There is a horizontal line that stays.
    void block(const QPointF &from, const QPointF &to);
    void assign(std::vector<Route> &routes);

private:
    /// What is pushed together.
    struct Bundle {
        std::vector<Piece> pieces;
        bool vertical = true;
        double at = 0;
        double from = 0;
        double to = 0;
    };
    struct Taken {
        double at, from, to;
    };
    [[nodiscard]] double placeOf(const Bundle &bundle) const;
    [[nodiscard]] bool isFree(const Bundle &bundle, double at) const;
    [[nodiscard]] std::size_t boxesAt(const Bundle &bundle, double at, double room) const;
    [[nodiscard]] long bucketOf(double at) const;

    const BoxGrid &m_grid;
    double m_spacing;
    std::vector<Bundle> m_bundles;
    std::map<std::pair<Port, long>, std::size_t> m_shared;   ///< bundles by port and place
    std::unordered_map<long, std::vector<Taken>> m_taken[2]; ///< by place; vertical pieces first
};

} // namespace tw::preview
