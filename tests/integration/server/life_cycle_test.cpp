// SPDX-License-Identifier: MIT
#include "life_cycle_fixture.h"

#include "databases/postgres_scratch_check.h"

#include <QTest>

#include <future>
#include <map>
#include <set>

using namespace tw::server;
using namespace std::chrono_literals;
using Kind = CreationOutcome::Kind;
using Drop = LifeCycle::DropOutcome;

#define NEEDS_FAIL_POINTS                                                                          \
    if (!hasFailPoints)                                                                            \
    QSKIP("built without fail points")

/// Every transition of a database's life, over a real private cluster that several instances share.
class LifeCycleTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { m_fixture = std::make_unique<LifeCycleFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void cleanup();

    void makesReadyDatabases();
    void leavesNothingOfWhatIsRefused();
    void freesTheKeyOfWhatFailed();
    void undoesWhatADeadServerLeft();
    void leavesWhatAnotherServerWorksOn();
    void renewsLeasesOfLongWork();
    void isNotReadyWithoutItsLease();
    void oneOfTwoInstancesUndoes();
    void undoesWhatNobodyFinishes();
    void drops();
    void oneOfTwoInstancesDrops();
    void dropsUnderItsClients();
    void isBusyWhileBeingMade();
    void keepsDroppingUntilItCan();
    void seesWhatIsMissing();
    void forgetsWhatEndedLongAgo();
    void renewsCredentials();
    void obeysIdempotencyKeys();
    void makesOneDatabaseForManyRequestsWithOneKey();
    void obeysQuotas();
    void listsPages();
    void sweepsOrphansOfItsOwn();
    void sweepsScratchDatabases();
    void renamesACopyOfTheMetadata();
    void hidesNames();
    void triesToUndoUntilItCan();
    void undoesAfterErrors_data();
    void undoesAfterErrors();

private:
    /// As a server leaves it that dies after CREATE DATABASE.
    StoredDatabase halfMade(const std::string &holder);

    std::unique_ptr<LifeCycleFixture> m_fixture;
};

void LifeCycleTest::cleanup()
{
    // Whatever a test did, nothing is left that no row knows of, and no row is wrong.
    const auto me = m_fixture->instance("the cleaner");
    m_fixture->change("UPDATE tablewright.databases SET lease_until = now() - interval '1 second' "
                      "WHERE lease_until IS NOT NULL");
    me->reconcile();
    const ReconcileReport again = me->reconcile();
    QCOMPARE(again.changes(), std::size_t{0});
    QCOMPARE(m_fixture->value("SELECT count(*)::text FROM tablewright.databases WHERE state IN "
                              "('creating', 'dropping')"),
             std::string("0"));
    std::set<std::string> known;
    for (const std::string &role : m_fixture->databases().livingRoles())
        known.insert(role);
    const PgResult roles =
        m_fixture->admin().query("SELECT rolname::text FROM pg_roles WHERE rolname ~ '^tw_'");
    for (int row = 0; row < roles.rowCount(); ++row)
        QVERIFY2(known.contains(std::string(roles.text(row, 0))), "an orphan role");
    QCOMPARE(std::size_t(roles.rowCount()), known.size());
}

StoredDatabase LifeCycleTest::halfMade(const std::string &holder)
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

void LifeCycleTest::makesReadyDatabases()
{
    const auto me = m_fixture->instance("me");
    const auto made = me->create(
        m_fixture->request(), scriptOf({"CREATE TABLE a (id int)", "COMMENT ON TABLE a IS 'x;y'"}));
    QCOMPARE(made.kind, Kind::Ready);
    QCOMPARE(made.database.state, std::string("ready"));
    QCOMPARE(m_fixture->stateOf(made.database), std::string("ready"));
    QVERIFY(made.database.databaseName.starts_with("local_a_schema_"));
    PgConnection owner(m_fixture->owner(made.database, made.password));
    QCOMPARE(owner.query("SELECT obj_description('a'::regclass)").text(0, 0),
             std::string_view("x;y"));
    const DatabaseHealth health = me->health(made.database);
    QVERIFY(health.exists && health.acceptsConnections);
    QVERIFY(health.bytes.value_or(0) > 1'000'000);
    QCOMPARE(health.connections.value_or(0), 1);
    // No password is anywhere in the metadata, and the administrator has left the role again.
    QCOMPARE(m_fixture->value("SELECT count(*)::text FROM tablewright.databases d WHERE "
                              "d::text LIKE '%" +
                              made.password + "%'"),
             std::string("0"));
    QCOMPARE(
        m_fixture->admin()
            .query("SELECT pg_has_role(current_user, $1, 'MEMBER')::text", {made.database.roleName})
            .text(0, 0),
        std::string_view("false"));
    // Another tenant does not get in.
    const auto other = me->create(m_fixture->request(), scriptOf({}));
    QVERIFY_THROWS_EXCEPTION(
        PgError, PgConnection(m_fixture->host().ownerOf(made.database.databaseName,
                                                        other.database.roleName, other.password)));
}

