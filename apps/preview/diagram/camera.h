// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QGraphicsView>
#include <QMarginsF>
#include <QVariantAnimation>

namespace tw::preview {

/// What part of a scene a view shows, and how large. Keeps the view's scene rectangle so large that
/// each table can be put in the middle, and no larger.
class Camera : public QObject {
    Q_OBJECT
public:
    static constexpr double minZoom = 0.02;
    static constexpr double maxZoom = 4.0;

    explicit Camera(QGraphicsView *view);

    [[nodiscard]] double zoom() const { return m_zoom; }
    [[nodiscard]] QPointF centre() const;
    [[nodiscard]] QRectF visible() const; ///< in the scene
    /// Of what there is to see.
    void setBounds(const QRectF &bounds);
    [[nodiscard]] const QRectF &bounds() const { return m_bounds; }
    void setAnimated(bool animated) { m_animated = animated; }
    [[nodiscard]] bool isAnimated() const { return m_animated; }
    /// Of the viewport, beside the usual margin: covered by what lies over it.
    void setCovered(const QMarginsF &covered) { m_covered = covered; }
    /// Whether the user has chosen where to look since the last fit.
    [[nodiscard]] bool isMoved() const { return m_moved; }
    void setMoved() { m_moved = true; }

    void look(QPointF centre, double zoom);
    void glide(QPointF centre, double zoom);
    /// Keeps what is under the viewport's point there.
    void zoomAbout(QPoint point, double zoom);
    void pan(QPointF pixels);
    void fit(const QRectF &rect, double largest = 1.0, bool glides = false);
    /// Pans as little as brings the rectangle into sight.
    void reveal(const QRectF &rect);
    void viewResized();

signals:
    void zoomChanged(double zoom);

private:
    void applyBounds();

    QGraphicsView *m_view;
    QVariantAnimation m_animation;
    QRectF m_bounds;
    QMarginsF m_covered;
    double m_zoom = 1;
    bool m_animated = true;
    bool m_moved = false;
};

} // namespace tw::preview
