// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/edge_layer.h"

#include "diagram/diagram_scene.h"
#include "diagram/edge_painting.h"
#include "model/diagram_metrics.h"

#include <QElapsedTimer>
#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include <algorithm>
#include <map>
#include <tuple>

namespace tw::preview {

namespace {

constexpr double farScale = 0.3;      // below it lines are straight, thin and without ends
constexpr double widthNear = 1.4;     // of lines, in scene units
constexpr double widthRaised = 2.2;   // of those that are marked
constexpr std::size_t fewEdges = 120; // are routed with care at once
constexpr qint64 sliceTime = 8;       // milliseconds
constexpr double room = 800;          // around the tables, where lines may run

const std::vector<int> noEdges;

} // namespace

EdgeLayer::EdgeLayer(DiagramScene *scene) : m_scene(scene), m_edges(&scene->model().edges)
{
    setFlag(ItemUsesExtendedStyleOption);
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(-1);
}

void EdgeLayer::setEdges(const std::vector<DiagramEdge> *edges)
{
    // What an edge is called by, as long as its tables are there.
    using Name = std::tuple<const TableItem *, int, const TableItem *, int>;
    std::map<Name, int> known;
    for (std::size_t i = 0; i < m_requests.size(); ++i) {
        known.emplace(Name(m_ends[i].first, m_requests[i].source.row, m_ends[i].second,
                           m_requests[i].target.row),
                      static_cast<int>(i));
    }
    const bool wasRefined = m_refined >= m_requests.size();
    m_edges = edges;
    m_byTable.assign(m_scene->model().tables.size(), {});
    m_requests.clear();
    m_requests.reserve(edges->size());
    m_ends.clear();
    m_moved.clear();
    std::vector<int> before;
    before.reserve(edges->size());
    for (std::size_t i = 0; i < edges->size(); ++i) {
        const DiagramEdge &edge = (*edges)[i];
        constexpr std::uint8_t enumMark = 7;
        RouteRequest request;
        request.source = {edge.source, edge.sourceColumn, middleOfRow(edge.sourceColumn),
                          edge.enumUse ? enumMark : static_cast<std::uint8_t>(edge.sourceEnd)};
        request.target = {edge.target, edge.targetColumn, middleOfRow(edge.targetColumn),
                          edge.enumUse ? enumMark : static_cast<std::uint8_t>(edge.targetEnd)};
        if (edge.source == edge.target && edge.sourceColumn == edge.targetColumn)
            request.target.mark += enumMark + 1; // its two ends stand apart
        m_requests.push_back(request);
        m_ends.emplace_back(m_scene->table(edge.source), m_scene->table(edge.target));
        const auto was = known.find(
            Name(m_ends.back().first, edge.sourceColumn, m_ends.back().second, edge.targetColumn));
        before.push_back(was == known.end() ? -1 : was->second);
        m_byTable[static_cast<std::size_t>(edge.source)].push_back(static_cast<int>(i));
        if (edge.target != edge.source)
            m_byTable[static_cast<std::size_t>(edge.target)].push_back(static_cast<int>(i));
    }
    m_router.carry(before);
    m_changed = true;
    m_refined = wasRefined ? m_requests.size() : 0;
    schedule();
}

const std::vector<int> &EdgeLayer::edgesOf(int table) const
{
    return table >= 0 && static_cast<std::size_t>(table) < m_byTable.size()
               ? m_byTable[static_cast<std::size_t>(table)]
               : noEdges;
}

void EdgeLayer::everythingMoved()
{
    for (std::size_t table = 0; table < m_byTable.size(); ++table)
        m_moved.insert(static_cast<int>(table));
    settleDown();
}

void EdgeLayer::tableMoved(int table)
{
    m_moved.insert(table);
    schedule();
}

void EdgeLayer::settleDown()
{
    m_refined = 0;
    m_changed = true;
    schedule();
}

void EdgeLayer::cover(const QRectF &boxes)
{
    if (boxes.isEmpty() ||
        m_bounds.contains(boxes.adjusted(-room / 2, -room / 2, room / 2, room / 2)))
        return;
    prepareGeometryChange();
    m_bounds |= boxes.adjusted(-room, -room, room, room);
}

void EdgeLayer::schedule()
{
    if (m_scheduled)
        return;
    m_scheduled = true;
    QMetaObject::invokeMethod(this, &EdgeLayer::refine, Qt::QueuedConnection);
}

void EdgeLayer::setBoxes()
{
    std::vector<QRectF> boxes;
    boxes.reserve(m_byTable.size());
    for (std::size_t i = 0; i < m_byTable.size(); ++i) {
        const TableItem *item = m_scene->table(static_cast<int>(i));
        boxes.push_back(item->isVisible() ? item->box() : QRectF());
    }
    m_router.setBoxes(std::move(boxes));
}

void EdgeLayer::ensureRouted()
{
    const bool complete = m_scene->isFullDetail() && m_refined < m_requests.size();
    if (!m_changed && m_moved.isEmpty() && !complete)
        return;
    setBoxes();
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < m_requests.size(); ++i) {
        if (complete || !m_router.hasWay(i) || m_moved.contains(m_requests[i].source.box) ||
            m_moved.contains(m_requests[i].target.box))
            wanted.push_back(i);
    }
    const bool carefully = m_scene->isFullDetail() || wanted.size() <= fewEdges;
    for (const std::size_t i : wanted) {
        m_router.find(m_requests, i, carefully ? EdgeRouter::Care::Full : EdgeRouter::Care::Quick);
    }
    if (complete)
        m_refined = m_requests.size();
    else if (!carefully)
        m_refined = 0;
    m_router.arrange(m_requests, m_routes);
    m_moved.clear();
    m_changed = false;
    schedule(); // the window knows nothing of it yet
}

