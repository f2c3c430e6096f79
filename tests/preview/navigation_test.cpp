// SPDX-License-Identifier: MIT
#include "core/document.h"
#include "diagram/camera.h"
#include "diagram/diagram_scene.h"
#include "diagram/diagram_view.h"
#include "diagram/focus_bar.h"
#include "diagram/minimap.h"
#include "diagram/search_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <QtTest>

namespace tw::preview {

namespace {

// users ← orders ← items → products, orders use an enum, logs stand alone, a group around two.
const QByteArray shop = R"(Table users {
  id int [pk]
  name varchar(80)
}

Table orders {
  id int [pk]
  user_id int [ref: > users.id]
  state order_state
}

Table items {
  id int [pk]
  order_id int [ref: > orders.id]
  product_id int [ref: > products.id]
}

Table products {
  id int [pk]
  title varchar(200)
}

Table logs {
  id int [pk]
  line text
}

Enum order_state {
  open
  paid
}

TableGroup sales {
  orders
  items
}
)";

} // namespace

class NavigationTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();

    void fitsTheFirstModelAndKeepsTheView();
    void dragsATableAndUndoes();
    void dragSnapsUnlessAlt();
    void escapeCancelsADrag();
    void dragsAllThatAreSelected();
    void dragsAGroupByItsTitle();
    void dragScrollsAtTheBorder();
    void survivesATableThatVanishesInADrag();
    void rubberBandSelects();
    void zoomsAboutTheMouse();
    void wheelAndButtonsPan();
    void keysZoomAndFit();
    void tabReachesEveryTable();
    void arrowsGoToTheNearest();
    void controlArrowsAreOneStepASeries();
    void searches();
    void focusesOnNeighbours();
    void focusEndsWithItsTable();
    void minimapFollowsAndLeads();
    void selectsBothWays();
    void selectionOutlivesARecompile();
    void goesToTheSource();
    void hasAMenu();
    void tellsWhatToDoWhenEmpty();

private:
    void show(const QByteArray &text);
    void type(const QByteArray &text);
    void awaitCompile();
    [[nodiscard]] QWidget *ground() const { return m_view->viewport(); }
    [[nodiscard]] QRectF box(const char *key) const
    {
        return m_view->diagramScene()->table(QString(key))->box();
    }
    [[nodiscard]] QPoint headerOf(const char *key) const
    {
        return m_view->mapFromScene(box(key).topLeft() + QPointF(40, 12));
    }
    [[nodiscard]] QPointF placeOf(const char *key) const
    {
        return m_document->positions().value(QString(key));
    }
    [[nodiscard]] QString stateKey() const
    {
        for (const DiagramTable &table : m_view->model().tables) {
            if (table.isEnum)
                return table.key;
        }
        return {};
    }
    [[nodiscard]] QSet<QString> shopKeys() const
    {
        return {"users", "orders", "items", "products", "logs", stateKey()};
    }
    void mouseTo(QPoint at, Qt::KeyboardModifiers modifiers = {});
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {});
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_view, key, modifiers);
    }
    /// While Control is held down; QTest would press and release it each time.
    void heldControl(Qt::Key key)
    {
        for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
            QKeyEvent event(type, key, Qt::ControlModifier);
            QApplication::sendEvent(m_view, &event);
        }
    }
    void wheel(QPoint at, QPoint angle, Qt::KeyboardModifiers modifiers = {});
    [[nodiscard]] QPoint freeGround() const;

    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<Document> m_document;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<QWidget> m_window;
    DiagramView *m_view = nullptr;
    QLineEdit *m_other = nullptr;
};

void NavigationTest::initTestCase()
{
    m_engine = std::make_unique<Engine>();
    QVERIFY2(m_engine->compiler(), qPrintable(m_engine->error()));
}

void NavigationTest::init()
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

void NavigationTest::cleanup()
{
    m_window.reset();
    m_selection.reset();
    m_document.reset();
}

void NavigationTest::awaitCompile()
{
    QTRY_VERIFY_WITH_TIMEOUT(!m_document->isCompiling() && m_document->snapshot(), 30000);
}

void NavigationTest::show(const QByteArray &text)
{
    m_document->setNew(Language::Dbml, text);
    awaitCompile();
}

void NavigationTest::type(const QByteArray &text)
{
    m_document->setTyped(text);
    awaitCompile();
}

void NavigationTest::mouseTo(QPoint at, Qt::KeyboardModifiers modifiers)
{
    QMouseEvent event(QEvent::MouseMove, at, ground()->mapToGlobal(at), Qt::NoButton,
                      Qt::LeftButton, modifiers);
    QApplication::sendEvent(ground(), &event);
}

void NavigationTest::drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers)
{
    QTest::mousePress(ground(), Qt::LeftButton, modifiers, from);
    mouseTo((from + to) / 2, modifiers);
    mouseTo(to, modifiers);
    QTest::mouseRelease(ground(), Qt::LeftButton, modifiers, to);
}

void NavigationTest::wheel(QPoint at, QPoint angle, Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(at, ground()->mapToGlobal(QPointF(at)), {}, angle, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(ground(), &event);
}

/// A point with nothing under it and around it.
QPoint NavigationTest::freeGround() const
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

void NavigationTest::dragsATableAndUndoes()
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

void NavigationTest::dragSnapsUnlessAlt()
{
    show(shop);
    m_document->moveTables({{"logs", {5003, 5005}}}, "Move"); // far from all it could align with
    m_view->camera()->look({5100, 5100}, 1);
    drag(headerOf("logs"), headerOf("logs") + QPoint(31, 22));
    QCOMPARE(box("logs").topLeft(), QPointF(5032, 5024));
    drag(headerOf("logs"), headerOf("logs") + QPoint(31, 22), Qt::AltModifier);
    QCOMPARE(box("logs").topLeft(), QPointF(5063, 5046));
}

void NavigationTest::escapeCancelsADrag()
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

void NavigationTest::dragsAllThatAreSelected()
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

void NavigationTest::dragsAGroupByItsTitle()
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

void NavigationTest::dragScrollsAtTheBorder()
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

void NavigationTest::survivesATableThatVanishesInADrag()
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

void NavigationTest::rubberBandSelects()
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

void NavigationTest::tabReachesEveryTable()
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

void NavigationTest::arrowsGoToTheNearest()
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

void NavigationTest::controlArrowsAreOneStepASeries()
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

void NavigationTest::searches()
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

void NavigationTest::focusesOnNeighbours()
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

void NavigationTest::focusEndsWithItsTable()
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

} // namespace tw::preview

QTEST_MAIN(tw::preview::NavigationTest)
#include "navigation_test.moc"
