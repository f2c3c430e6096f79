// SPDX-License-Identifier: MIT
#include "diagram/focus_bar.h"
#include "diagram/search_bar.h"
#include "diagram_window.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

namespace tw::preview {

class NavigationWalkTest : public DiagramWindow {
    Q_OBJECT
private slots:
    void tabReachesEveryTable();
    void arrowsGoToTheNearest();
    void altArrowsGoAlongColumnsAndEdges();
    void controlArrowsAreOneStepASeries();
    void searches();
    void focusesOnNeighbours();
    void focusEndsWithItsTable();
};

void NavigationWalkTest::tabReachesEveryTable()
{
    show(shop);
    QSet<QString> reached;
    for (int i = 0; i < 6; ++i) {
        key(Qt::Key_Tab);
        QVERIFY(m_view->hasFocus());
        reached.insert(m_view->currentTable());
        QVERIFY(m_view->accessibleDescription().contains(m_view->currentTable().section(u':', -1)));
    }
    QCOMPARE(reached, shopKeys());
    const auto last = m_view->currentTable();
    // At the end the focus goes on, and comes back.
    key(Qt::Key_Tab);
    QVERIFY(m_other->hasFocus());
    m_view->setFocus();
    for (int i = 0; i < 5; ++i)
        key(Qt::Key_Tab, Qt::ShiftModifier);
    QVERIFY(m_view->hasFocus());
    QVERIFY(m_view->currentTable() != last);
    for (int i = 0; i < 5; ++i)
        key(Qt::Key_Tab);
    QCOMPARE(m_view->currentTable(), last);
}

void NavigationWalkTest::arrowsGoToTheNearest()
{
    show(shop);
    m_document->moveTables({{"users", {0, 0}},
                            {"orders", {500, 0}},
                            {"items", {1000, 0}},
                            {"products", {0, 500}},
                            {"logs", {500, 500}},
                            {stateKey(), {1000, 500}}},
                           "Move");
    m_view->select("users");
    const std::vector<std::pair<Qt::Key, QString>> way{
        {Qt::Key_Right, "orders"},  {Qt::Key_Right, "items"}, {Qt::Key_Right, "items"},
        {Qt::Key_Down, stateKey()}, {Qt::Key_Left, "logs"},   {Qt::Key_Left, "products"},
        {Qt::Key_Up, "users"}};
    for (const auto &[arrow, expected] : way) {
        key(arrow);
        QCOMPARE(m_view->currentTable(), expected);
        QVERIFY(
            m_view->camera()->visible().contains(m_view->diagramScene()->table(expected)->box()));
    }
    key(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(m_view->selectedTables(), QSet<QString>({"users", "orders"}));
}

void NavigationWalkTest::altArrowsGoAlongColumnsAndEdges()
{
    show(shop);
    m_view->select("items");
    const auto column = [&] { return m_selection->current().part; };
    key(Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(m_selection->current().kind, ElementRef::Kind::Column);
    QCOMPARE(column(), 0U);
    key(Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(column(), 1U);
    // order_id is of orders.id, and that of users by its next column.
    key(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(m_view->currentTable(), "orders");
    QCOMPARE(column(), 0U);
    key(Qt::Key_Down, Qt::AltModifier);
    key(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(m_view->currentTable(), "users");
    key(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(m_view->currentTable(), "orders");
    QCOMPARE(column(), 1U);
    key(Qt::Key_Up, Qt::AltModifier);
    key(Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(m_selection->current().kind, ElementRef::Kind::Table);
    key(Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(m_selection->current().kind, ElementRef::Kind::Table);
}

void NavigationWalkTest::controlArrowsAreOneStepASeries()
{
    show(shop);
    m_view->select("users", {"users", "logs"});
    const auto users = box("users").topLeft();
    const auto logs = box("logs").topLeft();
    QTest::keyPress(m_view, Qt::Key_Control);
    for (int i = 0; i < 3; ++i)
        heldControl(Qt::Key_Right);
    heldControl(Qt::Key_Down);
    QTest::keyRelease(m_view, Qt::Key_Control);
    QCOMPARE(box("users").topLeft(), users + QPointF(24, 8));
    QCOMPARE(box("logs").topLeft(), logs + QPointF(24, 8));
    QCOMPARE(m_document->diagramUndo()->count(), 1);
    key(Qt::Key_Up, Qt::ControlModifier);
    QCOMPARE(m_document->diagramUndo()->count(), 2);
    key(Qt::Key_Z, Qt::ControlModifier);
    key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(box("users").topLeft(), users);
    QCOMPARE(box("logs").topLeft(), logs);
}

void NavigationWalkTest::searches()
{
    show(shop);
    m_document->moveTables({{"products", {4000, 4000}}}, "Move");
    m_view->camera()->look({0, 0}, 1);
    key(Qt::Key_Slash);
    auto *edit = m_view->findChild<QLineEdit *>("searchText");
    QVERIFY(edit && edit->hasFocus());
    QTest::keyClicks(edit, "prod");
    // The table, then the column product_id.
    QCOMPARE(m_view->searchBar()->matches().size(), std::size_t(2));
    QCOMPARE(m_view->findChild<QLabel *>("searchCount")->text(), "1 of 2");
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(m_view->currentTable(), "products");
    QCOMPARE(m_selection->current().kind, ElementRef::Kind::Table);
    QVERIFY((m_view->camera()->centre() - box("products").center()).manhattanLength() < 4);
    QVERIFY(edit->hasFocus());
    QTest::keyClick(edit, Qt::Key_Down);
    QCOMPARE(m_view->currentTable(), "items");
    QCOMPARE(m_selection->current().kind, ElementRef::Kind::Column);
    QCOMPARE(m_selection->current().part, 2U);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(m_view->currentTable(), "products");
    // Found in the text as it is now.
    type(shop + "Table production {\n  id int [pk]\n}\n");
    QCOMPARE(m_view->searchBar()->matches().size(), std::size_t(3));
    edit->clear();
    QTest::keyClicks(edit, "zzz");
    QVERIFY(m_view->searchBar()->matches().empty());
    QTest::keyClick(edit, Qt::Key_Escape);
    QVERIFY(!m_view->searchBar()->isVisible());
    QTRY_VERIFY(m_view->hasFocus());
}

void NavigationWalkTest::focusesOnNeighbours()
{
    show(shop);
    const auto shown = [&] {
        QSet<QString> keys;
        for (const auto &[name, rect] : m_view->shownBoxes())
            keys.insert(name);
        return keys;
    };
    m_view->camera()->look({60, 60}, 0.7);
    const auto seen = m_view->camera()->visible();
    m_view->select("users");
    key(Qt::Key_F);
    QVERIFY(m_view->hasFocusTable());
    QVERIFY(m_view->focusBar()->isVisible());
    QCOMPARE(shown(), QSet<QString>({"users", "orders"}));
    QCOMPARE(m_view->findChild<QLabel *>("focusCount")->text(), "2 of 6");
    for (const auto &[name, rect] : m_view->shownBoxes())
        QVERIFY(m_view->camera()->visible().contains(rect));
    key(Qt::Key_Plus);
    QCOMPARE(shown(), QSet<QString>({"users", "orders", "items", stateKey()}));
    key(Qt::Key_Plus);
    QCOMPARE(m_view->focusSteps(), 3);
    QCOMPARE(shown(), shopKeys() - QSet<QString>({"logs"}));
    key(Qt::Key_Minus);
    QCOMPARE(m_view->focusSteps(), 2);
    // Tab goes through what is shown.
    QSet<QString> reached;
    m_view->clearSelection();
    for (int i = 0; i < 4; ++i) {
        key(Qt::Key_Tab);
        reached.insert(m_view->currentTable());
    }
    QCOMPARE(reached, shown());
    key(Qt::Key_Escape);
    QVERIFY(!m_view->hasFocusTable());
    QVERIFY(!m_view->focusBar()->isVisible());
    QCOMPARE(shown(), shopKeys());
    QVERIFY((m_view->camera()->centre() - seen.center()).manhattanLength() < 4);

    // By the bar as well.
    m_view->setFocusTable("items", 1);
    QCOMPARE(shown(), QSet<QString>({"items", "orders", "products"}));
    QTest::mouseClick(m_view->findChild<QPushButton *>("focusShowAll"), Qt::LeftButton);
    QCOMPARE(shown(), shopKeys());
}

void NavigationWalkTest::focusEndsWithItsTable()
{
    show(shop);
    m_view->setFocusTable("logs", 1);
    QSignalSpy changes(m_view, &DiagramView::focusTableChanged);
    QByteArray text = shop;
    text.replace("line text", "line text\n  user_id int [ref: > users.id]");
    type(text);
    // It grows with the text.
    QVERIFY(m_view->hasFocusTable());
    QVERIFY(m_view->diagramScene()->isShown("users"));
    type(shop.left(shop.indexOf("Table logs")));
    QVERIFY(!m_view->hasFocusTable());
    QVERIFY(!m_view->focusBar()->isVisible());
    QVERIFY(m_view->diagramScene()->isShown("products"));
    QCOMPARE(changes.size(), 1);
}

} // namespace tw::preview

QTEST_MAIN(tw::preview::NavigationWalkTest)
#include "navigation_walk_test.moc"
