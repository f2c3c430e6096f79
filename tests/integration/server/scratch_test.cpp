// SPDX-License-Identifier: MIT
// Scripts that are put to PostgreSQL and taken back.

#include "script_parts.h"

#include "databases/database_dropper.h"
#include "databases/postgres_scratch_check.h"

#include <QTest>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using namespace tw::server;

class ScratchTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_check = std::make_unique<PostgresScratchCheck>(m_host, m_admin, m_maker, m_budget);
    }
    void cleanup()
    {
        m_check.reset();
        QCOMPARE(scratches(), std::string());
    }

    void takesWhatApplies();
    void tellsWhichStatementIsRefused();
    void checksConstraintsBeforeItsEnd();
    void hasNoRightsElsewhere_data();
    void hasNoRightsElsewhere();
    void throwsAwayWhatWasCommitted_data();
    void throwsAwayWhatWasCommitted();
    void keepsNothingOfASession();
    void checksWhatOneTransactionCannotHold();
    void worksInParallel();
    void getsOverLostSessions();
    void stops();
    void hasNamesOfItsOwn();

private:
    /// Names of the databases and roles that there are.
    std::string scratches()
    {
        PgConnection session(m_host.admin);
        return std::string(
            session
                .query("SELECT coalesce(string_agg(name, ' ' ORDER BY name), '')::text FROM "
                       "(SELECT datname::text AS name FROM pg_database UNION "
                       "SELECT rolname::text FROM pg_roles) AS n "
                       "WHERE name LIKE 'tablewright\\_\\_scratch%'")
                .text(0, 0));
    }
    void verifyUsable()
    {
        QVERIFY(!m_check->refusalOf(scriptOf({"CREATE TABLE a (id int PRIMARY KEY)"})));
        const auto refusal = m_check->refusalOf(scriptOf({"CREATE TABLE a (id nothing)"}));
        QVERIFY(refusal.has_value());
    }

    DatabaseHost m_host = OwnedDatabase::host();
    PgPool m_admin{m_host.admin, 8};
    DatabaseMaker m_maker{Tags("a-test")};
    LockBudget m_budget{m_host.metadata};
    std::unique_ptr<PostgresScratchCheck> m_check;
};

void ScratchTest::takesWhatApplies()
{
    const tw::Script script = tables(10);
    QVERIFY(!m_check->refusalOf(script));
    const std::string first = scratches();
    QVERIFY(!first.empty());
    QVERIFY(!m_check->refusalOf(script)); // the tables of the first time are gone
    QCOMPARE(scratches(), first);
    QVERIFY(!m_check->refusalOf(tw::Script()));
}

void ScratchTest::tellsWhichStatementIsRefused()
{
    const tw::Script script =
        scriptOf({"CREATE TABLE a (id int)", "CREATE TABLE b (x int DEFAULT 'one')",
                  "CREATE TABLE c (id int)"});
    for (int i = 0; i < 2; ++i) {
        const auto refusal = m_check->refusalOf(script);
        QVERIFY(refusal.has_value());
        QCOMPARE(refusal->statement, std::size_t{1});
        QCOMPARE(refusal->error.sqlState(), std::string("22P02"));
    }
    const std::string name = scratches();
    QVERIFY(!m_check->refusalOf(tables(3)));
    QCOMPARE(scratches(), name); // a refusal alone costs no database
}

void ScratchTest::checksConstraintsBeforeItsEnd()
{
    const auto refusal =
        m_check->refusalOf(scriptOf({"CREATE TABLE a (id int PRIMARY KEY, other int REFERENCES a "
                                     "DEFERRABLE INITIALLY DEFERRED)",
                                     "INSERT INTO a VALUES (1, 2)"}));
    QVERIFY(refusal.has_value());
    QCOMPARE(refusal->statement, std::size_t{2});
    QCOMPARE(refusal->error.sqlState(), std::string("23503"));
    verifyUsable();
}

void ScratchTest::hasNoRightsElsewhere_data()
{
    QTest::addColumn<QByteArray>("statement");
    for (const char *statement :
         {"CREATE ROLE evil", "CREATE DATABASE evil", "SET ROLE tablewright",
          "SET SESSION AUTHORIZATION tablewright", "COPY (SELECT 1) TO PROGRAM 'true'",
          "SELECT pg_read_file('PG_VERSION')", "ALTER ROLE CURRENT_USER CREATEDB"})
        QTest::newRow(statement) << QByteArray(statement);
}

void ScratchTest::hasNoRightsElsewhere()
{
    QFETCH(QByteArray, statement);
    const auto refusal = m_check->refusalOf(scriptOf({statement.toStdString()}));
    QVERIFY(refusal.has_value());
    // CREATE DATABASE is refused in a transaction before anything else is looked at.
    QCOMPARE(refusal->error.sqlState(),
             std::string(statement.startsWith("CREATE DATABASE") ? "25001" : "42501"));
}

