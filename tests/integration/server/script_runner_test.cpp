// SPDX-License-Identifier: MIT
// Scripts on a PostgreSQL with its default settings, whose lock table holds some 700 tables.

#include "script_parts.h"

#include "databases/script_runner.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace tw::server;
using namespace std::chrono_literals;

namespace {

/// Holds tokens as the script of another server does.
class Token {
public:
    explicit Token(LockBudget &budget, bool all = false) : m_tokens(budget)
    {
        m_options.deadline = 10s;
        ScriptWatch watch(m_options);
        m_tokens.take(all, watch);
    }

private:
    ScriptOptions m_options;
    LockTokens m_tokens;
};

std::string codeOf(const std::function<void()> &call)
{
    try {
        call();
    } catch (const PgError &error) {
        return error.sqlState();
    } catch (const std::exception &error) {
        return error.what();
    }
    return "nothing was thrown";
}

} // namespace

class ScriptRunnerTest : public QObject {
    Q_OBJECT

private slots:
    void runsSmallScriptsAsOneTransaction();
    void needsNoTokenForSmallScripts();
    void exhaustsTheLockTableWithoutABudget();
    void makesTenThousandTablesTwiceAtOnce();
    void tellsWhichStatementOfWhichBatch_data();
    void tellsWhichStatementOfWhichBatch();
    void leavesNothingOfARefusedTransaction();
    void doesNotBlameTheScript_data();
    void doesNotBlameTheScript();
    void waitsForATokenInTime();
    void goesOnWhenATokenIsFree();
    void takesAllTokensInOrder();
    void bearsThatOthersLockALot();
    void givesUpWhenThereAreNoLocks();
    void endsAtTheDeadline();
    void endsAtAStop();
    void endsWhenTheCallbackThrows();
    void callsBackWhileItRuns();

private:
    LockBudget m_budget{OwnedDatabase::host().metadata};
    ScriptRunner m_runner{m_budget};
};

void ScriptRunnerTest::runsSmallScriptsAsOneTransaction()
{
    const OwnedDatabase database;
    QVERIFY(!m_runner.run(database.owner(), tables(8)));
    QCOMPARE(database.tableCount(), std::string("8"));
    QCOMPARE(database.value("SELECT count(DISTINCT xmin::text) FROM pg_class "
                            "WHERE relkind = 'r' AND oid >= 16384"),
             std::string("1"));
    QCOMPARE(database.value("SELECT string_agg(DISTINCT relowner::regrole::text, ',') "
                            "FROM pg_class WHERE oid >= 16384"),
             database.name());
}

void ScriptRunnerTest::needsNoTokenForSmallScripts()
{
    const Token all(m_budget, true);
    const OwnedDatabase database;
    ScriptOptions options;
    options.deadline = 5s;
    QVERIFY(!m_runner.run(database.owner(), tables(10), options));
}

void ScriptRunnerTest::exhaustsTheLockTableWithoutABudget()
{
    const OwnedDatabase database;
    const auto refusal = runScript(database.owner(), tables(3000), 60s);
    QVERIFY(refusal.has_value());
    QCOMPARE(refusal->error.sqlState(), std::string("53200"));
    QCOMPARE(database.tableCount(), std::string("0"));
}