void LifeCycleTest::leavesNothingOfWhatIsRefused()
{
    const auto me = m_fixture->instance("me");
    const auto outcome = me->create(
        m_fixture->request(),
        scriptOf({"CREATE TABLE a (id int)", "CREATE TABLE b (id int REFERENCES nothing)"}));
    QCOMPARE(outcome.kind, Kind::Refused);
    QVERIFY(outcome.refusal.has_value());
    QCOMPARE(outcome.refusal->statement, std::size_t{1});
    QCOMPARE(outcome.refusal->error.sqlState(), std::string("42P01"));
    QVERIFY(outcome.password.empty());
    QVERIFY(m_fixture->isGone(outcome.database));
    QCOMPARE(m_fixture->stateOf(outcome.database), std::string("failed"));
}

void LifeCycleTest::freesTheKeyOfWhatFailed()
{
    const auto me = m_fixture->instance("me");
    DatabaseRequest request = m_fixture->request();
    request.idempotencyKey = "tried twice";
    QCOMPARE(me->create(request, scriptOf({"CREATE TABLE a (b nonsense)"})).kind, Kind::Refused);
    QCOMPARE(me->create(request, scriptOf({"CREATE TABLE a (b int)"})).kind, Kind::Ready);
}

void LifeCycleTest::undoesWhatADeadServerLeft()
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

void LifeCycleTest::leavesWhatAnotherServerWorksOn()
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

void LifeCycleTest::renewsLeasesOfLongWork()
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

void LifeCycleTest::isNotReadyWithoutItsLease()
{
    NEEDS_FAIL_POINTS;
    const auto slow = m_fixture->instance("slow");
    const auto other = m_fixture->instance("other");
    std::future<CreationOutcome> made; // outlives the pause
    PausedAt pause("create.filled");
    made = std::async(std::launch::async, [&, request = m_fixture->request()] {
        return slow->create(request, scriptOf({"CREATE TABLE a (id int)"}));
    });
    QTRY_VERIFY(PausedAt::isReached());
    const std::string id =
        m_fixture->value("SELECT id::text FROM tablewright.databases WHERE state = 'creating'");
    const StoredDatabase database = *m_fixture->databases().find("local", id);
    // Its process stands still for longer than the lease, and its connection is lost.
    m_fixture->breakLocks();
    QTRY_VERIFY((m_fixture->expire("databases", id), other->reconcile(),
                 m_fixture->stateOf(database) == "failed"));
    pause.release();
    QVERIFY_THROWS_EXCEPTION(PgError, static_cast<void>(made.get()));
    QCOMPARE(m_fixture->stateOf(database), std::string("failed"));
    QVERIFY(m_fixture->isGone(database));

    // Nothing that it still says is heard.
    const DatabaseLease lost{id, "slow", database.leaseNumber};
    QVERIFY(!m_fixture->databases().markReady(lost));
    QVERIFY(!m_fixture->databases().markFailed(lost, "x"));
    QVERIFY(!m_fixture->databases().postpone(lost));
    QVERIFY(m_fixture->databases().renew({lost}, 60s).empty());
}

void LifeCycleTest::oneOfTwoInstancesUndoes()
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

void LifeCycleTest::undoesWhatNobodyFinishes()
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

