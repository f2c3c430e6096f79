// SPDX-License-Identifier: MIT
#include "diagram/edge_painting.h"
#include "diagram/edge_routing.h"

#include <QElapsedTimer>
#include <QTest>

#include <random>

using namespace tw::preview;

namespace {

RouteRequest between(int source, double sourceY, int target, double targetY,
                     std::uint8_t sourceMark = 0, std::uint8_t targetMark = 1)
{
    // Rows of 20, so that each height has a port of its own.
    return {{source, static_cast<int>(sourceY / 20), sourceY, sourceMark},
            {target, static_cast<int>(targetY / 20), targetY, targetMark}};
}

std::vector<Route> routesOf(const std::vector<QRectF> &boxes,
                            const std::vector<RouteRequest> &requests)
{
    EdgeRouter router;
    router.setBoxes(boxes);
    std::vector<Route> routes;
    router.route(requests, routes);
    return routes;
}

/// How many boxes the line runs through.
int crossedBy(const Route &route, const std::vector<QRectF> &boxes)
{
    int crossed = 0;
    for (const QRectF &box : boxes) {
        const QRectF inner = box.adjusted(1, 1, -1, -1);
        for (qsizetype i = 1; i < route.points.size(); ++i) {
            const QRectF piece = QRectF(route.points[i - 1], route.points[i]).normalized();
            if (piece.left() < inner.right() && piece.right() > inner.left() &&
                piece.top() < inner.bottom() && piece.bottom() > inner.top()) {
                ++crossed;
                break;
            }
        }
    }
    return crossed;
}

void isOfStraightPieces(const Route &route)
{
    QVERIFY(route.points.size() >= 2);
    for (qsizetype i = 1; i < route.points.size(); ++i) {
        const QPointF step = route.points[i] - route.points[i - 1];
        QVERIFY(std::abs(step.x()) < 0.01 || std::abs(step.y()) < 0.01);
    }
}

} // namespace

class EdgeRoutingTest : public QObject {
    Q_OBJECT
private slots:
    void leavesTheNearerSides()
    {
        const std::vector<QRectF> boxes{{0, 0, 200, 200}, {400, 50, 200, 200}};
        const auto routes = routesOf(boxes, {between(0, 60, 1, 60), between(1, 100, 0, 100)});
        QVERIFY(routes[0].sourceRight && !routes[0].targetRight);
        QVERIFY(!routes[1].sourceRight && routes[1].targetRight);
        QCOMPARE(routes[0].points.front(), QPointF(200, 60));
        QCOMPARE(routes[0].points.back(), QPointF(400, 110));
        for (const Route &route : routes) {
            isOfStraightPieces(route);
            QCOMPARE(crossedBy(route, boxes), 0);
        }
    }

    void stackedBoxesAreJoinedOnOneSide()
    {
        const std::vector<QRectF> boxes{{0, 0, 200, 200}, {0, 300, 240, 200}};
        const auto routes = routesOf(boxes, {between(0, 60, 1, 60)});
        QCOMPARE(routes[0].sourceRight, routes[0].targetRight);
        QCOMPARE(crossedBy(routes[0], boxes), 0);
    }

    void goesAroundWhatStandsBetween()
    {
        const std::vector<QRectF> boxes{{0, 0, 200, 200}, {300, -20, 200, 240}, {600, 0, 200, 200}};
        const auto routes = routesOf(boxes, {between(0, 100, 2, 100)});
        isOfStraightPieces(routes[0]);
        QCOMPARE(crossedBy(routes[0], boxes), 0);
    }

    void loopsOutsideItsOwnBox()
    {
        const std::vector<QRectF> boxes{{0, 0, 200, 200}};
        for (const double target : {60.0, 100.0}) {
            const auto routes = routesOf(boxes, {between(0, 100, 0, target)});
            QCOMPARE(routes[0].sourceRight, routes[0].targetRight);
            QVERIFY(std::abs(routes[0].points.front().y() - routes[0].points.back().y()) > 5);
            QVERIFY(routes[0].points[1].x() >= 200 + EdgeRouter::stub - 1);
            isOfStraightPieces(routes[0]);
        }
    }

    void parallelLinesStandApart()
    {
        // Rows of one table to rows of another, crosswise.
        const std::vector<QRectF> boxes{{0, 0, 200, 400}, {400, 500, 200, 400}};
        std::vector<RouteRequest> requests;
        for (int i = 0; i < 6; ++i)
            requests.push_back(between(0, 40 + i * 40, 1, 40 + i * 40));
        const auto routes = routesOf(boxes, requests);
        for (std::size_t a = 0; a < routes.size(); ++a) {
            for (std::size_t b = a + 1; b < routes.size(); ++b) {
                QVERIFY2(std::abs(routes[a].points[1].x() - routes[b].points[1].x()) >= 5,
                         qPrintable(QStringLiteral("%1 and %2").arg(a).arg(b)));
            }
        }
    }

