// SPDX-License-Identifier: MIT
#include <tablewright/graph/foreign_key_graph.h>

#include "graph/feedback_order.h"

#include <QtTest>

#include <algorithm>
#include <numeric>
#include <random>

using namespace tw;

namespace {

using Edges = std::vector<std::pair<int, int>>;

ir::Schema schemaOf(int tables, const Edges &edges)
{
    ir::Schema schema;
    schema.tables.resize(static_cast<std::size_t>(tables));
    for (const auto &[from, to] : edges) {
        ir::ForeignKey key;
        key.source.table = ir::TableId(static_cast<std::size_t>(from));
        key.target.table = ir::TableId(static_cast<std::size_t>(to));
        schema.foreignKeys.push_back(std::move(key));
    }
    return schema;
}

std::vector<int> indexes(const auto &ids)
{
    std::vector<int> result;
    for (const auto id : ids)
        result.push_back(static_cast<int>(id.index()));
    return result;
}

std::size_t forwardEdges(const LocalGraph &graph, const std::vector<std::uint32_t> &order)
{
    std::vector<std::size_t> place(order.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        place[order[i]] = i;
    std::size_t forward = 0;
    for (std::size_t v = 0; v < order.size(); ++v) {
        for (const std::uint32_t target : graph.targets[v])
            forward += place[target] > place[v] ? 1 : 0;
    }
    return forward;
}

LocalGraph randomGraph(std::mt19937 &random, std::size_t vertices, std::size_t edges)
{
    LocalGraph graph(vertices);
    std::uniform_int_distribution<std::uint32_t> pick(0, static_cast<std::uint32_t>(vertices - 1));
    for (std::size_t i = 0; i < edges; ++i) {
        const std::uint32_t from = pick(random);
        const std::uint32_t to = pick(random);
        if (from != to)
            graph.addEdge(from, to);
    }
    return graph;
}

} // namespace

class GraphTest : public QObject {
    Q_OBJECT
private slots:
    void anEmptySchemaHasAnEmptyOrder()
    {
        const auto order = ForeignKeyGraph::compute(schemaOf(0, {})).creationOrder();
        QVERIFY(order.tables.empty() && order.addedLater.empty());
    }

    void withoutKeysTheDocumentsOrderStays()
    {
        const auto order = ForeignKeyGraph::compute(schemaOf(4, {})).creationOrder();
        QCOMPARE(indexes(order.tables), (std::vector{0, 1, 2, 3}));
    }

    void referencedTablesComeFirst()
    {
        const auto order =
            ForeignKeyGraph::compute(schemaOf(4, {{0, 3}, {1, 0}, {2, 1}})).creationOrder();
        QCOMPARE(indexes(order.tables), (std::vector{3, 0, 1, 2}));
        QVERIFY(order.addedLater.empty());
    }

    void aSelfReferenceIsNoCycle()
    {
        const auto graph = ForeignKeyGraph::compute(schemaOf(1, {{0, 0}}));
        QVERIFY(graph.cycles().empty());
        QVERIFY(graph.creationOrder().addedLater.empty());
        QCOMPARE(graph.outgoing(ir::TableId(0)).size(), std::size_t{1});
    }

    void aMutualPairLeavesOneKeyForLater()
    {
        const auto graph = ForeignKeyGraph::compute(schemaOf(3, {{0, 1}, {1, 0}, {2, 0}}));
        QCOMPARE(graph.cycles().size(), std::size_t{1});
        QCOMPARE(indexes(graph.cycles()[0]), (std::vector{0, 1}));
        const auto order = graph.creationOrder();
        QCOMPARE(order.addedLater.size(), std::size_t{1});
        QVERIFY(order.addedLater[0].index() < 2);
    }

    void aCycleOfThreeLeavesOneKeyForLater()
    {
        const auto order =
            ForeignKeyGraph::compute(schemaOf(4, {{0, 1}, {1, 2}, {2, 0}, {3, 1}})).creationOrder();
        QCOMPARE(order.addedLater.size(), std::size_t{1});
        QVERIFY(order.addedLater[0].index() < 3);
    }

    void severalKeysToOneTableCountEach()
    {
        // Two keys one way, one the other: the one is left for later.
        const auto order =
            ForeignKeyGraph::compute(schemaOf(2, {{0, 1}, {0, 1}, {1, 0}})).creationOrder();
        QCOMPARE(indexes(order.addedLater), (std::vector{2}));
        QCOMPARE(indexes(order.tables), (std::vector{1, 0}));
    }

    void theExactOrderIsMinimal()
    {
        std::mt19937 random(20240611);
        for (int round = 0; round < 200; ++round) {
            const std::size_t vertices = 2 + static_cast<std::size_t>(round % 5);
            const LocalGraph graph = randomGraph(random, vertices, vertices * 3);
            std::vector<std::uint32_t> order(vertices);
            std::iota(order.begin(), order.end(), 0U);
            std::size_t fewest = SIZE_MAX;
            do {
                fewest = std::min(fewest, forwardEdges(graph, order));
            } while (std::next_permutation(order.begin(), order.end()));
            QCOMPARE(forwardEdges(graph, exactOrder(graph)), fewest);
        }
    }

    void theGreedyOrderIsAPermutationAndLeavesAtMostHalf()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 50; ++round) {
            const LocalGraph graph = randomGraph(random, 60, 150);
            std::vector<std::uint32_t> order = greedyOrder(graph);
            std::size_t edges = 0;
            for (const auto &targets : graph.targets)
                edges += targets.size();
            QVERIFY(forwardEdges(graph, order) * 2 <= edges);
            std::sort(order.begin(), order.end());
            for (std::uint32_t i = 0; i < 60; ++i)
                QCOMPARE(order[i], i);
        }
    }

    void everyKeyWithoutACycleStaysInItsTable()
    {
        std::mt19937 random(99);
        for (int round = 0; round < 100; ++round) {
            const int tables = 30;
            std::uniform_int_distribution<int> pick(0, tables - 1);
            Edges edges;
            for (int i = 0; i < 35; ++i)
                edges.emplace_back(pick(random), pick(random));
            const ir::Schema schema = schemaOf(tables, edges);
            const auto graph = ForeignKeyGraph::compute(schema);
            const auto order = graph.creationOrder();
            std::vector<int> place(tables);
            for (std::size_t i = 0; i < order.tables.size(); ++i)
                place[order.tables[i].index()] = static_cast<int>(i);
            std::vector<int> component(tables, -1);
            for (std::size_t c = 0; c < graph.cycles().size(); ++c) {
                for (const ir::TableId table : graph.cycles()[c])
                    component[table.index()] = static_cast<int>(c);
            }
            for (std::size_t i = 0; i < edges.size(); ++i) {
                const auto from = static_cast<std::size_t>(edges[i].first);
                const auto to = static_cast<std::size_t>(edges[i].second);
                const bool later = std::find(order.addedLater.begin(), order.addedLater.end(),
                                             ir::ForeignKeyId(i)) != order.addedLater.end();
                QCOMPARE(later, place[to] > place[from]);
                if (later)
                    QVERIFY(component[from] >= 0 && component[from] == component[to]);
            }
        }
    }
};

QTEST_GUILESS_MAIN(GraphTest)
#include "graph_test.moc"
