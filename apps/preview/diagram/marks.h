// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPointF>

class QPainter;

namespace tw::preview {

/// Small signs, drawn about a centre; about 12 units large.
void paintKeyMark(QPainter &painter, const QPointF &centre, const QColor &color);
void paintLinkMark(QPainter &painter, const QPointF &centre, const QColor &color);
void paintUniqueMark(QPainter &painter, const QPointF &centre, const QColor &color);
void paintNoteMark(QPainter &painter, const QPointF &centre, const QColor &color);

} // namespace tw::preview
