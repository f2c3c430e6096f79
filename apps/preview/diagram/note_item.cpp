// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/note_item.h"

#include "diagram/diagram_scene.h"
#include "diagram/edge_painting.h"
#include "diagram/table_painter.h"
#include "model/diagram_metrics.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <QTextOption>

namespace tw::preview {

using namespace metrics;

namespace {
constexpr double fold = 16;
constexpr double textScale = 0.4; // from here on text is drawn
} // namespace

NoteItem::NoteItem(DiagramScene *scene, int index) : m_scene(scene), m_index(index)
{
    setAcceptedMouseButtons(Qt::NoButton);
    setPos(scene->model().notes[static_cast<std::size_t>(index)].box.topLeft());
}

QRectF NoteItem::box() const
{
    return {pos(), m_scene->model().notes[static_cast<std::size_t>(m_index)].box.size()};
}

QRectF NoteItem::boundingRect() const { return QRectF({}, box().size()).adjusted(-1, -1, 1, 1); }

void NoteItem::paint(QPainter *painter, const QStyleOptionGraphicsItem * /*option*/,
                     QWidget * /*widget*/)
{
    const DiagramNote &note = m_scene->model().notes[static_cast<std::size_t>(m_index)];
    const Theme &theme = m_scene->theme();
    const QSizeF size = note.box.size();
    const QColor paper = note.color.isValid() ? note.color : theme.stickyNote;
    const QColor ink = note.color.isValid() ? inkOn(paper) : theme.stickyNoteText;
    const bool current = m_scene->current().isValid() && m_scene->current() == note.element;
    painter->setRenderHint(QPainter::Antialiasing, true);
    painter->setPen(QPen(current ? theme.accent : mixed(ink, paper, 0.25), current ? 2 : 1));
    painter->setBrush(paper);
    painter->drawPolygon(QPolygonF{{0, 0},
                                   {size.width(), 0},
                                   {size.width(), size.height() - fold},
                                   {size.width() - fold, size.height()},
                                   {0, size.height()}});
    painter->setBrush(mixed(ink, paper, 0.15));
    painter->drawPolygon(QPolygonF{{size.width(), size.height() - fold},
                                   {size.width() - fold, size.height() - fold},
                                   {size.width() - fold, size.height()}});
    if (!m_scene->isFullDetail() &&
        QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform()) < textScale)
        return;
    painter->setPen(ink);
    QRectF room = QRectF({}, size).adjusted(notePadding, notePadding, -notePadding, -notePadding);
    const QTextOption option = noteWrapping();
    if (!note.name.isEmpty()) {
        painter->setFont(fontOf(DiagramText::TableName));
        painter->drawText(room, note.name, option);
        room.setTop(room.top() + heightOfNoteText(note.name, DiagramText::TableName) + grid);
    }
    painter->setFont(fontOf(DiagramText::Type));
    painter->drawText(room, note.text, option);
}

} // namespace tw::preview
