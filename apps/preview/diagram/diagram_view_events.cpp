// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/camera.h"
#include "diagram/diagram_scene.h"
#include "diagram/diagram_view.h"
#include "diagram/focus_bar.h"
#include "diagram/keyboard_navigation.h"
#include "diagram/minimap.h"
#include "diagram/pointer_input.h"
#include "diagram/search_bar.h"

#include <QContextMenuEvent>
#include <QGestureEvent>
#include <QKeyEvent>
#include <QNativeGestureEvent>
#include <QPainter>
#include <QPinchGesture>

#include <algorithm>
#include <cmath>

namespace tw::preview {

namespace {

constexpr int overlayMargin = 12;
constexpr double gridStep = 3 * DragSession::grid;

} // namespace

bool DiagramView::event(QEvent *event)
{
    // A shortcut of the window may act on the document: it must find the moves in it.
    if (event->type() == QEvent::ShortcutOverride) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Control:
        case Qt::Key_Shift:
            break;
        default:
            m_keyboard->endSeries();
        }
    }
    return QGraphicsView::event(event);
}

bool DiagramView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::NativeGesture)
        return m_pointer->nativeGesture(static_cast<QNativeGestureEvent *>(event));
    if (event->type() == QEvent::Gesture) {
        auto *gesture = static_cast<QGestureEvent *>(event)->gesture(Qt::PinchGesture);
        if (auto *pinch = qobject_cast<QPinchGesture *>(gesture)) {
            m_pointer->pinch(pinch);
            return true;
        }
    }
    return QGraphicsView::viewportEvent(event);
}

bool DiagramView::focusNextPrevChild(bool next)
{
    // Children ask their parents, too.
    if (hasFocus() && m_keyboard->walk(next))
        return true;
    return QGraphicsView::focusNextPrevChild(next);
}

void DiagramView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_pointer->cancel())
        return;
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier) {
        if (!event->isAutoRepeat())
            m_pointer->setSpaceHeld(true);
        return;
    }
    if (!m_keyboard->press(event))
        event->ignore();
}

void DiagramView::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat())
        m_pointer->setSpaceHeld(false);
    m_keyboard->release(event);
    event->ignore();
}

void DiagramView::focusInEvent(QFocusEvent *event)
{
    QGraphicsView::focusInEvent(event);
    const bool forward = event->reason() == Qt::TabFocusReason;
    if ((forward || event->reason() == Qt::BacktabFocusReason) && m_current.isEmpty())
        m_keyboard->walk(forward);
    m_ringed = forward || event->reason() == Qt::BacktabFocusReason ||
               event->reason() == Qt::ShortcutFocusReason;
    viewport()->update();
}

void DiagramView::focusOutEvent(QFocusEvent *event)
{
    m_pointer->setSpaceHeld(false);
    m_keyboard->endSeries();
    m_ringed = false;
    QGraphicsView::focusOutEvent(event);
    viewport()->update();
}

void DiagramView::mousePressEvent(QMouseEvent *event)
{
    m_keyboard->endSeries();
    m_pointer->press(event);
}

void DiagramView::mouseMoveEvent(QMouseEvent *event)
{
    // Without a button it is the scene's, for what is hovered.
    if (!m_pointer->move(event))
        QGraphicsView::mouseMoveEvent(event);
}

void DiagramView::mouseReleaseEvent(QMouseEvent *event) { m_pointer->release(event); }

void DiagramView::mouseDoubleClickEvent(QMouseEvent *event) { m_pointer->doubleClick(event); }

void DiagramView::contextMenuEvent(QContextMenuEvent *event)
{
    event->accept();
    if (m_pointer->isBusy())
        return;
    if (event->reason() == QContextMenuEvent::Keyboard) {
        m_keyboard->openMenu();
        return;
    }
    const auto hit = m_scene->hitAt(mapToScene(event->pos()), 0);
    const bool onTable =
        hit.kind == DiagramHit::Kind::Table || hit.kind == DiagramHit::Kind::Column;
    const auto key = onTable ? m_scene->table(hit.index)->key() : QString();
    if (onTable && !m_selected.contains(key))
        select(key, {key}, m_scene->elementOf(hit));
    showMenu(key, event->globalPos());
}

void DiagramView::wheelEvent(QWheelEvent *event) { m_pointer->wheel(event); }

void DiagramView::resizeEvent(QResizeEvent *event)
{
    QGraphicsView::resizeEvent(event);
    m_camera->viewResized();
    if (!m_fitNext && !m_camera->isMoved())
        m_camera->fit(m_camera->bounds());
    placeOverlays();
    emit cameraMoved();
}

void DiagramView::scrollContentsBy(int dx, int dy)
{
    QGraphicsView::scrollContentsBy(dx, dy);
    emit cameraMoved();
}

