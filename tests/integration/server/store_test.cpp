// SPDX-License-Identifier: MIT
#include "store_fixture.h"

#include "store/metadata_target.h"
#include "store/schema_statements.h"
#include "store/sha256.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <random>
#include <thread>

using namespace tw::server;
using namespace tw::server::test;

using CreateKind = CreateOutcome::Kind;
using ReplaceKind = ReplaceOutcome::Kind;

namespace {

std::vector<std::string> namesIn(const SchemaPage &page)
{
    std::vector<std::string> names;
    for (const SchemaHead &head : page.items)
        names.push_back(head.name);
    return names;
}

} // namespace

/// Reading schemas and versions, beside a real PostgreSQL.
class StoreTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void migratesWhatThereIs();
    void migratesFromSeveralServersAtOnce();
    void hashes();
    void cachesByBytes();
    void createsAndReads();
    void tellsLanguages();
    void keepsOwnersApart();
    void namesDatabases();
    void coalescesReads();
    void readsLargeDocuments();
    void isNeverStale();
    void listsInEveryOrder();
    void searches();
    void listsVersions();
    void plansByIndexes();

private:
    PgTarget m_target;
    std::unique_ptr<Clients> m_clients;
    std::unique_ptr<PgConnection> m_connection;
};

void StoreTest::initTestCase()
{
    m_target = newDatabase("store");
    m_connection = std::make_unique<PgConnection>(m_target);
    migrate(*m_connection);
    m_clients = std::make_unique<Clients>(m_target);
}

void StoreTest::migratesWhatThereIs()
{
    PgConnection connection(newDatabase("old"));
    QFile first(QStringLiteral(":/migrations/0001_schemas_versions_databases.sql"));
    QVERIFY(first.open(QIODevice::ReadOnly));
    connection.execute("CREATE SCHEMA tablewright; CREATE TABLE tablewright.migrations (number int "
                       "PRIMARY KEY, name text NOT NULL, applied_at timestamptz DEFAULT now());"
                       "INSERT INTO tablewright.migrations VALUES (1, 'first')");
    connection.execute(first.readAll().toStdString());
    connection.execute(
        "WITH s AS (INSERT INTO tablewright.schemas (id, owner, name, description, head_version) "
        "VALUES ('00000000-0000-4000-8000-000000000001', 'ann', 'Old One', 'Of Yore', 1) RETURNING "
        "id) INSERT INTO tablewright.versions (schema_id, number, document, hash) SELECT id, 1, "
        "'{\"name\":\"Old One\"}', sha256('{\"name\":\"Old One\"}') FROM s");
    migrate(connection);
    Clients clients(serverTarget().set("dbname", "old"));
    const auto record = clients.record("ann", "00000000-0000-4000-8000-000000000001");
    QVERIFY(record.has_value());
    QCOMPARE(*record->document, std::string("{\"name\":\"Old One\"}"));
    QCOMPARE(record->head.hash, hexadecimal(sha256(*record->document)));
    QVERIFY(record->head.language == tw::Language::Json); // there was no other one
    ListRequest request;
    request.owner = "ann";
    request.search = "old one";
    QCOMPARE(clients.list(request).items.size(), std::size_t{1});
    // It can be replaced, and brought back.
    QVERIFY(clients.replace(versionOf(record->head, "New", "{}", {{record->head.hash}})).kind ==
            ReplaceKind::Replaced);
    QCOMPARE(clients.restore("ann", record->head.id, 1).head.name, std::string("Old One"));
}

void StoreTest::migratesFromSeveralServersAtOnce()
{
    const PgTarget target = newDatabase("together");
    std::vector<std::thread> servers;
    std::atomic<int> failures{0};
    for (int i = 0; i < 5; ++i)
        servers.emplace_back([&] {
            try {
                PgConnection connection(target);
                migrate(connection);
            } catch (const std::exception &error) {
                qWarning("%s", error.what());
                ++failures;
            }
        });
    for (std::thread &server : servers)
        server.join();
    QCOMPARE(failures.load(), 0);
    PgConnection connection(target);
    QCOMPARE(countOf(connection, "tablewright.migrations"),
             countOf(*m_connection, "tablewright.migrations"));
    QCOMPARE(countOf(connection, "tablewright.schemas"), std::string("0"));
}

