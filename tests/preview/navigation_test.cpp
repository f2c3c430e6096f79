// SPDX-License-Identifier: MIT
#include "diagram/minimap.h"
#include "diagram/search_bar.h"
#include "diagram_window.h"
#include "large_schema.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QMenu>
#include <QSignalSpy>

#include <functional>

namespace tw::preview {

class NavigationTest : public DiagramWindow {
    Q_OBJECT
private slots:
    void fitsTheFirstModelAndKeepsTheView();
    void zoomsAboutTheMouse();
    void wheelAndButtonsPan();
    void keysZoomAndFit();
    void glides();
    void minimapFollowsAndLeads();
    void selectsBothWays();
    void selectionOutlivesARecompile();
    void goesToTheSource();
    void hasAMenu();
    void tellsWhatToDoWhenEmpty();
    void isQuickWithAThousandTables();
};

void NavigationTest::fitsTheFirstModelAndKeepsTheView()
{
    show(shop);
    QCOMPARE(m_view->model().tables.size(), std::size_t(6));
    QVERIFY(m_view->zoom() <= 1);
    for (const auto &[key, rect] : m_view->shownBoxes())
        QVERIFY2(m_view->camera()->visible().contains(rect), qPrintable(key));

    m_view->camera()->look({123, 77}, 0.8);
    m_document->moveTables({{"logs", {40, 1000}}}, "Move");
    const auto seen = m_view->camera()->visible();
    type(shop + "Table more {\n  id int [pk]\n}\n");
    QCOMPARE(m_view->model().tables.size(), std::size_t(7));
    QCOMPARE(m_view->camera()->visible(), seen);
    QCOMPARE(box("logs").topLeft(), QPointF(40, 1000));
}

void NavigationTest::zoomsAboutTheMouse()
{
    show(shop);
    const QPoint at(300, 250);
    for (const int turn : {120, 120, 120, -120, 360, -600, 120}) {
        const QPointF before = m_view->camera()->visible().topLeft() + QPointF(at) / m_view->zoom();
        const double zoom = m_view->zoom();
        wheel(at, {0, turn}, Qt::ControlModifier);
        QVERIFY2(turn > 0 ? m_view->zoom() > zoom : m_view->zoom() < zoom,
                 qPrintable(QStringLiteral("%1: %2 → %3").arg(turn).arg(zoom).arg(m_view->zoom())));
        const QPointF after = m_view->camera()->visible().topLeft() + QPointF(at) / m_view->zoom();
        QVERIFY2((after - before).manhattanLength() * m_view->zoom() <= 2,
                 qPrintable(QDebug::toString(after - before) + QDebug::toString(m_view->zoom())));
    }
    // Within bounds, however long one turns.
    for (int i = 0; i < 100; ++i)
        wheel(at, {0, 360}, Qt::ControlModifier);
    QCOMPARE(m_view->zoom(), Camera::maxZoom);
    for (int i = 0; i < 100; ++i)
        wheel(at, {0, -360}, Qt::ControlModifier);
    QCOMPARE(m_view->zoom(), Camera::minZoom);
}

void NavigationTest::wheelAndButtonsPan()
{
    show(shop);
    auto centre = [&] { return m_view->camera()->centre(); };
    const double zoom = m_view->zoom();
    auto before = centre();
    wheel({300, 300}, {0, -120});
    QVERIFY(centre().y() > before.y());
    QCOMPARE(centre().x(), before.x());
    before = centre();
    wheel({300, 300}, {0, -120}, Qt::ShiftModifier);
    QVERIFY(centre().x() > before.x());
    QCOMPARE(centre().y(), before.y());

    before = centre();
    QTest::mousePress(ground(), Qt::MiddleButton, {}, {300, 300});
    mouseTo({250, 320});
    QTest::mouseRelease(ground(), Qt::MiddleButton, {}, {250, 320});
    QCOMPARE((centre() - before) * zoom, QPointF(50, -20));

    before = centre();
    QTest::keyPress(m_view, Qt::Key_Space);
    drag(headerOf("users"), headerOf("users") + QPoint(-40, 10));
    QTest::keyRelease(m_view, Qt::Key_Space);
    QCOMPARE((centre() - before) * zoom, QPointF(40, -10));
    QVERIFY(m_view->selectedTables().isEmpty());
    QCOMPARE(m_view->zoom(), zoom);
}

void NavigationTest::keysZoomAndFit()
{
    show(shop);
    m_view->camera()->look({0, 0}, 0.5);
    key(Qt::Key_Plus, Qt::ControlModifier);
    QCOMPARE(m_view->zoom(), 0.625);
    key(Qt::Key_Minus, Qt::ControlModifier);
    QCOMPARE(m_view->zoom(), 0.5);
    key(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(m_view->zoom(), 1.0);
    for (const auto fit : {Qt::Key_9, Qt::Key_Home}) {
        m_view->camera()->look({0, 0}, 3);
        key(fit, fit == Qt::Key_9 ? Qt::ControlModifier : Qt::NoModifier);
        QVERIFY(m_view->camera()->visible().contains(m_view->diagramScene()->contentRect()));
        QVERIFY(m_view->zoom() <= 1);
    }
    // As long as nobody looked elsewhere, a smaller window shows all as well.
    m_window->resize(500, 400);
    QTRY_VERIFY(m_view->width() <= 500);
    QTRY_VERIFY(m_view->camera()->visible().contains(m_view->diagramScene()->contentRect()));
}

void NavigationTest::glides()
{
    show(shop);
    m_view->setAnimated(true);
    m_document->moveTables({{"logs", {3000, 2000}}}, "Move");
    m_view->centerOn("logs");
    QTRY_VERIFY((m_view->camera()->centre() - box("logs").center()).manhattanLength() < 4);
    // To one side and in scale at once.
    const double zoom = m_view->zoom();
    m_view->zoomToFit();
    QTRY_VERIFY(m_view->camera()->visible().contains(m_view->diagramScene()->contentRect()));
    QVERIFY(m_view->zoom() < zoom);
    // The user's own move ends it.
    m_view->centerOn("logs");
    m_view->camera()->look({0, 0}, 1);
    m_view->camera()->pan({1, 0});
    const auto centre = m_view->camera()->centre();
    QTest::qWait(50);
    QCOMPARE(m_view->camera()->centre(), centre);
}

void NavigationTest::minimapFollowsAndLeads()
{
    show(shop);
    auto *map = m_view->minimap();
    QVERIFY(!map->isVisible()); // everything is in sight
    m_document->moveTables({{"users", {-2000, -1500}}, {"logs", {2000, 1500}}}, "Move");
    m_view->camera()->look(box("users").center(), 2);
    QVERIFY(map->isVisible());
    QCOMPARE(map->geometry().bottomRight(), m_view->rect().bottomRight() - QPoint(12, 12));

    // The middle of the map is that of the diagram.
    QTest::mouseClick(map, Qt::LeftButton, {}, map->rect().center());
    const auto all = m_view->diagramScene()->contentRect();
    const double pixel = all.height() / (map->height() - 16); // of the map, in the scene
    QVERIFY((m_view->camera()->centre() - all.center()).manhattanLength() < 3 * pixel);
    QCOMPARE(m_view->zoom(), 2.0);
    const auto before = m_view->camera()->centre();
    QTest::mousePress(map, Qt::LeftButton, {}, map->rect().center());
    QMouseEvent move(QEvent::MouseMove, map->rect().center() + QPoint(20, 0),
                     map->mapToGlobal(map->rect().center() + QPoint(20, 0)), Qt::NoButton,
                     Qt::LeftButton, {});
    QApplication::sendEvent(map, &move);
    QTest::mouseRelease(map, Qt::LeftButton, {}, map->rect().center() + QPoint(20, 0));
    QVERIFY(m_view->camera()->centre().x() > before.x() + 20);
    QVERIFY(std::abs(m_view->camera()->centre().y() - before.y()) < 2);

    map->setWanted(false);
    QVERIFY(!map->isVisible());
    map->setWanted(true);
    QVERIFY(map->isVisible());
    m_view->zoomToFit();
    QVERIFY(!map->isVisible());
}

void NavigationTest::selectsBothWays()
{
    show(shop);
    QSignalSpy told(m_selection.get(), &Selection::changed);
    const auto *orders = m_view->diagramScene()->table("orders");
    QTest::mouseClick(ground(), Qt::LeftButton, {},
                      m_view->mapFromScene(orders->mapToScene(orders->rowRect(1).center())));
    QCOMPARE(told.size(), 1);
    QCOMPARE(m_selection->current().kind, ElementRef::Kind::Column);
    QCOMPARE(m_selection->current(), orders->data().columns[1].element);
    QCOMPARE(m_view->currentTable(), "orders");
    QTest::mouseClick(ground(), Qt::LeftButton, {}, headerOf("orders"));
    QCOMPARE(m_selection->current(), orders->data().element);
    QTest::mouseClick(ground(), Qt::LeftButton, {}, freeGround());
    QVERIFY(!m_selection->current().isValid());

    // From elsewhere: what is in sight is only marked.
    const auto seen = m_view->camera()->visible();
    m_selection->select(m_view->diagramScene()->table("users")->data().element, this);
    QCOMPARE(m_view->currentTable(), "users");
    QVERIFY(m_view->diagramScene()->table("users")->isSelected());
    QCOMPARE(m_view->camera()->visible(), seen);
    QVERIFY(!m_view->hasFocus() || QApplication::focusWidget() == m_view);
    // What is not is brought into it.
    m_document->moveTables({{"products", {6000, 100}}}, "Move");
    m_selection->select(m_view->diagramScene()->table("products")->data().columns[1].element, this);
    QCOMPARE(m_view->currentTable(), "products");
    const auto *products = m_view->diagramScene()->table("products");
    QVERIFY(m_view->camera()->visible().contains(products->mapRectToScene(products->rowRect(1))));
}

void NavigationTest::selectionOutlivesARecompile()
{
    show(shop);
    m_view->showTable("items", 2);
    const auto before = m_selection->current();
    // Everything after it is numbered anew.
    QByteArray text = "Table first {\n  id int [pk]\n}\n" + shop;
    text.replace("Table items {", "Table items {\n  extra int");
    type(text);
    QCOMPARE(m_view->currentTable(), "items");
    QVERIFY(m_selection->current() != before);
    const auto &column = m_document->snapshot()
                             ->declared()
                             .tables[m_selection->current().element]
                             .columns[m_selection->current().part];
    QCOMPARE(QString::fromStdString(column.name.text), "product_id");
}

void NavigationTest::goesToTheSource()
{
    show(shop);
    QSignalSpy asked(m_selection.get(), &Selection::sourceRequested);
    const auto wordAt = [&](int call) {
        const auto range = asked[call][0].value<SourceRange>();
        return shop.mid(range.begin, range.size());
    };
    QTest::mouseDClick(ground(), Qt::LeftButton, {}, headerOf("products"));
    QCOMPARE(asked.size(), 1);
    QCOMPARE(wordAt(0), "products");
    m_view->select("users");
    key(Qt::Key_Return);
    QCOMPARE(asked.size(), 2);
    QCOMPARE(wordAt(1), "users");
}

void NavigationTest::hasAMenu()
{
    show(shop);
    m_view->select("products");
    const auto menu = [&] { return m_view->findChild<QMenu *>("diagramMenu"); };
    const auto trigger = [&](const QString &text) {
        QVERIFY(menu());
        for (auto *action : menu()->actions()) {
            if (action->text().section(u'\t', 0, 0) == text) {
                QVERIFY(action->isEnabled());
                action->trigger();
                menu()->close();
                QTRY_VERIFY(!menu());
                return;
            }
        }
        QFAIL(qPrintable("no action " + text));
    };
    key(Qt::Key_Menu);
    QTRY_VERIFY(menu() && menu()->isVisible());
    trigger("Copy as SQL");
    const auto sql = QApplication::clipboard()->text();
    QVERIFY2(sql.startsWith("CREATE TABLE"), qPrintable(sql));
    QVERIFY2(sql.contains("products") && !sql.contains("items"), qPrintable(sql));
    key(Qt::Key_Menu);
    trigger("Copy definition");
    QCOMPARE(QApplication::clipboard()->text(),
             "Table products {\n  id int [pk]\n  title varchar(200)\n}");
    key(Qt::Key_Menu);
    trigger("Show with neighbours only");
    QCOMPARE(m_view->focusTable(), "products");
    m_view->clearFocus();

    m_document->moveTables({{"logs", {900, 3000}}}, "Move");
    key(Qt::Key_Menu);
    trigger("Lay out again");
    awaitCompile();
    QVERIFY(box("logs").topLeft() != QPointF(900, 3000));
    QVERIFY(m_view->camera()->visible().contains(m_view->diagramScene()->contentRect()));
    key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(box("logs").topLeft(), QPointF(900, 3000));
}

void NavigationTest::tellsWhatToDoWhenEmpty()
{
    show("");
    const auto coloursOf = [&] {
        const auto image = m_view->grab().toImage();
        QSet<QRgb> colours;
        for (int y = image.height() / 2 - 40; y < image.height() / 2 + 60; ++y) {
            for (int x = 0; x < image.width(); ++x)
                colours.insert(image.pixel(x, y));
        }
        return colours.size();
    };
    QVERIFY(coloursOf() > 8); // there is text, and no table
    show("Table a {\n  id int [pk]\n}\n");
    QCOMPARE(m_view->shownBoxes().size(), std::size_t(1));
    // Typing a diagram from nothing keeps all of it in sight.
    QByteArray text = "Table a {\n  id int [pk]\n}\n";
    for (char c = 'b'; c < 'n'; ++c) {
        text += QByteArray("Table ") + c + " {\n  id int [pk]\n  a_id int [ref: > a.id]\n}\n";
        type(text);
        QVERIFY(m_view->camera()->visible().contains(m_view->diagramScene()->contentRect()));
    }
}

void NavigationTest::isQuickWithAThousandTables()
{
    show(LargeSchema(1000).dbml());
    QCOMPARE(m_view->model().tables.size(), std::size_t(1000));
    const auto key = m_view->model().tables[500].key;
    const auto measure = [&](const char *what, const std::function<void()> &act) {
        QElapsedTimer timer;
        timer.start();
        act();
        const double acted = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        timer.restart();
        m_view->viewport()->repaint();
        const double painted = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        qInfo("%-16s %6.1f ms, painted in %6.1f ms", what, acted, painted);
        QVERIFY2(acted < 2000, what);
        if (qEnvironmentVariableIntValue("TABLEWRIGHT_STRICT_TIMES") == 1)
            QVERIFY2(acted < 50, what);
    };
    measure("select", [&] { m_view->select(key); });
    measure("show", [&] { m_view->showTable(key, 1); });
    measure("press",
            [&] { QTest::mousePress(ground(), Qt::LeftButton, {}, headerOf(key.toUtf8())); });
    const auto from = headerOf(key.toUtf8());
    mouseTo(from + QPoint(20, 20));
    measure("drag", [&] { mouseTo(from + QPoint(40, 30)); });
    measure("drop",
            [&] { QTest::mouseRelease(ground(), Qt::LeftButton, {}, from + QPoint(40, 30)); });
    measure("undo", [&] { m_document->diagramUndo()->undo(); });
    measure("select all", [&] { m_view->selectAll(); });
    measure("next table", [&] { this->key(Qt::Key_Tab); });
    measure("focus", [&] { m_view->setFocusTable(key, 2); });
    measure("show all", [&] { m_view->clearFocus(); });
    measure("search", [&] {
        m_view->openSearch();
        m_view->searchBar()->setText("i");
    });
    measure("fit", [&] { m_view->zoomToFit(); });
    measure("zoom", [&] { wheel({300, 300}, {0, 120}, Qt::ControlModifier); });
    measure("minimap", [&] {
        m_view->minimap()->redraw();
        m_view->minimap()->repaint();
    });
}

} // namespace tw::preview

QTEST_MAIN(tw::preview::NavigationTest)
#include "navigation_test.moc"
