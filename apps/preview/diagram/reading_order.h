// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>

#include <vector>

namespace tw::preview {

enum class Direction : std::uint8_t { Left, Right, Up, Down };

/// The boxes as one reads: rows from top to bottom, each from left to right. A row is what
/// begins above the middle of its first box.
[[nodiscard]] std::vector<int> readingOrder(const std::vector<QRectF> &boxes);

/// The nearest box whose middle lies in that direction of `from`'s; one that is straight ahead is
/// nearer than one aside. -1 when there is none.
[[nodiscard]] int nearestBox(const std::vector<QRectF> &boxes, int from, Direction direction);

} // namespace tw::preview
