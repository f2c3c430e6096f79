// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"

#include <QUndoCommand>

namespace tw::preview {

/// Some tables stand elsewhere.
class MoveCommand : public QUndoCommand {
public:
    MoveCommand(Document *document, const TablePositions &moved, const QString &title, int gesture);

    void undo() override;
    void redo() override;
    [[nodiscard]] int id() const override { return 1; }
    bool mergeWith(const QUndoCommand *other) override;

private:
    Document *m_document;
    TablePositions m_before; ///< only of those that moved and had a place
    TablePositions m_after;
    bool m_placedBefore;
    int m_gesture;
};

/// Everything stands where the layout puts it.
class LayOutCommand : public QUndoCommand {
public:
    explicit LayOutCommand(Document *document);

    void undo() override;
    void redo() override;

private:
    Document *m_document;
    TablePositions m_before;
};

} // namespace tw::preview
