// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/marks.h"

#include <QPainter>
#include <QPainterPath>

namespace tw::preview {

namespace {

void stroke(QPainter &painter, const QPointF &centre, const QPainterPath &path, const QColor &color,
            double width)
{
    QPen pen(color, width);
    pen.setCapStyle(Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.translate(centre);
    painter.drawPath(path);
    painter.translate(-centre);
}

QPainterPath makeKey()
{
    QPainterPath path;
    path.addEllipse(QPointF(-2.8, 0), 2.9, 2.9);
    path.moveTo(0.1, 0);
    path.lineTo(5.6, 0);
    path.lineTo(5.6, 2.6);
    path.moveTo(3.2, 0);
    path.lineTo(3.2, 2.1);
    return path;
}

QPainterPath makeLink()
{
    // Two links of a chain, open where they meet.
    QPainterPath path;
    path.moveTo(-0.8, 2.4);
    path.lineTo(-3, 2.4);
    path.arcTo(QRectF(-5.4, -2.4, 4.8, 4.8), -90, -180);
    path.lineTo(-0.8, -2.4);
    path.moveTo(0.8, -2.4);
    path.lineTo(3, -2.4);
    path.arcTo(QRectF(0.6, -2.4, 4.8, 4.8), 90, -180);
    path.lineTo(0.8, 2.4);
    path.moveTo(-2.4, 0);
    path.lineTo(2.4, 0);
    return path;
}

QPainterPath makeUnique()
{
    QPainterPath path;
    path.addRoundedRect(QRectF(-5, -5, 10, 10), 2.6, 2.6);
    path.moveTo(-2, -2.4);
    path.lineTo(-2, 0.6);
    path.arcTo(QRectF(-2, -1.4, 4, 4), 180, 180);
    path.lineTo(2, -2.4);
    return path;
}

QPainterPath makeNote()
{
    QPainterPath path;
    path.addRoundedRect(QRectF(-4.5, -4.5, 9, 9), 1.8, 1.8);
    path.moveTo(-2.2, -1.4);
    path.lineTo(2.2, -1.4);
    path.moveTo(-2.2, 1.4);
    path.lineTo(0.8, 1.4);
    return path;
}

} // namespace

void paintKeyMark(QPainter &painter, const QPointF &centre, const QColor &color)
{
    static const QPainterPath path = makeKey();
    stroke(painter, centre, path, color, 1.5);
}

void paintLinkMark(QPainter &painter, const QPointF &centre, const QColor &color)
{
    static const QPainterPath path = makeLink();
    stroke(painter, centre, path, color, 1.3);
}

void paintUniqueMark(QPainter &painter, const QPointF &centre, const QColor &color)
{
    static const QPainterPath path = makeUnique();
    stroke(painter, centre, path, color, 1.1);
}

void paintNoteMark(QPainter &painter, const QPointF &centre, const QColor &color)
{
    static const QPainterPath path = makeNote();
    stroke(painter, centre, path, color, 1.1);
}

} // namespace tw::preview
