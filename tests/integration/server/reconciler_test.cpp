// SPDX-License-Identifier: MIT
#include "life_cycle_fixture.h"

#include "databases/postgres_scratch_check.h"

#include <QTest>

#include <future>

using namespace tw::server;
using namespace std::chrono_literals;
using Kind = CreationOutcome::Kind;
using Drop = LifeCycle::DropOutcome;

/// What becomes of databases when servers die, lose their leases or meet what others have done,
/// over a real private cluster that several instances share.
class ReconcilerTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { m_fixture = std::make_unique<LifeCycleFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void cleanup() { QCOMPARE(m_fixture->settled(), std::string()); }

    void undoesWhatADeadServerLeft();
    void leavesWhatAnotherServerWorksOn();
    void renewsLeasesOfLongWork();
    void oneOfTwoInstancesUndoes();
    void undoesWhatNobodyFinishes();
    void keepsDroppingUntilItCan();
    void seesWhatIsMissing();
    void forgetsWhatEndedLongAgo();
    void sweepsOrphansOfItsOwn();
    void sweepsScratchDatabases();
    void renamesACopyOfTheMetadata();
    void triesToUndoUntilItCan();
    void undoesAfterErrors_data();
    void undoesAfterErrors();

private:
    /// As a server leaves it that dies after CREATE DATABASE.
    StoredDatabase halfMade(const std::string &holder);

    std::unique_ptr<LifeCycleFixture> m_fixture;
};

StoredDatabase ReconcilerTest::halfMade(const std::string &holder)
{
    const DatabaseRequest request = m_fixture->request();
    NewDatabase wanted;
    const std::string name = databaseName("local", "half");
    const std::string role = roleName();
    wanted.schemaId = request.schemaId;
    wanted.version = 1;
    wanted.owner = "local";
    wanted.databaseName = name;
    wanted.roleName = role;
    wanted.leaseHolder = holder;
    const auto recorded = m_fixture->databases().record(wanted);
    DatabaseMaker maker{Tags(installationName(*m_fixture->metadata().acquire()))};
    const PhysicalDatabase physical{recorded.database.id, name, role};
    maker.makeRole(m_fixture->admin(), physical, "secret");
    maker.makeDatabase(m_fixture->admin(), physical);
    return recorded.database;
}

void ReconcilerTest::undoesWhatADeadServerLeft()
{
    const auto me = m_fixture->instance("me");
    const StoredDatabase left = halfMade("a dead one");
    QCOMPARE(me->reconcile().undone, std::size_t{0}); // for all that one knows it lives
    QVERIFY(m_fixture->isThere(left));
    m_fixture->expire("databases", left.id);
    QCOMPARE(me->reconcile().undone, std::size_t{1});
    QVERIFY(m_fixture->isGone(left));
    QCOMPARE(m_fixture->stateOf(left), std::string("failed"));
    QCOMPARE(me->reconcile().changes(), std::size_t{0});

    // Who is alone does not wait.
    const StoredDatabase second = halfMade("a dead one");
    DatabaseHost alone = m_fixture->host();
    alone.isPrivate = true;
    LifeCycleOptions options;
    options.holder = "alone";
    DatabaseLifeCycle only(alone, m_fixture->metadata(), m_fixture->databases(), options);
    QCOMPARE(only.reconcile().undone, std::size_t{1});
    QVERIFY(m_fixture->isGone(second));
}

void ReconcilerTest::leavesWhatAnotherServerWorksOn()
{
    const auto me = m_fixture->instance("me");
    const StoredDatabase left = halfMade("another");
    m_fixture->expire("databases", left.id);
    {
        // The lease is over, but its session still works: PostgreSQL itself tells.
        PgConnection session(m_fixture->host().admin);
        const LifeCycleLock lock(session, left.id, LifeCycleLock::Patience::Wait);
        QCOMPARE(me->reconcile().undone, std::size_t{0});
        QVERIFY(m_fixture->isThere(left));
        QVERIFY(!m_fixture->databases()
                     .renew({{left.id, "another", left.leaseNumber}}, 60s)
                     .empty()); // and it may go on
        m_fixture->expire("databases", left.id);
    }
    // PostgreSQL lets go of the lock a little after its client has left.
    QTRY_VERIFY((me->reconcile(), m_fixture->isGone(left)));
    QCOMPARE(m_fixture->stateOf(left), std::string("failed"));
}

