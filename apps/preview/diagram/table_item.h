// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/diagram_model.h"

#include <QGraphicsItem>

namespace tw::preview {

class DiagramScene;
struct TableTexts;

/// A table or an enum on the diagram: one item, which paints its rows itself. Its place is the top
/// left corner of its card. It points into the scene's model, which gives it new data after each
/// compile. Whoever drags it calls `setPos`; its edges follow.
class TableItem : public QGraphicsItem {
public:
    enum { Type = UserType + 1 };

    TableItem(DiagramScene *scene, const DiagramTable *data, int index);
    ~TableItem() override;

    [[nodiscard]] int type() const override { return Type; }
    [[nodiscard]] const QString &key() const { return m_data->key; }
    [[nodiscard]] const DiagramTable &data() const { return *m_data; }
    [[nodiscard]] int index() const { return m_index; } ///< of `DiagramModel::tables`

    /// The card, in the scene.
    [[nodiscard]] QRectF box() const { return {pos(), m_data->box.size()}; }
    /// The row of a column, in the item.
    [[nodiscard]] QRectF rowRect(int column) const;
    /// -1 in the header.
    [[nodiscard]] int columnAt(const QPointF &point) const;
    /// What the tool tip says of a column, or of the table for -1; rich text, or empty.
    [[nodiscard]] QString describe(int column) const;

    [[nodiscard]] QRectF boundingRect() const override;
    [[nodiscard]] QPainterPath shape() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

protected:
    QVariant itemChange(GraphicsItemChange change, const QVariant &value) override;

private:
    friend class DiagramScene;
    /// The data of a newer model; repaints when it looks different.
    void setData(const DiagramTable *data, int index);

    DiagramScene *m_scene;
    const DiagramTable *m_data;
    int m_index;
    std::unique_ptr<TableTexts> m_texts; ///< laid out at the first detailed paint
};

} // namespace tw::preview
