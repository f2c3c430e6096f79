// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/keyboard_navigation.h"

#include "diagram/camera.h"
#include "diagram/diagram_scene.h"
#include "diagram/diagram_view.h"
#include "diagram/drag_session.h"
#include "diagram/search_bar.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>

#include <algorithm>
#include <optional>

namespace tw::preview {

namespace {

constexpr double fineStep = 1;

std::optional<Direction> directionOf(int key)
{
    switch (key) {
    case Qt::Key_Left:
        return Direction::Left;
    case Qt::Key_Right:
        return Direction::Right;
    case Qt::Key_Up:
        return Direction::Up;
    case Qt::Key_Down:
        return Direction::Down;
    default:
        return std::nullopt;
    }
}

QPointF vectorOf(Direction direction)
{
    switch (direction) {
    case Direction::Left:
        return {-1, 0};
    case Direction::Right:
        return {1, 0};
    case Direction::Up:
        return {0, -1};
    case Direction::Down:
        return {0, 1};
    }
    return {};
}

std::vector<QRectF> rectsOf(const std::vector<std::pair<QString, QRectF>> &boxes)
{
    std::vector<QRectF> rects;
    rects.reserve(boxes.size());
    std::ranges::transform(boxes, std::back_inserter(rects),
                           [](const auto &entry) { return entry.second; });
    return rects;
}

int indexOf(const std::vector<std::pair<QString, QRectF>> &boxes, const QString &key)
{
    const auto found = std::ranges::find(boxes, key, &std::pair<QString, QRectF>::first);
    return found == boxes.end() ? -1 : static_cast<int>(found - boxes.begin());
}

} // namespace

KeyboardNavigation::KeyboardNavigation(DiagramView *view) : m_view(view) {}

bool KeyboardNavigation::walk(bool forward)
{
    endSeries();
    const auto boxes = m_view->shownBoxes();
    if (boxes.empty())
        return false;
    const auto order = readingOrder(rectsOf(boxes));
    const auto last = static_cast<std::ptrdiff_t>(order.size()) - 1;
    std::ptrdiff_t next = forward ? 0 : last;
    if (const int current = indexOf(boxes, m_view->currentTable()); current >= 0) {
        next = std::ranges::find(order, current) - order.begin() + (forward ? 1 : -1);
        if (next < 0 || next > last)
            return false;
    }
    const auto &key = boxes[static_cast<std::size_t>(order[static_cast<std::size_t>(next)])].first;
    m_view->select(key);
    m_view->reveal(key);
    return true;
}

void KeyboardNavigation::step(Direction direction, bool extend)
{
    const auto boxes = m_view->shownBoxes();
    if (boxes.empty())
        return;
    const auto rects = rectsOf(boxes);
    const int current = indexOf(boxes, m_view->currentTable());
    int next = -1;
    if (current >= 0) {
        next = nearestBox(rects, current, direction);
    } else {
        // To begin with, the one in the middle of what is visible.
        const auto middle = m_view->camera()->centre();
        const auto away = [&](const QRectF &rect) {
            return (rect.center() - middle).manhattanLength();
        };
        next = static_cast<int>(std::ranges::min_element(rects, {}, away) - rects.begin());
    }
    if (next < 0)
        return;
    const auto key = boxes[static_cast<std::size_t>(next)].first;
    auto keys = extend ? m_view->selectedTables() : QSet<QString>{};
    keys.insert(key);
    m_view->select(key, keys);
    m_view->reveal(key);
}

int KeyboardNavigation::currentColumn() const
{
    const auto *table = m_view->tableWith(m_view->currentTable());
    if (!table)
        return -1;
    const auto found =
        std::ranges::find(table->columns, m_view->selection()->current(), &DiagramColumn::element);
    return found == table->columns.end() ? -1 : static_cast<int>(found - table->columns.begin());
}

void KeyboardNavigation::goTo(const DiagramTable &table, int column)
{
    const auto &element =
        column < 0 ? table.element : table.columns[static_cast<std::size_t>(column)].element;
    m_view->select(table.key, {table.key}, element);
    m_view->reveal(table.key);
}

void KeyboardNavigation::stepColumn(bool down)
{
    const auto *table = m_view->tableWith(m_view->currentTable());
    if (!table || table->isEnum)
        return;
    const int last = static_cast<int>(table->columns.size()) - 1;
    goTo(*table, std::clamp(currentColumn() + (down ? 1 : -1), -1, last));
}

/// Along the first edge of the current column, or of any when none is current.
void KeyboardNavigation::follow(bool forward)
{
    const auto &model = m_view->model();
    const auto found = model.byKey.constFind(m_view->currentTable());
    if (found == model.byKey.cend())
        return;
    const int column = currentColumn();
    for (const auto &edge : model.edges) {
        const int from = forward ? edge.source : edge.target;
        const int fromColumn = forward ? edge.sourceColumn : edge.targetColumn;
        const int to = forward ? edge.target : edge.source;
        if (from != *found || to < 0 || (column >= 0 && column != fromColumn))
            continue;
        const auto &table = model.tables[static_cast<std::size_t>(to)];
        if (!m_view->diagramScene()->isShown(table.key))
            continue;
        goTo(table, forward ? edge.targetColumn : edge.sourceColumn);
        return;
    }
}

void KeyboardNavigation::nudge(Direction direction, double distance)
{
    static int gestures = 0;
    TablePositions moved;
    for (const auto &key : m_view->selectedTables()) {
        if (const auto *item = m_view->diagramScene()->table(key); item && item->isVisible())
            moved.insert(key, item->pos() + vectorOf(direction) * distance);
    }
    if (moved.isEmpty())
        return;
    if (m_gesture == 0)
        m_gesture = ++gestures;
    m_view->moveTables(moved, m_gesture);
    m_view->reveal(m_view->currentTable());
}

bool KeyboardNavigation::press(QKeyEvent *event)
{
    const auto modifiers = event->modifiers() & ~Qt::KeyboardModifiers(Qt::KeypadModifier);
    if (const auto direction = directionOf(event->key()))
        return pressArrow(*direction, modifiers);
    if (event->key() == Qt::Key_Control || event->key() == Qt::Key_Shift)
        return false;
    if (event->key() == Qt::Key_Escape) {
        escape();
        return true;
    }
    endSeries();
    if (event->key() == Qt::Key_Menu ||
        (event->key() == Qt::Key_F10 && modifiers == Qt::ShiftModifier)) {
        openMenu();
        return true;
    }
    return modifiers & Qt::ControlModifier ? pressWithControl(event) : pressPlain(event);
}

bool KeyboardNavigation::pressArrow(Direction direction, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ControlModifier) {
        nudge(direction, modifiers & Qt::ShiftModifier ? fineStep : DragSession::grid);
        return true;
    }
    endSeries();
    if (modifiers == Qt::AltModifier) {
        if (direction == Direction::Up || direction == Direction::Down)
            stepColumn(direction == Direction::Down);
        else
            follow(direction == Direction::Right);
        return true;
    }
    if (modifiers & ~Qt::KeyboardModifiers(Qt::ShiftModifier))
        return false;
    step(direction, modifiers & Qt::ShiftModifier);
    return true;
}

