// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/edge_painting.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tw::preview {

namespace {

constexpr double cornerRadius = 7;
constexpr double footLength = 11;
constexpr double circleRadius = 3.6;
constexpr double firstBar = 8;
constexpr double secondBar = 12;

/// A crow's foot, a bar, a circle: what the end says, from the box outwards.
void paintEnd(QPainter &painter, DiagramEdge::End end, const QPointF &at, double out, double room,
              const QColor &ground)
{
    using End = DiagramEdge::End;
    const auto bar = [&](double distance) {
        const double x = at.x() + out * distance;
        painter.drawLine(QPointF(x, at.y() - room), QPointF(x, at.y() + room));
    };
    const auto circle = [&](double distance) {
        painter.setBrush(ground);
        painter.drawEllipse(QPointF(at.x() + out * (distance + circleRadius), at.y()), circleRadius,
                            circleRadius);
        painter.setBrush(Qt::NoBrush);
    };
    const auto foot = [&] {
        const QPointF heel(at.x() + out * footLength, at.y());
        painter.drawPolyline(
            QPolygonF{QPointF(at.x(), at.y() - room), heel, QPointF(at.x(), at.y() + room)});
    };
    switch (end) {
    case End::One:
        bar(firstBar);
        bar(secondBar);
        break;
    case End::ZeroOrOne:
        bar(firstBar);
        circle(secondBar);
        break;
    case End::Many:
        foot();
        break;
    case End::ZeroOrMany:
        foot();
        circle(footLength);
        break;
    }
}

} // namespace

QColor mixed(const QColor &first, const QColor &second, double share)
{
    const auto mix = [share](int a, int b) {
        return static_cast<int>(std::lround(a * share + b * (1 - share)));
    };
    return {mix(first.red(), second.red()), mix(first.green(), second.green()),
            mix(first.blue(), second.blue())};
}

QPainterPath pathOf(const Route &route)
{
    // Without pieces of no length, which straight lines have.
    QPolygonF points;
    for (const QPointF &point : route.points) {
        if (points.isEmpty() || (point - points.back()).manhattanLength() > 0.25)
            points.append(point);
    }
    QPainterPath path;
    if (points.size() < 2)
        return path;
    path.moveTo(points.front());
    for (qsizetype i = 1; i + 1 < points.size(); ++i) {
        const QPointF &corner = points[i];
        const QLineF in(corner, points[i - 1]);
        const QLineF out(corner, points[i + 1]);
        const double radius = std::min({cornerRadius, in.length() / 2, out.length() / 2});
        path.lineTo(in.pointAt(radius / in.length()));
        path.quadTo(corner, out.pointAt(radius / out.length()));
    }
    path.lineTo(points.back());
    return path;
}

void paintEdge(QPainter &painter, const DiagramEdge &edge, const Route &route, const QPen &pen,
               const QColor &ground)
{
    if (route.points.size() < 2)
        return;
    QPen line = pen;
    if (edge.inactive)
        line.setDashPattern({5, 4});
    else if (edge.enumUse)
        line.setDashPattern({1.5, 3.5});
    painter.setPen(line);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(pathOf(route));
    if (edge.enumUse) {
        painter.setBrush(pen.color());
        painter.setPen(Qt::NoPen);
        painter.drawEllipse(route.points.back(), 3, 3);
        return;
    }
    painter.setPen(pen);
    paintEnd(painter, edge.sourceEnd, route.points.front(), route.sourceRight ? 1 : -1,
             route.sourceRoom, ground);
    paintEnd(painter, edge.targetEnd, route.points.back(), route.targetRight ? 1 : -1,
             route.targetRoom, ground);
}

double distanceTo(const Route &route, const QPointF &point)
{
    double nearest = INFINITY;
    for (qsizetype i = 1; i < route.points.size(); ++i) {
        const QRectF piece = QRectF(route.points[i - 1], route.points[i]).normalized();
        const double dx = std::max({piece.left() - point.x(), 0.0, point.x() - piece.right()});
        const double dy = std::max({piece.top() - point.y(), 0.0, point.y() - piece.bottom()});
        nearest = std::min(nearest, std::hypot(dx, dy));
    }
    return nearest;
}

} // namespace tw::preview