void StoreTest::hashes()
{
    QCOMPARE(hexadecimal(sha256("abc")), // FIPS 180-4's example
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QVERIFY(!parseUuid("00000000-0000-4000-8000-00000000000G"));
    QVERIFY(!parseUuid("00000000-0000-4000-8000-0000000000001"));
    QVERIFY(!parseUuid("00000000x0000-4000-8000-000000000001"));
    QVERIFY(!parseUuid("0000000A-0000-4000-8000-000000000001"));
    QCOMPARE(int{(*parseUuid("0a000000-0000-4000-8000-0000000000ff"))[15]}, 255);
}

void StoreTest::cachesByBytes()
{
    VersionCache cache(4096);
    const Uuid a{1};
    const Uuid b{2};
    QCOMPARE(cache.find(a, 0).number, 0);
    cache.insert(a, 1, bytesOf(std::string(500, 'x')));
    cache.insert(a, 2, bytesOf(std::string(500, 'y')));
    cache.insert(b, 1, bytesOf(std::string(5000, 'z'))); // worth more than all others: not held
    QCOMPARE(cache.find(a, 0).number, 2);
    QCOMPARE(cache.find(a, 1).document->front(), 'x');
    QCOMPARE(cache.find(b, 0).number, 0);
    for (int i = 1; i <= 4; ++i) {
        cache.insert(b, i, bytesOf(std::string(500, 'b')));
        QCOMPARE(cache.find(a, 1).number, 1); // used, and so kept
    }
    QCOMPARE(cache.find(a, 2).number, 0);
    QCOMPARE(cache.find(b, 0).number, 4);
    QVERIFY(cache.counters().bytes <= 4096);
    QVERIFY(cache.counters().versions >= 4);
}

void StoreTest::tellsLanguages()
{
    NewSchema schema = schemaNamed("in DBML");
    schema.document = bytesOf("Table a { id int [pk] }");
    schema.language = tw::Language::Dbml;
    schema.idempotencyKey = "in DBML";
    const SchemaHead made = m_clients->create(schema).head;
    QVERIFY(made.language == tw::Language::Dbml);
    QVERIFY(m_clients->create(schema).kind == CreateKind::Replayed);

    NewVersion same = versionOf(made, "in DBML", "Table a { id int [pk] }");
    same.language = tw::Language::Dbml;
    QVERIFY(m_clients->replace(same).kind == ReplaceKind::Unchanged);
    QVERIFY(m_clients->replace(same).head.language == tw::Language::Dbml);
    const SchemaHead second = m_clients->replace(versionOf(made, "in JSON", "{}")).head;
    QVERIFY(second.language == tw::Language::Json);

    Clients cold(m_target);
    for (Clients *clients : {m_clients.get(), &cold}) {
        QVERIFY(clients->head("ann", made.id)->language == tw::Language::Json);
        QVERIFY(clients->version("ann", made.id, 1)->summary.language == tw::Language::Dbml);
        QVERIFY(clients->version("ann", made.id, 2)->summary.language == tw::Language::Json);
        QVERIFY(clients->versions("ann", made.id)->back().language == tw::Language::Dbml);
    }
    ListRequest request;
    request.owner = "ann";
    request.search = "in dbml";
    QVERIFY(m_clients->restore("ann", made.id, 1).head.language == tw::Language::Dbml);
    QVERIFY(m_clients->restore("ann", made.id, 3).head.language == tw::Language::Dbml); // unchanged
    QVERIFY(m_clients->list(request).items.front().language == tw::Language::Dbml);
    QVERIFY(cold.record("ann", made.id)->head.language == tw::Language::Dbml);
    QVERIFY(cold.version("ann", made.id, 3)->summary.language == tw::Language::Dbml);
}

void StoreTest::createsAndReads()
{
    NewSchema schema = schemaNamed("first");
    schema.description = "with 'quotes' and \\";
    const DocumentBytes bytes = schema.document;
    const CreateOutcome made = m_clients->create(schema);
    QVERIFY(made.kind == CreateKind::Created);
    QVERIFY(parseUuid(made.head.id).has_value());
    QCOMPARE(made.head.version, 1);
    QCOMPARE(made.head.hash, hexadecimal(sha256(*bytes)));
    QCOMPARE(made.head.updatedAt, made.head.createdAt);
    QCOMPARE(made.head.createdAt.size(), std::string("2025-01-31T12:00:00.123Z").size());

    Clients cold(m_target);
    for (Clients *clients : {m_clients.get(), &cold}) {
        const auto head = clients->head("ann", made.head.id);
        QVERIFY(head.has_value());
        QCOMPARE(head->id, made.head.id);
        QCOMPARE(head->owner, std::string("ann"));
        QCOMPARE(head->name, std::string("first"));
        QCOMPARE(head->description, schema.description);
        QCOMPARE(head->version, 1);
        QCOMPARE(head->hash, made.head.hash);
        QCOMPARE(head->createdAt, made.head.createdAt);
        QCOMPARE(head->updatedAt, made.head.updatedAt);
        const auto record = clients->record("ann", made.head.id);
        QVERIFY(record.has_value());
        QCOMPARE(*record->document, *bytes);
        const auto version = clients->version("ann", made.head.id, 1);
        QVERIFY(version.has_value());
        QCOMPARE(*version->document, *bytes);
        QCOMPARE(version->schemaId, made.head.id);
        QCOMPARE(version->summary.bytes, std::uint64_t{bytes->size()});
        QCOMPARE(version->summary.hash, made.head.hash);
        QVERIFY(!version->summary.restoredFrom);
        QVERIFY(!clients->version("ann", made.head.id, 2));
        QVERIFY(!clients->version("ann", made.head.id, 0));
        QVERIFY(!clients->version("ann", made.head.id, -1));
    }
    // What was made here is held here: the bytes are the very same.
    QCOMPARE(m_clients->record("ann", made.head.id)->document.get(), bytes.get());
    // An empty document is no missing one.
    NewSchema empty = schemaNamed("empty");
    empty.document = bytesOf("");
    const CreateOutcome madeEmpty = m_clients->create(empty);
    QCOMPARE(*cold.record("ann", madeEmpty.head.id)->document, std::string());
}

void StoreTest::keepsOwnersApart()
{
    const SchemaHead head = m_clients->create(schemaNamed("hers")).head;
    for (const std::string &owner : {std::string("bob"), std::string("ANN"), std::string("ann "),
                                     std::string("ann\0", 4), std::string("\xff")}) {
        QVERIFY(!m_clients->head(owner, head.id));
        QVERIFY(!m_clients->record(owner, head.id));
        QVERIFY(!m_clients->version(owner, head.id, 1));
    }
    QVERIFY(!m_clients->versions("bob", head.id));
    QVERIFY(m_clients->remove("bob", head.id) == RemoveOutcome::NotFound);
    QVERIFY(m_clients->restore("bob", head.id, 1).kind == ReplaceKind::NotFound);
    NewVersion version = versionOf(head, "his", "{}");
    version.owner = "bob";
    QVERIFY(m_clients->replace(version).kind == ReplaceKind::NotFound);
    ListRequest request;
    request.owner = "bob";
    QVERIFY(m_clients->list(request).items.empty());
    for (const char *id : {noSuchId, "", "no id", "' OR true --"}) {
        QVERIFY(!m_clients->record("ann", id));
        QVERIFY(!m_clients->versions("ann", id));
        QVERIFY(m_clients->remove("ann", id) == RemoveOutcome::NotFound);
        QVERIFY(m_clients->restore("ann", id, 1).kind == ReplaceKind::NotFound);
    }
    QCOMPARE(m_clients->head("ann", head.id)->name, std::string("hers"));
}

void StoreTest::namesDatabases()
{
    const SchemaHead head = m_clients->create(schemaNamed("with databases")).head;
    addDatabase(*m_connection, head.id, "n_ready", "ready");
    addDatabase(*m_connection, head.id, "n_failed", "failed");
    addDatabase(*m_connection, head.id, "n_dropped", "dropped");
    addDatabase(*m_connection, head.id, "n_creating", "creating");
    const auto found = m_clients->head("ann", head.id);
    QCOMPARE(found->databases.size(), std::size_t{3});
    QCOMPARE(found->databases[0].name, std::string("n_creating")); // the newest first
    QCOMPARE(found->databases[2].name, std::string("n_ready"));
    QCOMPARE(found->databases[2].state, std::string("ready"));
    QCOMPARE(found->databases[2].version, 1);
    QVERIFY(parseUuid(found->databases[2].id).has_value());
    QVERIFY(found->databases[2].createdAt.ends_with('Z'));
    const auto replaced = m_clients->replace(versionOf(*found, "with databases", "{ }"));
    QCOMPARE(replaced.head.databases.size(), std::size_t{3});
    QCOMPARE(m_clients->record("ann", head.id)->head.databases.size(), std::size_t{3});
    ListRequest request;
    request.owner = "ann";
    request.search = "with databases";
    QCOMPARE(m_clients->list(request).items.at(0).databases.size(), std::size_t{3});
}

void StoreTest::coalescesReads()
{
    std::vector<std::string> ids;
    for (int i = 0; i < 200; ++i)
        ids.push_back(m_clients->create(schemaNamed("many " + std::to_string(i))).head.id);
    Clients cold(m_target);
    QVERIFY(cold.head("ann", ids[0]));
    int right = 0;
    int missing = 0;
    const auto askAll = [&](Clients &clients) {
        right = missing = 0;
        for (std::size_t i = 0; i < 1000; ++i) {
            const std::size_t place = i % ids.size();
            // Others' questions in the same statement do not change what is found.
            const bool isHers = i % 10 != 3;
            clients.schemas.record(isHers        ? "ann"
                                   : i % 20 == 3 ? "bob"
                                                 : "\xff",
                                   ids[place],
                                   [&, place](Outcome<std::optional<SchemaRecord>> outcome) {
                                       const auto record = outcome.take();
                                       if (!record)
                                           ++missing;
                                       else if (*record->document ==
                                                "{\"name\":\"many " + std::to_string(place) + "\"}")
                                           ++right;
                                   });
        }
        return waitUntil([&] { return right + missing == 1000; });
    };
    auto before = cold.database.counters().reads;
    QVERIFY(askAll(cold));
    QCOMPARE(right, 900);
    QCOMPARE(missing, 100);
    // 180 schemas that bring their documents, 8 of a batch of 128 each.
    QVERIFY(cold.database.counters().reads - before <= 16);
    before = cold.database.counters().reads;
    QVERIFY(askAll(cold));
    QCOMPARE(right, 900);
    QVERIFY(cold.database.counters().reads - before <= 4);
}

void StoreTest::readsLargeDocuments()
{
    std::mt19937 random(1); // NOLINT(cert-msc51-cpp)
    std::string text(9'000'000, ' ');
    for (char &c : text)
        c = static_cast<char>(' ' + random() % 90);
    NewSchema schema = schemaNamed("large");
    schema.document = bytesOf(text);
    const SchemaHead head = m_clients->create(schema).head;
    QCOMPARE(head.hash, hexadecimal(sha256(text)));
    Clients cold(m_target, {}, 1000); // and nothing is held
    for (int i = 0; i < 2; ++i) {
        const auto record = cold.record("ann", head.id);
        QVERIFY(*record->document == text);
        QVERIFY(*cold.version("ann", head.id, 1)->document == text);
    }
    // 9 MB in six statements: the first tells how large it is.
    QVERIFY(cold.database.counters().reads <= 4 * 6);
    // A connection that carried so much is made anew; writing goes on.
    for (int i = 0; i < 20; ++i)
        QVERIFY(m_clients->create(schemaNamed("small")).kind == CreateKind::Created);
}

void StoreTest::isNeverStale()
{
    Clients other(m_target);
    SchemaHead head = m_clients->create(schemaNamed("fresh")).head;
    QVERIFY(other.record("ann", head.id));
    for (int i = 2; i < 40; ++i) {
        Clients &writer = i % 2 == 0 ? *m_clients : other;
        Clients &reader = i % 2 == 0 ? other : *m_clients;
        const std::string text = "{\"n\":" + std::to_string(i) + "}";
        head = writer.replace(versionOf(head, "fresh", text)).head;
        QCOMPARE(head.version, i);
        const auto record = reader.record("ann", head.id);
        QCOMPARE(record->head.version, i);
        QCOMPARE(*record->document, text);
        QCOMPARE(record->head.updatedAt, head.updatedAt);
    }
    QVERIFY(m_clients->remove("ann", head.id) == RemoveOutcome::Removed);
    QVERIFY(!other.record("ann", head.id));
    QVERIFY(!other.version("ann", head.id, 39)); // though its bytes are held
}

void StoreTest::listsInEveryOrder()
{
    std::vector<SchemaHead> all;
    for (const char *name : {"delta", "Alpha", "charlie", "alpha", "Bravo", "Écho", "bravo"})
        all.push_back(m_clients->create(schemaNamed(name, "lisa")).head);
    QTest::qWait(2);
    for (const std::size_t i : {std::size_t{2}, std::size_t{0}})
        QVERIFY(m_clients->replace(versionOf(all[i], all[i].name, "{}")).kind ==
                ReplaceKind::Replaced);
    const std::vector<std::string> byName = {"alpha",   "alpha", "bravo", "bravo",
                                             "charlie", "delta", "écho"};
    const std::vector<std::string> byCreation = {"delta", "Alpha", "charlie", "alpha",
                                                 "Bravo", "Écho",  "bravo"};
    const std::vector<std::string> byUpdate = {"Alpha", "alpha",   "Bravo", "Écho",
                                               "bravo", "charlie", "delta"};
    for (const SchemaOrder order : {SchemaOrder::Updated, SchemaOrder::Created, SchemaOrder::Name})
        for (const bool isDescending : {false, true})
            for (const int limit : {1, 2, 3, 7, 50}) {
                ListRequest request{"lisa", "", order, isDescending, limit, "", ""};
                std::vector<std::string> names;
                for (int pages = 0; pages < 10; ++pages) {
                    const SchemaPage page = m_clients->list(request);
                    QVERIFY(page.items.size() <= static_cast<std::size_t>(limit));
                    std::ranges::copy(namesIn(page), std::back_inserter(names));
                    if (!page.hasMore)
                        break;
                    request.afterKey = page.lastKey;
                    request.afterId = page.items.back().id;
                }
                if (isDescending)
                    std::ranges::reverse(names);
                if (order == SchemaOrder::Name)
                    for (std::string &name : names)
                        name = QString::fromStdString(name).toLower().toStdString();
                QCOMPARE(names, order == SchemaOrder::Name      ? byName
                                : order == SchemaOrder::Created ? byCreation
                                                                : byUpdate);
            }
    // A place that no page ever named is no error of the store.
    ListRequest strange{"lisa", "", SchemaOrder::Updated, true, 5, "yesterday", all[0].id};
    QVERIFY(m_clients->list(strange).items.empty());
    strange.afterKey = "0";
    strange.afterId = "no id";
    QVERIFY(m_clients->list(strange).items.empty());
    // A long name is cut for its order, not for its readers.
    const std::string longName(100'000, 'x');
    QVERIFY(m_clients->create(schemaNamed(longName, "lisa")).kind == CreateKind::Created);
    QCOMPARE(namesIn(m_clients->list({"lisa", "", SchemaOrder::Name, true, 2, "", ""})).at(1),
             longName);
}

void StoreTest::searches()
{
    for (const char *name : {"100% sure", "under_score", "back\\slash", "Straße", "plain"}) {
        NewSchema schema = schemaNamed(name, "sam");
        schema.description = std::string("about ") + name + " ÉTÉ";
        QVERIFY(m_clients->create(schema).kind == CreateKind::Created);
    }
    const auto found = [&](std::string search) {
        auto names = namesIn(
            m_clients->list({"sam", std::move(search), SchemaOrder::Name, false, 50, "", ""}));
        return names;
    };
    using Names = std::vector<std::string>;
    QCOMPARE(found("0% S"), Names{"100% sure"});
    QCOMPARE(found("_"), Names{"under_score"});
    QCOMPARE(found("\\"), Names{"back\\slash"});
    QCOMPARE(found("STRAß"), Names{"Straße"});
    QCOMPARE(found("PLAIN"), Names{"plain"});
    QCOMPARE(found("été").size(), std::size_t{5});
    QCOMPARE(found("nothing like it"), Names{});
    QCOMPARE(found("' OR true --"), Names{});
}

void StoreTest::listsVersions()
{
    SchemaHead head = m_clients->create(schemaNamed("history")).head;
    for (int i = 2; i <= 10; ++i)
        head = m_clients
                   ->replace(versionOf(head, "history",
                                       std::string(static_cast<std::size_t>(i), ' ') + "{}"))
                   .head;
    const auto numbersOf = [&](std::optional<int> before, int limit) {
        std::vector<int> numbers;
        const auto versions = m_clients->versions("ann", head.id, before, limit);
        for (const VersionSummary &version : *versions)
            numbers.push_back(version.number);
        return numbers;
    };
    QCOMPARE(numbersOf({}, 3), (std::vector<int>{10, 9, 8}));
    QCOMPARE(numbersOf(8, 3), (std::vector<int>{7, 6, 5}));
    QCOMPARE(numbersOf(2, 3), (std::vector<int>{1}));
    QCOMPARE(numbersOf(1, 3), (std::vector<int>{}));
    const VersionSummary newest = m_clients->versions("ann", head.id, {}, 1)->front();
    QCOMPARE(newest.bytes, std::uint64_t{12});
    QCOMPARE(newest.hash, head.hash);
    QCOMPARE(newest.createdAt, head.updatedAt);
    QVERIFY(!m_clients->versions("ann", noSuchId));
}

/// A plan is made once a connection, often while the tables are empty, and kept.
void StoreTest::plansByIndexes()
{
    PgConnection connection(metadataTarget(newDatabase("plans"), std::chrono::seconds(10)));
    migrate(connection);
    const Uuid id = *parseUuid(noSuchId);
    const auto planOf = [&](const std::string &execute) {
        const PgResult lines = connection.query(("EXPLAIN (COSTS off) EXECUTE " + execute).c_str());
        std::string plan;
        for (int row = 0; row < lines.rowCount(); ++row)
            plan.append(lines.text(row, 0)).append("\n");
        return plan;
    };
    QVERIFY(run(connection, findVersions({{id, "ann", 0, 0}}, 1)).empty());
    const std::string found = planOf("select_versions('{}', '{}', '{}', '{}', '1')");
    QVERIFY2(found.find("Seq Scan") == std::string::npos, found.c_str());
    QVERIFY2(found.find("Index Cond: ((schema_id = s.id) AND (number =") != std::string::npos,
             found.c_str());
    const std::string last = ", '1', '" + std::string(noSuchId) + "'";
    for (const char *column : {"updated_at", "created_at", "sort_name"})
        for (const bool isFirst : {false, true}) {
            ListRequest request{"ann", "", SchemaOrder::Updated, true, 5, "", ""};
            request.order = std::string_view(column) == "sort_name"    ? SchemaOrder::Name
                            : std::string_view(column) == "created_at" ? SchemaOrder::Created
                                                                       : SchemaOrder::Updated;
            if (!isFirst) {
                request.afterKey = "1";
                request.afterId = noSuchId;
            }
            QVERIFY(run(connection, *listSchemas(request)).items.empty());
            const std::string plan =
                planOf(std::string("select_") + (isFirst ? "first" : "next") + "_page_by_" +
                       column + "_down('ann', NULL, '5'" + (isFirst ? "" : last) + ")");
            QVERIFY2(plan.find("Index Scan Backward using schemas_") != std::string::npos,
                     plan.c_str());
            QVERIFY2(plan.find("Sort Key") == std::string::npos, plan.c_str());
        }
}

QTEST_GUILESS_MAIN(StoreTest)
#include "store_test.moc"
