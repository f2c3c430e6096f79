// SPDX-License-Identifier: MIT
#include "documents.h"
#include "life_check.h"
#include "private_postgres.h"
#include "server_instance.h"

#include "databases/fail_point.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <QTest>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using namespace tw::soak;
using tw::load::textMember;
using tw::server::failPointNames;

namespace {

constexpr const char *schemas = "/api/v1/schemas";
constexpr const char *leaseTime = "TABLEWRIGHT_LEASE_TIME=400";
/// More than the first time that a reconciler waits before it tries again.
constexpr auto patience = 60s;

// The engine cannot know that there is no such function, PostgreSQL does.
constexpr const char *refusedDocument =
    R"json({"name":"refused","tables":[{"id":"t","name":"t","columns":[{"id":"a","name":"id",)json"
    R"json("dataType":"INT","primaryKey":true},{"id":"b","name":"b","dataType":"INT",)json"
    R"json("defaultValue":{"expression":"no_such_function()"}}]}],"foreignKeys":[]})json";

std::vector<std::string> expectedTables()
{
    std::vector<std::string> tables;
    for (int i = 0; i < 10; ++i)
        tables.push_back(fmt::format("table_{}", i));
    return tables;
}

/// A round for each fail point, or as many as TABLEWRIGHT_CRASH_ROUNDS says.
std::size_t roundCount()
{
    const char *text = std::getenv("TABLEWRIGHT_CRASH_ROUNDS");
    const int number = text == nullptr ? 0 : std::atoi(text);
    return number > 0 ? static_cast<std::size_t>(number) : failPointNames.size();
}

void requireNoFindings(const std::vector<std::string> &findings)
{
    if (!findings.empty())
        throw std::runtime_error(fmt::format("{}", fmt::join(findings, "; ")));
}

void requireStatus(int status, const PlainAnswer &answer, const ServerInstance &server)
{
    constexpr std::size_t shown = 2000;
    const std::string log = server.log();
    if (answer.status != status)
        throw std::runtime_error(fmt::format("{} {}, expected {}; the server's log: {}",
                                             answer.status, answer.body, status,
                                             log.substr(log.size() - std::min(log.size(), shown))));
}

} // namespace

/// The server dies by SIGKILL at each step of its work on databases; after another one has
/// reconciled nothing is left, nothing stuck and nothing wrong, and the work can be done.
class CrashTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void survives_data();
    void survives();

private:
    [[nodiscard]] ServerInstance server(const std::string &name, int warmDatabases = 0) const
    {
        return {TABLEWRIGHT_SERVER,
                *m_postgres,
                name,
                {"--threads", "1", "--max-databases", "0", "--warm-databases",
                 std::to_string(warmDatabases)}};
    }
    /// Starts a server that dies at `point` and gets it there. False when it does not die.
    [[nodiscard]] bool dieAt(const std::string &point);
    void provoke(ServerInstance &victim, const std::string &point);
    /// Leaves behind what a reconciler finds at `point`.
    void prepare(const std::string &point);
    [[nodiscard]] std::string databaseOf(ServerInstance &at, const std::string &schema);
    void makeSchemas();
    void goThrough(const QByteArray &point);

    std::unique_ptr<PrivatePostgres> m_postgres;
    DatabaseLedger m_ledger;
    std::unique_ptr<LifeCheck> m_check;
    std::string m_schema;
    std::string m_refusedSchema;
    std::string m_database; ///< of the round: to drop, to give a new password
};

void CrashTest::initTestCase()
{
    if (!tw::server::hasFailPoints)
        QSKIP("built without fail points");
    try {
        makeSchemas();
    } catch (const std::exception &error) { // QtTest would abort
        QFAIL(error.what());
    }
}

void CrashTest::makeSchemas()
{
    m_postgres = std::make_unique<PrivatePostgres>();
    m_check = std::make_unique<LifeCheck>(*m_postgres, m_ledger, expectedTables());
    ServerInstance first = server("first");
    first.start({leaseTime});
    for (std::string *schema : {&m_schema, &m_refusedSchema}) {
        const PlainAnswer answer =
            request(first.port(), "POST", schemas, tw::load::schemaDocument(1));
        QCOMPARE(answer.status, 201);
        *schema = textMember(answer.body, "id");
    }
    QVERIFY(first.stop());
    // What the scratch check would not let in gets in behind its back.
    Sql sql(m_postgres->superuserUrl("tablewright"));
    sql.rows("UPDATE tablewright.versions SET document = convert_to($2, 'UTF8'), hash = "
             "sha256(convert_to($2, 'UTF8')) WHERE schema_id = $1",
             {m_refusedSchema, refusedDocument});
    sql.rows("UPDATE tablewright.schemas SET head_hash = sha256(convert_to($2, 'UTF8')) WHERE id "
             "= $1",
             {m_refusedSchema, refusedDocument});
}

