// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/pointer_input.h"

#include "diagram/camera.h"
#include "diagram/diagram_scene.h"
#include "diagram/diagram_view.h"

#include <QApplication>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPinchGesture>
#include <QTimerEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace tw::preview {

namespace {

constexpr int frameTime = 16;
constexpr int border = 28;      ///< within which a drag scrolls, in pixels
constexpr double pushMost = 18; ///< pixels a frame
constexpr double alignReach = 6;
constexpr double hitReach = 5;
constexpr double wheelScroll = 60; ///< pixels a notch

bool extends(Qt::KeyboardModifiers modifiers)
{
    return modifiers & (Qt::ControlModifier | Qt::ShiftModifier);
}

} // namespace

PointerInput::PointerInput(DiagramView *view) : m_view(view) {}

PointerInput::~PointerInput() = default;

bool PointerInput::press(QMouseEvent *event)
{
    if (m_doing != Doing::Nothing)
        return true;
    m_now = m_pressedAt = event->pos();
    m_pressedScene = m_view->mapToScene(m_pressedAt);
    m_modifiers = event->modifiers();
    m_button = event->button();
    if (m_button == Qt::MiddleButton || (m_button == Qt::LeftButton && m_spaceHeld))
        m_doing = Doing::Pan;
    else if (m_button == Qt::LeftButton)
        pressLeft(event);
    updateCursor();
    return true;
}

void PointerInput::pressLeft(QMouseEvent *event)
{
    auto *scene = m_view->diagramScene();
    const auto hit = scene->hitAt(m_pressedScene, hitReach / m_view->zoom());
    const auto element = scene->elementOf(hit);
    m_selectAtRelease = false;
    m_dragKeys.clear();
    m_key.clear();
    switch (hit.kind) {
    case DiagramHit::Kind::Table:
    case DiagramHit::Kind::Column: {
        m_doing = Doing::PressTable;
        m_key = scene->table(hit.index)->key();
        auto keys = m_view->selectedTables();
        if (extends(event->modifiers())) {
            if (!keys.remove(m_key))
                keys.insert(m_key);
            m_view->select(keys.contains(m_key) ? m_key : QString(), keys);
        } else if (keys.size() > 1 && keys.contains(m_key)) {
            m_selectAtRelease = true; // unless they are dragged
        } else {
            m_view->select(m_key, {m_key}, element);
        }
        break;
    }
    case DiagramHit::Kind::Group: {
        m_doing = Doing::PressTable;
        QSet<QString> keys;
        for (const int table : m_view->model().groups[static_cast<std::size_t>(hit.index)].tables) {
            if (const auto *item = scene->table(table); item && item->isVisible())
                keys.insert(item->key());
        }
        m_view->select({}, keys, element);
        break;
    }
    case DiagramHit::Kind::Edge:
    case DiagramHit::Kind::Note:
        m_doing = Doing::PressTable;
        m_view->select({}, {}, element);
        break;
    case DiagramHit::Kind::None:
        m_doing = Doing::PressGround;
        m_before = extends(event->modifiers()) ? m_view->selectedTables() : QSet<QString>{};
        break;
    }
}

bool PointerInput::move(QMouseEvent *event)
{
    const auto before = m_now;
    m_now = event->pos();
    m_modifiers = event->modifiers();
    const bool far = (m_now - m_pressedAt).manhattanLength() >= QApplication::startDragDistance();
    switch (m_doing) {
    case Doing::Nothing:
        return false;
    case Doing::Pan:
        m_view->camera()->pan(m_now - before);
        return true;
    case Doing::PressTable:
        if (far)
            beginDrag();
        break;
    case Doing::PressGround:
        if (far)
            m_doing = Doing::RubberBand;
        break;
    case Doing::Drag:
    case Doing::RubberBand:
        break;
    }
    if (m_doing == Doing::Drag)
        drag();
    else if (m_doing == Doing::RubberBand)
        stretchRubberBand();
    scrollAtBorder();
    return true;
}

void PointerInput::beginDrag()
{
    const auto &selected = m_view->selectedTables();
    if (selected.isEmpty() || (!m_key.isEmpty() && !selected.contains(m_key)))
        return;
    m_dragKeys = QStringList(selected.begin(), selected.end());
    m_dragKeys.sort();
    if (const auto at = m_dragKeys.indexOf(m_key); at > 0)
        m_dragKeys.move(at, 0);
    m_session.emplace(m_view->diagramScene(), m_dragKeys, m_pressedScene);
    m_doing = Doing::Drag;
    m_view->beginMove();
    updateCursor();
}

void PointerInput::drag()
{
    if (!m_session)
        return;
    DragSession::Snap snap;
    snap.on = !(m_modifiers & Qt::AltModifier);
    snap.reach = alignReach / m_view->zoom();
    snap.visible = m_view->camera()->visible();
    m_session->moveTo(m_view->mapToScene(m_now), snap);
    m_view->setGuides(m_session->guides());
}

void PointerInput::stretchRubberBand()
{
    const auto rect = QRectF(m_pressedScene, m_view->mapToScene(m_now)).normalized();
    m_view->setRubberBand(rect);
    auto keys = m_before;
    for (const auto &[key, box] : m_view->shownBoxes()) {
        if (box.intersects(rect))
            keys.insert(key);
    }
    m_view->preselect(keys);
}

