// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/diagram_model.h"

#include <QGraphicsItem>

namespace tw::preview {

class DiagramScene;

/// A sticky note.
class NoteItem : public QGraphicsItem {
public:
    enum { Type = UserType + 3 };

    NoteItem(DiagramScene *scene, int index);

    [[nodiscard]] int type() const override { return Type; }
    [[nodiscard]] int index() const { return m_index; }
    [[nodiscard]] QRectF box() const;

    [[nodiscard]] QRectF boundingRect() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    DiagramScene *m_scene;
    int m_index;
};

} // namespace tw::preview
