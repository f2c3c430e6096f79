// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/minimap.h"

#include "diagram/camera.h"
#include "diagram/diagram_scene.h"
#include "diagram/diagram_view.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>

#include <algorithm>

namespace tw::preview {

namespace {

constexpr double padding = 8;
constexpr double radius = 8;

/// The plain header would not be seen at this size.
QColor colourOf(const DiagramTable &table, const Theme &theme)
{
    if (table.findings[static_cast<int>(Severity::Error)] > 0)
        return theme.error;
    if (table.header.isValid())
        return table.header;
    auto color = table.isEnum ? theme.keyword : theme.edge;
    if (table.isEnum)
        color.setAlpha(120);
    return color;
}

} // namespace

Minimap::Minimap(DiagramView *view) : QWidget(view), m_view(view), m_theme(view->theme())
{
    setObjectName(QStringLiteral("minimap"));
    setAccessibleName(QStringLiteral("Minimap"));
    setCursor(Qt::PointingHandCursor);
    hide();
    connect(view, &DiagramView::cameraMoved, this, &Minimap::followView);
    connect(view, &DiagramView::zoomChanged, this, &Minimap::followView);
}

void Minimap::setTheme(const Theme &theme)
{
    m_theme = theme;
    redraw();
}

void Minimap::setWanted(bool wanted)
{
    if (wanted == m_wanted)
        return;
    m_wanted = wanted;
    followView();
    emit wantedChanged(wanted);
}

void Minimap::redraw()
{
    m_bounds = m_view->diagramScene()->contentRect();
    m_stale = true;
    followView();
}

void Minimap::followView()
{
    const auto visible = m_view->camera()->visible();
    // A pixel more or less is still everything.
    const double slack = 1 / m_view->zoom();
    const bool all = visible.adjusted(-slack, -slack, slack, slack).contains(m_bounds);
    const bool fits = m_view->width() > 2 * width() && m_view->height() > 2 * height();
    // It must not vanish from under the mouse that drags it.
    const bool held =
        isVisible() && (QGuiApplication::mouseButtons() & Qt::LeftButton) && underMouse();
    setVisible(m_wanted && fits && !m_bounds.isEmpty() && (!all || held));
    update();
}

QTransform Minimap::fromScene() const
{
    const auto area = QRectF(rect()).adjusted(padding, padding, -padding, -padding);
    const double scale =
        std::min(area.width() / m_bounds.width(), area.height() / m_bounds.height());
    const auto middle = m_bounds.center();
    return QTransform::fromTranslate(-middle.x(), -middle.y()) *
           QTransform::fromScale(scale, scale) *
           QTransform::fromTranslate(area.center().x(), area.center().y());
}

QRectF Minimap::frame() const
{
    const auto area = QRectF(rect()).adjusted(2, 2, -2, -2);
    return fromScene().mapRect(m_view->camera()->visible()).intersected(area);
}

void Minimap::drawTables()
{
    m_stale = false;
    const double ratio = devicePixelRatioF();
    m_tables = QPixmap(size() * ratio);
    m_tables.setDevicePixelRatio(ratio);
    m_tables.fill(Qt::transparent);
    QPainter painter(&m_tables);
    painter.setRenderHint(QPainter::Antialiasing);
    auto ground = m_theme.raised;
    ground.setAlpha(235);
    painter.setPen(QPen(m_theme.border, 1));
    painter.setBrush(ground);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    painter.setPen(Qt::NoPen);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const auto map = fromScene();
    for (const auto &table : m_view->model().tables) {
        const auto *item = m_view->diagramScene()->table(table.key);
        if (!item || !item->isVisible())
            continue;
        auto box = map.mapRect(item->box());
        box.setSize(box.size().expandedTo({2, 2}));
        painter.fillRect(box, colourOf(table, m_theme));
    }
}

void Minimap::paintEvent(QPaintEvent * /*event*/)
{
    if (m_bounds.isEmpty())
        return;
    if (m_stale || m_tables.size() != size() * devicePixelRatioF())
        drawTables();
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_tables);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto seen = frame();
    auto fill = m_theme.accent;
    fill.setAlpha(36);
    painter.setBrush(fill);
    painter.setPen(QPen(m_theme.accent, 1.5));
    painter.drawRoundedRect(seen, 2, 2);
}

void Minimap::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const auto at = event->position();
    const auto seen = frame();
    // Taken within the frame, it does not jump.
    m_grab = seen.contains(at) ? seen.center() - at : QPointF();
    mouseMoveEvent(event);
}

void Minimap::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return;
    const auto centre = fromScene().inverted().map(event->position() + m_grab);
    m_view->camera()->setMoved();
    m_view->camera()->look(centre, m_view->zoom());
}

void Minimap::mouseReleaseEvent(QMouseEvent * /*event*/) { followView(); }

void Minimap::wheelEvent(QWheelEvent *event)
{
    // Zooms as the view does with Ctrl, for there is nowhere to scroll.
    const double notches = event->angleDelta().y() / 120.0;
    m_view->camera()->zoomAbout(m_view->viewport()->rect().center(),
                                m_view->zoom() * (1 + notches * 0.2));
    event->accept();
}

} // namespace tw::preview

#include "moc_minimap.cpp" // NOLINT(bugprone-suspicious-include)