bool KeyboardNavigation::pressWithControl(QKeyEvent *event)
{
    auto *undo = m_view->document()->diagramUndo();
    if (event->matches(QKeySequence::Undo)) {
        undo->undo();
        return true;
    }
    if (event->matches(QKeySequence::Redo) ||
        (event->key() == Qt::Key_Y && event->modifiers() == Qt::ControlModifier)) {
        undo->redo();
        return true;
    }
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        m_view->zoomIn();
        return true;
    case Qt::Key_Minus:
        m_view->zoomOut();
        return true;
    case Qt::Key_0:
        m_view->zoomReset();
        return true;
    case Qt::Key_9:
        m_view->zoomToFit();
        return true;
    case Qt::Key_F:
    case Qt::Key_P:
        m_view->openSearch();
        return true;
    case Qt::Key_A:
        m_view->selectAll();
        return true;
    case Qt::Key_C:
        if (const auto *table = m_view->tableWith(m_view->currentTable()))
            QGuiApplication::clipboard()->setText(table->name);
        return true;
    default:
        return false;
    }
}

bool KeyboardNavigation::pressPlain(QKeyEvent *event)
{
    const auto page = [this](double part) {
        m_view->camera()->pan({0, part * m_view->viewport()->height()});
    };
    const bool focused = m_view->hasFocusTable();
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_view->goToSource(m_view->currentTable());
        return true;
    case Qt::Key_Slash:
        m_view->openSearch();
        return true;
    case Qt::Key_F:
        m_view->toggleFocus();
        return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        if (focused)
            m_view->setFocusTable(m_view->focusTable(), m_view->focusSteps() + 1);
        else
            m_view->zoomIn();
        return true;
    case Qt::Key_Minus:
        if (focused)
            m_view->setFocusTable(m_view->focusTable(), m_view->focusSteps() - 1);
        else
            m_view->zoomOut();
        return true;
    case Qt::Key_Home:
        m_view->zoomToFit();
        return true;
    case Qt::Key_PageUp:
        page(0.8);
        return true;
    case Qt::Key_PageDown:
        page(-0.8);
        return true;
    default:
        return false;
    }
}

void KeyboardNavigation::release(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Control)
        endSeries();
}

void KeyboardNavigation::escape()
{
    if (m_view->searchBar()->isVisible())
        m_view->searchBar()->close();
    else if (m_view->hasFocusTable())
        m_view->clearFocus();
    else
        m_view->clearSelection();
}

void KeyboardNavigation::openMenu()
{
    endSeries();
    const auto *item = m_view->diagramScene()->table(m_view->currentTable());
    auto at = m_view->viewport()->rect().center();
    if (item && item->isVisible()) {
        m_view->reveal(item->key());
        at = m_view->mapFromScene(item->box().topLeft()) + QPoint(16, 16);
    }
    m_view->showMenu(item ? item->key() : QString(), m_view->viewport()->mapToGlobal(at));
}

} // namespace tw::preview
