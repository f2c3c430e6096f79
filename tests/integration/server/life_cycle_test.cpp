// SPDX-License-Identifier: MIT
#include "life_cycle_fixture.h"

#include <QTest>

#include <future>
#include <map>
#include <set>

using namespace tw::server;
using namespace std::chrono_literals;
using Kind = CreationOutcome::Kind;
using Drop = LifeCycle::DropOutcome;

/// What users do with databases, over a real private cluster that several instances share.
class LifeCycleTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { m_fixture = std::make_unique<LifeCycleFixture>(); }
    void cleanupTestCase() { m_fixture.reset(); }
    void cleanup() { QCOMPARE(m_fixture->settled(), std::string()); }

    void makesReadyDatabases();
    void leavesNothingOfWhatIsRefused();
    void freesTheKeyOfWhatFailed();
    void isNotReadyWithoutItsLease();
    void drops();
    void oneOfTwoInstancesDrops();
    void dropsUnderItsClients();
    void isBusyWhileBeingMade();
    void renewsCredentials();
    void obeysIdempotencyKeys();
    void makesOneDatabaseForManyRequestsWithOneKey();
    void obeysQuotas();
    void listsPages();
    void hidesNames();

private:
    std::unique_ptr<LifeCycleFixture> m_fixture;
};

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

QTEST_GUILESS_MAIN(LifeCycleTest)
#include "life_cycle_test.moc"
