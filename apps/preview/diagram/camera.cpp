// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/camera.h"

#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace tw::preview {

namespace {

constexpr int glideTime = 150;
/// Of the scene that must stay in sight, and free space around what is fitted; in pixels.
constexpr double keptInSight = 96;
constexpr double fitMargin = 32;

} // namespace

Camera::Camera(QGraphicsView *view) : QObject(view), m_view(view)
{
    view->setTransformationAnchor(QGraphicsView::NoAnchor);
    view->setResizeAnchor(QGraphicsView::NoAnchor);
    m_animation.setDuration(glideTime);
    m_animation.setEasingCurve(QEasingCurve::OutCubic);
}

QPointF Camera::centre() const { return visible().center(); }

QRectF Camera::visible() const
{
    const auto size = m_view->viewport()->size();
    const QPointF corner(m_view->horizontalScrollBar()->value(),
                         m_view->verticalScrollBar()->value());
    return {corner / m_zoom, QSizeF(size) / m_zoom};
}

void Camera::setBounds(const QRectF &bounds)
{
    m_bounds = bounds;
    applyBounds();
}

void Camera::applyBounds()
{
    const auto size = QSizeF(m_view->viewport()->size()) / m_zoom;
    // At least as large as the viewport, for a smaller scene would be centred by the view.
    const double x = std::max(size.width() - keptInSight / m_zoom, size.width() / 2);
    const double y = std::max(size.height() - keptInSight / m_zoom, size.height() / 2);
    const auto rect = m_bounds.adjusted(-x, -y, x, y);
    if (rect != m_view->sceneRect())
        m_view->setSceneRect(rect);
}

void Camera::look(QPointF centre, double zoom)
{
    zoom = std::clamp(zoom, minZoom, maxZoom);
    const bool zooms = std::abs(zoom - m_zoom) > 1e-9;
    if (zooms) {
        m_zoom = zoom;
        m_view->setTransform(QTransform::fromScale(zoom, zoom));
        applyBounds();
    }
    const auto size = m_view->viewport()->size();
    m_view->horizontalScrollBar()->setValue(
        static_cast<int>(std::lround(centre.x() * zoom - size.width() / 2.0)));
    m_view->verticalScrollBar()->setValue(
        static_cast<int>(std::lround(centre.y() * zoom - size.height() / 2.0)));
    if (zooms)
        emit zoomChanged(zoom);
}

void Camera::glide(QPointF centre, double zoom)
{
    m_animation.stop();
    zoom = std::clamp(zoom, minZoom, maxZoom);
    if (!m_animated || !m_view->isVisible()) {
        look(centre, zoom);
        return;
    }
    const auto from = this->centre();
    const double fromZoom = m_zoom;
    m_animation.disconnect(this);
    m_animation.setStartValue(0.0);
    m_animation.setEndValue(1.0);
    connect(&m_animation, &QVariantAnimation::valueChanged, this,
            [this, from, fromZoom, centre, zoom](const QVariant &value) {
                const double t = value.toDouble();
                const double now = fromZoom * std::pow(zoom / fromZoom, t);
                // The picture shrinks or grows about one point, so places go with the scale.
                const double way = std::abs(zoom - fromZoom) < 1e-9
                                       ? t
                                       : (1 / fromZoom - 1 / now) / (1 / fromZoom - 1 / zoom);
                look(from + (centre - from) * way, now);
            });
    m_animation.start();
}

void Camera::zoomAbout(QPoint point, double zoom)
{
    m_animation.stop();
    m_moved = true;
    zoom = std::clamp(zoom, minZoom, maxZoom);
    const auto fromMiddle = QPointF(point) - QRectF(m_view->viewport()->rect()).center();
    const auto scenePoint = centre() + fromMiddle / m_zoom;
    look(scenePoint - fromMiddle / zoom, zoom);
}

void Camera::pan(QPointF pixels)
{
    m_animation.stop();
    m_moved = true;
    auto *across = m_view->horizontalScrollBar();
    auto *down = m_view->verticalScrollBar();
    across->setValue(across->value() - static_cast<int>(std::lround(pixels.x())));
    down->setValue(down->value() - static_cast<int>(std::lround(pixels.y())));
}

void Camera::fit(const QRectF &rect, double largest, bool glides)
{
    m_animation.stop();
    m_moved = false;
    if (rect.isEmpty()) {
        look(rect.center(), 1);
        return;
    }
    const auto free = QRectF(m_view->viewport()->rect()).marginsRemoved(m_covered);
    const double across = std::max(free.width() - 2 * fitMargin, free.width() * 0.5);
    const double down = std::max(free.height() - 2 * fitMargin, free.height() * 0.5);
    const double zoom = std::clamp(std::min({across / rect.width(), down / rect.height(), largest}),
                                   minZoom, maxZoom);
    const auto aside = free.center() - QRectF(m_view->viewport()->rect()).center();
    const auto centre = rect.center() - aside / zoom;
    if (glides)
        glide(centre, zoom);
    else
        look(centre, zoom);
}

void Camera::reveal(const QRectF &rect)
{
    auto sight = visible();
    const double margin = std::min({fitMargin / m_zoom, sight.width() / 4, sight.height() / 4});
    sight.adjust(margin, margin, -margin, -margin);
    const auto shift = [](double low, double high, double from, double to) {
        if (low >= from && high <= to)
            return 0.0;
        // What is too long shows its beginning.
        return low < from || high - low > to - from ? low - from : high - to;
    };
    const QPointF by(shift(rect.left(), rect.right(), sight.left(), sight.right()),
                     shift(rect.top(), rect.bottom(), sight.top(), sight.bottom()));
    if (!by.isNull()) {
        m_moved = true;
        glide(centre() + by, m_zoom);
    }
}

void Camera::viewResized() { applyBounds(); }

} // namespace tw::preview

#include "moc_camera.cpp" // NOLINT(bugprone-suspicious-include)
