// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"
#include "diagram/table_item.h"
#include "diagram/table_painter.h"
#include "model/theme.h"

#include <QGraphicsScene>
#include <QSet>

namespace tw::preview {

class EdgeLayer;
class GroupItem;
class NoteItem;

/// What lies under a point of the diagram, the topmost only.
struct DiagramHit {
    enum class Kind : std::uint8_t { None, Table, Column, Edge, Note, Group };
    Kind kind = Kind::None;
    int index = -1;  ///< of the model's tables, edges, notes or groups
    int column = -1; ///< of the table
    friend bool operator==(const DiagramHit &, const DiagramHit &) = default;
};

/// The diagram of one snapshot. Used by the view and, without one, by the export. Tables are items;
/// all edges are one item, since thousands of lines are drawn faster together.
class DiagramScene : public QGraphicsScene {
    Q_OBJECT
public:
    explicit DiagramScene(QObject *parent = nullptr);
    ~DiagramScene() override;

    // What is shown.
    /// Changes only what differs; items of tables that stay are the same objects. Null empties.
    void setModel(const SnapshotPtr &snapshot);
    [[nodiscard]] const SnapshotPtr &snapshot() const { return m_snapshot; }
    [[nodiscard]] const DiagramModel &model() const;
    /// Where tables stand instead of where the snapshot says, until the next call; tables that are
    /// not in it stand where the snapshot says.
    void setTablePositions(const QHash<QString, QPointF> &positions);
    /// While tables are dragged, a new model moves none of those that exist.
    void setDragging(bool dragging);
    /// Only these tables and what joins them; null for all.
    void setShown(const QSet<QString> *keys);
    [[nodiscard]] bool isShown(const QString &key) const;
    void setTheme(const Theme &theme);
    [[nodiscard]] const Theme &theme() const { return *m_theme; }
    /// Everything in full at every scale, nothing as pixels: for export.
    void setFullDetail(bool full);
    [[nodiscard]] bool isFullDetail() const { return m_fullDetail; }
    /// The item that paints all edges.
    [[nodiscard]] EdgeLayer *edges() const { return m_edges; }

    // What is where.
    [[nodiscard]] TableItem *table(const QString &key) const; ///< null when there is none
    [[nodiscard]] TableItem *table(int index) const;          ///< by the model's index
    /// Around all that is shown; empty when nothing is.
    [[nodiscard]] QRectF contentRect() const;
    /// `tolerance` is how far from a line counts as on it, in scene units.
    [[nodiscard]] DiagramHit hitAt(const QPointF &point, double tolerance) const;
    [[nodiscard]] ElementRef elementOf(const DiagramHit &hit) const;
    /// Around what shows the element; empty when nothing does.
    [[nodiscard]] QRectF rectOf(const ElementRef &element) const;
    /// The table that shows the element, or that its edge leaves; empty when none does.
    [[nodiscard]] QString tableOf(const ElementRef &element) const;

    // What is marked. Selected items (`QGraphicsItem::setSelected`) are those that would be
    // dragged; the current element is what `Selection` says.
    void setCurrent(const ElementRef &element);
    [[nodiscard]] const ElementRef &current() const { return m_current; }
    /// Marks what is under the pointer, with its edges, and dims the rest; follows the pointer by
    /// itself where the view tracks the mouse.
    void setHovered(const DiagramHit &hit);
    [[nodiscard]] const DiagramHit &hovered() const { return m_hovered; }
    /// What a tool tip says of it; rich text, or empty.
    [[nodiscard]] QString describe(const DiagramHit &hit) const;

signals:
    void hoverChanged();

protected:
    void mouseMoveEvent(QGraphicsSceneMouseEvent *event) override;
    void helpEvent(QGraphicsSceneHelpEvent *event) override;
    bool event(QEvent *event) override;

private:
    friend class TableItem;
    friend class EdgeLayer;
    /// How something takes part in what is hovered.
    enum class Emphasis : std::uint8_t { Normal, Raised, Dimmed };

    void tableMoved(TableItem *item);
    void placeTables();
    /// Returns those that are new or of another size.
    std::vector<int> rebuildTables();
    void rebuildGroups();
    void rebuildNotes();
    void fitGroups();
    void applyShown();
    void findEmphasis();
    [[nodiscard]] Emphasis emphasisOf(int table) const;
    [[nodiscard]] Emphasis emphasisOfEdge(int edge) const;
    [[nodiscard]] const std::vector<int> &raisedEdges() const { return m_raisedEdges; }
    void fillMarks(int table, TablePainter::Marks &marks) const;
    [[nodiscard]] int edgeOf(const ElementRef &element) const;

    SnapshotPtr m_snapshot;
    const Theme *m_theme = &Theme::light();
    QHash<QString, TableItem *> m_tables;
    std::vector<TableItem *> m_byIndex;
    std::vector<GroupItem *> m_groups;
    std::vector<NoteItem *> m_notes;
    EdgeLayer *m_edges;
    QHash<QString, QPointF> m_positions;
    std::optional<QSet<QString>> m_shown;
    ElementRef m_current;
    DiagramHit m_hovered;
    std::vector<Emphasis> m_emphasis; ///< one a table while something is hovered, or none
    std::vector<int> m_raisedEdges;   ///< hovered or current
    std::vector<bool> m_isRaised;     ///< one an edge
    bool m_dragging = false;
    bool m_fullDetail = false;
    bool m_placing = false; ///< many tables move; groups are fitted once
};

} // namespace tw::preview