void ReconcilerTest::renewsLeasesOfLongWork()
{
    NEEDS_FAIL_POINTS;
    const auto me = m_fixture->instance("me", 0, 300ms);
    const auto other = m_fixture->instance("other", 0, 300ms);
    std::future<CreationOutcome> made; // outlives the pause
    PausedAt pause("create.filled");
    made = std::async(std::launch::async, [&, request = m_fixture->request()] {
        return me->create(request, scriptOf({}));
    });
    QTRY_VERIFY(PausedAt::isReached());
    for (int i = 0; i < 10; ++i) {
        QTest::qWait(100);
        QCOMPARE(other->reconcile().changes(), std::size_t{0});
        QCOMPARE(m_fixture->value("SELECT bool_and(lease_until > now())::text FROM "
                                  "tablewright.databases WHERE state = 'creating'"),
                 std::string("true"));
    }
    pause.release();
    QCOMPARE(made.get().kind, Kind::Ready);
}

void ReconcilerTest::oneOfTwoInstancesUndoes()
{
    const auto one = m_fixture->instance("one");
    const auto two = m_fixture->instance("two");
    std::vector<StoredDatabase> left;
    for (int i = 0; i < 6; ++i) {
        left.push_back(halfMade("a dead one"));
        m_fixture->expire("databases", left.back().id);
    }
    auto first = std::async(std::launch::async, [&] { return one->reconcile(); });
    auto second = std::async(std::launch::async, [&] { return two->reconcile(); });
    QCOMPARE(first.get().undone + second.get().undone, left.size());
    for (const StoredDatabase &database : left) {
        QVERIFY(m_fixture->isGone(database));
        QCOMPARE(m_fixture->stateOf(database), std::string("failed"));
    }
}

void ReconcilerTest::undoesWhatNobodyFinishes()
{
    const auto me = m_fixture->instance("me");
    const auto begun = me->begin(m_fixture->request());
    QCOMPARE(begun.kind, Kind::Ready);
    QCOMPARE(m_fixture->stateOf(begun.database), std::string("creating"));
    m_fixture->expire("databases", begun.database.id);
    QCOMPARE(me->reconcile().undone, std::size_t{1});
    QVERIFY_THROWS_EXCEPTION(PgError, static_cast<void>(me->finish(begun.database, scriptOf({}))));
    QCOMPARE(m_fixture->stateOf(begun.database), std::string("failed"));

    const auto second = me->begin(m_fixture->request());
    QCOMPARE(me->finish(second.database, scriptOf({"CREATE TABLE a (id int)"})).kind, Kind::Ready);
    QCOMPARE(m_fixture->stateOf(second.database), std::string("ready"));
    QVERIFY_THROWS_EXCEPTION(PgError, static_cast<void>(me->finish(second.database, scriptOf({}))));
    QVERIFY(m_fixture->isThere(second.database));
}

void ReconcilerTest::keepsDroppingUntilItCan()
{
    const auto me = m_fixture->instance("me");
    const auto made = me->create(m_fixture->request(), scriptOf({}));
    // What somebody gave the role elsewhere keeps it from going.
    m_fixture->change("GRANT USAGE ON SCHEMA tablewright TO " + made.database.roleName);
    QVERIFY_THROWS_EXCEPTION(PgError, static_cast<void>(me->drop("local", made.database.id)));
    QCOMPARE(m_fixture->stateOf(made.database), std::string("dropping"));
    QVERIFY(!m_fixture->hasDatabase(made.database.databaseName));
    QVERIFY(m_fixture->hasRole(made.database.roleName));
    QCOMPARE(me->reconcile().postponed, std::size_t{0}); // not yet
    m_fixture->expire("databases", made.database.id);
    QCOMPARE(me->reconcile().postponed, std::size_t{1});
    QCOMPARE(m_fixture->value("SELECT attempts::text FROM tablewright.databases WHERE id = '" +
                              made.database.id + "'"),
             std::string("2"));
    QCOMPARE(m_fixture->value("SELECT (lease_until > now() + interval '20 seconds')::text FROM "
                              "tablewright.databases WHERE id = '" +
                              made.database.id + "'"),
             std::string("true"));
    m_fixture->change("REVOKE USAGE ON SCHEMA tablewright FROM " + made.database.roleName);
    QCOMPARE(me->drop("local", made.database.id), Drop::Dropped); // who asks need not wait
    QVERIFY(m_fixture->isGone(made.database));
    QCOMPARE(m_fixture->stateOf(made.database), std::string("dropped"));
}