void LifeCycleTest::drops()
{
    const auto me = m_fixture->instance("me");
    const auto made = me->create(m_fixture->request(), scriptOf({}));
    QCOMPARE(me->drop("somebody else", made.database.id), Drop::NotFound);
    QCOMPARE(me->drop("local", "00000000-0000-4000-8000-000000000000"), Drop::NotFound);
    QCOMPARE(me->drop("local", "no uuid"), Drop::NotFound);
    QVERIFY(m_fixture->isThere(made.database));
    QCOMPARE(me->drop("local", made.database.id), Drop::Dropped);
    QVERIFY(m_fixture->isGone(made.database));
    QCOMPARE(m_fixture->stateOf(made.database), std::string("dropped"));
    QCOMPARE(me->drop("local", made.database.id), Drop::Dropped);

    const auto refused = me->create(m_fixture->request(), scriptOf({"CREATE nonsense"}));
    QCOMPARE(me->drop("local", refused.database.id), Drop::Dropped);
    QCOMPARE(m_fixture->stateOf(refused.database), std::string("dropped"));
}

void LifeCycleTest::oneOfTwoInstancesDrops()
{
    const auto one = m_fixture->instance("one");
    const auto two = m_fixture->instance("two");
    for (int i = 0; i < 5; ++i) {
        const auto made = one->create(m_fixture->request(), scriptOf({}));
        const auto dropBy = [&](DatabaseLifeCycle &instance) {
            return std::async(std::launch::async,
                              [&] { return instance.drop("local", made.database.id); });
        };
        auto first = dropBy(*one);
        auto second = dropBy(*two);
        const std::set<Drop> outcomes{first.get(), second.get()};
        QVERIFY(outcomes.contains(Drop::Dropped));
        QVERIFY(!outcomes.contains(Drop::NotFound));
        QVERIFY(m_fixture->isGone(made.database));
        QCOMPARE(m_fixture->stateOf(made.database), std::string("dropped"));
    }
}

void LifeCycleTest::dropsUnderItsClients()
{
    const auto me = m_fixture->instance("me");
    const auto made = me->create(m_fixture->request(), scriptOf({}));
    const auto guest = me->create(m_fixture->request(), scriptOf({}));
    PgConnection owner(m_fixture->owner(made.database, made.password));
    owner.execute("GRANT CONNECT ON DATABASE " + made.database.databaseName + " TO PUBLIC");
    owner.execute("BEGIN; CREATE TABLE held (id int)");
    // A session whose role the administrator is no member of.
    PgConnection other(m_fixture->host().ownerOf(made.database.databaseName,
                                                 guest.database.roleName, guest.password));
    QCOMPARE(me->drop("local", made.database.id), Drop::Dropped);
    QVERIFY(m_fixture->isGone(made.database));
    QVERIFY_THROWS_EXCEPTION(PgError, owner.execute("SELECT 1"));
    QVERIFY_THROWS_EXCEPTION(PgError, other.execute("SELECT 1"));
    QVERIFY(m_fixture->isThere(guest.database));
    QCOMPARE(m_fixture->admin()
                 .query("SELECT pg_has_role(current_user, $1, 'MEMBER')::text",
                        {guest.database.roleName})
                 .text(0, 0),
             std::string_view("false"));
}

void LifeCycleTest::isBusyWhileBeingMade()
{
    NEEDS_FAIL_POINTS;
    const auto me = m_fixture->instance("me");
    const auto other = m_fixture->instance("other");
    const auto begun = me->begin(m_fixture->request());
    QCOMPARE(other->drop("local", begun.database.id), Drop::Busy);
    PausedAt pause("create.opened");
    auto made =
        std::async(std::launch::async, [&] { return me->finish(begun.database, scriptOf({})); });
    QTRY_VERIFY(PausedAt::isReached());
    QCOMPARE(me->drop("local", begun.database.id), Drop::Busy);
    QCOMPARE(other->drop("local", begun.database.id), Drop::Busy);
    QVERIFY(!other->renewCredentials("local", begun.database.id));
    pause.release();
    QCOMPARE(made.get().kind, Kind::Ready);
    QCOMPARE(other->drop("local", begun.database.id), Drop::Dropped);
}

void LifeCycleTest::keepsDroppingUntilItCan()
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

