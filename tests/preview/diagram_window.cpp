// SPDX-License-Identifier: MIT
#include "diagram_window.h"

#include <QApplication>
#include <QVBoxLayout>
#include <QWheelEvent>

namespace tw::preview {

void DiagramWindow::initTestCase()
{
    m_engine = std::make_unique<Engine>();
    QVERIFY2(m_engine->compiler(), qPrintable(m_engine->error()));
}

void DiagramWindow::init()
{
    m_document = std::make_unique<Document>(m_engine.get());
    m_selection = std::make_unique<Selection>();
    m_window = std::make_unique<QWidget>();
    m_window->resize(1200, 800);
    auto *column = new QVBoxLayout(m_window.get());
    column->setContentsMargins({});
    m_view = new DiagramView(m_document.get(), m_selection.get(), m_window.get());
    m_view->setAnimated(false);
    m_other = new QLineEdit(m_window.get());
    column->addWidget(m_view, 1);
    column->addWidget(m_other);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_view->setFocus();
    QTRY_VERIFY(m_view->hasFocus());
}

void DiagramWindow::cleanup()
{
    m_window.reset();
    m_selection.reset();
    m_document.reset();
}

void DiagramWindow::awaitCompile()
{
    QTRY_VERIFY_WITH_TIMEOUT(!m_document->isCompiling() && m_document->snapshot(), 30000);
}

void DiagramWindow::show(const QByteArray &text)
{
    m_document->setNew(Language::Dbml, text);
    awaitCompile();
}

void DiagramWindow::type(const QByteArray &text)
{
    m_document->setTyped(text);
    awaitCompile();
}

void DiagramWindow::mouseTo(QPoint at, Qt::KeyboardModifiers modifiers)
{
    QMouseEvent event(QEvent::MouseMove, at, ground()->mapToGlobal(at), Qt::NoButton,
                      Qt::LeftButton, modifiers);
    QApplication::sendEvent(ground(), &event);
}

void DiagramWindow::drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers)
{
    QTest::mousePress(ground(), Qt::LeftButton, modifiers, from);
    mouseTo((from + to) / 2, modifiers);
    mouseTo(to, modifiers);
    QTest::mouseRelease(ground(), Qt::LeftButton, modifiers, to);
}

void DiagramWindow::wheel(QPoint at, QPoint angle, Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(at, ground()->mapToGlobal(QPointF(at)), {}, angle, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(ground(), &event);
}

/// A point with nothing under it and around it.
QPoint DiagramWindow::freeGround() const
{
    for (int y = 60; y < ground()->height() - 60; y += 15) {
        for (int x = 60; x < ground()->width() - 60; x += 15) {
            bool isFree = true;
            for (int dx = -30; dx <= 30 && isFree; dx += 10) {
                for (int dy = -30; dy <= 30 && isFree; dy += 10) {
                    const auto at = m_view->mapToScene(QPoint(x + dx, y + dy));
                    isFree = m_view->diagramScene()->hitAt(at, 5).kind == DiagramHit::Kind::None;
                }
            }
            if (isFree)
                return {x, y};
        }
    }
    return {};
}

} // namespace tw::preview