void ReconcilerTest::seesWhatIsMissing()
{
    const auto me = m_fixture->instance("me");
    const auto first = me->create(m_fixture->request(), scriptOf({}));
    const auto second = me->create(m_fixture->request(), scriptOf({}));
    for (const StoredDatabase *database : {&first.database, &second.database}) {
        m_fixture->admin().execute("GRANT " + database->roleName + " TO CURRENT_USER");
        m_fixture->admin().execute("DROP DATABASE " + database->databaseName);
    }
    QVERIFY(!me->health(first.database).exists);
    QCOMPARE(m_fixture->stateOf(first.database), std::string("missing"));
    QCOMPARE(m_fixture->stateOf(second.database), std::string("ready"));
    QCOMPARE(me->reconcile().missing, std::size_t{1});
    QCOMPARE(m_fixture->stateOf(second.database), std::string("missing"));
    QVERIFY(!me->renewCredentials("local", second.database.id));
    QVERIFY(m_fixture->hasRole(second.database.roleName));

    m_fixture->admin().execute("CREATE DATABASE " + second.database.databaseName + " OWNER " +
                               second.database.roleName + " TEMPLATE template0");
    QCOMPARE(me->reconcile().found, std::size_t{1});
    QCOMPARE(m_fixture->stateOf(second.database), std::string("ready"));

    QCOMPARE(me->drop("local", first.database.id), Drop::Dropped);
    QVERIFY(m_fixture->isGone(first.database));
}

void ReconcilerTest::forgetsWhatEndedLongAgo()
{
    const auto me = m_fixture->instance("me");
    const auto made = [&] { return me->create(m_fixture->request(), scriptOf({})).database; };
    const StoredDatabase ready = made();
    const StoredDatabase old = made();
    const StoredDatabase young = made();
    for (const StoredDatabase &database : {old, young})
        QCOMPARE(me->drop("local", database.id), Drop::Dropped);
    const StoredDatabase failed =
        me->create(m_fixture->request(), scriptOf({"SELECT 1 / 0"})).database;
    for (const StoredDatabase &database : {ready, old, failed})
        m_fixture->change("UPDATE tablewright.databases SET updated_at = now() - interval '25 "
                          "hours' WHERE id = '" +
                          database.id + "'");
    QCOMPARE(me->reconcile().forgotten, std::size_t{0}); // for ever, unless it is said otherwise

    LifeCycleOptions options;
    options.holder = "who forgets";
    options.keepEnded = std::chrono::days(1);
    QCOMPARE(m_fixture->instance(options)->reconcile().forgotten, std::size_t{2});
    QCOMPARE(m_fixture->stateOf(ready), std::string("ready"));
    QCOMPARE(m_fixture->stateOf(young), std::string("dropped"));
    QCOMPARE(m_fixture->stateOf(old), std::string("nothing"));
    QCOMPARE(m_fixture->stateOf(failed), std::string("nothing"));
}

void ReconcilerTest::sweepsOrphansOfItsOwn()
{
    const auto me = m_fixture->instance("me");
    const auto living = me->create(m_fixture->request(), scriptOf({}));
    DatabaseMaker ours{Tags(installationName(*m_fixture->metadata().acquire()))};
    DatabaseMaker theirs{Tags("00000000-0000-4000-8000-000000000000")};
    const auto orphan = [&](DatabaseMaker &maker, int steps) {
        PhysicalDatabase physical{"11111111-1111-4111-8111-11111111111" + std::to_string(steps),
                                  databaseName("o", "rphan"), roleName()};
        maker.makeRole(m_fixture->admin(), physical, "secret");
        if (steps > 1)
            maker.makeDatabase(m_fixture->admin(), physical);
        if (steps > 2)
            maker.makePrivate(m_fixture->admin(), physical);
        return physical;
    };
    const PhysicalDatabase others = orphan(theirs, 3);
    const std::vector left{orphan(ours, 1), orphan(ours, 2), orphan(ours, 3)};
    // A tenant may write what it likes into its own comment.
    PgConnection tenant(m_fixture->owner(living.database, living.password));
    tenant.execute("COMMENT ON DATABASE " + living.database.databaseName + " IS '" +
                   ours.tags().of("22222222-2222-4222-8222-222222222222") + "'");
    QVERIFY_THROWS_EXCEPTION(
        PgError, tenant.execute("COMMENT ON ROLE " + living.database.roleName + " IS 'x'"));

    QCOMPARE(me->reconcile().orphans, left.size());
    for (const PhysicalDatabase &database : left)
        QVERIFY(!m_fixture->hasRole(database.role) && !m_fixture->hasDatabase(database.name));
    QVERIFY(m_fixture->hasDatabase(others.name) && m_fixture->hasRole(others.role));
    QVERIFY(m_fixture->isThere(living.database));
    m_fixture->admin().execute("DROP DATABASE " + others.name);
    m_fixture->admin().execute("DROP ROLE " + others.role);
}

