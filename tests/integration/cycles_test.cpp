// SPDX-License-Identifier: MIT
// Which foreign keys become an ALTER TABLE: those that a cycle makes necessary and no other. The
// cycles are found here by reachability, with none of the engine's graph code.

#include "case_list.h"

#include "golden/golden_file.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace tw;
using namespace tw::test;

namespace {

using Edge = std::pair<std::size_t, std::size_t>;

std::set<std::size_t> reachable(const std::vector<Edge> &edges, std::size_t from)
{
    std::set<std::size_t> seen;
    std::vector<std::size_t> open{from};
    while (!open.empty()) {
        const std::size_t at = open.back();
        open.pop_back();
        for (const auto &[source, target] : edges) {
            if (source == at && seen.insert(target).second)
                open.push_back(target);
        }
    }
    return seen;
}

bool isCyclic(const std::vector<Edge> &edges)
{
    return std::ranges::any_of(edges, [&](const Edge &edge) {
        return reachable(edges, edge.second).contains(edge.first) || edge.first == edge.second;
    });
}

Edge edgeOf(const ir::ForeignKey &key)
{
    return {key.source.table.index(), key.target.table.index()};
}

/// References of a table to itself are no obstacle and take no part.
std::vector<Edge> edges(const ir::Schema &schema, bool withLater)
{
    std::vector<Edge> result;
    for (const ir::ForeignKey &key : schema.foreignKeys) {
        const Edge edge = edgeOf(key);
        if (edge.first != edge.second && (withLater || !key.addedLater))
            result.push_back(edge);
    }
    return result;
}

/// Whether the target is a constraint, which stands in the CREATE TABLE, and not only an index.
bool refersToConstraint(const ir::Schema &schema, const ir::ForeignKey &key)
{
    const auto sorted = [](const std::vector<ir::ColumnRef> &columns) {
        std::set<std::size_t> ids;
        for (const ir::ColumnRef &ref : columns)
            ids.insert(ref.column.index());
        return ids;
    };
    const ir::Table &target = schema.table(key.target.table);
    const std::set<std::size_t> wanted = sorted(key.target.columns);
    return (target.primaryKey && sorted(target.primaryKey->columns) == wanted) ||
           std::ranges::any_of(target.uniqueKeys, [&](const ir::UniqueKey &unique) {
               return sorted(unique.columns) == wanted;
           });
}

} // namespace

class CyclesTest : public QObject {
    Q_OBJECT

private slots:
    void onlyKeysInCyclesAreAltered_data();
    void onlyKeysInCyclesAreAltered();
    void knownCycles_data();
    void knownCycles();
};

void CyclesTest::onlyKeysInCyclesAreAltered_data()
{
    QTest::addColumn<int>("index");
    const std::vector<PassingCase> &cases = passingCases();
    for (std::size_t i = 0; i < cases.size(); ++i)
        QTest::newRow(cases[i].name.c_str()) << static_cast<int>(i);
}

void CyclesTest::onlyKeysInCyclesAreAltered()
{
    QFETCH(int, index);
    const Compiled compiled = compile(passingCases()[static_cast<std::size_t>(index)]);
    const ir::Schema &schema = compiled.result.schema;
    QVERIFY(compiled.result.script);

    const std::vector<Edge> all = edges(schema, true);
    const std::vector<Edge> kept = edges(schema, false);
    QVERIFY2(!isCyclic(kept), "the keys in CREATE TABLE still form a cycle");
    std::size_t later = 0;
    for (const ir::ForeignKey &key : schema.foreignKeys) {
        if (!key.addedLater)
            continue;
        ++later;
        const Edge edge = edgeOf(key);
        if (edge.first == edge.second) {
            QVERIFY2(!refersToConstraint(schema, key),
                     "a reference to a key of the table itself needs no ALTER");
            continue;
        }
        QVERIFY2(reachable(all, edge.second).contains(edge.first),
                 "a key that is in no cycle was taken out of CREATE TABLE");
        std::vector<Edge> back = kept;
        back.push_back(edge);
        QVERIFY2(isCyclic(back), "this key could have stayed in CREATE TABLE");
    }

    // The script says the same as the schema.
    std::size_t altered = 0;
    std::size_t created = 0;
    for (const Statement &statement : compiled.script().statements) {
        const std::string_view text = compiled.script().textOf(statement);
        if (text.starts_with("ALTER TABLE")) {
            QVERIFY(statement.origin.kind == Origin::Kind::ForeignKey);
            QVERIFY(schema.foreignKeys[statement.origin.element].addedLater);
            ++altered;
        }
        created += text.starts_with("CREATE TABLE") ? 1 : 0;
    }
    QCOMPARE(altered, later);
    QCOMPARE(created, schema.tables.size());
}

void CyclesTest::knownCycles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("altered");
    QTest::newRow("two tables") << "golden/foreign_keys/cycle_of_two.json" << 1;
    QTest::newRow("three tables") << "golden/foreign_keys/cycle_of_three.json" << 1;
    QTest::newRow("itself") << "golden/foreign_keys/self_reference.json" << 0;
    QTest::newRow("two cycles") << "golden/foreign_keys/two_cycles.json" << 2;
    QTest::newRow("to an index") << "golden/foreign_keys/to_a_unique_index.json" << 2;
    QTest::newRow("hr") << "samples/hr.json" << 1;
    QTest::newRow("shop") << "samples/shop.json" << 0;
}

void CyclesTest::knownCycles()
{
    QFETCH(QString, name);
    QFETCH(int, altered);
    const std::vector<PassingCase> &cases = passingCases();
    const auto found = std::ranges::find(cases, name.toStdString(), &PassingCase::name);
    QVERIFY(found != cases.end());
    const Compiled compiled = compile(*found);
    QVERIFY(compiled.result.script);
    QCOMPARE(std::ranges::count_if(compiled.script().statements,
                                   [&](const Statement &statement) {
                                       return compiled.script().textOf(statement).starts_with(
                                           "ALTER TABLE");
                                   }),
             altered);
}

QTEST_GUILESS_MAIN(CyclesTest)
#include "cycles_test.moc"