void ScriptRunnerTest::makesTenThousandTablesTwiceAtOnce()
{
    const OwnedDatabase first;
    const OwnedDatabase second;
    const tw::Script script = tables(10'000);
    const auto run = [&](const OwnedDatabase &database) {
        QElapsedTimer timer;
        timer.start();
        // Each as a server of its own has it.
        LockBudget budget(OwnedDatabase::host().metadata);
        const auto refusal = ScriptRunner(budget).run(database.owner(), script);
        qInfo("10,000 tables: %lld ms", static_cast<long long>(timer.elapsed()));
        return !refusal.has_value();
    };
    auto one = std::async(std::launch::async, run, std::cref(first));
    auto two = std::async(std::launch::async, run, std::cref(second));
    int small = 0;
    const tw::Script ten = tables(10);
    while (one.wait_for(0s) != std::future_status::ready ||
           two.wait_for(0s) != std::future_status::ready) {
        const OwnedDatabase beside;
        QVERIFY(!m_runner.run(beside.owner(), ten));
        ++small;
    }
    qInfo("beside them: %d times 10 tables", small);
    QVERIFY(small > 10);
    QVERIFY(one.get());
    QVERIFY(two.get());
    for (const OwnedDatabase *database : {&first, &second}) {
        QCOMPARE(database->tableCount(), std::string("10000"));
        QCOMPARE(database->value("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"),
                 std::string("10000"));
    }
}

void ScriptRunnerTest::tellsWhichStatementOfWhichBatch_data()
{
    QTest::addColumn<int>("before");
    QTest::newRow("the first statement") << 0;
    QTest::newRow("in the first batch") << 7;
    QTest::newRow("in the last batch") << 500;
}

void ScriptRunnerTest::tellsWhichStatementOfWhichBatch()
{
    QFETCH(int, before);
    tw::Script script = tables(before);
    const std::size_t wrong = script.statements.size();
    append(script, "CREATE TABLE wrong (\n    id nothing\n)");
    append(script, "CREATE TABLE after (\n    id integer\n)");
    const tw::Script rest = tables(500 - before); // so that there are several batches in each case
    for (const tw::Statement &statement : rest.statements)
        append(script, rest.textOf(statement));
    QVERIFY(batchesOf(script, m_budget.shares()).size() > 2);

    const OwnedDatabase database;
    const auto refusal = m_runner.run(database.owner(), script);
    QVERIFY(refusal.has_value());
    QCOMPARE(refusal->statement, wrong);
    QCOMPARE(refusal->error.sqlState(), std::string("42704"));
    // The transaction of the wrong one left nothing; what later batches hold never ran.
    QCOMPARE(database.value("SELECT to_regclass('after') IS NULL"), std::string("true"));
    QVERIFY(std::stoi(database.tableCount()) <= before);
}

void ScriptRunnerTest::leavesNothingOfARefusedTransaction()
{
    const OwnedDatabase database;
    tw::Script script = scriptOf({"CREATE TYPE mood AS ENUM ('a')", "CREATE TABLE a (x mood)",
                                  "COMMENT ON TABLE a IS 'x;y'", "CREATE INDEX ON a (nothing)"});
    auto refusal = m_runner.run(database.owner(), script);
    QVERIFY(refusal.has_value());
    QCOMPARE(refusal->statement, std::size_t{3});
    QCOMPARE(refusal->error.sqlState(), std::string("42703"));
    QCOMPARE(database.value("SELECT count(*) FROM pg_shdepend WHERE dbid = (SELECT oid FROM "
                            "pg_database WHERE datname = current_database())"),
             std::string("0"));
    // A key that is checked at the end only.
    script = scriptOf({"CREATE TABLE a (id int PRIMARY KEY, other int REFERENCES a "
                       "DEFERRABLE INITIALLY DEFERRED)",
                       "INSERT INTO a VALUES (1, 2)", "CREATE TABLE b (x int)"});
    refusal = m_runner.run(database.owner(), script);
    QVERIFY(refusal.has_value());
    QCOMPARE(refusal->error.sqlState(), std::string("23503"));
    QVERIFY(refusal->statement >= 2);
    QCOMPARE(database.tableCount(), std::string("0"));
}

void ScriptRunnerTest::doesNotBlameTheScript_data()
{
    QTest::addColumn<QByteArray>("code");
    for (const char *code :
         {"53100", "53300", "57014", "57P01", "58030", "40P01", "55P03", "25006"})
        QTest::newRow(code) << QByteArray(code);
}

void ScriptRunnerTest::doesNotBlameTheScript()
{
    QFETCH(QByteArray, code);
    const OwnedDatabase database;
    const std::string raise =
        "DO $$ BEGIN RAISE EXCEPTION SQLSTATE '" + code.toStdString() + "'; END $$";
    QCOMPARE(codeOf([&] {
                 static_cast<void>(
                     m_runner.run(database.owner(), scriptOf({"CREATE TABLE a ()", raise})));
             }),
             code.toStdString());
    QVERIFY(blamesStatement("42704"));
    QVERIFY(blamesStatement("54000"));
    QVERIFY(!blamesStatement(""));
}

void ScriptRunnerTest::waitsForATokenInTime()
{
    const Token all(m_budget, true);
    const OwnedDatabase database;
    ScriptOptions options;
    options.deadline = 700ms;
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(
        codeOf([&] { static_cast<void>(m_runner.run(database.owner(), tables(200), options)); }),
        std::string("57014"));
    QVERIFY(timer.elapsed() >= 600);
    QCOMPARE(database.tableCount(), std::string("0"));
}

void ScriptRunnerTest::goesOnWhenATokenIsFree()
{
    std::vector<std::unique_ptr<Token>> tokens;
    for (int i = 0; i < LockShares::tokens; ++i)
        tokens.push_back(std::make_unique<Token>(m_budget));
    const OwnedDatabase database;
    auto run = std::async(std::launch::async,
                          [&] { return m_runner.run(database.owner(), tables(200)).has_value(); });
    QVERIFY(run.wait_for(500ms) == std::future_status::timeout);
    QCOMPARE(database.tableCount(), std::string("0"));
    tokens.clear();
    QCOMPARE(run.get(), false);
    QCOMPARE(database.tableCount(), std::string("200"));
}

void ScriptRunnerTest::takesAllTokensInOrder()
{
    // Eight who want all and eight who want one: nobody waits in a circle.
    std::atomic<int> holders{0};
    std::atomic<bool> wrong{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < 10; ++round) {
                try {
                    const Token token(m_budget, i % 2 == 0);
                    const int weight = i % 2 == 0 ? LockShares::tokens : 1;
                    wrong = wrong || (holders += weight) > LockShares::tokens;
                    std::this_thread::sleep_for(1ms);
                    holders -= weight;
                } catch (const std::exception &error) {
                    qWarning("%s", error.what());
                    wrong = true;
                }
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QVERIFY(!wrong);
}

void ScriptRunnerTest::bearsThatOthersLockALot()
{
    const OwnedDatabase database;
    PgConnection other(OwnedDatabase::host().admin);
    // Nearly all that there is, spare memory included; new sessions need some.
    int taken = 0;
    while (taken < 40'000) {
        try {
            other.execute("SELECT pg_advisory_lock_shared(77, n) FROM generate_series(" +
                          std::to_string(taken + 1) + ", " + std::to_string(taken + 100) + ") n");
            taken += 100;
        } catch (const PgError &) {
            break;
        }
    }
    QVERIFY(taken > 7000 && taken < 40'000);
    other.execute("SELECT pg_advisory_unlock_shared(77, n) FROM generate_series(1, 300) n");
    // Batches become as small as what is left.
    QVERIFY(!m_runner.run(database.owner(), tables(100)));
    QCOMPARE(database.tableCount(), std::string("100"));
}

void ScriptRunnerTest::givesUpWhenThereAreNoLocks()
{
    const OwnedDatabase database;
    const std::string raise = "DO $$ BEGIN RAISE EXCEPTION SQLSTATE '53200'; END $$";
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(codeOf([&] {
                 static_cast<void>(
                     m_runner.run(database.owner(), scriptOf({"CREATE TABLE a ()", raise})));
             }),
             std::string("53200"));
    QVERIFY(timer.elapsed() > 1000 && timer.elapsed() < 20'000);
}

void ScriptRunnerTest::endsAtTheDeadline()
{
    const OwnedDatabase database;
    ScriptOptions options;
    options.deadline = 300ms;
    QCOMPARE(codeOf([&] {
                 static_cast<void>(
                     m_runner.run(database.owner(),
                                  scriptOf({"CREATE TABLE a ()", "SELECT pg_sleep(30)"}), options));
             }),
             std::string("57014"));
    QCOMPARE(database.tableCount(), std::string("0"));
    QCOMPARE(database.value("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' "
                            "AND state = 'active' AND pid <> pg_backend_pid()"),
             std::string("0"));
}

void ScriptRunnerTest::endsAtAStop()
{
    const OwnedDatabase database;
    std::stop_source stop;
    ScriptOptions options;
    options.stopToken = stop.get_token();
    auto run = std::async(std::launch::async, [&] {
        return codeOf([&] {
            static_cast<void>(
                m_runner.run(database.owner(), scriptOf({"SELECT pg_sleep(30)"}), options));
        });
    });
    std::this_thread::sleep_for(200ms);
    QElapsedTimer timer;
    timer.start();
    stop.request_stop();
    QCOMPARE(run.get(), std::string("57P01"));
    QVERIFY(timer.elapsed() < 20'000); // not the 30 s of the statement
}

void ScriptRunnerTest::endsWhenTheCallbackThrows()
{
    const OwnedDatabase database;
    ScriptOptions options;
    options.onProgress = [] { throw std::runtime_error("the lease was lost"); };
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(codeOf([&] {
                 static_cast<void>(
                     m_runner.run(database.owner(), scriptOf({"SELECT pg_sleep(30)"}), options));
             }),
             std::string("the lease was lost"));
    QVERIFY(timer.elapsed() < 5000);
}

void ScriptRunnerTest::callsBackWhileItRuns()
{
    const OwnedDatabase database;
    ScriptOptions options;
    int calls = 0;
    options.onProgress = [&] { ++calls; };
    QVERIFY(!m_runner.run(database.owner(), scriptOf({"SELECT pg_sleep(3.5)"}), options));
    QVERIFY(calls >= 2 && calls <= 4);
}

QTEST_GUILESS_MAIN(ScriptRunnerTest)
#include "script_runner_test.moc"
