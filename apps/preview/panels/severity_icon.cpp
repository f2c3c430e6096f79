// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/severity_icon.h"

#include "model/severity_color.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace tw::preview {

namespace {

constexpr int side = 16;

void drawError(QPainter &painter, const QColor &color, const QColor &mark)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QRectF(1.5, 1.5, 13, 13));
    painter.setPen(QPen(mark, 1.7, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(5.6, 5.6), QPointF(10.4, 10.4));
    painter.drawLine(QPointF(10.4, 5.6), QPointF(5.6, 10.4));
}

void drawWarning(QPainter &painter, const QColor &color, const QColor &mark)
{
    QPainterPath triangle(QPointF(8, 2.2));
    triangle.lineTo(14.4, 13.4);
    triangle.lineTo(1.6, 13.4);
    triangle.closeSubpath();
    painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(color);
    painter.drawPath(triangle);
    painter.setPen(QPen(mark, 1.6, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(8, 6.4), QPointF(8, 9.6));
    painter.drawPoint(QPointF(8, 12));
}

void drawNote(QPainter &painter, const QColor &color)
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.5));
    painter.drawEllipse(QRectF(2, 2, 12, 12));
    painter.setPen(QPen(color, 1.7, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(8, 7.6), QPointF(8, 11));
    painter.drawPoint(QPointF(8, 5));
}

} // namespace

QIcon severityIcon(Severity severity, const Theme &theme)
{
    QIcon icon;
    for (const int scale : {1, 2, 3}) {
        QPixmap pixmap(side * scale, side * scale);
        pixmap.setDevicePixelRatio(scale);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        const QColor color = severityColor(severity, theme);
        if (severity == Severity::Error)
            drawError(painter, color, theme.surface);
        else if (severity == Severity::Warning)
            drawWarning(painter, color, theme.surface);
        else
            drawNote(painter, color);
        painter.end();
        icon.addPixmap(pixmap);
        icon.addPixmap(pixmap, QIcon::Selected); // styles would tint it
    }
    return icon;
}

} // namespace tw::preview
