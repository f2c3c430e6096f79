// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/edge_routing.h"
#include "model/diagram_model.h"

#include <QGraphicsItem>
#include <QObject>
#include <QSet>

namespace tw::preview {

class DiagramScene;
class TableItem;

/// All edges of the diagram as one item below the tables. Finds their routes when they are first
/// needed after something moved.
class EdgeLayer : public QGraphicsObject {
    Q_OBJECT
public:
    explicit EdgeLayer(DiagramScene *scene);

    /// The edges of the scene's model. Those that were there before keep their way.
    void setEdges(const std::vector<DiagramEdge> *edges);
    /// Those of a newer model that have the same ends and boxes.
    void setSameEdges(const std::vector<DiagramEdge> *edges) { m_edges = edges; }
    void tableMoved(int table);
    /// The moved tables are where they are to stay: other edges may get out of their way.
    void settleDown();
    void everythingMoved();
    /// The item reaches around these boxes.
    void cover(const QRectF &boxes);

    [[nodiscard]] const std::vector<Route> &routes();
    [[nodiscard]] const std::vector<int> &edgesOf(int table) const;
    /// The nearest edge within `tolerance`; -1 when there is none.
    [[nodiscard]] int edgeAt(const QPointF &point, double tolerance);

    [[nodiscard]] QRectF boundingRect() const override { return m_bounds; }
    [[nodiscard]] QPainterPath shape() const override { return {}; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;
    /// Some of the edges, in full and unmarked: for export, which paints in pieces.
    void paintSome(QPainter &painter, const QRectF &exposed, std::size_t begin, std::size_t end);

private:
    void ensureRouted();
    void refine();
    void schedule();
    void setBoxes();
    void paintFar(QPainter &painter, const QRectF &exposed, double scale);
    void paintNear(QPainter &painter, const QRectF &exposed, double scale);
    [[nodiscard]] QColor colorOf(const DiagramEdge &edge) const;

    DiagramScene *m_scene;
    const std::vector<DiagramEdge> *m_edges;
    std::vector<std::vector<int>> m_byTable;
    std::vector<RouteRequest> m_requests;
    std::vector<Route> m_routes;
    EdgeRouter m_router;
    QRectF m_bounds;
    std::vector<std::pair<const TableItem *, const TableItem *>> m_ends; ///< of each request
    QSet<int> m_moved;         ///< tables whose edges need new routes
    bool m_changed = false;    ///< some edge may have no way yet
    std::size_t m_refined = 0; ///< edges before it know all boxes; all when refining is over
    bool m_scheduled = false;
};

} // namespace tw::preview
