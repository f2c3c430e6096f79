// SPDX-License-Identifier: MIT
#include "databases/database_creator.h"
#include "databases/names.h"
#include "databases/private_cluster.h"
#include "store/migrations.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

#include <sys/stat.h>

using namespace tw::server;

namespace {

tw::Script scriptOf(std::initializer_list<std::string_view> statements)
{
    tw::Script script;
    for (const std::string_view statement : statements) {
        tw::Statement added;
        added.begin = script.text.size();
        script.text += statement;
        added.end = script.text.size();
        script.text += ";\n";
        script.statements.push_back(added);
    }
    return script;
}

} // namespace

/// The life cycle of generated databases over a real private cluster.
class CreatorTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void migratesOnce();
    void makesReadyDatabases();
    void tellsWhichStatementWasRefused();
    void runsScriptsAsTheirOwner();
    void endsScriptsAtTheirDeadline();
    void undoesWhatADeadServerLeft();
    void leavesWhatAnotherServerWorksOn();
    void undoesNothingThatItLost();
    void makesNamesThatFit();

private:
    void connectParts()
    {
        m_host = m_cluster->host();
        m_metadata = std::make_unique<PgPool>(m_host.metadata, 4);
        m_admin = std::make_unique<PgPool>(m_host.admin, 4);
        m_schemas = std::make_unique<SchemaStore>(*m_metadata);
        m_databases = std::make_unique<DatabaseStore>(*m_metadata);
        m_creator = std::make_unique<DatabaseCreator>(m_host, *m_admin, *m_databases, "me");
    }
    StoredSchema newSchema()
    {
        return m_schemas->create({"local", "a schema", "", R"({"name":"a schema"})"});
    }
    bool roleExists(const std::string &role)
    {
        return m_admin->acquire()
                   ->query("SELECT 1::text FROM pg_roles WHERE rolname = $1", {role})
                   .rowCount() == 1;
    }
    std::string stateOf(const std::string &id) { return m_databases->find("local", id)->state; }
    /// A database as a server leaves it that dies after CREATE DATABASE.
    StoredDatabase halfMade(std::string_view holder)
    {
        const StoredSchema schema = newSchema();
        StoredDatabase database = m_databases->create(
            {schema.id, 1, "local", databaseName("local", "half"), "tw_" + randomName(20), holder});
        const auto admin = m_admin->acquire();
        admin->execute("CREATE ROLE " + database.roleName + " LOGIN");
        admin->execute("GRANT " + database.roleName + " TO CURRENT_USER");
        admin->execute("CREATE DATABASE " + database.databaseName + " OWNER " + database.roleName +
                       " TEMPLATE template0 ALLOW_CONNECTIONS false");
        return database;
    }
    void expireLease(const std::string &id)
    {
        m_metadata->acquire()->execute("UPDATE tablewright.databases SET lease_until = now() - "
                                       "interval '1 second' WHERE id = '" +
                                       id + "' AND state = 'creating'");
    }

    QTemporaryDir m_folder;
    std::unique_ptr<PrivateCluster> m_cluster;
    DatabaseHost m_host;
    std::unique_ptr<PgPool> m_metadata;
    std::unique_ptr<PgPool> m_admin;
    std::unique_ptr<SchemaStore> m_schemas;
    std::unique_ptr<DatabaseStore> m_databases;
    std::unique_ptr<DatabaseCreator> m_creator;
};

void CreatorTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    ::chmod(QFile::encodeName(m_folder.path()).constData(), 0711);
    m_cluster = std::make_unique<PrivateCluster>(m_folder.path());
    m_cluster->start();
    connectParts();
}

void CreatorTest::cleanupTestCase()
{
    m_creator.reset();
    m_admin.reset();
    m_metadata.reset();
    m_cluster.reset();
}

void CreatorTest::migratesOnce()
{
    for (int i = 0; i < 2; ++i) {
        const auto connection = m_metadata->acquire();
        migrate(*connection);
        QCOMPARE(connection->query("SELECT count(*)::text FROM tablewright.migrations").text(0, 0),
                 std::string_view("1"));
    }
    const auto connection = m_metadata->acquire();
    connection->execute("INSERT INTO tablewright.migrations VALUES (9999, 'from the future')");
    QVERIFY_THROWS_EXCEPTION(PgError, migrate(*connection));
    connection->execute("ROLLBACK");
    connection->execute("DELETE FROM tablewright.migrations WHERE number = 9999");
}

void CreatorTest::makesReadyDatabases()
{
    const auto made = m_creator->create(
        newSchema(), scriptOf({"CREATE TABLE a (id int)", "COMMENT ON TABLE a IS 'x;y'"}));
    QVERIFY(!made.refusal);
    QCOMPARE(stateOf(made.database.id), std::string("ready"));
    QVERIFY(m_creator->exists(made.database.databaseName));
    const auto again = m_creator->create(newSchema(), scriptOf({}));
    QVERIFY(!again.refusal);
    QVERIFY(again.password != made.password);
    // The verifier is SCRAM's, and no password is anywhere in the metadata.
    PgConnection metadata(m_host.metadata);
    QCOMPARE(metadata
                 .query("SELECT 1::text FROM tablewright.databases d WHERE d::text LIKE '%' || $1 "
                        "|| '%'",
                        {made.password})
                 .rowCount(),
             0);
    QVERIFY(metadata.scramVerifier("u", made.password).starts_with("SCRAM-SHA-256$"));
}

