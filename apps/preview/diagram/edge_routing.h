// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/box_grid.h"

#include <QPolygonF>

#include <cstdint>
#include <vector>

namespace tw::preview {

/// One end of an edge that wants a route.
struct RouteEnd {
    int box = -1;
    int row = -1;          ///< ends of one row and side share a port
    double y = 0;          ///< from the box's top
    std::uint8_t mark = 0; ///< ends with different marks stand beside each other
};

struct RouteRequest {
    RouteEnd source;
    RouteEnd target;
};

/// A line of horizontal and vertical pieces from the side of one box to that of another.
struct Route {
    QPolygonF points; ///< empty when an end is hidden
    QRectF bounds;    ///< with room for the marks
    bool sourceRight = true;
    bool targetRight = false;
    double sourceRoom = 5; ///< half the height that the mark may take
    double targetRoom = 5;
};

/// Finds short ways with few corners that cross few boxes, and puts those that would lie on each
/// other side by side; what goes to one port may share its last piece.
class EdgeRouter {
public:
    static constexpr double stub = 26;   ///< straight, at either end: the mark's place
    static constexpr double spacing = 7; ///< between parallel lines

    /// Where the straight piece ends that leaves a box at its side `x`.
    [[nodiscard]] static constexpr double stubEnd(double x, bool right)
    {
        return right ? x + stub : x - stub;
    }

    void setBoxes(std::vector<QRectF> boxes);
    [[nodiscard]] const BoxGrid &grid() const { return m_grid; }

    /// Before other requests come: for each of them which of the present ones it was, or -1.
    void carry(const std::vector<int> &before);
    [[nodiscard]] bool hasWay(std::size_t request) const;
    enum class Care : std::uint8_t {
        Quick, ///< the shortest way
        Full   ///< also around boxes
    };
    void find(const std::vector<RouteRequest> &requests, std::size_t which, Care care);
    /// Puts all ways that were found beside each other.
    void arrange(const std::vector<RouteRequest> &requests, std::vector<Route> &routes);
    /// All of it, with full care.
    void route(const std::vector<RouteRequest> &requests, std::vector<Route> &routes);

private:
    struct Way {
        QPolygonF points; ///< four or six, before ports and tracks
        bool sourceRight = true;
        bool targetRight = false;
    };
    struct Candidate {
        Way way;
        double least = 0; ///< cost without what it crosses
    };

    [[nodiscard]] Way findWay(const RouteRequest &request, Care care);
    void addCandidates(const RouteRequest &request);
    void addDetours(const RouteRequest &request, const Way &way);
    void add(bool sourceRight, bool targetRight, QPolygonF points);
    /// What it costs that it runs behind boxes, and which ones these are.
    [[nodiscard]] double crossed(const Way &way, const RouteRequest &request,
                                 std::vector<int> *boxes = nullptr) const;
    void assignPorts(const std::vector<RouteRequest> &requests, std::vector<Route> &routes);
    void separate(const std::vector<RouteRequest> &requests, std::vector<Route> &routes);
    void assignTracks(const std::vector<RouteRequest> &requests, std::vector<Route> &routes);

    BoxGrid m_grid;
    std::vector<Way> m_ways; ///< one a request
    std::vector<Candidate> m_candidates;
};

} // namespace tw::preview