void LifeCycleTest::seesWhatIsMissing()
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

void LifeCycleTest::forgetsWhatEndedLongAgo()
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

void LifeCycleTest::renewsCredentials()
{
    const auto me = m_fixture->instance("me");
    const auto made = me->create(m_fixture->request(), scriptOf({}));
    const auto renewed = me->renewCredentials("local", made.database.id);
    QVERIFY(renewed.has_value());
    QVERIFY(renewed->password != made.password);
    QCOMPARE(renewed->database.id, made.database.id);
    const PgConnection session(m_fixture->owner(made.database, renewed->password));
    QVERIFY_THROWS_EXCEPTION(PgError, PgConnection(m_fixture->owner(made.database, made.password)));
    QVERIFY(!me->renewCredentials("somebody else", made.database.id));
    QVERIFY(!me->renewCredentials("local", "no uuid"));
    QVERIFY(session.scramVerifier("u", renewed->password).starts_with("SCRAM-SHA-256$"));
}

void LifeCycleTest::obeysIdempotencyKeys()
{
    const auto me = m_fixture->instance("me");
    DatabaseRequest request = m_fixture->request();
    request.idempotencyKey = "a key";
    const auto made = me->create(request, scriptOf({}));
    QCOMPARE(made.kind, Kind::Ready);
    const auto again = me->create(request, scriptOf({}));
    QCOMPARE(again.kind, Kind::Replayed);
    QCOMPARE(again.database.id, made.database.id);
    QVERIFY(again.password.empty());
    DatabaseRequest later = request; // the newest version has become another one
    later.version = request.version + 1;
    QCOMPARE(me->create(later, scriptOf({})).kind, Kind::KeyReused);
    later.isNewestVersion = true;
    QCOMPARE(me->create(later, scriptOf({})).kind, Kind::Replayed);
    DatabaseRequest gone = m_fixture->request();
    gone.version = 77;
    QCOMPARE(me->create(gone, scriptOf({})).kind, Kind::SchemaGone);
    DatabaseRequest other = m_fixture->request();
    other.idempotencyKey = "a key";
    QCOMPARE(me->create(other, scriptOf({})).kind, Kind::KeyReused);
    DatabaseRequest elsewhere = m_fixture->request("somebody else");
    elsewhere.idempotencyKey = "a key";
    QCOMPARE(me->create(elsewhere, scriptOf({})).kind, Kind::Ready);
    // A day later.
    m_fixture->change("UPDATE tablewright.databases SET created_at = created_at - interval '25 "
                      "hours' WHERE idempotency_key = 'a key'");
    me->reconcile();
    QCOMPARE(me->create(request, scriptOf({})).kind, Kind::Ready);
}

void LifeCycleTest::makesOneDatabaseForManyRequestsWithOneKey()
{
    const auto one = m_fixture->instance("one");
    const auto two = m_fixture->instance("two");
    DatabaseRequest request = m_fixture->request();
    request.idempotencyKey = "sent eight times";
    std::vector<std::future<CreationOutcome>> outcomes;
    for (int i = 0; i < 8; ++i)
        outcomes.push_back(std::async(std::launch::async, [&, i] {
            return (i % 2 == 0 ? one : two)->create(request, scriptOf({}));
        }));
    std::map<Kind, int> kinds;
    std::set<std::string> ids;
    for (auto &outcome : outcomes) {
        const CreationOutcome made = outcome.get();
        ++kinds[made.kind];
        ids.insert(made.database.id);
    }
    QCOMPARE(kinds[Kind::Ready], 1);
    QCOMPARE(kinds[Kind::Replayed], 7);
    QCOMPARE(ids.size(), std::size_t{1});
}

