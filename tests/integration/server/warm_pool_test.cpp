// SPDX-License-Identifier: MIT
#include "life_cycle_fixture.h"

#include <QElapsedTimer>
#include <QTest>

#include <future>

using namespace tw::server;
using namespace std::chrono_literals;
using Kind = CreationOutcome::Kind;

/// Spare databases: where they come from, where they go, and that none is left.
class WarmPoolTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { m_fixture = std::make_unique<LifeCycleFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void cleanup();

    void makesDatabasesOfSpares();
    void fillsAgain();
    void usesSparesForWhatIsFinishedLater();
    void leavesTheSparesOfTheLiving();
    void dropsTheSparesOfTheDead();
    void undoesWhatTookASpare();
    void doesWithoutASpareThatIsGone();
    void doesWithoutASpareThatIsBroken();
    void makesManyAtOnce();

private:
    [[nodiscard]] std::string spareRows()
    {
        return m_fixture->value("SELECT count(*)::text FROM tablewright.spare_databases");
    }
    [[nodiscard]] int count(const char *sql)
    {
        return std::stoi(std::string(m_fixture->admin().query(sql).text(0, 0)));
    }
    std::unique_ptr<LifeCycleFixture> m_fixture;
};

void WarmPoolTest::cleanup()
{
    const auto me = m_fixture->instance("the cleaner");
    for (const char *table : {"databases", "spare_databases"})
        m_fixture->change(std::string("UPDATE tablewright.") + table +
                          " SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT "
                          "NULL");
    me->reconcile();
    QCOMPARE(spareRows(), std::string("0"));
    QCOMPARE(count("SELECT count(*)::text FROM pg_database WHERE datname ~ '^spare_'"), 0);
    QCOMPARE(std::size_t(count("SELECT count(*)::text FROM pg_roles WHERE rolname ~ '^tw_'")),
             m_fixture->databases().livingRoles().size());
}

void WarmPoolTest::makesDatabasesOfSpares()
{
    const auto me = m_fixture->instance("me", 1);
    me->start();
    QTRY_COMPARE(me->spareCount(), std::size_t{1});
    const std::string role = m_fixture->value("SELECT role_name FROM tablewright.spare_databases");
    const std::string name =
        m_fixture->value("SELECT database_name FROM tablewright.spare_databases");
    QVERIFY(m_fixture->hasDatabase(name));

    const auto made = me->create(m_fixture->request(), scriptOf({"CREATE TABLE a (id int)"}));
    QCOMPARE(made.kind, Kind::Ready);
    QCOMPARE(made.database.roleName, role);
    QVERIFY(made.database.databaseName.starts_with("local_a_schema_"));
    QVERIFY(!m_fixture->hasDatabase(name));
    PgConnection owner(m_fixture->owner(made.database, made.password));
    QCOMPARE(owner.query("SELECT count(*)::text FROM a").text(0, 0), std::string_view("0"));

    // It is as one that was made anew: closed to others, tagged with its own id, no membership.
    const PgResult facts = m_fixture->admin().query(
        "SELECT (d.datacl::text LIKE '%,=%' OR d.datacl::text LIKE '{=%')::text,"
        " shobj_description(d.oid, 'pg_database'), shobj_description(r.oid, 'pg_authid'),"
        " pg_has_role(current_user, r.oid, 'MEMBER')::text"
        " FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE d.datname = $1",
        {made.database.databaseName});
    QCOMPARE(facts.text(0, 0), std::string_view("false"));
    QVERIFY(facts.text(0, 1).ends_with(made.database.id));
    QVERIFY(facts.text(0, 2).ends_with(made.database.id));
    QCOMPARE(facts.text(0, 3), std::string_view("false"));
    QCOMPARE(m_fixture->value("SELECT coalesce(former_name, 'none') FROM tablewright.databases "
                              "WHERE id = '" +
                              made.database.id + "'"),
             std::string("none"));
}

void WarmPoolTest::fillsAgain()
{
    const auto me = m_fixture->instance("me", 2);
    me->start();
    QTRY_COMPARE(me->spareCount(), std::size_t{2});
    for (int i = 0; i < 5; ++i) // more than there are
        QCOMPARE(me->create(m_fixture->request(), scriptOf({})).kind, Kind::Ready);
    QTRY_COMPARE(me->spareCount(), std::size_t{2});
    QCOMPARE(spareRows(), std::string("2"));
    me->stop();
    QCOMPARE(spareRows(), std::string("0"));
    QCOMPARE(count("SELECT count(*)::text FROM pg_database WHERE datname ~ '^spare_'"), 0);
}

void WarmPoolTest::usesSparesForWhatIsFinishedLater()
{
    const auto me = m_fixture->instance("me", 1);
    me->start();
    QTRY_COMPARE(me->spareCount(), std::size_t{1});
    const auto begun = me->begin(m_fixture->request());
    QVERIFY(begun.database.formerName.starts_with("spare_"));
    const auto made = me->finish(begun.database, scriptOf({}));
    QCOMPARE(made.kind, Kind::Ready);
    QCOMPARE(made.database.roleName, begun.database.roleName);
    const PgConnection owner(m_fixture->owner(made.database, made.password));
}

