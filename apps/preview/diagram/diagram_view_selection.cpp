// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/camera.h"
#include "diagram/diagram_scene.h"
#include "diagram/diagram_view.h"
#include "diagram/focus_bar.h"
#include "diagram/neighbourhood.h"

#include <algorithm>

namespace tw::preview {

// The selection.

void DiagramView::takeSelection(const ElementRef &element, const QObject *by)
{
    if (by == this)
        return;
    if (m_scene->snapshot() != m_document->snapshot())
        showSnapshot(); // the other heard of it first
    const auto key = m_scene->tableOf(element);
    m_current = key;
    m_selected = key.isEmpty() ? QSet<QString>{} : QSet<QString>{key};
    mark();
    emit currentTableChanged(m_current);
    emit selectedTablesChanged();
    if (!key.isEmpty() && m_scene->isShown(key) && !m_moving) {
        auto rect = m_scene->rectOf(element);
        if (rect.isEmpty() || element.kind == ElementRef::Kind::Group)
            return;
        if (!m_camera->visible().intersects(rect))
            m_camera->reveal(rect);
    }
}

void DiagramView::select(const QString &current, const QSet<QString> &keys,
                         const ElementRef &element)
{
    const bool changes = current != m_current;
    m_current = current;
    m_selected = keys;
    auto looked = element;
    if (const auto *table = tableWith(current); table && !looked.isValid())
        looked = table->element;
    m_selection->select(looked, this);
    mark();
    if (changes)
        emit currentTableChanged(m_current);
    emit selectedTablesChanged();
}

void DiagramView::preselect(const QSet<QString> &keys)
{
    if (keys == m_selected)
        return;
    m_selected = keys;
    mark();
    if (!keys.contains(m_current))
        m_scene->setCurrent({});
}

void DiagramView::clearSelection() { select({}, {}); }

void DiagramView::selectAll()
{
    QSet<QString> keys;
    for (const auto &[key, box] : shownBoxes())
        keys.insert(key);
    select(keys.contains(m_current) ? m_current : QString(), keys);
}

/// Shows in the scene what is selected and current.
void DiagramView::mark()
{
    m_scene->setCurrent(m_selection->current());
    for (const auto &table : model().tables) {
        auto *item = m_scene->table(table.key);
        const bool selected = m_selected.contains(table.key);
        if (item && item->isSelected() != selected)
            item->setSelected(selected);
    }
    m_currentColumn.clear();
    const auto &element = m_selection->current();
    if (const auto *table = tableWith(m_current);
        table && element.kind == ElementRef::Kind::Column) {
        for (const auto &column : table->columns) {
            if (column.element == element)
                m_currentColumn = column.name;
        }
    }
    describeCurrent();
    viewport()->update();
}

void DiagramView::describeCurrent()
{
    const auto *table = tableWith(m_current);
    QString text = QStringLiteral("%1 tables").arg(model().tables.size());
    if (table) {
        const auto links = std::ranges::count_if(model().edges, [&](const DiagramEdge &edge) {
            const int index = static_cast<int>(table - model().tables.data());
            return edge.source == index || edge.target == index;
        });
        text =
            QStringLiteral("%1 %2, %3 %4, %5 relationships, one of %6")
                .arg(table->isEnum ? QStringLiteral("enum") : QStringLiteral("table"), table->name)
                .arg(table->columns.size())
                .arg(table->isEnum ? QStringLiteral("values") : QStringLiteral("columns"))
                .arg(links)
                .arg(model().tables.size());
    }
    if (text != accessibleDescription())
        setAccessibleDescription(text);
}

void DiagramView::showTable(const QString &key, int column)
{
    const auto *table = tableWith(key);
    if (!table)
        return;
    if (!m_scene->isShown(key))
        clearFocus();
    const bool isColumn = column >= 0 && static_cast<std::size_t>(column) < table->columns.size();
    select(key, {key},
           isColumn ? table->columns[static_cast<std::size_t>(column)].element : table->element);
    centerOn(key);
    flash(key);
}

void DiagramView::goToSource(const ElementRef &element)
{
    const auto &snapshot = m_scene->snapshot();
    if (!snapshot || !element.isValid())
        return;
    if (const auto range = placeOf(snapshot->declared(), element); range.isValid())
        m_selection->goToSource(range);
}

void DiagramView::goToSource(const QString &key)
{
    if (const auto *table = tableWith(key))
        goToSource(m_scene->tableOf(m_selection->current()) == key ? m_selection->current()
                                                                   : table->element);
}

std::vector<std::pair<QString, QRectF>> DiagramView::shownBoxes() const
{
    std::vector<std::pair<QString, QRectF>> boxes;
    boxes.reserve(model().tables.size());
    for (const auto &table : model().tables) {
        const auto *item = m_scene->table(table.key);
        if (item && item->isVisible())
            boxes.emplace_back(table.key, item->box());
    }
    return boxes;
}

/// Elements are numbered anew by each compile; what was looked at is found by its name.
void DiagramView::selectAnew()
{
    using Kind = ElementRef::Kind;
    const auto *table = tableWith(m_current);
    const auto kind = m_selection->current().kind;
    if (!table || (kind != Kind::Table && kind != Kind::Enum && kind != Kind::Column))
        return;
    const auto column = std::ranges::find(table->columns, m_currentColumn, &DiagramColumn::name);
    m_selection->select(column == table->columns.end() ? table->element : column->element, this);
}

// Focus.

void DiagramView::setFocusTable(const QString &key, int steps)
{
    if (!model().byKey.contains(key))
        return;
    if (!hasFocusTable()) {
        m_centreBeforeFocus = m_camera->centre();
        m_zoomBeforeFocus = m_camera->zoom();
    }
    m_focusTable = key;
    m_focusSteps = std::clamp(steps, 1, FocusBar::maxSteps);
    applyFocus(true);
    emit focusTableChanged(m_focusTable, m_focusSteps);
}

void DiagramView::clearFocus()
{
    if (!hasFocusTable())
        return;
    // The bar is about to hide.
    if (m_focusBar->isAncestorOf(focusWidget()))
        setFocus();
    m_focusTable.clear();
    applyFocus(false);
    m_camera->glide(m_centreBeforeFocus, m_zoomBeforeFocus);
    emit focusTableChanged({}, m_focusSteps);
}

void DiagramView::toggleFocus()
{
    if (hasFocusTable() && (m_current == m_focusTable || m_current.isEmpty()))
        clearFocus();
    else
        setFocusTable(m_current, m_focusSteps);
}

void DiagramView::applyFocus(bool fit)
{
    const auto keys = neighbourhood(model(), m_focusTable, m_focusSteps);
    if (keys.isEmpty()) {
        const bool ended = hasFocusTable();
        m_focusTable.clear();
        m_scene->setShown(nullptr);
        m_focusBar->hide();
        if (ended)
            emit focusTableChanged({}, m_focusSteps);
    } else {
        m_scene->setShown(&keys);
        m_focusBar->show(tableWith(m_focusTable)->name, m_focusSteps, static_cast<int>(keys.size()),
                         static_cast<int>(model().tables.size()));
    }
    placeOverlays();
    mark();
    placesChanged();
    if (fit)
        m_camera->fit(m_scene->contentRect(), 1, true);
}

} // namespace tw::preview
