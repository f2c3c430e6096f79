// SPDX-License-Identifier: MIT
#include "store_fixture.h"

#include "store/idempotency_keys.h"
#include "store/schema_statements.h"
#include "store/sha256.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace tw::server;
using namespace tw::server::test;

using CreateKind = CreateOutcome::Kind;
using ReplaceKind = ReplaceOutcome::Kind;

/// Every statement that changes schemas, beside a real PostgreSQL.
class StoreWritesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void replays();
    void makesOneSchemaOfOneKey();
    void forgetsOldKeys();
    void keepsToQuotas();
    void replaces();
    void letsOneReplacementWin();
    void restores();
    void removes();
    void removesNothingThatHasDatabases();
    void fencesRemovalAgainstCreation();

private:
    PgTarget m_target;
    std::unique_ptr<Clients> m_clients;
    std::unique_ptr<PgConnection> m_connection;
};

void StoreWritesTest::initTestCase()
{
    m_target = newDatabase("store_writes");
    m_connection = std::make_unique<PgConnection>(m_target);
    migrate(*m_connection);
    m_clients = std::make_unique<Clients>(m_target);
}

void StoreWritesTest::replays()
{
    NewSchema schema = schemaNamed("once");
    schema.idempotencyKey = "key 1";
    const CreateOutcome made = m_clients->create(schema);
    QVERIFY(made.kind == CreateKind::Created);
    // The schema goes on; the replay tells what the first answer told.
    QVERIFY(m_clients->replace(versionOf(made.head, "renamed", "{}")).kind ==
            ReplaceKind::Replaced);
    const CreateOutcome again = m_clients->create(schema);
    QVERIFY(again.kind == CreateKind::Replayed);
    QCOMPARE(again.head.id, made.head.id);
    QCOMPARE(again.head.name, std::string("once"));
    QCOMPARE(again.head.version, 1);
    QCOMPARE(again.head.hash, made.head.hash);
    QCOMPARE(again.head.createdAt, made.head.createdAt);
    NewSchema different = schema;
    different.description = "another request";
    QVERIFY(m_clients->create(different).kind == CreateKind::KeyReused);
    different = schema;
    different.document = bytesOf("{}");
    QVERIFY(m_clients->create(different).kind == CreateKind::KeyReused);
    NewSchema his = schema;
    his.owner = "bob"; // his key is another one
    QVERIFY(m_clients->create(his).kind == CreateKind::Created);
    // With the schema goes its key.
    QVERIFY(m_clients->remove("ann", made.head.id) == RemoveOutcome::Removed);
    QVERIFY(m_clients->create(schema).kind == CreateKind::Created);
}

void StoreWritesTest::makesOneSchemaOfOneKey()
{
    Clients other(m_target);
    for (int round = 0; round < 50; ++round) {
        NewSchema schema = schemaNamed("together " + std::to_string(round));
        schema.idempotencyKey = "together " + std::to_string(round);
        NewSchema different = schema;
        different.description = "different";
        std::vector<CreateOutcome> outcomes;
        const auto keep = [&](Outcome<CreateOutcome> outcome) {
            outcomes.push_back(outcome.take());
        };
        for (int i = 0; i < 3; ++i) {
            m_clients->schemas.create(schema, keep);
            other.schemas.create(round % 2 == 0 ? schema : different, keep);
        }
        QVERIFY(waitUntil([&] { return outcomes.size() == 6; }));
        QCOMPARE(std::ranges::count(outcomes, CreateKind::Created, &CreateOutcome::kind), 1);
        const auto reused =
            std::ranges::count(outcomes, CreateKind::KeyReused, &CreateOutcome::kind);
        QCOMPARE(reused, round % 2 == 0 ? 0 : 3);
        std::set<std::string> ids;
        for (const CreateOutcome &outcome : outcomes)
            if (outcome.kind != CreateKind::KeyReused)
                ids.insert(outcome.head.id);
        QCOMPARE(ids.size(), std::size_t{1});
    }
    QCOMPARE(countOf(*m_connection, "tablewright.schemas WHERE name LIKE 'together %'"),
             std::string("50"));
}

void StoreWritesTest::forgetsOldKeys()
{
    NewSchema schema = schemaNamed("old key");
    schema.idempotencyKey = "old key";
    const std::string id = m_clients->create(schema).head.id;
    m_connection->execute("UPDATE tablewright.idempotency_keys SET created_at = now() - interval "
                          "'23 hours' WHERE key = 'old key'");
    sweepIdempotencyKeys(*m_connection);
    QVERIFY(m_clients->create(schema).kind == CreateKind::Replayed);
    m_connection->execute("UPDATE tablewright.idempotency_keys SET created_at = now() - interval "
                          "'25 hours' WHERE key = 'old key'");
    m_connection->execute(
        "INSERT INTO tablewright.idempotency_keys SELECT 'ann', 'n' || n, sha256('x'), '" + id +
        "', now() - interval '2 days' FROM generate_series(1, 10001) n");
    sweepIdempotencyKeys(*m_connection);
    QCOMPARE(countOf(*m_connection, "tablewright.idempotency_keys WHERE key ~ '^n[0-9]'"),
             std::string("0"));
    QVERIFY(m_clients->create(schema).kind == CreateKind::Created);
}

