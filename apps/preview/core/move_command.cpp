// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/move_command.h"

namespace tw::preview {

MoveCommand::MoveCommand(Document *document, const TablePositions &moved, const QString &title,
                         int gesture)
    : QUndoCommand(title), m_document(document), m_after(moved), m_placedBefore(document->m_placed),
      m_gesture(gesture)
{
    for (auto place = moved.begin(); place != moved.end(); ++place) {
        const auto before = document->m_positions.constFind(place.key());
        if (before != document->m_positions.cend())
            m_before.insert(place.key(), QPointF(*before));
    }
}

void MoveCommand::redo()
{
    TablePositions positions = m_document->m_positions;
    positions.insert(m_after);
    m_document->setPositions(positions, true);
}

void MoveCommand::undo()
{
    TablePositions positions = m_document->m_positions;
    positions.insert(m_before);
    m_document->setPositions(positions, m_placedBefore);
}

bool MoveCommand::mergeWith(const QUndoCommand *other)
{
    const auto *later = static_cast<const MoveCommand *>(other); // the same id
    if (m_gesture == 0 || later->m_gesture != m_gesture)
        return false;
    for (auto place = later->m_before.begin(); place != later->m_before.end(); ++place) {
        if (!m_after.contains(place.key()))
            m_before.insert(place.key(), QPointF(*place));
    }
    m_after.insert(later->m_after);
    return true;
}

LayOutCommand::LayOutCommand(Document *document)
    : QUndoCommand(QStringLiteral("Lay Out Again")), m_document(document),
      m_before(document->m_positions)
{
}

void LayOutCommand::redo()
{
    m_document->m_layOutAgain = true;
    m_document->refresh();
}

void LayOutCommand::undo()
{
    if (m_document->m_layOutAgain) { // it has not come yet
        m_document->m_layOutAgain = false;
        m_document->refresh();
    }
    m_document->setPositions(m_before, m_document->m_placed);
}

} // namespace tw::preview