void CreatorTest::tellsWhichStatementWasRefused()
{
    const auto outcome = m_creator->create(
        newSchema(),
        scriptOf({"CREATE TABLE a (id int)", "CREATE TABLE b (id int)",
                  "CREATE TABLE c (id int REFERENCES nothing)", "CREATE TABLE d (id int)"}));
    QVERIFY(outcome.refusal.has_value());
    QCOMPARE(outcome.refusal->statement, std::size_t{2});
    QCOMPARE(outcome.refusal->error.sqlState(), std::string("42P01"));
    QVERIFY(!m_creator->exists(outcome.database.databaseName));
    QVERIFY(!roleExists(outcome.database.roleName));
    QCOMPARE(stateOf(outcome.database.id), std::string("failed"));
}

void CreatorTest::runsScriptsAsTheirOwner()
{
    // Should a statement ever break out of its place, these are the rights that it has.
    for (const char *statement :
         {"CREATE ROLE evil", "CREATE DATABASE evil", "SET ROLE tablewright_admin",
          "SET SESSION AUTHORIZATION tablewright_app", "COPY (SELECT 1) TO PROGRAM 'true'",
          "SELECT pg_read_file('PG_VERSION')"}) {
        const auto outcome = m_creator->create(newSchema(), scriptOf({statement}));
        QVERIFY2(outcome.refusal.has_value(), statement);
        QVERIFY2(!m_creator->exists(outcome.database.databaseName), statement);
    }
}

void CreatorTest::endsScriptsAtTheirDeadline()
{
    const auto made = m_creator->create(newSchema(), scriptOf({}));
    const PgTarget owner =
        m_host.ownerOf(made.database.databaseName, made.database.roleName, made.password);
    const auto refusal = runScript(owner, scriptOf({"SELECT 1", "SELECT pg_sleep(30)", "SELECT 1"}),
                                   std::chrono::milliseconds(300));
    QVERIFY(refusal.has_value());
    QCOMPARE(refusal->statement, std::size_t{1});
    QCOMPARE(refusal->error.sqlState(), std::string("57014"));
}

void CreatorTest::undoesWhatADeadServerLeft()
{
    const StoredDatabase left = halfMade("a dead one");
    QVERIFY(m_creator->exists(left.databaseName));
    QCOMPARE(m_creator->reconcile(), std::size_t{1});
    QVERIFY(!m_creator->exists(left.databaseName));
    QVERIFY(!roleExists(left.roleName));
    QCOMPARE(stateOf(left.id), std::string("failed"));
    QCOMPARE(m_creator->reconcile(), std::size_t{0});
}

void CreatorTest::leavesWhatAnotherServerWorksOn()
{
    const DatabaseHost shared{m_host.metadata, m_host.admin, m_host.host, m_host.port, false};
    DatabaseCreator other(shared, *m_admin, *m_databases, "another");
    const StoredDatabase database = halfMade("a third one");
    QCOMPARE(other.reconcile(), std::size_t{0}); // the lease holds
    expireLease(database.id);
    {
        // The lease is over, but its session still works: PostgreSQL itself tells.
        PgConnection session(m_host.admin);
        session.query("SELECT pg_advisory_lock(hashtextextended($1, 0))::text", {database.id});
        QCOMPARE(other.reconcile(), std::size_t{0});
        QVERIFY(other.exists(database.databaseName));
    }
    // PostgreSQL lets go of the lock a little after its client has left.
    QTRY_VERIFY(
        (expireLease(database.id), other.reconcile(), !other.exists(database.databaseName)));
    QCOMPARE(stateOf(database.id), std::string("failed"));
}

void CreatorTest::undoesNothingThatItLost()
{
    const StoredDatabase database = halfMade("me");
    expireLease(database.id);
    QCOMPARE(m_databases->takeUnfinished("another", false).size(), std::size_t{1});
    QVERIFY(!m_databases->renewLease(database.id, "me"));
    QVERIFY(!m_databases->markReady(database.id, "me"));
    QVERIFY(!m_databases->markFailed(database.id, "me", "x"));
    QVERIFY(m_databases->markReady(database.id, "another"));
    QVERIFY(!m_databases->renewLease(database.id, "another")); // nothing is to be undone any more
}

void CreatorTest::makesNamesThatFit()
{
    QCOMPARE(slug("Été & Co.  KG", 20, "x"), std::string("ete_co_kg"));
    QCOMPARE(slug("'; DROP", 20, "x"), std::string("drop"));
    QCOMPARE(slug("日本", 20, "schema"), std::string("schema"));
    QCOMPARE(slug("a_b__c", 4, "x"), std::string("a_b"));
    const std::string name = databaseName(std::string(500, 'u'), std::string(500, 's'));
    QVERIFY(name.size() <= 63);
    QVERIFY(databaseName("u", "s") != databaseName("u", "s"));
}

QTEST_GUILESS_MAIN(CreatorTest)
#include "creator_test.moc"
