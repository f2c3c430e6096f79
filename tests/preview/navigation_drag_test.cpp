// SPDX-License-Identifier: MIT
#include "diagram_window.h"

namespace tw::preview {

class NavigationDragTest : public DiagramWindow {
    Q_OBJECT
private slots:
    void dragsATableAndUndoes();
    void dragSnapsUnlessAlt();
    void escapeCancelsADrag();
    void dragsAllThatAreSelected();
    void dragsAGroupByItsTitle();
    void dragScrollsAtTheBorder();
    void survivesATableThatVanishesInADrag();
    void rubberBandSelects();
};

void NavigationDragTest::dragsATableAndUndoes()
{
    show(shop);
    const auto before = box("logs").topLeft();
    drag(headerOf("logs"), headerOf("logs") + QPoint(90, 55));
    const auto after = box("logs").topLeft();
    QVERIFY(after != before);
    // As far as the mouse, but for the snap.
    const auto off = after - before - QPointF(90, 55) / m_view->zoom();
    QVERIFY2(std::abs(off.x()) <= 8 && std::abs(off.y()) <= 8, qPrintable(QDebug::toString(off)));
    QCOMPARE(placeOf("logs"), after);
    QCOMPARE(m_document->diagramUndo()->count(), 1);
    QCOMPARE(m_view->currentTable(), "logs");

    key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(box("logs").topLeft(), before);
    key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(box("logs").topLeft(), after);

    type(shop + "// more\n");
    QCOMPARE(box("logs").topLeft(), after);
}

void NavigationDragTest::dragSnapsUnlessAlt()
{
    show(shop);
    m_document->moveTables({{"logs", {5003, 5005}}}, "Move"); // far from all it could align with
    m_view->camera()->look({5100, 5100}, 1);
    drag(headerOf("logs"), headerOf("logs") + QPoint(31, 22));
    QCOMPARE(box("logs").topLeft(), QPointF(5032, 5024));
    drag(headerOf("logs"), headerOf("logs") + QPoint(31, 22), Qt::AltModifier);
    QCOMPARE(box("logs").topLeft(), QPointF(5063, 5046));
}

void NavigationDragTest::escapeCancelsADrag()
{
    show(shop);
    const auto before = box("users").topLeft();
    QTest::mousePress(ground(), Qt::LeftButton, {}, headerOf("users"));
    mouseTo(headerOf("users") + QPoint(60, 60));
    QVERIFY(box("users").topLeft() != before);
    key(Qt::Key_Escape);
    QCOMPARE(box("users").topLeft(), before);
    QTest::mouseRelease(ground(), Qt::LeftButton, {}, {300, 300});
    QCOMPARE(box("users").topLeft(), before);
    QCOMPARE(m_document->diagramUndo()->count(), 0);
}

void NavigationDragTest::dragsAllThatAreSelected()
{
    show(shop);
    const auto users = box("users").topLeft();
    const auto logs = box("logs").topLeft();
    const auto orders = box("orders").topLeft();
    QTest::mouseClick(ground(), Qt::LeftButton, {}, headerOf("users"));
    QTest::mouseClick(ground(), Qt::LeftButton, Qt::ControlModifier, headerOf("logs"));
    QCOMPARE(m_view->selectedTables(), QSet<QString>({"users", "logs"}));
    drag(headerOf("logs"), headerOf("logs") + QPoint(70, 40));
    QVERIFY(box("logs").topLeft() != logs);
    QCOMPARE(box("logs").topLeft() - logs, box("users").topLeft() - users);
    QCOMPARE(box("orders").topLeft(), orders);
    QCOMPARE(m_view->selectedTables(), QSet<QString>({"users", "logs"}));
    QCOMPARE(m_document->diagramUndo()->count(), 1);
    m_document->diagramUndo()->undo();
    QCOMPARE(box("logs").topLeft(), logs);
    QCOMPARE(box("users").topLeft(), users);
    // A click without a drag leaves that one alone.
    QTest::mouseClick(ground(), Qt::LeftButton, {}, headerOf("users"));
    QCOMPARE(m_view->selectedTables(), QSet<QString>({"users"}));
}

void NavigationDragTest::dragsAGroupByItsTitle()
{
    show(shop);
    QPoint title;
    for (int y = 0; y < ground()->height() && title.isNull(); y += 4) {
        for (int x = 0; x < ground()->width() && title.isNull(); x += 8) {
            if (m_view->diagramScene()->hitAt(m_view->mapToScene(QPoint(x, y)), 0).kind ==
                DiagramHit::Kind::Group)
                title = {x, y};
        }
    }
    QVERIFY(!title.isNull());
    const auto orders = box("orders").topLeft();
    const auto items = box("items").topLeft();
    const auto users = box("users").topLeft();
    drag(title, title + QPoint(64, 64));
    QVERIFY(box("orders").topLeft() != orders);
    QCOMPARE(box("orders").topLeft() - orders, box("items").topLeft() - items);
    QCOMPARE(box("users").topLeft(), users);
    QCOMPARE(m_document->diagramUndo()->count(), 1);
}

void NavigationDragTest::dragScrollsAtTheBorder()
{
    show(shop);
    const auto seen = m_view->camera()->centre();
    QTest::mousePress(ground(), Qt::LeftButton, {}, headerOf("users"));
    mouseTo(QPoint(ground()->width() / 2, ground()->height() - 4));
    QTRY_VERIFY(m_view->camera()->centre().y() > seen.y() + 40);
    // The table goes along with the mouse.
    const QPointF mouse = m_view->mapToScene(QPoint(ground()->width() / 2, ground()->height() - 4));
    QVERIFY(box("users").adjusted(-10, -10, 10, 10).contains(mouse));
    key(Qt::Key_Escape);
}

void NavigationDragTest::survivesATableThatVanishesInADrag()
{
    show(shop);
    QTest::mousePress(ground(), Qt::LeftButton, {}, headerOf("logs"));
    mouseTo(headerOf("logs") + QPoint(60, 60));
    const auto end = shop.indexOf("Table logs");
    type(shop.left(end));
    QVERIFY(!m_view->diagramScene()->table("logs"));
    mouseTo({500, 400});
    QTest::mouseRelease(ground(), Qt::LeftButton, {}, {500, 400});
    QVERIFY(!m_view->selectedTables().contains("logs"));
    QTest::mouseClick(ground(), Qt::LeftButton, {}, headerOf("users"));
    QCOMPARE(m_view->currentTable(), "users");
}

void NavigationDragTest::rubberBandSelects()
{
    show(shop);
    m_document->moveTables({{"users", {3000, 3000}}, {"logs", {3400, 3000}}}, "Move");
    m_view->camera()->look({3250, 3100}, 1);
    const auto from = m_view->mapFromScene(QPointF(2950, 2950));
    const auto to = m_view->mapFromScene(QPointF(3450, 3050));
    drag(from, to);
    QCOMPARE(m_view->selectedTables(), QSet<QString>({"users", "logs"}));
    QCOMPARE(m_document->diagramUndo()->count(), 1); // nothing was dragged
    // One more click on the ground lets go.
    QTest::mouseClick(ground(), Qt::LeftButton, {}, from);
    QVERIFY(m_view->selectedTables().isEmpty());
    key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(m_view->selectedTables(), shopKeys());
}

} // namespace tw::preview

QTEST_MAIN(tw::preview::NavigationDragTest)
#include "navigation_drag_test.moc"