std::string CrashTest::databaseOf(ServerInstance &at, const std::string &schema)
{
    const PlainAnswer answer =
        request(at.port(), "POST", fmt::format("{}/{}/databases", schemas, schema));
    std::string id(textMember(answer.body, "id"));
    if (answer.status == 201)
        m_ledger.created(id);
    return answer.status == 201 ? id : std::string();
}

void CrashTest::prepare(const std::string &point)
{
    Sql sql(m_postgres->superuserUrl("tablewright"));
    if (point == "reconcile.taken") {
        QVERIFY(dieAt("create.database"));
    } else if (point == "reconcile.spare") {
        QVERIFY(dieAt("spare.ready"));
    } else if (point == "reconcile.orphan") {
        const std::string installation = sql.value("SELECT name FROM tablewright.installation");
        sql.rows("CREATE ROLE tw_orphan LOGIN");
        sql.rows(fmt::format("COMMENT ON ROLE tw_orphan IS 'tablewright:{}:{}'", installation,
                             m_schema));
        sql.rows("CREATE DATABASE an_orphan OWNER tw_orphan");
    } else if (point == "reconcile.missing") {
        sql.rows("DROP DATABASE " +
                 sql.value("SELECT database_name FROM tablewright.databases WHERE id = $1",
                           {m_database}));
        m_ledger.dropBegins(m_database);
    }
}

void CrashTest::provoke(ServerInstance &victim, const std::string &point)
{
    if (point.starts_with("spare.") || point.starts_with("reconcile."))
        return; // by itself
    const std::string database = "/api/v1/databases/" + m_database;
    if (point.starts_with("credentials.")) {
        static_cast<void>(request(victim.port(), "POST", database + "/credentials"));
    } else if (point.starts_with("drop.") || point.starts_with("physical.")) {
        m_ledger.dropBegins(m_database);
        static_cast<void>(request(victim.port(), "DELETE", database));
    } else {
        const std::string &schema = point.starts_with("undo.") ? m_refusedSchema : m_schema;
        // Until there is a spare, databases are made without one.
        const bool needsSpare = point.starts_with("create.renam");
        const auto end = std::chrono::steady_clock::now() + patience;
        do
            static_cast<void>(databaseOf(victim, schema));
        while (needsSpare && victim.isRunning() && std::chrono::steady_clock::now() < end);
    }
}

bool CrashTest::dieAt(const std::string &point)
{
    const bool needsSpares = point.starts_with("spare.") || point.starts_with("create.renam");
    ServerInstance victim = server("victim", needsSpares ? 1 : 0);
    try {
        victim.start({leaseTime, "TABLEWRIGHT_FAIL_POINT=" + point + ":kill"});
        provoke(victim, point);
    } catch (const std::runtime_error &) { // it died before it could tell its port
        return !victim.isRunning();
    }
    return victim.endsWithin(patience);
}

void CrashTest::survives_data()
{
    QTest::addColumn<QByteArray>("point");
    for (std::size_t round = 0; round < roundCount(); ++round) {
        const std::string point(failPointNames[round % failPointNames.size()]);
        QTest::newRow(fmt::format("{} {}", round + 1, point).c_str())
            << QByteArray::fromStdString(point);
    }
}

void CrashTest::survives()
{
    QFETCH(QByteArray, point);
    try {
        goThrough(point);
    } catch (const std::exception &error) { // QtTest would abort
        QFAIL(error.what());
    }
}

void CrashTest::goThrough(const QByteArray &point)
{
    ServerInstance survivor = server("survivor");
    survivor.start({leaseTime});
    m_database = databaseOf(survivor, m_schema);
    QVERIFY(!m_database.empty());
    QVERIFY(survivor.stop()); // reconciling is up to who comes later
    prepare(point.toStdString());
    QVERIFY2(dieAt(point.toStdString()), "the fail point was not reached");

    survivor.start({leaseTime});
    if (point == "reconcile.missing") {
        QTRY_COMPARE(QByteArray::fromStdString(std::string(textMember(
                         request(survivor.port(), "GET", "/api/v1/databases/" + m_database).body,
                         "status"))),
                     QByteArray("missing"));
        requireStatus(204, request(survivor.port(), "DELETE", "/api/v1/databases/" + m_database),
                      survivor);
    }
    // The survivor has no spares, so none may be left.
    requireNoFindings(m_check->findingsAfter(patience, false));

    // It can be done again.
    const std::string database = "/api/v1/databases/" + m_database;
    if (point.startsWith("credentials.")) {
        const PlainAnswer answer = request(survivor.port(), "POST", database + "/credentials");
        requireStatus(200, answer, survivor);
        QVERIFY(!textMember(answer.body, "password").empty());
    }
    QVERIFY(!databaseOf(survivor, m_schema).empty());
    m_ledger.dropBegins(m_database);
    requireStatus(204, request(survivor.port(), "DELETE", database), survivor);
    m_ledger.dropped(m_database);
    QVERIFY(survivor.stop());
    requireNoFindings(m_check->findings(false));
}

QTEST_GUILESS_MAIN(CrashTest)
#include "crash_test.moc"
