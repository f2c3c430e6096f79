// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/reading_order.h"

#include <Qt>

class QKeyEvent;

namespace tw::preview {

class DiagramView;
struct DiagramTable;

/// What keys do on the diagram: walk from table to table, move tables, and all that the pointer
/// can.
class KeyboardNavigation {
public:
    explicit KeyboardNavigation(DiagramView *view);

    /// True when the key was meant for it.
    bool press(QKeyEvent *event);
    void release(QKeyEvent *event);
    /// The next table in reading order; false at the end, where the focus goes on.
    bool walk(bool forward);
    /// Of the current table, or of the diagram.
    void openMenu();
    /// Further moves are another step of undo.
    void endSeries() { m_gesture = 0; }

private:
    bool pressArrow(Direction direction, Qt::KeyboardModifiers modifiers);
    bool pressWithControl(QKeyEvent *event);
    bool pressPlain(QKeyEvent *event);
    void step(Direction direction, bool extend);
    [[nodiscard]] int currentColumn() const; ///< -1 for the table itself
    void goTo(const DiagramTable &table, int column);
    void stepColumn(bool down);
    void follow(bool forward);
    void nudge(Direction direction, double distance);
    void escape();

    DiagramView *m_view;
    int m_gesture = 0; ///< of the series of moves under way
};

} // namespace tw::preview
