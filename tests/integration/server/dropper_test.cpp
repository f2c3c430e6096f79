// SPDX-License-Identifier: MIT
#include "script_parts.h"

#include "databases/database_dropper.h"
#include "databases/database_maker.h"

#include <QTest>

#include <memory>

using namespace tw::server;

/// Dropping by an administrator who is no superuser, while somebody is in the database. That
/// PostgreSQL is at work on every table at once, and slowly.
class DropperTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void dropsUnderAnAutovacuum();
    void dropsUnderItsOwner();

private:
    [[nodiscard]] bool isThere()
    {
        return m_superuser
                   .query("SELECT FROM pg_database WHERE datname = $1 UNION ALL "
                          "SELECT FROM pg_roles WHERE rolname = $1",
                          {m_database.name})
                   .rowCount() > 0;
    }
    [[nodiscard]] int autovacuums()
    {
        return m_superuser
            .query("SELECT FROM pg_stat_activity WHERE datname = $1 AND backend_type = "
                   "'autovacuum worker'",
                   {m_database.name})
            .rowCount();
    }
    [[nodiscard]] PgConnection owner() const
    {
        return PgConnection(
            OwnedDatabase::host().ownerOf(m_database.name, m_database.role, "trusted"));
    }

    PgConnection m_superuser{OwnedDatabase::host().admin};
    std::unique_ptr<PgConnection> m_admin;
    PhysicalDatabase m_database;
};

void DropperTest::initTestCase()
{
    m_superuser.execute("CREATE ROLE dropper LOGIN CREATEDB CREATEROLE");
    PgTarget target = OwnedDatabase::host().admin;
    m_admin = std::make_unique<PgConnection>(target.set("user", "dropper"));
}

void DropperTest::init()
{
    const std::string name = "dropped_" + randomName(12);
    m_database = {name, name, name};
    DatabaseMaker maker{Tags("a-test")};
    maker.makeRole(*m_admin, m_database, "trusted");
    maker.makeDatabase(*m_admin, m_database);
    maker.makePrivate(*m_admin, m_database);
    maker.open(*m_admin, m_database);
}

void DropperTest::dropsUnderAnAutovacuum()
{
    {
        PgConnection session = owner();
        session.execute("CREATE TABLE t AS SELECT n FROM generate_series(1, 200000) n");
        session.execute("UPDATE t SET n = n + 1");
    }
    QTRY_VERIFY_WITH_TIMEOUT(autovacuums() > 0, 60'000);
    const PgConnection session = owner();
    dropPhysical(*m_admin, {m_database.name}, m_database.role);
    QVERIFY(!isThere());
}

void DropperTest::dropsUnderItsOwner()
{
    const PgConnection session = owner();
    dropPhysical(*m_admin, {m_database.name}, m_database.role);
    QVERIFY(!isThere());
}

QTEST_GUILESS_MAIN(DropperTest)
#include "dropper_test.moc"
