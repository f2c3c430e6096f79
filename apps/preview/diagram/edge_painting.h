// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/edge_routing.h"
#include "model/diagram_model.h"

#include <QPainterPath>

class QPainter;

namespace tw::preview {

/// The line with rounded corners.
[[nodiscard]] QPainterPath pathOf(const Route &route);

/// The line and both ends, in the pen's colour. `ground` is what circles are filled with.
void paintEdge(QPainter &painter, const DiagramEdge &edge, const Route &route, const QPen &pen,
               const QColor &ground);

/// How far the point is from the line.
[[nodiscard]] double distanceTo(const Route &route, const QPointF &point);

/// Both colours mixed, `share` of the first.
[[nodiscard]] QColor mixed(const QColor &first, const QColor &second, double share);

} // namespace tw::preview