void ReconcilerTest::sweepsScratchDatabases()
{
    const auto me = m_fixture->instance("me");
    const auto scratches = [this] {
        return m_fixture->admin()
            .query("SELECT FROM pg_roles WHERE starts_with(rolname, 'tablewright__scratch_')")
            .rowCount();
    };
    PgPool admin(m_fixture->host().admin, 4);
    PostgresScratchCheck check(m_fixture->host(), admin, me->maker(), me->lockBudget());
    QVERIFY(!check.refusalOf(tables(1)));
    QCOMPARE(me->reconcile().orphans, std::size_t{0}); // somebody has it
    QCOMPARE(scratches(), 1);
    m_fixture->breakLocks();
    QTRY_COMPARE((me->reconcile(), scratches()), 0);
    QVERIFY(!check.refusalOf(tables(1))); // in another one
    QCOMPARE(scratches(), 1);
}

void ReconcilerTest::renamesACopyOfTheMetadata()
{
    const auto name = [this] { return installationName(*m_fixture->metadata().acquire()); };
    const std::string original = name();
    QCOMPARE(name(), original);
    const auto made = m_fixture->instance("me")->create(m_fixture->request(), scriptOf({}));
    // Restored into another database, while the first one goes on.
    m_fixture->change("UPDATE tablewright.installation SET database_oid = 1");
    m_fixture->change("DELETE FROM tablewright.databases WHERE id = '" + made.database.id + "'");
    QVERIFY(name() != original);
    QCOMPARE(m_fixture->instance("the copy")->reconcile().orphans, std::size_t{0});
    QVERIFY(m_fixture->isThere(made.database)); // it was made after the copy, by the original
    m_fixture->change("UPDATE tablewright.installation SET name = '" + original + "'");
    QCOMPARE(m_fixture->instance("the original")->reconcile().orphans, std::size_t{1});
    QVERIFY(m_fixture->isGone(made.database));
}

void ReconcilerTest::triesToUndoUntilItCan()
{
    NEEDS_FAIL_POINTS;
#ifdef TABLEWRIGHT_FAIL_POINTS
    const auto me = m_fixture->instance("me");
    armFailPoint("undo.dropped:error");
    const auto outcome = me->create(m_fixture->request(), scriptOf({"CREATE nonsense"}));
    QCOMPARE(outcome.kind, Kind::Refused);
    QCOMPARE(m_fixture->stateOf(outcome.database), std::string("creating"));
    QCOMPARE(me->reconcile().changes(), std::size_t{0}); // not yet
    const auto second = me->begin(m_fixture->request());
    m_fixture->expire("databases", outcome.database.id);
    QCOMPARE(me->reconcile().undone, std::size_t{1});
    QCOMPARE(m_fixture->stateOf(outcome.database), std::string("failed"));
    // Who wants it gone need not wait.
    armFailPoint("undo.begin:error");
    QCOMPARE(me->finish(second.database, scriptOf({"CREATE nonsense"})).kind, Kind::Refused);
    QVERIFY(m_fixture->isThere(second.database));
    QCOMPARE(me->drop("local", second.database.id), Drop::Dropped);
    QVERIFY(m_fixture->isGone(second.database));
    QCOMPARE(m_fixture->stateOf(second.database), std::string("dropped"));
#endif
}

void ReconcilerTest::undoesAfterErrors_data()
{
    QTest::addColumn<QByteArray>("point");
    for (const std::string_view point : failPointNames) {
        if (point.starts_with("create.") && point != "create.begin" && point != "create.recorded" &&
            point != "create.renaming" && point != "create.renamed" && point != "create.locked" &&
            point != "create.ready")
            QTest::newRow(std::string(point).c_str())
                << QByteArray(point.data(), qsizetype(point.size()));
    }
}

void ReconcilerTest::undoesAfterErrors()
{
#ifdef TABLEWRIGHT_FAIL_POINTS
    QFETCH(QByteArray, point);
    const auto me = m_fixture->instance("me");
    armFailPoint((point + ":error").toStdString());
    QVERIFY_THROWS_EXCEPTION(
        PgError, static_cast<void>(me->create(m_fixture->request("unlucky"), scriptOf({}))));
    const auto left = m_fixture->databases().list({"unlucky", "", "", 1, ""});
    QCOMPARE(left->items.front().state, std::string("failed"));
    QVERIFY(m_fixture->isGone(left->items.front()));
#else
    QSKIP("built without fail points");
#endif
}

QTEST_GUILESS_MAIN(ReconcilerTest)
#include "reconciler_test.moc"