/// A slice of the work at a time, so that the window stays quick.
void EdgeLayer::refine()
{
    m_scheduled = false;
    ensureRouted();
    if (m_refined < m_requests.size()) {
        QElapsedTimer timer;
        timer.start();
        while (m_refined < m_requests.size() && timer.elapsed() < sliceTime)
            m_router.find(m_requests, m_refined++, EdgeRouter::Care::Full);
        if (m_refined < m_requests.size()) {
            schedule();
            return;
        }
        m_router.arrange(m_requests, m_routes);
    }
    update();
}

const std::vector<Route> &EdgeLayer::routes()
{
    ensureRouted();
    return m_routes;
}

int EdgeLayer::edgeAt(const QPointF &point, double tolerance)
{
    ensureRouted();
    int found = -1;
    double nearest = tolerance;
    for (std::size_t i = 0; i < m_routes.size(); ++i) {
        const Route &route = m_routes[i];
        if (!route.bounds.adjusted(-tolerance, -tolerance, tolerance, tolerance).contains(point))
            continue;
        const double distance = distanceTo(route, point);
        if (distance <= nearest) {
            nearest = distance;
            found = static_cast<int>(i);
        }
    }
    return found;
}

QColor EdgeLayer::colorOf(const DiagramEdge &edge) const
{
    const Theme &theme = m_scene->theme();
    return edge.color.isValid() ? mixed(edge.color, theme.edge, 0.8) : theme.edge;
}

void EdgeLayer::paintFar(QPainter &painter, const QRectF &exposed, double scale)
{
    // Thousands of hairlines: the smaller, the quieter.
    const Theme &theme = m_scene->theme();
    const double share = std::clamp(0.35 + scale, 0.45, 0.75);
    QHash<QRgb, QVector<QLineF>> lines;
    const auto collect = [&](const Route &route, const QColor &color) {
        QVector<QLineF> &list = lines[color.rgb()];
        for (qsizetype p = 1; p < route.points.size(); ++p)
            list.append(QLineF(route.points[p - 1], route.points[p]));
    };
    const auto draw = [&](double width) {
        for (auto list = lines.cbegin(); list != lines.cend(); ++list) {
            QPen pen(QColor(list.key()), width);
            pen.setCosmetic(true);
            painter.setPen(pen);
            painter.drawLines(*list);
        }
        lines.clear();
    };
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t i = 0; i < m_routes.size(); ++i) {
        const Route &route = m_routes[i];
        const auto emphasis = m_scene->emphasisOfEdge(static_cast<int>(i));
        if (emphasis == DiagramScene::Emphasis::Raised || !route.bounds.intersects(exposed))
            continue;
        const bool dimmed = emphasis == DiagramScene::Emphasis::Dimmed;
        collect(route, mixed(colorOf((*m_edges)[i]), theme.canvas, dimmed ? share / 2 : share));
    }
    draw(1);
    for (const int i : m_scene->raisedEdges())
        collect(m_routes[static_cast<std::size_t>(i)], theme.edgeHighlight);
    draw(2);
}

void EdgeLayer::paintNear(QPainter &painter, const QRectF &exposed, double scale)
{
    const Theme &theme = m_scene->theme();
    painter.setRenderHint(QPainter::Antialiasing, true);
    // Not thinner than a pixel.
    QPen pen(theme.edge, std::max(widthNear, 1 / scale));
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    for (std::size_t i = 0; i < m_routes.size(); ++i) {
        const Route &route = m_routes[i];
        const auto emphasis = m_scene->emphasisOfEdge(static_cast<int>(i));
        if (emphasis == DiagramScene::Emphasis::Raised || !route.bounds.intersects(exposed))
            continue;
        const QColor color = colorOf((*m_edges)[i]);
        pen.setColor(emphasis == DiagramScene::Emphasis::Dimmed ? mixed(color, theme.canvas, 0.4)
                                                                : color);
        paintEdge(painter, (*m_edges)[i], route, pen, theme.canvas);
    }
    pen.setColor(theme.edgeHighlight);
    pen.setWidthF(std::max(widthRaised, 1.6 / scale));
    for (const int i : m_scene->raisedEdges()) {
        const auto which = static_cast<std::size_t>(i);
        if (m_routes[which].bounds.intersects(exposed))
            paintEdge(painter, (*m_edges)[which], m_routes[which], pen, theme.canvas);
    }
}

void EdgeLayer::paintSome(QPainter &painter, const QRectF &exposed, std::size_t begin,
                          std::size_t end)
{
    ensureRouted();
    painter.setRenderHint(QPainter::Antialiasing, true);
    QPen pen(m_scene->theme().edge, widthNear);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    for (std::size_t i = begin; i < std::min(end, m_routes.size()); ++i) {
        if (!m_routes[i].bounds.intersects(exposed))
            continue;
        pen.setColor(colorOf((*m_edges)[i]));
        paintEdge(painter, (*m_edges)[i], m_routes[i], pen, m_scene->theme().canvas);
    }
}

void EdgeLayer::paint(QPainter *painter, const QStyleOptionGraphicsItem *option,
                      QWidget * /*widget*/)
{
    ensureRouted();
    const double scale =
        m_scene->isFullDetail()
            ? 1
            : QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    const QRectF exposed = m_scene->isFullDetail() ? m_bounds : option->exposedRect;
    if (scale < farScale)
        paintFar(*painter, exposed, scale);
    else
        paintNear(*painter, exposed, scale);
}

} // namespace tw::preview

#include "moc_edge_layer.cpp" // NOLINT(bugprone-suspicious-include)
