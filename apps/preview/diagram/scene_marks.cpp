// SPDX-License-Identifier: GPL-3.0-or-later
// What is under the pointer, what is looked at, and what takes part in it.
#include "diagram/diagram_scene.h"
#include "diagram/edge_layer.h"
#include "diagram/group_item.h"
#include "diagram/note_item.h"

#include <QGraphicsSceneHelpEvent>
#include <QGraphicsSceneMouseEvent>
#include <QGraphicsView>
#include <QToolTip>
#include <QWidget>

#include <algorithm>

namespace tw::preview {

namespace {

constexpr double reach = 5; // of an edge, in pixels

bool isOfTable(const DiagramHit &hit)
{
    return hit.kind == DiagramHit::Kind::Table || hit.kind == DiagramHit::Kind::Column;
}

/// How far from an edge counts as on it, in the scene.
double toleranceIn(const QWidget *viewport)
{
    const auto *view =
        viewport == nullptr ? nullptr : qobject_cast<QGraphicsView *>(viewport->parentWidget());
    return view == nullptr ? reach : reach / view->transform().m11();
}

} // namespace

DiagramHit DiagramScene::hitAt(const QPointF &point, double tolerance) const
{
    DiagramHit hit;
    for (const QGraphicsItem *item : items(point)) {
        if (item->type() == TableItem::Type) {
            const auto *table = static_cast<const TableItem *>(item);
            hit.index = table->index();
            hit.column = table->columnAt(point - table->pos());
            hit.kind = hit.column < 0 ? DiagramHit::Kind::Table : DiagramHit::Kind::Column;
            return hit;
        }
        if (item->type() == NoteItem::Type) {
            hit.kind = DiagramHit::Kind::Note;
            hit.index = static_cast<const NoteItem *>(item)->index();
            return hit;
        }
    }
    if (const int edge = m_edges->edgeAt(point, tolerance); edge >= 0) {
        hit.kind = DiagramHit::Kind::Edge;
        hit.index = edge;
        return hit;
    }
    for (const GroupItem *group : m_groups) {
        if (group->titleRect().contains(point)) {
            hit.kind = DiagramHit::Kind::Group;
            hit.index = group->index();
            return hit;
        }
    }
    return hit;
}

ElementRef DiagramScene::elementOf(const DiagramHit &hit) const
{
    const auto which = static_cast<std::size_t>(hit.index);
    switch (hit.kind) {
    case DiagramHit::Kind::Table:
        return model().tables[which].element;
    case DiagramHit::Kind::Column:
        return model().tables[which].columns[static_cast<std::size_t>(hit.column)].element;
    case DiagramHit::Kind::Edge:
        return model().edges[which].element;
    case DiagramHit::Kind::Note:
        return model().notes[which].element;
    case DiagramHit::Kind::Group:
        return model().groups[which].element;
    case DiagramHit::Kind::None:
        break;
    }
    return {};
}

int DiagramScene::edgeOf(const ElementRef &element) const
{
    if (element.kind != ElementRef::Kind::ForeignKey &&
        element.kind != ElementRef::Kind::Relationship)
        return -1;
    const std::vector<DiagramEdge> &edges = model().edges;
    const auto edge = std::find_if(edges.begin(), edges.end(), [&](const DiagramEdge &candidate) {
        return candidate.element == element;
    });
    return edge == edges.end() ? -1 : static_cast<int>(edge - edges.begin());
}

QString DiagramScene::tableOf(const ElementRef &element) const
{
    using Kind = ElementRef::Kind;
    const std::vector<DiagramTable> &tables = model().tables;
    if (element.kind == Kind::Table || element.kind == Kind::Column ||
        element.kind == Kind::Index) {
        // Declared tables come first, in their order.
        if (element.element < tables.size() && !tables[element.element].isEnum)
            return tables[element.element].key;
        return {};
    }
    for (const DiagramTable &table : tables) {
        if ((table.isEnum || table.isJunction) && table.element.isValid() &&
            table.element.kind == element.kind && table.element.element == element.element)
            return table.key;
    }
    if (const int edge = edgeOf(element); edge >= 0) {
        return tables[static_cast<std::size_t>(
                          model().edges[static_cast<std::size_t>(edge)].source)]
            .key;
    }
    return {};
}

QRectF DiagramScene::rectOf(const ElementRef &element) const
{
    using Kind = ElementRef::Kind;
    if (element.kind == Kind::Group) {
        return element.element < m_groups.size() ? m_groups[element.element]->area() : QRectF();
    }
    if (element.kind == Kind::StickyNote)
        return element.element < m_notes.size() ? m_notes[element.element]->box() : QRectF();
    if (const int edge = edgeOf(element); edge >= 0)
        return m_edges->routes()[static_cast<std::size_t>(edge)].bounds;
    const TableItem *item = table(tableOf(element));
    if (item == nullptr)
        return {};
    if (element.kind == Kind::Column && element.part < item->data().columns.size())
        return item->rowRect(static_cast<int>(element.part)).translated(item->pos());
    return item->box();
}

QString DiagramScene::describe(const DiagramHit &hit) const
{
    switch (hit.kind) {
    case DiagramHit::Kind::Table:
    case DiagramHit::Kind::Column:
        return table(hit.index)->describe(hit.column);
    case DiagramHit::Kind::Edge: {
        const DiagramEdge &edge = model().edges[static_cast<std::size_t>(hit.index)];
        QString text;
        if (!edge.name.isEmpty())
            text = QStringLiteral("<b>%1</b><br>").arg(edge.name.toHtmlEscaped());
        return QStringLiteral("<div style='white-space:pre'>") + text +
               edge.description.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")) +
               QStringLiteral("</div>");
    }
    case DiagramHit::Kind::Group: {
        const DiagramGroup &group = model().groups[static_cast<std::size_t>(hit.index)];
        return group.note.isEmpty()
                   ? QString()
                   : QStringLiteral("<b>%1</b><br>%2")
                         .arg(group.name.toHtmlEscaped(), group.note.toHtmlEscaped());
    }
    case DiagramHit::Kind::Note:
    case DiagramHit::Kind::None:
        break;
    }
    return {};
}

void DiagramScene::setCurrent(const ElementRef &element)
{
    if (element == m_current)
        return;
    m_current = element;
    findEmphasis();
    update();
}

void DiagramScene::setHovered(const DiagramHit &hit)
{
    if (hit == m_hovered)
        return;
    const bool sameTable = isOfTable(hit) && isOfTable(m_hovered) && hit.index == m_hovered.index;
    m_hovered = hit;
    if (!sameTable) {
        const bool wasPlain = m_emphasis.empty();
        findEmphasis();
        if (!wasPlain || !m_emphasis.empty())
            update();
    }
    emit hoverChanged();
}

void DiagramScene::findEmphasis()
{
    m_emphasis.clear();
    m_raisedEdges.clear();
    const std::vector<DiagramEdge> &edges = model().edges;
    if (m_hovered.kind == DiagramHit::Kind::Edge) {
        m_raisedEdges.push_back(m_hovered.index);
    } else if (isOfTable(m_hovered)) {
        m_raisedEdges = m_edges->edgesOf(m_hovered.index);
    }
    if (!m_raisedEdges.empty()) {
        m_emphasis.assign(model().tables.size(), Emphasis::Dimmed);
        for (const int edge : m_raisedEdges) {
            const DiagramEdge &raised = edges[static_cast<std::size_t>(edge)];
            m_emphasis[static_cast<std::size_t>(raised.source)] = Emphasis::Raised;
            m_emphasis[static_cast<std::size_t>(raised.target)] = Emphasis::Raised;
        }
    }
    m_isRaised.assign(edges.size(), false);
    for (const int edge : m_raisedEdges)
        m_isRaised[static_cast<std::size_t>(edge)] = true;
    const int current = edgeOf(m_current);
    if (current >= 0 && !m_isRaised[static_cast<std::size_t>(current)]) {
        m_isRaised[static_cast<std::size_t>(current)] = true;
        m_raisedEdges.push_back(current);
    }
}

DiagramScene::Emphasis DiagramScene::emphasisOf(int table) const
{
    return m_emphasis.empty() ? Emphasis::Normal : m_emphasis[static_cast<std::size_t>(table)];
}

DiagramScene::Emphasis DiagramScene::emphasisOfEdge(int edge) const
{
    if (m_isRaised[static_cast<std::size_t>(edge)])
        return Emphasis::Raised;
    return m_emphasis.empty() ? Emphasis::Normal : Emphasis::Dimmed;
}

void DiagramScene::fillMarks(int table, TablePainter::Marks &marks) const
{
    using Kind = ElementRef::Kind;
    const DiagramTable &data = model().tables[static_cast<std::size_t>(table)];
    if (m_current.isValid() && m_current.kind == data.element.kind &&
        m_current.element == data.element.element)
        marks.current = true;
    if (m_current.kind == Kind::Column && data.element.kind == Kind::Table &&
        m_current.element == data.element.element)
        marks.currentColumn = static_cast<int>(m_current.part);
    for (const int edge : m_raisedEdges) {
        const DiagramEdge &raised = model().edges[static_cast<std::size_t>(edge)];
        if (raised.source == table)
            marks.columns.push_back(raised.sourceColumn);
        if (raised.target == table)
            marks.columns.push_back(raised.targetColumn);
    }
}

void DiagramScene::mouseMoveEvent(QGraphicsSceneMouseEvent *event)
{
    QGraphicsScene::mouseMoveEvent(event);
    if (event->buttons() == Qt::NoButton)
        setHovered(hitAt(event->scenePos(), toleranceIn(event->widget())));
}

void DiagramScene::helpEvent(QGraphicsSceneHelpEvent *event)
{
    const DiagramHit hit = hitAt(event->scenePos(), toleranceIn(event->widget()));
    const QString text = describe(hit);
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(event->screenPos(), text, event->widget());
    event->accept();
}

bool DiagramScene::event(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        setHovered({});
    return QGraphicsScene::event(event);
}

} // namespace tw::preview
