// SPDX-License-Identifier: MIT
#include <tablewright/layout/layout.h>

#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace tw;

namespace {

struct Graph {
    std::vector<LayoutNode> nodes;
    std::vector<LayoutEdge> edges;

    void addNode(double width = 220, double height = 180)
    {
        nodes.push_back({.width = width, .height = height, .fixed = {}});
    }
    void addEdge(std::size_t source, std::size_t target)
    {
        edges.push_back(
            {static_cast<std::uint32_t>(source), static_cast<std::uint32_t>(target), 43, 65});
    }
    [[nodiscard]] LayoutQuality quality(const LayoutResult &result) const
    {
        return measureLayout(nodes, edges, result.positions);
    }
};

/// 0 to `count` - 1.
double pick(std::mt19937 &random, unsigned count) { return static_cast<double>(random() % count); }

/// Boxes of any size, as many lines as `density` times the boxes, self loops and parallels among
/// them.
Graph randomGraph(unsigned seed, std::size_t count, double density)
{
    std::mt19937 random(seed);
    Graph graph;
    for (std::size_t n = 0; n < count; ++n)
        graph.addNode(120 + pick(random, 200), 54 + 22 * pick(random, 25));
    const auto lines = static_cast<std::size_t>(static_cast<double>(count) * density);
    for (std::size_t e = 0; e < lines; ++e)
        graph.addEdge(random() % count, random() % count);
    return graph;
}

/// The least distance between two boxes, along x or y, whichever is more.
double leastGap(const Graph &graph, const LayoutResult &result)
{
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t a = 0; a < graph.nodes.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            const LayoutPoint &p = result.positions[a];
            const LayoutPoint &q = result.positions[b];
            const double x =
                std::max(p.x - q.x - graph.nodes[b].width, q.x - p.x - graph.nodes[a].width);
            const double y =
                std::max(p.y - q.y - graph.nodes[b].height, q.y - p.y - graph.nodes[a].height);
            least = std::min(least, std::max(x, y));
        }
    }
    return least;
}

} // namespace

class LayoutTest : public QObject {
    Q_OBJECT

private slots:
    void measuresCrossings();
    void measuresOverlapsAndArea();
    void nothingOverlaps_data();
    void nothingOverlaps();
    void isTheSameEachTime();
    void aPathHasNoCrossings();
    void aTreeHasNoCrossings();
    void linesRunForward();
    void keepsTheAspect_data();
    void keepsTheAspect();
    void fixedBoxesStay();
    void aNewBoxGoesNearWhatItIsConnectedWith();
    void groupsHaveAreas();
    void stops();
    void hostile_data();
    void hostile();
    void strangeLengths();
    void moreEffortIsNotWorse();
};

void LayoutTest::measuresCrossings()
{
    Graph graph;
    for (int n = 0; n < 4; ++n)
        graph.addNode(100, 100);
    graph.edges = {{0, 3, 50, 50}, {1, 2, 50, 50}};
    // 0 and 1 left, 2 and 3 right of them, each pair in this order.
    const std::vector<LayoutPoint> positions{{0, 0}, {0, 200}, {300, 0}, {300, 200}};
    LayoutQuality quality = measureLayout(graph.nodes, graph.edges, positions);
    QCOMPARE(quality.crossings, 1U);
    QCOMPARE(quality.overlaps, 0U);
    QCOMPARE(quality.edgeLength, 2 * std::hypot(200.0, 200.0));
    graph.edges = {{0, 2, 50, 50}, {1, 3, 50, 50}};
    QCOMPARE(measureLayout(graph.nodes, graph.edges, positions).crossings, 0U);
    // Lines from one port do not cross, nor do those that are one and the same.
    graph.edges = {{0, 2, 50, 50}, {0, 3, 50, 50}, {0, 3, 50, 50}, {0, 0, 10, 20}};
    QCOMPARE(measureLayout(graph.nodes, graph.edges, positions).crossings, 0U);
    // One that passes behind a box.
    graph.addNode(50, 50);
    graph.edges = {{0, 2, 50, 50}};
    std::vector<LayoutPoint> five = positions;
    five.push_back({175, 30});
    QCOMPARE(measureLayout(graph.nodes, graph.edges, five).behind, 1U);
    five.back() = {175, 51};
    QCOMPARE(measureLayout(graph.nodes, graph.edges, five).behind, 0U);
}