void DiagramView::placeOverlays()
{
    m_focusBar->adjustSize();
    m_focusBar->move(overlayMargin, overlayMargin);
    m_camera->setCovered({0, hasFocusTable() ? m_focusBar->height() + 0.0 : 0, 0, 0});
    const auto search =
        m_searchBar->sizeHint().boundedTo(size() - QSize(2 * overlayMargin, 2 * overlayMargin));
    m_searchBar->setGeometry(
        QRect(QPoint(width() - overlayMargin - search.width(), overlayMargin), search));
    const auto map = m_minimap->sizeHint();
    m_minimap->setGeometry(QRect(
        QPoint(width() - overlayMargin - map.width(), height() - overlayMargin - map.height()),
        map));
}

// Painting.

void DiagramView::setGuides(const std::vector<QLineF> &guides)
{
    if (m_guides != guides) {
        m_guides = guides;
        viewport()->update();
    }
}

void DiagramView::setRubberBand(const QRectF &sceneRect)
{
    m_rubberBand = sceneRect;
    viewport()->update();
}

void DiagramView::drawBackground(QPainter *painter, const QRectF &rect)
{
    painter->fillRect(rect, m_theme->canvas);
    const double scale = m_camera->zoom();
    if (scale < 0.3)
        return;
    // Dots at least 16 pixels apart.
    double step = gridStep;
    while (step * scale < 16)
        step *= 2;
    const auto first = [step](double at) { return static_cast<int>(std::floor(at / step)); };
    std::vector<QPointF> dots;
    for (int x = first(rect.left()); x <= first(rect.right()); ++x) {
        for (int y = first(rect.top()); y <= first(rect.bottom()); ++y)
            dots.emplace_back(x * step, y * step);
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, false);
    QPen pen(m_theme->grid, 1);
    pen.setCosmetic(true);
    painter->setPen(pen);
    painter->drawPoints(dots.data(), static_cast<int>(dots.size()));
    painter->restore();
}

void DiagramView::drawForeground(QPainter *painter, const QRectF & /*rect*/)
{
    const auto cosmetic = [](QColor color, double width, Qt::PenStyle style = Qt::SolidLine) {
        QPen pen(color, width, style);
        pen.setCosmetic(true);
        return pen;
    };
    painter->setBrush(Qt::NoBrush);
    if (!m_guides.empty()) {
        painter->setPen(cosmetic(m_theme->accent, 1, Qt::DashLine));
        painter->drawLines(m_guides.data(), static_cast<int>(m_guides.size()));
    }
    if (m_flash->state() == QAbstractAnimation::Running) {
        if (const auto *item = m_scene->table(m_flashing); item && item->isVisible()) {
            const double left = m_flash->currentValue().toDouble();
            auto color = m_theme->accent;
            color.setAlphaF(static_cast<float>(left));
            const double away = (2 + 8 * (1 - left)) / m_camera->zoom();
            painter->setPen(cosmetic(color, 3));
            painter->drawRoundedRect(item->box().adjusted(-away, -away, away, away), 8, 8);
        }
    }
    if (!m_rubberBand.isEmpty()) {
        auto fill = m_theme->accent;
        fill.setAlpha(32);
        painter->setPen(cosmetic(m_theme->accent, 1));
        painter->setBrush(fill);
        painter->drawRect(m_rubberBand);
    }
}

void DiagramView::paintEvent(QPaintEvent *event)
{
    QGraphicsView::paintEvent(event);
    const auto &snapshot = m_scene->snapshot();
    if (snapshot && model().tables.empty() && model().notes.empty()) {
        QPainter painter(viewport());
        drawHint(painter);
    }
    if (m_ringed) {
        QPainter painter(viewport());
        painter.setPen(QPen(m_theme->accent, 2));
        painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
    }
}

/// What to do when there is nothing to see.
void DiagramView::drawHint(QPainter &painter)
{
    const bool broken =
        std::ranges::any_of(m_scene->snapshot()->result.diagnostics, [](const Diagnostic &finding) {
            return finding.severity == Severity::Error;
        });
    const auto title =
        broken ? QStringLiteral("No diagram yet") : QStringLiteral("Nothing to draw yet");
    const auto text = broken ? QStringLiteral("The text has errors. When they are mended, the "
                                              "tables show up here.")
                             : QStringLiteral("Write a table in the editor and it shows up here.\n"
                                              "Drag it to where you want it; it stays there.");
    auto rect = viewport()->rect();
    auto font = this->font();
    const auto size = font.pointSizeF();
    font.setPointSizeF(size * 1.4);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(m_theme->text);
    const int middle = rect.center().y();
    painter.drawText(QRect(0, middle - 48, rect.width(), 40), Qt::AlignHCenter | Qt::AlignBottom,
                     title);
    painter.setFont(this->font());
    painter.setPen(m_theme->mutedText);
    painter.drawText(QRect(24, middle + 4, rect.width() - 48, 80),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, text);
}

} // namespace tw::preview
