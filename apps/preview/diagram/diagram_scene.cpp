// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/diagram_scene.h"

#include "diagram/edge_layer.h"
#include "diagram/group_item.h"
#include "diagram/note_item.h"

#include <algorithm>

namespace tw::preview {

namespace {

const DiagramModel nothing;

bool haveSameEdges(const DiagramModel &a, const DiagramModel &b)
{
    return std::equal(a.edges.begin(), a.edges.end(), b.edges.begin(), b.edges.end(),
                      [](const DiagramEdge &x, const DiagramEdge &y) {
                          return x.source == y.source && x.sourceColumn == y.sourceColumn &&
                                 x.target == y.target && x.targetColumn == y.targetColumn &&
                                 x.sourceEnd == y.sourceEnd && x.targetEnd == y.targetEnd &&
                                 x.inactive == y.inactive && x.enumUse == y.enumUse &&
                                 x.color == y.color;
                      });
}

bool haveSameTables(const DiagramModel &a, const DiagramModel &b)
{
    return std::equal(a.tables.begin(), a.tables.end(), b.tables.begin(), b.tables.end(),
                      [](const DiagramTable &x, const DiagramTable &y) {
                          return x.key == y.key && x.box.size() == y.box.size();
                      });
}

} // namespace

DiagramScene::DiagramScene(QObject *parent) : QGraphicsScene(parent), m_edges(new EdgeLayer(this))
{
    // Tables move and come by the thousand; the index finds them faster when it is not too deep.
    setBspTreeDepth(8);
    addItem(m_edges);
}

DiagramScene::~DiagramScene()
{
    // Items ask the scene; they go before it does.
    clear();
}

const DiagramModel &DiagramScene::model() const
{
    return m_snapshot ? m_snapshot->diagram : nothing;
}

TableItem *DiagramScene::table(const QString &key) const { return m_tables.value(key); }

TableItem *DiagramScene::table(int index) const
{
    return index >= 0 && static_cast<std::size_t>(index) < m_byIndex.size()
               ? m_byIndex[static_cast<std::size_t>(index)]
               : nullptr;
}

void DiagramScene::setModel(const SnapshotPtr &snapshot)
{
    if (snapshot == m_snapshot)
        return;
    const SnapshotPtr before = std::exchange(m_snapshot, snapshot);
    const DiagramModel &old = before ? before->diagram : nothing;
    const bool sameTables = haveSameTables(old, model());
    const bool sameEdges = sameTables && haveSameEdges(old, model());

    const std::vector<int> resized = rebuildTables();
    if (sameEdges)
        m_edges->setSameEdges(&model().edges);
    else
        m_edges->setEdges(&model().edges);
    for (const int table : resized)
        m_edges->tableMoved(table);
    if (!resized.empty())
        m_edges->settleDown();
    rebuildGroups();
    rebuildNotes();
    if (!sameEdges)
        m_hovered = {};
    applyShown();
    placeTables();
    findEmphasis();
}

std::vector<int> DiagramScene::rebuildTables()
{
    const DiagramModel &now = model();
    std::vector<int> resized;
    QHash<QString, TableItem *> kept;
    kept.reserve(static_cast<qsizetype>(now.tables.size()));
    m_byIndex.clear();
    m_byIndex.reserve(now.tables.size());
    for (std::size_t i = 0; i < now.tables.size(); ++i) {
        const DiagramTable *table = &now.tables[i];
        const auto index = static_cast<int>(i);
        TableItem *item = m_tables.take(table->key);
        if (item != nullptr) {
            if (item->data().box.size() != table->box.size())
                resized.push_back(index);
            item->setData(table, index);
        } else {
            item = new TableItem(this, table, index);
            item->setPos(m_positions.value(table->key, table->box.topLeft()));
            addItem(item);
            resized.push_back(index);
        }
        kept.insert(table->key, item);
        m_byIndex.push_back(item);
    }
    qDeleteAll(m_tables); // no table has these keys any more
    m_tables = std::move(kept);
    return resized;
}

void DiagramScene::rebuildGroups()
{
    const std::vector<DiagramGroup> &groups = model().groups;
    while (m_groups.size() > groups.size()) {
        delete m_groups.back();
        m_groups.pop_back();
    }
    while (m_groups.size() < groups.size()) {
        m_groups.push_back(new GroupItem(this, static_cast<int>(m_groups.size())));
        addItem(m_groups.back());
    }
    for (GroupItem *group : m_groups)
        group->update();
}

void DiagramScene::rebuildNotes()
{
    for (NoteItem *note : m_notes)
        delete note;
    m_notes.clear();
    for (std::size_t i = 0; i < model().notes.size(); ++i) {
        m_notes.push_back(new NoteItem(this, static_cast<int>(i)));
        addItem(m_notes.back());
    }
}

void DiagramScene::setTablePositions(const QHash<QString, QPointF> &positions)
{
    if (positions == m_positions)
        return;
    m_positions = positions;
    placeTables();
}

void DiagramScene::setDragging(bool dragging)
{
    if (dragging == m_dragging)
        return;
    m_dragging = dragging;
    if (!dragging)
        m_edges->settleDown();
}

void DiagramScene::placeTables()
{
    if (!m_dragging) {
        bool moved = false;
        m_placing = true; // groups are told once, below
        for (TableItem *item : m_byIndex) {
            const QPointF place = m_positions.value(item->key(), item->data().box.topLeft());
            if (item->pos() != place) {
                item->setPos(place);
                m_edges->tableMoved(item->index());
                moved = true;
            }
        }
        m_placing = false;
        if (moved)
            m_edges->settleDown();
    }
    QRectF boxes;
    for (const TableItem *item : m_byIndex)
        boxes |= item->box();
    m_edges->cover(boxes);
    fitGroups();
}

void DiagramScene::fitGroups()
{
    for (GroupItem *group : m_groups)
        group->fit();
}

void DiagramScene::tableMoved(TableItem *item)
{
    if (m_placing)
        return;
    m_edges->tableMoved(item->index());
    m_edges->cover(item->box());
    fitGroups();
}

void DiagramScene::setShown(const QSet<QString> *keys)
{
    if (keys != nullptr)
        m_shown = *keys;
    else
        m_shown.reset();
    applyShown();
    fitGroups();
}

bool DiagramScene::isShown(const QString &key) const
{
    return m_tables.contains(key) && (!m_shown || m_shown->contains(key));
}

void DiagramScene::applyShown()
{
    bool changed = false;
    for (TableItem *item : m_byIndex) {
        const bool shown = isShown(item->key());
        changed = changed || item->isVisible() != shown;
        item->setVisible(shown);
    }
    for (NoteItem *note : m_notes)
        note->setVisible(!m_shown);
    if (changed)
        m_edges->everythingMoved();
}

void DiagramScene::setTheme(const Theme &theme)
{
    // The two themes live as long as the program; others may not.
    m_theme = theme.dark ? &Theme::darkTheme() : &Theme::light();
    update();
}

void DiagramScene::setFullDetail(bool full)
{
    m_fullDetail = full;
    update();
}

QRectF DiagramScene::contentRect() const
{
    QRectF content;
    for (const TableItem *item : m_byIndex) {
        if (item->isVisible())
            content |= item->box();
    }
    for (const GroupItem *group : m_groups)
        content |= group->area();
    for (const NoteItem *note : m_notes) {
        if (note->isVisible())
            content |= note->box();
    }
    for (const Route &route : m_edges->routes())
        content |= route.bounds;
    return content;
}

} // namespace tw::preview

#include "moc_diagram_scene.cpp" // NOLINT(bugprone-suspicious-include)
