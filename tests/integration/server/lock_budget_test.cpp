// SPDX-License-Identifier: MIT
// What scripts are thought to lock, beside what PostgreSQL says that they do.

#include "case_list.h"

#include "database/connection.h"
#include "database/scratch_database.h"
#include "databases/lock_budget.h"
#include "databases/lock_estimate.h"

#include <fmt/format.h>

#include <QTest>

#include <numeric>

using namespace tw;
using namespace tw::test;
using tw::server::batchesOf;
using tw::server::LockEstimator;
using tw::server::LockShares;
using tw::server::ScriptBatch;

namespace {

/// Entries of the lock table that this session holds. Catalogs and the transaction's own are extra.
std::size_t heldLocks(cli::Connection &connection, bool withCatalogs)
{
    return std::stoul(connection.value(fmt::format(
        "SELECT count(DISTINCT (locktype, database, relation::text, classid, objid, objsubid, "
        "virtualxid, transactionid::text)) FROM pg_locks WHERE pid = pg_backend_pid() AND ({} OR "
        "(locktype IN ('relation', 'object') AND coalesce(relation, objid) >= 16384) "
        "OR classid = 'pg_namespace'::regclass)",
        withCatalogs)));
}

/// Rings of tables with one of everything.
std::string generatedDocument(int tables)
{
    std::string text = R"({"name": "generated", "enums": [
        {"id": "e", "name": "order", "values": ["a", "b"]},
        {"id": "f", "name": "kind", "namespace": "billing", "values": ["REFERENCES ", "c"]}],
        "tables": [)";
    std::string keys;
    for (int i = 0; i < tables; ++i) {
        const char *comma = i == 0 ? "" : ",";
        text += fmt::format(R"({0}{{"id": "t{1}", "name": "table {1}", "note": "n", "columns": [
            {{"id": "a{1}", "name": "id", "dataType": "INT", "primaryKey": true, "autoIncrement": true}},
            {{"id": "b{1}", "name": "code \" x", "dataType": "VARCHAR", "length": 40, "unique": true}},
            {{"id": "c{1}", "name": "state", "dataType": "order"}},
            {{"id": "d{1}", "name": "kinds", "dataType": "billing.kind[]", "note": "n"}},
            {{"id": "e{1}", "name": "next", "dataType": "INT"}},
            {{"id": "f{1}", "name": "first", "dataType": "INT"}}],
            "indexes": [{{"name": "i{1}", "columns": ["next", "first"], "unique": true}}]}})",
                            comma, i);
        keys += fmt::format(
            R"({0}{{"id": "k{1}", "name": "k{1}", "sourceTableId": "t{1}", "sourceColumnId": "e{1}",
            "targetTableId": "t{2}", "targetColumnId": "a{2}"}},
            {{"id": "l{1}", "name": "l{1}", "sourceTableId": "t{1}", "sourceColumnId": "f{1}",
            "targetTableId": "t0", "targetColumnId": "a0"}})",
            comma, i, i % 10 == 9 ? i - 9 : (i + 1) % tables);
    }
    return text + "], \"foreignKeys\": [" + keys + "]}";
}

std::size_t sumOf(const std::vector<ScriptBatch> &batches)
{
    return std::accumulate(
        batches.begin(), batches.end(), std::size_t{0},
        [](std::size_t sum, const ScriptBatch &batch) { return sum + batch.locks; });
}

} // namespace

class LockBudgetTest : public QObject {
    Q_OBJECT

private slots:
    void neverExpectsTooFew_data();
    void neverExpectsTooFew();
    void expectsNotFarTooMany();
    void cutsBetweenStatements();

private:
    std::vector<PassingCase> m_cases = passingCases();
    std::string m_url = serverUrl();
};

void LockBudgetTest::neverExpectsTooFew_data()
{
    m_cases.push_back({"generated", Language::Json, generatedDocument(100), {}});
    QTest::addColumn<int>("index");
    QVERIFY(m_cases.size() > 20);
    for (std::size_t i = 0; i < m_cases.size(); ++i)
        QTest::newRow(m_cases[i].name.c_str()) << static_cast<int>(i);
}

void LockBudgetTest::neverExpectsTooFew()
try {
    QFETCH(int, index);
    const Compiled compiled = compile(m_cases[static_cast<std::size_t>(index)]);
    const Script &script = compiled.script();
    if (script.statements.empty())
        QSKIP("there is nothing to lock");
    {
        // Each alone: whatever it needs of earlier ones, it locks itself.
        const cli::ScratchDatabase database(m_url);
        cli::Connection connection = database.connect();
        LockEstimator estimator;
        for (const Statement &statement : script.statements) {
            const std::string text(script.textOf(statement));
            estimator.beginTransaction();
            const LockEstimator::Demand demand = estimator.demandOf(text);
            estimator.add(demand);
            connection.execute("BEGIN");
            connection.execute(text);
            const std::size_t held = heldLocks(connection, false);
            connection.execute("COMMIT");
            QVERIFY2(demand.locks >= held,
                     fmt::format("{} locks, expected {}: {}", held, demand.locks, text).c_str());
        }
    }
    const cli::ScratchDatabase database(m_url);
    cli::Connection connection = database.connect();
    connection.execute("BEGIN");
    connection.execute(script.text);
    const std::size_t held = heldLocks(connection, true);
    connection.execute("ROLLBACK");
    const std::size_t expected = sumOf(batchesOf(script, {1'000'000, 1'000'000}));
    QVERIFY2(expected >= held, fmt::format("{} locks, expected {}", held, expected).c_str());
} catch (const std::exception &error) {
    QFAIL(error.what());
}

void LockBudgetTest::expectsNotFarTooMany()
try {
    const Compiled compiled = compile({"generated", Language::Json, generatedDocument(300), {}});
    const cli::ScratchDatabase database(m_url);
    cli::Connection connection = database.connect();
    connection.execute("BEGIN");
    connection.execute(compiled.script().text);
    const std::size_t held = heldLocks(connection, true);
    connection.execute("ROLLBACK");
    const std::size_t expected = sumOf(batchesOf(compiled.script(), {1'000'000, 1'000'000}));
    qInfo("300 tables: %zu locks, expected %zu", held, expected);
    QVERIFY(held > 3000);
    QVERIFY(expected < held * 5 / 4);
} catch (const std::exception &error) {
    QFAIL(error.what());
}

void LockBudgetTest::cutsBetweenStatements()
{
    const Compiled compiled = compile({"generated", Language::Json, generatedDocument(400), {}});
    const Script &script = compiled.script();
    const LockShares shares = LockShares::of(64 * 122);
    QVERIFY(shares.free + LockShares::tokens * shares.token < 64 * 122);
    const std::vector<ScriptBatch> batches = batchesOf(script, shares);
    QVERIFY(batches.size() > 1);
    std::size_t next = 0;
    for (const ScriptBatch &batch : batches) {
        QCOMPARE(batch.first, next);
        QVERIFY(batch.count > 0);
        QVERIFY(batch.locks <= shares.token);
        next += batch.count;
    }
    QCOMPARE(next, script.statements.size());
    // What fits under no token is alone; what is small is whole.
    QCOMPARE(batchesOf(script, {0, 1}).size(), script.statements.size());
    QCOMPARE(batchesOf(script, {1'000'000, 1}).size(), std::size_t{1});
    QVERIFY(batchesOf(Script{}, {0, 1}).empty());
    QVERIFY(batchesOf(Script{}, shares).empty());
}

QTEST_GUILESS_MAIN(LockBudgetTest)
#include "lock_budget_test.moc"
