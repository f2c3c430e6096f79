// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/drag_session.h"

#include <QBasicTimer>
#include <QObject>
#include <QPoint>
#include <QSet>

#include <optional>

class QMouseEvent;
class QNativeGestureEvent;
class QPinchGesture;
class QWheelEvent;

namespace tw::preview {

class DiagramView;

/// What mouse, wheel and fingers do on the diagram: pan, zoom, select, drag tables, draw a rubber
/// band. One at a time.
class PointerInput : public QObject {
    Q_OBJECT
public:
    explicit PointerInput(DiagramView *view);
    ~PointerInput() override;

    // True when the event was meant for it.
    bool press(QMouseEvent *event);
    bool move(QMouseEvent *event);
    bool release(QMouseEvent *event);
    bool doubleClick(QMouseEvent *event);
    void wheel(QWheelEvent *event);
    bool nativeGesture(QNativeGestureEvent *event);
    void pinch(QPinchGesture *gesture);

    /// While it is held, the left button pans.
    void setSpaceHeld(bool held);
    /// Puts what is being dragged back. False when nothing was under way.
    bool cancel();
    [[nodiscard]] bool isBusy() const { return m_doing != Doing::Nothing; }

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    enum class Doing : std::uint8_t { Nothing, Pan, PressTable, PressGround, Drag, RubberBand };

    void pressLeft(QMouseEvent *event);
    void beginDrag();
    void drag();
    void stretchRubberBand();
    void finish();
    void scrollAtBorder();
    [[nodiscard]] QPointF borderPush() const;
    void updateCursor();

    DiagramView *m_view;
    Doing m_doing = Doing::Nothing;
    Qt::MouseButton m_button = Qt::NoButton;
    QPoint m_pressedAt; ///< in the viewport
    QPointF m_pressedScene;
    QPoint m_now;
    Qt::KeyboardModifiers m_modifiers;
    QString m_key;          ///< of the table under the press
    QStringList m_dragKeys; ///< that one first
    QSet<QString> m_before; ///< what was selected before the rubber band
    bool m_selectAtRelease = false;
    bool m_spaceHeld = false;
    std::optional<DragSession> m_session;
    QBasicTimer m_scroll;
};

} // namespace tw::preview
