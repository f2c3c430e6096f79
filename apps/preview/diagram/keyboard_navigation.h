// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/drag_session.h"
#include "diagram/reading_order.h"

#include <optional>

class QKeyEvent;

namespace tw::preview {

class DiagramView;

/// What keys do on the diagram: walk from table to table, move tables, and all that the pointer can.
class KeyboardNavigation {
public:
    explicit KeyboardNavigation(DiagramView *view);

    /// True when the key was meant for it.
    bool press(QKeyEvent *event);
    void release(QKeyEvent *event);
    /// The next table in reading order; false at the end, where the focus goes on.
    bool walk(bool forward);
    /// Ends a series of moves as one step of undo.
    void endSeries();
    bool cancelSeries();

private:
    bool pressArrow(Direction direction, Qt::KeyboardModifiers modifiers);
    bool pressWithControl(QKeyEvent *event);
    bool pressPlain(QKeyEvent *event);
    void step(Direction direction, bool extend);
    void nudge(Direction direction, double distance);
    void escape();

    DiagramView *m_view;
    std::optional<DragSession> m_series;
    QPointF m_offset; ///< of the series
};

} // namespace tw::preview