void LayoutTest::measuresOverlapsAndArea()
{
    Graph graph;
    for (int n = 0; n < 3; ++n)
        graph.addNode(100, 100);
    LayoutQuality quality = measureLayout(graph.nodes, {}, {{0, 0}, {50, 50}, {100, 100}});
    QCOMPARE(quality.overlaps, 2U);
    quality = measureLayout(graph.nodes, {}, {{0, 0}, {100, 0}, {0, 100}});
    QCOMPARE(quality.overlaps, 0U);
    QCOMPARE(quality.filledArea, 0.75);
}

void LayoutTest::nothingOverlaps_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 0; seed < 60; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void LayoutTest::nothingOverlaps()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    Graph graph = randomGraph(seed, 1 + random() % 80, pick(random, 30) / 10);
    LayoutOptions options;
    options.aspect = 0.3 + pick(random, 40) / 10;
    options.effort = 0.1;
    for (LayoutNode &node : graph.nodes) {
        if (seed % 3 == 1)
            node.group = static_cast<std::uint32_t>(random() % 5);
        // On a grid that is wide enough.
        if (seed % 4 == 2 && random() % 3 == 0)
            node.fixed = LayoutPoint{400.0 * static_cast<double>(&node - graph.nodes.data()),
                                     700.0 * pick(random, 3)};
    }
    const LayoutResult result = layOut(graph.nodes, graph.edges, options);
    QCOMPARE(result.positions.size(), graph.nodes.size());
    QCOMPARE(graph.quality(result).overlaps, 0U);
    QVERIFY2(leastGap(graph, result) > options.nodeGap - 0.01,
             qPrintable(QString::number(leastGap(graph, result))));
    double right = -std::numeric_limits<double>::infinity();
    double left = -right;
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
        left = std::min(left, result.positions[n].x);
        right = std::max(right, result.positions[n].x + graph.nodes[n].width);
    }
    QVERIFY(std::abs(right - left - result.width) < 1e-6);
}

void LayoutTest::isTheSameEachTime()
{
    const Graph graph = randomGraph(7, 120, 1.5);
    LayoutOptions options;
    options.effort = 0.2;
    QVERIFY(layOut(graph.nodes, graph.edges, options).positions ==
            layOut(graph.nodes, graph.edges, options).positions);
}

void LayoutTest::aPathHasNoCrossings()
{
    Graph graph;
    for (std::size_t n = 0; n < 12; ++n) {
        graph.addNode();
        if (n > 0)
            graph.addEdge(n - 1, n);
    }
    const LayoutQuality quality = graph.quality(layOut(graph.nodes, graph.edges));
    QCOMPARE(quality.overlaps, 0U);
    QCOMPARE(quality.crossings, 0U);
}

void LayoutTest::aTreeHasNoCrossings()
{
    Graph graph;
    for (std::size_t n = 0; n < 31; ++n) {
        graph.addNode();
        if (n > 0)
            graph.addEdge((n - 1) / 2, n);
    }
    const LayoutQuality quality = graph.quality(layOut(graph.nodes, graph.edges));
    QCOMPARE(quality.overlaps, 0U);
    QVERIFY2(quality.crossings <= 2, qPrintable(QString::number(quality.crossings)));
}

void LayoutTest::linesRunForward()
{
    // Three layers of which each box refers to two of the next.
    Graph graph;
    for (int n = 0; n < 9; ++n)
        graph.addNode();
    for (std::size_t n = 0; n < 6; ++n) {
        graph.addEdge(n, n / 3 * 3 + 3 + n % 3);
        graph.addEdge(n, n / 3 * 3 + 3 + (n + 1) % 3);
    }
    const LayoutResult result = layOut(graph.nodes, graph.edges);
    int forward = 0;
    for (const LayoutEdge &edge : graph.edges)
        forward += result.positions[edge.source].x < result.positions[edge.target].x ? 1 : 0;
    QVERIFY2(forward >= 9, qPrintable(QString::number(forward)));
}

void LayoutTest::keepsTheAspect_data()
{
    QTest::addColumn<double>("aspect");
    QTest::addColumn<double>("density");
    for (const double aspect : {0.5, 1.0, 1.6, 3.0}) {
        for (const double density : {0.0, 0.5, 1.5})
            QTest::addRow("%g, %g lines a box", aspect, density) << aspect << density;
    }
}

void LayoutTest::keepsTheAspect()
{
    QFETCH(double, aspect);
    QFETCH(double, density);
    const Graph graph = randomGraph(11, 200, density);
    LayoutOptions options;
    options.aspect = aspect;
    options.effort = 0.1;
    const LayoutResult result = layOut(graph.nodes, graph.edges, options);
    const double got = result.width / result.height;
    QVERIFY2(got > aspect * 0.6 && got < aspect * 1.6, qPrintable(QString::number(got)));
    QVERIFY(graph.quality(result).filledArea > 0.3);
}