void WarmPoolTest::leavesTheSparesOfTheLiving()
{
    const auto me = m_fixture->instance("me", 2, 300ms);
    const auto other = m_fixture->instance("other");
    me->start();
    QTRY_COMPARE(me->spareCount(), std::size_t{2});
    for (int i = 0; i < 10; ++i) {
        QTest::qWait(100);
        QCOMPARE(other->reconcile().changes(), std::size_t{0});
    }
    QCOMPARE(me->spareCount(), std::size_t{2});
}

void WarmPoolTest::dropsTheSparesOfTheDead()
{
    SpareStore store(m_fixture->metadata());
    const auto me = m_fixture->instance("me");
    DatabaseMaker maker{Tags(installationName(*m_fixture->metadata().acquire()))};
    for (int steps = 0; steps < 4; ++steps) {
        const StoredSpare spare = store.record(spareName(), roleName(), "a dead one", 0ms);
        const PhysicalDatabase physical{spare.id, spare.databaseName, spare.roleName};
        if (steps > 0)
            maker.makeRole(m_fixture->admin(), physical, "secret");
        if (steps > 1)
            maker.makeDatabase(m_fixture->admin(), physical);
        if (steps > 2)
            maker.makePrivate(m_fixture->admin(), physical);
    }
    QCOMPARE(me->reconcile().spares, std::size_t{4});
    QCOMPARE(spareRows(), std::string("0"));
}

void WarmPoolTest::undoesWhatTookASpare()
{
    std::vector<StoredDatabase> begun;
    {
        const auto dead = m_fixture->instance("dead soon", 2);
        dead->start();
        QTRY_COMPARE(dead->spareCount(), std::size_t{2});
        begun.push_back(dead->begin(m_fixture->request()).database);
        QTRY_COMPARE(dead->spareCount(), std::size_t{2});
        // This one has its name already.
        begun.push_back(dead->begin(m_fixture->request()).database);
        m_fixture->admin().execute("GRANT " + begun[1].roleName + " TO CURRENT_USER");
        m_fixture->admin().execute("ALTER DATABASE " + begun[1].formerName + " RENAME TO " +
                                   begun[1].databaseName);
    }
    QVERIFY(m_fixture->hasDatabase(begun[0].formerName));
    QVERIFY(m_fixture->hasDatabase(begun[1].databaseName));
    const auto me = m_fixture->instance("me");
    for (const StoredDatabase &database : begun)
        m_fixture->expire("databases", database.id);
    QCOMPARE(me->reconcile().undone, std::size_t{2});
    for (const StoredDatabase &database : begun) {
        QVERIFY(m_fixture->isGone(database));
        QVERIFY(!m_fixture->hasDatabase(database.formerName));
        QCOMPARE(m_fixture->stateOf(database), std::string("failed"));
    }
}

void WarmPoolTest::doesWithoutASpareThatIsGone()
{
    const auto me = m_fixture->instance("me", 1);
    const auto other = m_fixture->instance("other");
    me->start();
    QTRY_COMPARE(me->spareCount(), std::size_t{1});
    // Its process stood still: another one took it for dead.
    m_fixture->change("UPDATE tablewright.spare_databases SET lease_until = now() - interval '1 "
                      "second'");
    QCOMPARE(other->reconcile().spares, std::size_t{1});
    const auto made = me->create(m_fixture->request(), scriptOf({}));
    QCOMPARE(made.kind, Kind::Ready);
    QVERIFY(m_fixture->isThere(made.database));
}

void WarmPoolTest::doesWithoutASpareThatIsBroken()
{
    const auto me = m_fixture->instance("me", 1);
    me->start();
    QTRY_COMPARE(me->spareCount(), std::size_t{1});
    m_fixture->admin().execute(
        "DROP DATABASE " +
        m_fixture->value("SELECT database_name FROM tablewright.spare_databases"));
    const auto made = me->create(m_fixture->request(), scriptOf({"CREATE TABLE a (id int)"}));
    QCOMPARE(made.kind, Kind::Ready);
    const PgConnection owner(m_fixture->owner(made.database, made.password));
}

void WarmPoolTest::makesManyAtOnce()
{
    const auto one = m_fixture->instance("one", 2);
    const auto two = m_fixture->instance("two", 2);
    one->start();
    two->start();
    QTRY_COMPARE(one->spareCount() + two->spareCount(), std::size_t{4});
    std::vector<std::future<CreationOutcome>> outcomes;
    for (int i = 0; i < 20; ++i)
        outcomes.push_back(std::async(std::launch::async, [&, i, request = m_fixture->request()] {
            return (i % 2 == 0 ? one : two)->create(request, scriptOf({"CREATE TABLE a (b int)"}));
        }));
    for (auto &outcome : outcomes) {
        const CreationOutcome made = outcome.get();
        QCOMPARE(made.kind, Kind::Ready);
        QVERIFY(m_fixture->isThere(made.database));
    }
}

QTEST_GUILESS_MAIN(WarmPoolTest)
#include "warm_pool_test.moc"