void StoreWritesTest::keepsToQuotas()
{
    NewSchema schema = schemaNamed("few", "quentin");
    schema.quota = 2;
    schema.idempotencyKey = "few 1";
    QVERIFY(m_clients->create(schema).kind == CreateKind::Created);
    NewSchema second = schema;
    second.idempotencyKey.clear();
    QVERIFY(m_clients->create(second).kind == CreateKind::Created);
    QVERIFY(m_clients->create(second).kind == CreateKind::QuotaReached);
    second.idempotencyKey = "few 2";
    QVERIFY(m_clients->create(second).kind == CreateKind::QuotaReached);
    QVERIFY(m_clients->create(schema).kind == CreateKind::Replayed); // costs nothing
    // What was refused has not used its key.
    second.quota = 3;
    QVERIFY(m_clients->create(second).kind == CreateKind::Created);
    QCOMPARE(countOf(*m_connection, "tablewright.schemas WHERE owner = 'quentin'"),
             std::string("3"));
}

void StoreWritesTest::replaces()
{
    const SchemaHead first = m_clients->create(schemaNamed("a")).head;
    const auto second = m_clients->replace(versionOf(first, "b", "{\"b\":1}", {{first.hash}}));
    QVERIFY(second.kind == ReplaceKind::Replaced);
    QCOMPARE(second.head.version, 2);
    QCOMPARE(second.head.name, std::string("b"));
    QCOMPARE(second.head.hash, hexadecimal(sha256("{\"b\":1}")));
    QCOMPARE(second.head.createdAt, first.createdAt);
    QCOMPARE(m_clients->head("ann", first.id)->updatedAt, second.head.updatedAt);
    const auto same =
        m_clients->replace(versionOf(first, "b", "{\"b\":1}", {{first.hash, second.head.hash}}));
    QVERIFY(same.kind == ReplaceKind::Unchanged);
    QCOMPARE(same.head.version, 2);
    QCOMPARE(same.head.updatedAt, second.head.updatedAt);
    const auto late = m_clients->replace(versionOf(first, "c", "{\"c\":1}", {{first.hash}}));
    QVERIFY(late.kind == ReplaceKind::Changed);
    QCOMPARE(late.head.version, 2);
    QCOMPARE(late.head.hash, second.head.hash);
    QVERIFY(
        m_clients->replace(versionOf(first, "c", "{\"c\":1}", std::vector<std::string>())).kind ==
        ReplaceKind::Changed);
    QVERIFY(m_clients->replace(versionOf(first, "c", "{\"c\":1}")).kind == ReplaceKind::Replaced);
    SchemaHead none = first;
    none.id = noSuchId;
    QVERIFY(m_clients->replace(versionOf(none, "c", "{}")).kind == ReplaceKind::NotFound);
    QCOMPARE(m_clients->versions("ann", first.id)->size(), std::size_t{3});
    QCOMPARE(*m_clients->version("ann", first.id, 1)->document, std::string("{\"name\":\"a\"}"));
}

void StoreWritesTest::letsOneReplacementWin()
{
    Clients other(m_target);
    SchemaHead head = m_clients->create(schemaNamed("contended")).head;
    for (int round = 0; round < 100; ++round) {
        std::vector<ReplaceOutcome> outcomes;
        for (int i = 0; i < 6; ++i) {
            Clients &clients = i % 2 == 0 ? *m_clients : other;
            clients.schemas.replace(
                versionOf(head, "contended", "{\"n\":" + std::to_string(round * 10 + i) + "}",
                          {{head.hash}}),
                [&](Outcome<ReplaceOutcome> outcome) { outcomes.push_back(outcome.take()); });
        }
        QVERIFY(waitUntil([&] { return outcomes.size() == 6; }));
        QCOMPARE(std::ranges::count(outcomes, ReplaceKind::Replaced, &ReplaceOutcome::kind), 1);
        QCOMPARE(std::ranges::count(outcomes, ReplaceKind::Changed, &ReplaceOutcome::kind), 5);
        // The losers are told what won.
        const SchemaHead before = head;
        head = std::ranges::find(outcomes, ReplaceKind::Replaced, &ReplaceOutcome::kind)->head;
        QCOMPARE(head.version, before.version + 1);
        for (const ReplaceOutcome &outcome : outcomes) {
            QCOMPARE(outcome.head.hash, head.hash);
            QCOMPARE(outcome.head.version, head.version);
        }
        QVERIFY(head.updatedAt >= before.updatedAt);
    }
    // Without a condition each of them wins, one after the other.
    int won = 0;
    for (int i = 0; i < 50; ++i) {
        Clients &clients = i % 2 == 0 ? *m_clients : other;
        clients.schemas.replace(versionOf(head, "contended", "{\"m\":" + std::to_string(i) + "}"),
                                [&](Outcome<ReplaceOutcome> outcome) {
                                    if (outcome.take().kind == ReplaceKind::Replaced)
                                        ++won;
                                });
    }
    QVERIFY(waitUntil([&] { return won == 50; }));
    QCOMPARE(m_clients->head("ann", head.id)->version, head.version + 50);
    QCOMPARE(countOf(*m_connection, "tablewright.versions a JOIN tablewright.versions b ON "
                                    "a.schema_id = b.schema_id AND a.number < b.number AND "
                                    "a.created_at >= b.created_at"),
             std::string("0")); // times grow with the numbers
}