void LayoutTest::fixedBoxesStay()
{
    Graph graph = randomGraph(3, 60, 1.2);
    // Two of them on one another, one very far away.
    graph.nodes[5].fixed = LayoutPoint{100, 100};
    graph.nodes[6].fixed = LayoutPoint{110, 120};
    graph.nodes[7].fixed = LayoutPoint{-5000, 40};
    graph.nodes[8].fixed = LayoutPoint{1e15, -1e15};
    const LayoutResult result = layOut(graph.nodes, graph.edges);
    for (std::size_t n = 5; n <= 8; ++n)
        QCOMPARE(result.positions[n], *graph.nodes[n].fixed);
    QCOMPARE(graph.quality(result).overlaps, 1U);
    for (std::size_t n = 9; n < graph.nodes.size(); ++n)
        QVERIFY(std::abs(result.positions[n].x) < 1e6 && std::abs(result.positions[n].y) < 1e6);
}

void LayoutTest::aNewBoxGoesNearWhatItIsConnectedWith()
{
    Graph graph;
    for (int n = 0; n < 100; ++n) {
        graph.addNode();
        graph.nodes.back().fixed = LayoutPoint{n % 10 * 400.0, n / 10 * 400.0};
    }
    graph.addNode(100, 60);
    graph.addEdge(100, 37);
    const LayoutResult result = layOut(graph.nodes, graph.edges);
    QCOMPARE(graph.quality(result).overlaps, 0U);
    const LayoutPoint &at = result.positions[100];
    const LayoutPoint &neighbour = *graph.nodes[37].fixed;
    QVERIFY(std::hypot(at.x - neighbour.x, at.y - neighbour.y) < 2000);
}

void LayoutTest::groupsHaveAreas()
{
    Graph graph = randomGraph(5, 60, 1.3);
    for (std::size_t n = 0; n < graph.nodes.size(); ++n)
        graph.nodes[n].group = n % 5 == 4 ? UINT32_MAX : static_cast<std::uint32_t>(n % 5);
    const LayoutResult result = layOut(graph.nodes, graph.edges);
    QCOMPARE(graph.quality(result).overlaps, 0U);
    // What surrounds a group is on no other group and on no other box.
    Graph areas;
    std::vector<LayoutPoint> corners;
    for (std::uint32_t group = 0; group < 4; ++group) {
        double left = 1e9;
        double top = 1e9;
        double right = -1e9;
        double bottom = -1e9;
        for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
            if (graph.nodes[n].group != group)
                continue;
            left = std::min(left, result.positions[n].x);
            top = std::min(top, result.positions[n].y);
            right = std::max(right, result.positions[n].x + graph.nodes[n].width);
            bottom = std::max(bottom, result.positions[n].y + graph.nodes[n].height);
        }
        areas.addNode(right - left, bottom - top);
        corners.push_back({left, top});
    }
    for (std::size_t n = 4; n < graph.nodes.size(); n += 5) {
        areas.addNode(graph.nodes[n].width, graph.nodes[n].height);
        corners.push_back(result.positions[n]);
    }
    QCOMPARE(measureLayout(areas.nodes, {}, corners).overlaps, 0U);
}

void LayoutTest::stops()
{
    const Graph graph = randomGraph(1, 3000, 1.5);
    std::stop_source source;
    source.request_stop();
    LayoutOptions options;
    options.stopToken = source.get_token();
    QElapsedTimer timer;
    timer.start();
    const LayoutResult stopped = layOut(graph.nodes, graph.edges, options);
    qInfo() << "stopped after" << timer.elapsed() << "ms";
    QVERIFY(timer.elapsed() < 5000);
    QCOMPARE(graph.quality(stopped).overlaps, 0U);
}

