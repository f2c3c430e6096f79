// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/diagram_model.h"

#include <QGraphicsItem>

namespace tw::preview {

class DiagramScene;

/// The tinted ground under the tables of a group, with the group's name above them.
class GroupItem : public QGraphicsItem {
public:
    enum { Type = UserType + 2 };

    GroupItem(DiagramScene *scene, int index);

    [[nodiscard]] int type() const override { return Type; }
    [[nodiscard]] int index() const { return m_index; }
    [[nodiscard]] const QRectF &area() const { return m_area; } ///< in the scene; empty when hidden
    /// Where clicks hit the group and not what stands on it.
    [[nodiscard]] QRectF titleRect() const;
    /// Around the tables as they stand now.
    void fit();

    [[nodiscard]] QRectF boundingRect() const override { return m_area.adjusted(-1, -1, 1, 1); }
    [[nodiscard]] QPainterPath shape() const override { return {}; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    DiagramScene *m_scene;
    int m_index;
    QRectF m_area;
};

} // namespace tw::preview
