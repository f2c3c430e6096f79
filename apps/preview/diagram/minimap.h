// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <QPixmap>
#include <QWidget>

namespace tw::preview {

class DiagramView;

/// All tables in small, over the view's corner, with a frame around what is visible; a click or a
/// drag goes there. Hidden while everything is visible.
class Minimap : public QWidget {
    Q_OBJECT
public:
    explicit Minimap(DiagramView *view);

    void setTheme(const Theme &theme);
    /// Whether the user wants it at all.
    void setWanted(bool wanted);
    [[nodiscard]] bool isWanted() const { return m_wanted; }
    [[nodiscard]] QSize sizeHint() const override { return {208, 144}; }

public slots:
    void redraw();     ///< tables, places or colours have changed
    void followView(); ///< the view looks elsewhere

signals:
    void wantedChanged(bool wanted);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    [[nodiscard]] QRectF frame() const;
    [[nodiscard]] QTransform fromScene() const;
    void drawTables();

    DiagramView *m_view;
    Theme m_theme;
    QPixmap m_tables;
    QRectF m_bounds;
    QPointF m_grab; ///< from the frame's centre to where it was taken
    bool m_wanted = true;
    bool m_stale = true;
};

} // namespace tw::preview