bool PointerInput::release(QMouseEvent *event)
{
    if (m_doing == Doing::Nothing || event->button() != m_button)
        return m_doing != Doing::Nothing;
    m_now = event->pos();
    m_modifiers = event->modifiers();
    const auto was = m_doing;
    finish();
    switch (was) {
    case Doing::Drag: {
        const auto moved = m_session ? m_session->moved() : TablePositions();
        m_session.reset();
        m_view->endMove(moved);
        break;
    }
    case Doing::RubberBand: {
        m_view->setRubberBand({});
        const auto keys = m_view->selectedTables();
        const auto current = m_view->currentTable();
        m_view->select(keys.contains(current) ? current : QString(), keys);
        break;
    }
    case Doing::PressGround:
        if (m_before.isEmpty())
            m_view->clearSelection();
        break;
    case Doing::PressTable:
        if (m_selectAtRelease)
            m_view->select(m_key);
        break;
    case Doing::Nothing:
    case Doing::Pan:
        break;
    }
    return true;
}

bool PointerInput::doubleClick(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_spaceHeld)
        return press(event);
    auto *scene = m_view->diagramScene();
    const auto hit = scene->hitAt(m_view->mapToScene(event->pos()), hitReach / m_view->zoom());
    m_view->goToSource(scene->elementOf(hit));
    return true;
}

bool PointerInput::cancel()
{
    const auto was = m_doing;
    finish();
    if (was == Doing::Drag && m_session) {
        m_session->cancel();
        m_session.reset();
        m_view->endMove({});
    } else if (was == Doing::RubberBand) {
        m_view->setRubberBand({});
        m_view->preselect(m_before);
    }
    return was != Doing::Nothing;
}

void PointerInput::finish()
{
    m_doing = Doing::Nothing;
    m_scroll.stop();
    updateCursor();
}

// Near the border, a drag takes the view along.

QPointF PointerInput::borderPush() const
{
    const auto rect = m_view->viewport()->rect();
    const auto push = [](int at, int low, int high) {
        const int into = at < low + border    ? low + border - at
                         : at > high - border ? high - border - at
                                              : 0;
        return std::clamp(into * 0.5, -pushMost, pushMost);
    };
    return {push(m_now.x(), rect.left(), rect.right()), push(m_now.y(), rect.top(), rect.bottom())};
}

void PointerInput::scrollAtBorder()
{
    const bool drags = m_doing == Doing::Drag || m_doing == Doing::RubberBand;
    if (!drags || borderPush().isNull())
        m_scroll.stop();
    else if (!m_scroll.isActive())
        m_scroll.start(frameTime, this);
}

void PointerInput::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_scroll.timerId())
        return;
    // A table may go beyond what was the diagram.
    m_view->camera()->setBounds(m_view->diagramScene()->contentRect());
    m_view->camera()->pan(borderPush());
    if (m_doing == Doing::Drag)
        drag();
    else
        stretchRubberBand();
    scrollAtBorder();
}

// Wheel and fingers.

void PointerInput::wheel(QWheelEvent *event)
{
    event->accept();
    const auto angle = event->angleDelta();
    if (event->modifiers() & Qt::ControlModifier) {
        const int turned = angle.y() != 0 ? angle.y() : angle.x();
        const double factor = std::pow(1.2, turned / 120.0);
        m_view->camera()->zoomAbout(event->position().toPoint(), m_view->camera()->zoom() * factor);
    } else {
        QPointF by = event->pixelDelta();
        if (by.isNull())
            by = QPointF(angle) / 120.0 * wheelScroll;
        if ((event->modifiers() & Qt::ShiftModifier) && by.x() == 0)
            by = by.transposed();
        m_view->camera()->pan(by);
    }
    if (m_doing == Doing::Drag)
        drag();
}

bool PointerInput::nativeGesture(QNativeGestureEvent *event)
{
    if (event->gestureType() != Qt::ZoomNativeGesture)
        return false;
    m_view->camera()->zoomAbout(event->position().toPoint(),
                                m_view->camera()->zoom() * (1 + event->value()));
    return true;
}

void PointerInput::pinch(QPinchGesture *gesture)
{
    if (!(gesture->changeFlags() & QPinchGesture::ScaleFactorChanged))
        return;
    const auto at = m_view->viewport()->mapFromGlobal(gesture->centerPoint().toPoint());
    m_view->camera()->zoomAbout(at, m_view->camera()->zoom() * gesture->scaleFactor());
}

void PointerInput::setSpaceHeld(bool held)
{
    m_spaceHeld = held;
    updateCursor();
}

void PointerInput::updateCursor()
{
    if (m_doing == Doing::Pan)
        m_view->viewport()->setCursor(Qt::ClosedHandCursor);
    else if (m_doing == Doing::Drag)
        m_view->viewport()->setCursor(Qt::SizeAllCursor);
    else if (m_spaceHeld)
        m_view->viewport()->setCursor(Qt::OpenHandCursor);
    else
        m_view->viewport()->unsetCursor();
}

} // namespace tw::preview

#include "moc_pointer_input.cpp" // NOLINT(bugprone-suspicious-include)