void LifeCycleTest::obeysQuotas()
{
    const auto me = m_fixture->instance("me");
    DatabaseRequest request = m_fixture->request("a modest user");
    request.quota = 2;
    const auto first = me->create(request, scriptOf({}));
    QCOMPARE(me->create(request, scriptOf({"CREATE nonsense"})).kind, Kind::Refused);
    request.idempotencyKey = "the second";
    QCOMPARE(me->create(request, scriptOf({})).kind, Kind::Ready);
    QCOMPARE(me->create(request, scriptOf({})).kind, Kind::Replayed); // nothing new
    request.idempotencyKey = "the third";
    QCOMPARE(me->create(request, scriptOf({})).kind, Kind::QuotaReached);
    request.idempotencyKey.clear();
    QCOMPARE(me->create(request, scriptOf({})).kind, Kind::QuotaReached);
    QCOMPARE(me->drop("a modest user", first.database.id), Drop::Dropped);
    QCOMPARE(me->create(request, scriptOf({})).kind, Kind::Ready);
}

void LifeCycleTest::listsPages()
{
    const auto me = m_fixture->instance("me");
    std::vector<std::string> ids;
    DatabaseRequest request = m_fixture->request("a lister");
    for (int i = 0; i < 7; ++i)
        ids.push_back(me->begin(request).database.id);
    const auto ready = me->finish(*m_fixture->databases().find("a lister", ids[3]), scriptOf({}));
    std::reverse(ids.begin(), ids.end());

    std::vector<std::string> listed;
    DatabaseFilter filter{"a lister", "", "", 3, ""};
    for (int page = 0; page < 3; ++page) {
        const auto found = m_fixture->databases().list(filter);
        QVERIFY(found.has_value());
        QCOMPARE(found->hasMore, page < 2);
        for (const StoredDatabase &database : found->items)
            listed.push_back(database.id);
        filter.afterKey = found->lastKey;
    }
    QCOMPARE(listed, ids);
    QVERIFY(m_fixture->databases().list(filter)->items.empty());
    for (const char *key :
         {"x", "1/2", "1/", "/", "99999999999999999999/00000000-0000-4000-8000-000000000000"})
        QVERIFY2(!m_fixture->databases().list({"a lister", "", "", 3, key}), key);
    QVERIFY(m_fixture->databases().list({"a lister", "no uuid", "", 3, ""})->items.empty());
    QCOMPARE(m_fixture->databases().list({"a lister", request.schemaId, "", 50, ""})->items.size(),
             std::size_t{7});
    QVERIFY(m_fixture->databases()
                .list({"a lister", m_fixture->request().schemaId, "", 50, ""})
                ->items.empty());
    const auto onlyReady = m_fixture->databases().list({"a lister", "", "ready", 50, ""});
    QCOMPARE(onlyReady->items.size(), std::size_t{1});
    QCOMPARE(onlyReady->items.front().id, ready.database.id);
    const auto counts = m_fixture->databases().countsByState();
    QCOMPARE(counts.at("creating"), std::int64_t{6});
    QVERIFY(counts.at("ready") >= 1);
    QVERIFY(!counts.contains("dropped"));
}

void LifeCycleTest::sweepsOrphansOfItsOwn()
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

void LifeCycleTest::sweepsScratchDatabases()
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

void LifeCycleTest::renamesACopyOfTheMetadata()
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

void LifeCycleTest::hidesNames()
{
    LifeCycleOptions options;
    options.holder = "discreet";
    options.opaqueNames = true;
    const auto me = m_fixture->instance(options);
    const auto begun = me->begin(m_fixture->request());
    QVERIFY(begun.database.databaseName.starts_with("db_"));
    QVERIFY(begun.database.databaseName.find("local") == std::string::npos);
    QVERIFY(begun.database.databaseName.find("schema") == std::string::npos);

    QCOMPARE(slug("Été & Co.  KG", 20, "x"), std::string("ete_co_kg"));
    QCOMPARE(slug("'; DROP", 20, "x"), std::string("drop"));
    QCOMPARE(slug("日本", 20, "schema"), std::string("schema"));
    QCOMPARE(slug("a_b__c", 4, "x"), std::string("a_b"));
    QVERIFY(databaseName(std::string(500, 'u'), std::string(500, 's')).size() <= 63);
    QVERIFY(databaseName("u", "s") != databaseName("u", "s"));
}

void LifeCycleTest::triesToUndoUntilItCan()
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

void LifeCycleTest::undoesAfterErrors_data()
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

void LifeCycleTest::undoesAfterErrors()
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

QTEST_GUILESS_MAIN(LifeCycleTest)
#include "life_cycle_test.moc"