    void linesToOneRowMeet()
    {
        const std::vector<QRectF> boxes{
            {0, 0, 200, 100}, {0, 200, 200, 100}, {0, 400, 200, 100}, {400, 100, 200, 300}};
        const auto routes =
            routesOf(boxes, {between(0, 60, 3, 60), between(1, 60, 3, 60), between(2, 60, 3, 60)});
        for (const Route &route : routes)
            QCOMPARE(route.points[2].x(), routes[0].points[2].x());
    }

    void linesOfDifferentRowsDoNotLieOnEachOther()
    {
        // The first leaves at the height at which the second arrives.
        const std::vector<QRectF> boxes{
            {0, 400, 200, 200}, {0, 0, 230, 200}, {360, 0, 200, 300}, {360, 400, 200, 200}};
        const auto routes = routesOf(boxes, {between(0, 60, 2, 150), between(1, 60, 3, 60)});
        const auto isOn = [](const Route &route, double y, double x) {
            for (qsizetype i = 1; i < route.points.size(); ++i) {
                const QRectF piece = QRectF(route.points[i - 1], route.points[i]).normalized();
                if (std::abs(piece.top() - y) < 2 && piece.height() < 1 && piece.left() < x - 3 &&
                    piece.right() > x + 3)
                    return true;
            }
            return false;
        };
        for (double x = 205; x < 355; x += 5)
            QVERIFY(!(isOn(routes[0], 460, x) && isOn(routes[1], 460, x)));
    }

    void differentMarksOfOneRowStandBesideEachOther()
    {
        const std::vector<QRectF> boxes{{0, 0, 200, 100}, {0, 200, 200, 100}, {400, 100, 200, 100}};
        const auto routes =
            routesOf(boxes, {between(0, 60, 2, 60, 0, 1), between(1, 60, 2, 60, 0, 2)});
        const double apart = std::abs(routes[0].points.back().y() - routes[1].points.back().y());
        QVERIFY(apart >= routes[0].targetRoom + routes[1].targetRoom);
        for (const Route &route : routes)
            isOfStraightPieces(route);
    }

    void hiddenBoxesHaveNoLines()
    {
        const auto routes =
            routesOf({{0, 0, 200, 100}, QRectF()}, {between(0, 60, 1, 60), between(0, 60, 0, 20)});
        QVERIFY(routes[0].points.isEmpty());
        QVERIFY(!routes[1].points.isEmpty());
    }

    void distanceIsToTheLine()
    {
        Route route;
        route.points = {{0, 0}, {100, 0}, {100, 50}};
        QCOMPARE(distanceTo(route, {50, 3}), 3.0);
        QCOMPARE(distanceTo(route, {104, 40}), 4.0);
        QCOMPARE(distanceTo(route, {103, 54}), 5.0);
    }

    void farPlacesAreFound()
    {
        BoxGrid grid;
        grid.setBoxes({{-1e7, -1e7, 200, 100}, {1e7, 1e7, 200, 100}, QRectF(), {0, 0, 10, 10}});
        std::vector<int> found;
        grid.find({1e7 + 50, 1e7 + 50, 1, 1}, found);
        QCOMPARE(found, std::vector<int>{1});
        found.clear();
        grid.find({-2e7, -2e7, 4e7, 4e7}, found);
        std::sort(found.begin(), found.end());
        QCOMPARE(found, (std::vector<int>{0, 1, 3}));
    }

    void thousandTablesAreQuick()
    {
        std::vector<QRectF> boxes;
        for (int i = 0; i < 1000; ++i)
            boxes.emplace_back(i % 32 * 340.0, i / 32 * 400.0, 240.0, 150.0 + i * 37 % 200);
        std::minstd_rand random(7);
        std::vector<RouteRequest> requests;
        for (int i = 0; i < 1500; ++i) {
            const int source = i % 1000;
            const int far = static_cast<int>(random() % 1000);
            const int near = std::min(999, source + static_cast<int>(random() % 3) * 32 + 1);
            requests.push_back(between(source, 48 + i % 4 * 24, i % 3 == 0 ? far : near, 48));
        }
        EdgeRouter router;
        router.setBoxes(boxes);
        std::vector<Route> routes;
        QElapsedTimer timer;
        timer.start();
        router.route(requests, routes);
        const double all = double(timer.nsecsElapsed()) / 1e6;
        timer.restart();
        router.setBoxes(boxes);
        for (std::size_t i = 0; i < 8; ++i)
            router.find(requests, i, EdgeRouter::Care::Full);
        router.arrange(requests, routes);
        const double some = double(timer.nsecsElapsed()) / 1e6;
        int crossed = 0;
        for (const Route &route : routes)
            crossed += crossedBy(route, boxes);
        qInfo("1,500 routes among 1,000 boxes: %.1f ms; 8 of them anew: %.1f ms; %d boxes crossed",
              all, some, crossed);
        QVERIFY(all < 2000);
        QVERIFY(some < 500);
    }
};

QTEST_GUILESS_MAIN(EdgeRoutingTest)
#include "edge_routing_test.moc"
