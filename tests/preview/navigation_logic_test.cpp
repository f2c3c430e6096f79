// SPDX-License-Identifier: MIT
#include "diagram/drag_session.h"
#include "diagram/neighbourhood.h"
#include "diagram/reading_order.h"
#include "diagram/search_index.h"

#include <QElapsedTimer>
#include <QtTest>

namespace tw::preview {

namespace {

DiagramModel modelOf(const QStringList &names, const std::vector<std::pair<int, int>> &edges)
{
    DiagramModel model;
    for (const auto &name : names) {
        DiagramTable table;
        table.key = name;
        table.name = name.section(u'.', -1);
        table.namespaceName = name.contains(u'.') ? name.section(u'.', 0, 0) : QString();
        model.byKey.insert(name, static_cast<int>(model.tables.size()));
        model.tables.push_back(table);
    }
    for (const auto &[source, target] : edges) {
        DiagramEdge edge;
        edge.source = source;
        edge.target = target;
        model.edges.push_back(edge);
    }
    return model;
}

void addColumns(DiagramModel &model, int table, const QStringList &names)
{
    for (const auto &name : names) {
        DiagramColumn column;
        column.name = name;
        model.tables[static_cast<std::size_t>(table)].columns.push_back(column);
    }
}

QStringList namesOf(const DiagramModel &model, const std::vector<DiagramMatch> &matches)
{
    QStringList names;
    for (const auto &match : matches) {
        const auto &table = model.tables[static_cast<std::size_t>(match.table)];
        names << (match.column < 0
                      ? table.name
                      : table.name + u'.' +
                            table.columns[static_cast<std::size_t>(match.column)].name);
    }
    return names;
}

using Keys = QSet<QString>;
using Order = std::vector<int>;

} // namespace

class NavigationLogicTest : public QObject {
    Q_OBJECT
private slots:
    void neighboursAreWithinSteps()
    {
        // a - b - c - d, whichever way the edges run, and e alone.
        const auto model = modelOf({"a", "b", "c", "d", "e"}, {{0, 1}, {2, 1}, {2, 3}});
        QCOMPARE(neighbourhood(model, "a", 0), Keys({"a"}));
        QCOMPARE(neighbourhood(model, "a", 1), Keys({"a", "b"}));
        QCOMPARE(neighbourhood(model, "a", 2), Keys({"a", "b", "c"}));
        QCOMPARE(neighbourhood(model, "a", 5), Keys({"a", "b", "c", "d"}));
        QCOMPARE(neighbourhood(model, "c", 1), Keys({"b", "c", "d"}));
        QCOMPARE(neighbourhood(model, "e", 5), Keys({"e"}));
        QCOMPARE(neighbourhood(model, "unknown", 5), Keys());
    }

    void enumsAreReachedButNotPassedThrough()
    {
        auto model = modelOf({"a", "b", "status"}, {{0, 2}, {1, 2}});
        model.tables[2].isEnum = true;
        QCOMPARE(neighbourhood(model, "a", 1), Keys({"a", "status"}));
        QCOMPARE(neighbourhood(model, "a", 5), Keys({"a", "status"}));
        QCOMPARE(neighbourhood(model, "status", 1), Keys({"a", "b", "status"}));
    }

    void selfReferencesAndCyclesEnd()
    {
        const auto model = modelOf({"a", "b"}, {{0, 0}, {0, 1}, {1, 0}, {0, 7}, {-1, 0}});
        QCOMPARE(neighbourhood(model, "a", 5), Keys({"a", "b"}));
    }

    void readsRowsFromTheTop()
    {
        // Two rows whose boxes are not quite in line, given in disorder.
        const std::vector<QRectF> boxes{
            {300, 210, 100, 50}, {0, 200, 100, 80}, {150, 10, 100, 80}, {0, 0, 100, 60}};
        QCOMPARE(readingOrder(boxes), (Order{3, 2, 1, 0}));
        QCOMPARE(readingOrder({}), Order{});
    }

    void readsEachBoxOnce()
    {
        std::vector<QRectF> boxes;
        for (int i = 0; i < 500; ++i)
            boxes.emplace_back((i * 7919) % 1000, (i * 104729) % 1000, 40 + i % 60, 30 + i % 90);
        auto order = readingOrder(boxes);
        std::ranges::sort(order);
        for (int i = 0; i < 500; ++i)
            QCOMPARE(order[static_cast<std::size_t>(i)], i);
    }

    void nearestIsStraightAhead()
    {
        // 0 in the middle; 1 right of it; 2 nearer by its middle, but below; 3 above; 4 far left.
        const std::vector<QRectF> boxes{{0, 0, 100, 100},
                                        {200, 10, 100, 100},
                                        {120, 160, 100, 100},
                                        {0, -300, 100, 100},
                                        {-900, 0, 100, 100}};
        QCOMPARE(nearestBox(boxes, 0, Direction::Right), 1);
        QCOMPARE(nearestBox(boxes, 0, Direction::Down), 2);
        QCOMPARE(nearestBox(boxes, 0, Direction::Up), 3);
        QCOMPARE(nearestBox(boxes, 0, Direction::Left), 4);
        QCOMPARE(nearestBox(boxes, 4, Direction::Left), -1);
        QCOMPARE(nearestBox(boxes, 7, Direction::Left), -1);
        // There and back again.
        QCOMPARE(nearestBox(boxes, 1, Direction::Left), 0);
    }