void LayoutTest::hostile_data()
{
    QTest::addColumn<Graph>("graph");
    QTest::newRow("nothing") << Graph{};
    Graph one;
    one.addNode();
    one.addEdge(0, 0);
    one.addEdge(0, 99);
    QTest::newRow("one box that refers to itself and to none") << one;
    QTest::newRow("10,000 boxes") << randomGraph(2, 10'000, 1.5);
    QTest::newRow("10,000 boxes without lines") << randomGraph(2, 10'000, 0);
    Graph hub;
    hub.addNode(200, 60);
    for (std::size_t n = 1; n <= 5000; ++n) {
        hub.addNode(150, 80);
        hub.addEdge(n % 2 == 0 ? 0 : n, n % 2 == 0 ? n : 0);
    }
    QTest::newRow("one hub of 5,000") << hub;
    Graph complete;
    for (std::size_t n = 0; n < 250; ++n) {
        complete.addNode();
        for (std::size_t other = 0; other < n; ++other)
            complete.addEdge(n, other);
    }
    QTest::newRow("complete") << complete;
    Graph parallel;
    parallel.addNode();
    parallel.addNode();
    for (int e = 0; e < 20'000; ++e)
        parallel.addEdge(e % 2, (e + 1) % 2);
    QTest::newRow("20,000 lines between two boxes") << parallel;
    Graph path;
    for (std::size_t n = 0; n < 5000; ++n) {
        path.addNode();
        if (n > 0)
            path.addEdge(n - 1, n);
    }
    QTest::newRow("a path of 5,000") << path;
    Graph cycle = path;
    cycle.addEdge(4999, 0);
    QTest::newRow("a cycle of 5,000") << cycle;
    Graph span = path;
    for (std::size_t n = 0; n < 2000; ++n)
        span.addEdge(n, 4999 - n);
    QTest::newRow("a path with long lines") << span;
    Graph group = randomGraph(8, 4000, 1);
    for (LayoutNode &node : group.nodes)
        node.group = 3;
    QTest::newRow("one group of 4,000") << group;
    Graph pairs = randomGraph(9, 4000, 0.3);
    for (std::size_t n = 0; n < pairs.nodes.size(); ++n)
        pairs.nodes[n].group = static_cast<std::uint32_t>(n / 2);
    QTest::newRow("2,000 groups") << pairs;
    Graph half = randomGraph(4, 6000, 0.6);
    for (std::size_t n = 0; n < half.nodes.size(); n += 2)
        half.nodes[n].fixed =
            LayoutPoint{static_cast<double>(n % 100) * 400, static_cast<double>(n / 100) * 700};
    QTest::newRow("3,000 of 6,000 fixed") << half;
}

void LayoutTest::hostile()
{
    QFETCH(Graph, graph);
    QElapsedTimer timer;
    timer.start();
    LayoutOptions options;
    options.effort = 0.25;
    const LayoutResult result = layOut(graph.nodes, graph.edges, options);
    const qint64 elapsed = timer.elapsed();
    qInfo() << elapsed << "ms";
    QCOMPARE(result.positions.size(), graph.nodes.size());
    QCOMPARE(measureLayout(graph.nodes, {}, result.positions).overlaps, 0U);
    QVERIFY2(elapsed < 60'000, qPrintable(QString::number(elapsed)));
}

void LayoutTest::strangeLengths()
{
    const double infinity = std::numeric_limits<double>::infinity();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    Graph graph = randomGraph(6, 40, 1.5);
    const double lengths[] = {0, -1, nan, infinity, -infinity, 1e300, 1e-300, 1e9};
    for (std::size_t i = 0; i < std::size(lengths); ++i) {
        graph.nodes[i].width = lengths[i];
        graph.nodes[i + 8].height = lengths[i];
        graph.nodes[i + 16].fixed = LayoutPoint{lengths[i], 0};
        graph.edges[i].sourceY = lengths[i];
        graph.edges[i + 8].targetY = lengths[i];
    }
    for (const double length : lengths) {
        LayoutOptions options;
        options.aspect = length;
        options.nodeGap = length;
        options.layerGap = length;
        options.blockGap = length;
        options.groupMargin = length;
        options.effort = 0.1;
        const LayoutResult result = layOut(graph.nodes, graph.edges, options);
        for (const LayoutPoint &point : result.positions)
            QVERIFY(std::isfinite(point.x) && std::isfinite(point.y));
        // Those fixed at 0 lie on one another; all others on none.
        Graph others;
        std::vector<LayoutPoint> corners;
        for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
            if (n >= 16 && n < 24)
                continue;
            others.addNode(graph.nodes[n].width, graph.nodes[n].height);
            corners.push_back(result.positions[n]);
        }
        QCOMPARE(measureLayout(others.nodes, {}, corners).overlaps, 0U);
    }
}

void LayoutTest::moreEffortIsNotWorse()
{
    const Graph graph = randomGraph(21, 60, 1.4);
    LayoutOptions options;
    options.effort = 0;
    const LayoutQuality none = graph.quality(layOut(graph.nodes, graph.edges, options));
    options.effort = 1;
    const LayoutQuality usual = graph.quality(layOut(graph.nodes, graph.edges, options));
    qInfo() << none.crossings << "crossings without effort," << usual.crossings << "with";
    QVERIFY(usual.crossings < none.crossings);
}

QTEST_GUILESS_MAIN(LayoutTest)
#include "layout_test.moc"