void ScratchTest::throwsAwayWhatWasCommitted_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::newRow("a table") << QByteArray("CREATE TABLE a ()");
    QTest::newRow("a large object") << QByteArray("SELECT lo_create(0)");
    QTest::newRow("a function") << QByteArray(
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    QTest::newRow("no schema") << QByteArray("DROP SCHEMA public");
    QTest::newRow("rights") << QByteArray("GRANT CREATE ON SCHEMA public TO PUBLIC");
    QTest::newRow("default rights")
        << QByteArray("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC");
    QTest::newRow("a setting of the role")
        << QByteArray("ALTER ROLE CURRENT_USER SET search_path = nowhere");
    const auto onDatabase = [](const char *what) {
        return QByteArray("DO $$ BEGIN EXECUTE format('") + what + "', current_database()); END $$";
    };
    QTest::newRow("a setting of the database")
        << onDatabase("ALTER DATABASE %I SET search_path = nowhere");
    QTest::newRow("rights on the database") << onDatabase("GRANT CONNECT ON DATABASE %I TO PUBLIC");
    QTest::newRow("a limit") << onDatabase("ALTER DATABASE %I CONNECTION LIMIT 0");
}

void ScratchTest::throwsAwayWhatWasCommitted()
{
    QFETCH(QByteArray, statement);
    for (const std::string_view after : {"COMMIT", "COMMIT; BEGIN"}) {
        QVERIFY(!m_check->refusalOf(tables(1)));
        const std::string before = scratches();
        QVERIFY(!before.empty());
        static_cast<void>(m_check->refusalOf(scriptOf({statement.toStdString(), after})));
        QVERIFY(scratches() != before);
        verifyUsable();
    }
}

void ScratchTest::keepsNothingOfASession()
{
    // None of it is undone by ROLLBACK.
    static_cast<void>(m_check->refusalOf(
        scriptOf({"PREPARE p AS SELECT 1", "LISTEN l", "SELECT pg_advisory_lock(1)",
                  "DECLARE c CURSOR WITH HOLD FOR SELECT 1", "SELECT setval('x', 1)"})));
    static_cast<void>(m_check->refusalOf(
        scriptOf({"SET search_path = pg_temp", "SET statement_timeout = 1", "COMMIT", "BEGIN"})));
    QVERIFY(!m_check->refusalOf(scriptOf(
        {"PREPARE p AS SELECT 1", "CREATE TABLE public.a (x int)", "INSERT INTO a VALUES (1)"})));
    verifyUsable();
}

void ScratchTest::checksWhatOneTransactionCannotHold()
{
    const int count = 1000;
    QVERIFY(batchesOf(tables(count), m_budget.shares()).size() > 1);
    QVERIFY(!m_check->refusalOf(tables(count)));
    tw::Script script = tables(count);
    append(script, "CREATE TABLE wrong (\n    x integer DEFAULT 'one'\n)");
    const auto refusal = m_check->refusalOf(script);
    QVERIFY(refusal.has_value());
    QCOMPARE(refusal->statement, script.statements.size() - 1);
    verifyUsable();
}

void ScratchTest::worksInParallel()
{
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < 5; ++round) {
                const bool isGood = (i + round) % 2 == 0;
                try {
                    const auto refusal = m_check->refusalOf(
                        scriptOf({"CREATE TABLE a (x int)",
                                  isGood ? "CREATE TABLE b (x int)" : "CREATE TABLE a (x int)"}));
                    wrong += refusal.has_value() == isGood ? 1 : 0;
                } catch (const std::exception &error) {
                    qWarning("%s", error.what());
                    ++wrong;
                }
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
    PgConnection session(m_host.admin);
    QCOMPARE(session
                 .query("SELECT count(*)::text FROM pg_database WHERE datname LIKE "
                        "'tablewright\\_\\_scratch%'")
                 .text(0, 0),
             std::string_view("2"));
}

void ScratchTest::getsOverLostSessions()
{
    verifyUsable();
    PgConnection session(m_host.admin);
    // With a time they return when the sessions have ended, not when they have been asked to.
    session.execute("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname "
                    "LIKE 'tablewright\\_\\_scratch%'");
    verifyUsable();
    const std::string name = scratches();
    // Without the lock on it this one is anybody's: it is left to a reconciler.
    session.execute("SELECT pg_terminate_backend(pid, 60000) FROM pg_locks "
                    "WHERE locktype = 'advisory' AND pid <> pg_backend_pid()");
    verifyUsable();
    QVERIFY(scratches().starts_with(name) || scratches().ends_with(name));
    QVERIFY(scratches() != name);
    dropPhysical(session, {name}, name);
}

void ScratchTest::stops()
{
    verifyUsable();
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        m_check->stop();
    });
    std::string code;
    try {
        static_cast<void>(m_check->refusalOf(scriptOf({"SELECT pg_sleep(30)"})));
    } catch (const PgError &error) {
        code = error.sqlState();
    }
    stopper.join();
    QCOMPARE(code, std::string("57P01"));
}

void ScratchTest::hasNamesOfItsOwn()
{
    verifyUsable();
    const std::string name = scratches().substr(0, scratches().find(' '));
    QVERIFY(name.starts_with("tablewright__scratch_"));
    QVERIFY(name.size() <= 63);
    // No user and no schema makes a generated database one of these.
    QVERIFY(databaseName("tablewright_", "_scratch").find("__") == std::string::npos);
    QVERIFY(databaseName("tablewright", "scratch").find("__") == std::string::npos);
}

QTEST_GUILESS_MAIN(ScratchTest)
#include "scratch_test.moc"
