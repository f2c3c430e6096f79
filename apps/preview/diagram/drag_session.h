// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"

#include <QLineF>
#include <QStringList>

#include <vector>

namespace tw::preview {

class DiagramScene;

/// Tables on their way to another place. Only the scene's items move; the document hears of it at
/// the end.
class DragSession {
public:
    static constexpr double grid = 8;

    /// The first of the keys is the table that was taken; it is the one that snaps.
    DragSession(DiagramScene *scene, QStringList keys, QPointF from);

    struct Snap {
        bool on = true;
        double reach = 6; ///< how near, in the scene, another table's side must be
        QRectF visible;   ///< tables outside it are not aligned to
    };
    void moveTo(QPointF to, const Snap &snap);
    void cancel();
    /// The new places; empty when all is where it was.
    [[nodiscard]] TablePositions moved() const;
    /// The sides and middles that are in line with another table's.
    [[nodiscard]] const std::vector<QLineF> &guides() const { return m_guides; }
    [[nodiscard]] const QStringList &keys() const { return m_keys; }

private:
    void place();
    [[nodiscard]] QPointF aligned(const QRectF &wanted, const Snap &snap);

    DiagramScene *m_scene;
    QStringList m_keys;
    QPointF m_from;
    std::vector<QRectF> m_boxes; ///< where they were
    QPointF m_offset;
    std::vector<QLineF> m_guides;
};

/// Where the box comes to be when its sides and middle snap to those of the others within reach,
/// and to the grid where no other is; with the guides to draw.
[[nodiscard]] QPointF snapBox(const QRectF &box, const std::vector<QRectF> &others, double reach,
                              double grid, std::vector<QLineF> &guides);

} // namespace tw::preview