    void ranksMatches_data()
    {
        using Rank = DiagramMatch::Rank;
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("rank");
        const auto row = [](const char *name, const char *text, Rank rank) {
            QTest::addRow("%s in %s", text, name)
                << QString(name) << QString(text) << static_cast<int>(rank);
        };
        row("orders", "ORDERS", Rank::Exact);
        row("Orders", "ord", Rank::Prefix);
        row("work_orders", "ord", Rank::WordPrefix);
        row("workOrders", "ord", Rank::WordPrefix);
        row("recorded", "ord", Rank::Substring);
        // The second place is the better one.
        row("border_orders", "ord", Rank::WordPrefix);
        row("order_items", "oitems", Rank::Scattered);
        row("customer_orders", "oitems", Rank::None);
        row("orders", "ox", Rank::None);
        row("orders", "", Rank::None);
        row("id", "identity", Rank::None);
        row("ÄRGER", "ärg", Rank::Prefix);
    }
    void ranksMatches()
    {
        QFETCH(QString, name);
        QFETCH(QString, text);
        QTEST(static_cast<int>(rankOf(name, text)), "rank");
    }

    void findsTheBestFirst()
    {
        auto model = modelOf({"users", "user", "superusers", "orders", "power_users"}, {});
        addColumns(model, 3, {"user", "user_id", "last_user"});
        const SearchIndex index(model);
        QCOMPARE(namesOf(model, index.find("user")),
                 QStringList({"user", "orders.user", "users", "orders.user_id", "power_users",
                              "orders.last_user", "superusers"}));
        QVERIFY(index.find("").empty());
        QVERIFY(index.find("zebra").empty());
        QCOMPARE(namesOf(model, index.find(" Power ")), QStringList({"power_users"}));
    }

    void aDotNarrowsToATable()
    {
        auto model = modelOf({"users", "shop.orders", "back_orders"}, {});
        addColumns(model, 0, {"id", "name"});
        addColumns(model, 1, {"total", "id"});
        addColumns(model, 2, {"id"});
        const SearchIndex index(model);
        QCOMPARE(namesOf(model, index.find("orders.id")),
                 QStringList({"orders.id", "back_orders.id"}));
        // All there is, as declared.
        QCOMPARE(namesOf(model, index.find("users.")), QStringList({"users.id", "users.name"}));
        QCOMPARE(namesOf(model, index.find("shop.ord")), QStringList({"orders"}));
    }

    void searchesAThousandTablesAtOnce()
    {
        QStringList names;
        for (int i = 0; i < 1000; ++i)
            names << QStringLiteral("table_%1").arg(i);
        auto model = modelOf(names, {});
        for (int i = 0; i < 1000; ++i) {
            QStringList columns;
            for (int k = 0; k < 12; ++k)
                columns << QStringLiteral("column_%1_of_%2").arg(k).arg(i);
            addColumns(model, i, columns);
        }
        QElapsedTimer timer;
        timer.start();
        const SearchIndex index(model);
        const double made = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        timer.restart();
        const auto found = index.find("column");
        const double searched = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        QCOMPARE(found.size(), std::size_t(12000));
        qInfo("index of 13,000 names: %.1f ms; the widest search: %.1f ms", made, searched);
        QVERIFY(made + searched < 2000);
    }

    void snapsToTheGridWhereNothingIsNear()
    {
        std::vector<QLineF> guides;
        QCOMPARE(snapBox({13, 27, 50, 40}, {}, 6, 8, guides), QPointF(16, 24));
        QVERIFY(guides.empty());
        QCOMPARE(snapBox({-13, -27, 50, 40}, {{500, 500, 10, 10}}, 6, 8, guides),
                 QPointF(-16, -24));
    }

    void snapsToOthersSidesAndMiddles()
    {
        std::vector<QLineF> guides;
        const std::vector<QRectF> others{{101, 300, 80, 60}};
        // Left sides are 3 apart; the grid decides on the other axis.
        QCOMPARE(snapBox({98, 27, 50, 40}, others, 6, 8, guides), QPointF(101, 24));
        QCOMPARE(guides.size(), std::size_t(1));
        QCOMPARE(guides[0], QLineF(101, 24, 101, 360));
        // Middles.
        QCOMPARE(snapBox({114, 27, 50, 40}, others, 6, 8, guides), QPointF(116, 24));
        QCOMPARE(guides[0], QLineF(141, 24, 141, 360));
        // Beyond reach.
        QCOMPARE(snapBox({92, 27, 50, 40}, others, 6, 8, guides), QPointF(96, 24));
    }
};

} // namespace tw::preview

QTEST_APPLESS_MAIN(tw::preview::NavigationLogicTest)
#include "navigation_logic_test.moc"