void StoreWritesTest::restores()
{
    const SchemaHead first = m_clients->create(schemaNamed("Origin")).head;
    const SchemaHead second = m_clients->replace(versionOf(first, "later", "{\"b\":1}")).head;
    QVERIFY(m_clients->restore("ann", first.id, 1, {{first.hash}}).kind == ReplaceKind::Changed);
    QVERIFY(m_clients->restore("ann", first.id, 3).kind == ReplaceKind::VersionNotFound);
    QVERIFY(m_clients->restore("ann", first.id, 2).kind == ReplaceKind::Unchanged);
    const auto restored = m_clients->restore("ann", first.id, 1, {{second.hash}});
    QVERIFY(restored.kind == ReplaceKind::Replaced);
    QCOMPARE(restored.head.version, 3);
    QCOMPARE(restored.head.name, std::string("Origin"));
    QCOMPARE(restored.head.hash, first.hash);
    Clients cold(m_target);
    QCOMPARE(*cold.record("ann", first.id)->document, std::string("{\"name\":\"Origin\"}"));
    QCOMPARE(cold.version("ann", first.id, 3)->summary.restoredFrom, std::optional<int>(1));
    ListRequest request;
    request.owner = "ann";
    request.search = "origin";
    QCOMPARE(m_clients->list(request).items.size(), std::size_t{1});
}

void StoreWritesTest::removes()
{
    const SchemaHead head = m_clients->create(schemaNamed("gone")).head;
    QVERIFY(m_clients->remove("ann", head.id, {{std::string(64, '0')}}) == RemoveOutcome::Changed);
    addDatabase(*m_connection, head.id, "g_failed", "failed");
    addDatabase(*m_connection, head.id, "g_dropped", "dropped");
    QVERIFY(m_clients->remove("ann", head.id, {{head.hash}}) == RemoveOutcome::Removed);
    QVERIFY(!m_clients->head("ann", head.id));
    QVERIFY(m_clients->remove("ann", head.id) == RemoveOutcome::NotFound);
    for (const char *table : {"versions", "databases", "idempotency_keys"})
        QCOMPARE(countOf(*m_connection, std::string("tablewright.") + table +
                                            " WHERE schema_id = '" + head.id + "'"),
                 std::string("0"));
}

void StoreWritesTest::removesNothingThatHasDatabases()
{
    for (const char *state : {"creating", "ready", "dropping"}) {
        const SchemaHead head = m_clients->create(schemaNamed("kept")).head;
        addDatabase(*m_connection, head.id, std::string("k_") + state, state);
        addDatabase(*m_connection, head.id, std::string("k_failed_") + state, "failed");
        QVERIFY(m_clients->remove("ann", head.id) == RemoveOutcome::HasDatabases);
        QCOMPARE(m_clients->head("ann", head.id)->databases.size(), std::size_t{2});
    }
}

void StoreWritesTest::fencesRemovalAgainstCreation()
{
    const SchemaHead head = m_clients->create(schemaNamed("fenced")).head;
    PgConnection creator(m_target);
    creator.execute("BEGIN");
    addDatabase(creator, head.id, "f_creating", "creating");
    std::optional<RemoveOutcome> outcome;
    m_clients->schemas.remove("ann", head.id, {},
                              [&](Outcome<RemoveOutcome> removed) { outcome = removed.take(); });
    QTest::qWait(100);
    QVERIFY(!outcome); // waits for the one who was first
    creator.execute("COMMIT");
    QVERIFY(waitUntil([&] { return outcome.has_value(); }));
    QVERIFY(*outcome == RemoveOutcome::HasDatabases);
    QVERIFY(m_clients->head("ann", head.id));
    // The other way round the creation is refused.
    const SchemaHead removed = m_clients->create(schemaNamed("removed")).head;
    QVERIFY(m_clients->remove("ann", removed.id) == RemoveOutcome::Removed);
    QVERIFY_THROWS_EXCEPTION(PgError, addDatabase(*m_connection, removed.id, "f_late", "creating"));
}

QTEST_GUILESS_MAIN(StoreWritesTest)
#include "store_writes_test.moc"
