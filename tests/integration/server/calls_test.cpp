// SPDX-License-Identifier: MIT
#include "cluster_folder.h"
#include "http_client.h"
#include "server_process.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>
#include <QThread>

#include <memory>

namespace {

QByteArray quoted(QByteArray text) { return text.replace('\'', '"'); }

/// A schema of one table; `more` are further columns, each after a comma.
QByteArray document(const QByteArray &name, const QByteArray &more = {})
{
    return quoted("{'name':'" + name + "','description':'of " + name +
                  "','tables':[{'id':'t1','name':'items','columns':[{'id':'c1','name':'id',"
                  "'dataType':'INT','primaryKey':true}" +
                  more + "]}]}");
}

QByteArray hashOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QByteArray kindOf(const HttpAnswer &answer)
{
    const QString type = answer.json()["type"].toString();
    const QString prefix = QStringLiteral("urn:tablewright:problem:");
    return type.startsWith(prefix) ? type.mid(prefix.size()).toUtf8() : QByteArray();
}

// Only PostgreSQL can tell whether there is such a table.
const QByteArray takenByPostgresql =
    ",{'id':'c2','name':'p','dataType':'regclass','defaultValue':'pg_locks'}";
const QByteArray refusedByPostgresql =
    ",{'id':'c2','name':'p','dataType':'regclass','defaultValue':'nowhere'}";

} // namespace

/// The calls of the API, each on its main ways, over HTTP and a real PostgreSQL.
class CallsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void storesOnceForAKey();
    void listsInPages();
    void changesOnlyWhatWasSeen();
    void tagsTellDifferentAnswersApart();
    void keepsVersions();
    void bringsVersionsBack();
    void tellsWhatChanged();
    void writesSql();
    void deletes();
    void asksPostgresqlWhatTheEngineLeavesOpen();
    void makesDatabases();
    void makesDatabasesLater();
    void deletesWithDatabases();
    void takesDbml();
    void convertsLargeDocuments();
    void readsLargeDocuments();
    void readsBodiesStrictly();
    void servesTheContract();
    void printsRoutes();

private:
    [[nodiscard]] HttpAnswer ask(const QByteArray &method, const QByteArray &path,
                                 const QByteArray &body = {}, const HttpFields &fields = {}) const
    {
        return send(m_port, method, path, body, fields);
    }
    QByteArray created(const QByteArray &text)
    {
        const HttpAnswer answer = ask("POST", "/api/v1/schemas", text);
        if (answer.status != 201)
            qWarning("%d %s", answer.status, answer.body.constData());
        return "/api/v1/schemas/" + answer.json()["id"].toString().toUtf8();
    }

    ClusterFolder m_folder;
    std::unique_ptr<ServerProcess> m_server;
    quint16 m_port = 0;
};

void CallsTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_server = std::make_unique<ServerProcess>(m_folder.filePath(QStringLiteral("data")));
    QVERIFY2(m_server->start({QStringLiteral("--threads"), QStringLiteral("2")}),
             m_server->error().constData());
    m_port = m_server->port();
}

void CallsTest::cleanupTestCase() { m_server.reset(); }

void CallsTest::storesOnceForAKey()
{
    const QByteArray text = document("once");
    const HttpFields key = {{"Idempotency-Key", "k-1"}};
    const HttpAnswer first = ask("POST", "/api/v1/schemas", text, key);
    QCOMPARE(first.status, 201);
    const HttpAnswer again = ask("POST", "/api/v1/schemas", text, key);
    QCOMPARE(again.status, 201);
    QCOMPARE(again.body, first.body);
    QCOMPARE(again.header("ETag"), first.header("ETag"));
    QCOMPARE(again.header("Location"), first.header("Location"));

    // The answer of then, although it is not the newest version any more.
    const QByteArray path = first.header("Location");
    QCOMPARE(ask("PUT", path, document("twice"), {{"If-Match", "*"}}).status, 200);
    QCOMPARE(ask("POST", "/api/v1/schemas", text, key).body, first.body);

    const HttpAnswer other = ask("POST", "/api/v1/schemas", document("other"), key);
    QCOMPARE(other.status, 422);
    QCOMPARE(kindOf(other), QByteArray("idempotency-key-reused"));
    for (const QByteArray &wrong : {QByteArray(), QByteArray(201, 'k'), QByteArray("a b")}) {
        const HttpAnswer answer =
            ask("POST", "/api/v1/schemas", text, {{"Idempotency-Key", wrong}});
        QCOMPARE(answer.status, 400);
        QCOMPARE(kindOf(answer), QByteArray("invalid-idempotency-key"));
    }
}

void CallsTest::listsInPages()
{
    for (int i = 0; i < 5; ++i)
        QVERIFY(created(document("Page " + QByteArray::number(i))).size() > 20);
    QByteArray target = "/api/v1/schemas?q=pAGE%20&sort=name&limit=2";
    QStringList names;
    int pages = 0;
    while (!target.isEmpty()) {
        const HttpAnswer page = ask("GET", target);
        QCOMPARE(page.status, 200);
        for (const QJsonValue item : page.json()["items"].toArray()) {
            names += item["name"].toString();
            QVERIFY(item.toObject().contains(QStringLiteral("hash")));
            QVERIFY(!item.toObject().contains(QStringLiteral("document")));
        }
        const QByteArray link = page.header("Link");
        QCOMPARE(link.isEmpty(), !page.json().contains(QStringLiteral("nextCursor")));
        target = link.isEmpty() ? QByteArray() : link.mid(1, link.indexOf('>') - 1);
        ++pages;
    }
    QCOMPARE(pages, 3);
    QCOMPARE(names, QStringList({"Page 0", "Page 1", "Page 2", "Page 3", "Page 4"}));

    const HttpAnswer newest = ask("GET", "/api/v1/schemas?q=Page&limit=1");
    QCOMPARE(newest.json()["items"][0]["name"].toString(), QStringLiteral("Page 4"));
    const QByteArray cursor = newest.json()["nextCursor"].toString().toUtf8();
    QCOMPARE(ask("GET", "/api/v1/schemas?q=Page&limit=1&cursor=" + cursor)
                 .json()["items"][0]["name"]
                 .toString(),
             QStringLiteral("Page 3"));
    // Of another order, of another search, damaged.
    for (const QByteArray &wrong : {"sort=name&q=Page&cursor=" + cursor, "cursor=" + cursor,
                                    "q=Page&cursor=" + cursor.chopped(1),
                                    "q=Page&cursor=A" + cursor, QByteArray("cursor=")}) {
        const HttpAnswer answer = ask("GET", "/api/v1/schemas?" + wrong);
        QCOMPARE(answer.status, 400);
        QCOMPARE(kindOf(answer), QByteArray("invalid-cursor"));
    }
    for (const char *wrong :
         {"limit=0", "limit=201", "limit=01", "limit=x", "sort=size", "sort="}) {
        const HttpAnswer answer = ask("GET", QByteArray("/api/v1/schemas?") + wrong);
        QCOMPARE(answer.status, 400);
        QCOMPARE(kindOf(answer), QByteArray("invalid-parameter"));
    }
}

void CallsTest::changesOnlyWhatWasSeen()
{
    const QByteArray text = document("put");
    const QByteArray path = created(text);
    const QByteArray tag = '"' + hashOf(text) + '"';
    const QByteArray next = document("put", ",{'name':'n','dataType':'TEXT'}");

    HttpAnswer answer = ask("PUT", path, next);
    QCOMPARE(answer.status, 428);
    QCOMPARE(kindOf(answer), QByteArray("precondition-required"));
    for (const QByteArray &lost : {"W/" + tag, QByteArray("\"x\""), hashOf(text)}) {
        answer = ask("PUT", path, next, {{"If-Match", lost}});
        QCOMPARE(answer.status, 412);
        QCOMPARE(kindOf(answer), QByteArray("precondition-failed"));
    }
    answer = ask("PUT", path, text, {{"If-Match", tag}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()["version"].toInt(), 1); // the same bytes
    QCOMPARE(answer.header("ETag"), tag);

    answer = ask("PUT", path, next, {{"If-Match", "\"x\", " + tag}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()["version"].toInt(), 2);
    QCOMPARE(answer.json()["hash"].toString().toUtf8(), hashOf(next));
    QVERIFY(answer.body.endsWith("\"document\":" + next + '}'));
    const QByteArray envelopeTag = answer.header("ETag");
    QCOMPARE(ask("GET", path).header("ETag"), envelopeTag);
    QCOMPARE(ask("PUT", path, text, {{"If-Match", tag}}).status, 412);
    // The envelope's tag counts by the hash in it.
    QCOMPARE(ask("PUT", path, text, {{"If-Match", envelopeTag}}).status, 200);
    QCOMPARE(ask("PUT", path, quoted("{'tables':1}"), {{"If-Match", "*"}}).status, 422);
    const QByteArray absent = "/api/v1/schemas/00000000-0000-4000-8000-000000000000";
    QCOMPARE(ask("PUT", absent, text, {{"If-Match", "*"}}).status, 404);
    QCOMPARE(ask("PUT", "/api/v1/schemas/x", text, {{"If-Match", tag}}).status, 404);
}

void CallsTest::tagsTellDifferentAnswersApart()
{
    const QByteArray first = document("aba");
    const QByteArray path = created(first);
    const QByteArray tag = ask("GET", path).header("ETag");
    QCOMPARE(ask("PUT", path, document("b"), {{"If-Match", "*"}}).status, 200);
    QCOMPARE(ask("PUT", path, first, {{"If-Match", "*"}}).status, 200);
    // The bytes are those of version 1 again, the envelope is not.
    const HttpAnswer answer = ask("GET", path, {}, {{"If-None-Match", tag}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()["version"].toInt(), 3);
    QCOMPARE(ask("GET", path + "/document", {}, {{"If-None-Match", tag}}).status, 304);
    const HttpAnswer same = ask("GET", path, {}, {{"If-None-Match", answer.header("ETag")}});
    QCOMPARE(same.status, 304);
    QCOMPARE(same.header("ETag"), answer.header("ETag"));
    QVERIFY(same.body.isEmpty());
}

void CallsTest::keepsVersions()
{
    const QByteArray path = created(document("v1"));
    for (int i = 2; i <= 4; ++i)
        QCOMPARE(
            ask("PUT", path, document("v" + QByteArray::number(i)), {{"If-Match", "*"}}).status,
            200);
    const HttpAnswer page = ask("GET", path + "/versions?limit=3");
    QCOMPARE(page.status, 200);
    QList<int> numbers;
    for (const QJsonValue item : page.json()["items"].toArray())
        numbers += item["number"].toInt();
    const QByteArray cursor = page.json()["nextCursor"].toString().toUtf8();
    const HttpAnswer rest = ask("GET", path + "/versions?limit=3&cursor=" + cursor);
    QVERIFY(!rest.json().contains(QStringLiteral("nextCursor")));
    for (const QJsonValue item : rest.json()["items"].toArray())
        numbers += item["number"].toInt();
    QCOMPARE(numbers, QList<int>({4, 3, 2, 1}));

    const HttpAnswer one = ask("GET", path + "/versions/2");
    QCOMPARE(one.status, 200);
    const QByteArray text = document("v2");
    QCOMPARE(one.json()["number"].toInt(), 2);
    QCOMPARE(one.json()["bytes"].toInt(), text.size());
    QVERIFY(path.endsWith(one.json()["schemaId"].toString().toUtf8()));
    QVERIFY(one.body.endsWith("\"document\":" + text + '}'));
    const HttpAnswer bytes = ask("GET", path + "/versions/2/document");
    QCOMPARE(bytes.body, text);
    QCOMPARE(bytes.header("Content-Type"), QByteArray("application/json"));
    for (const HttpAnswer &answer : {one, bytes}) {
        QCOMPARE(answer.header("ETag"), '"' + hashOf(text) + '"');
        QCOMPARE(answer.header("Cache-Control"),
                 QByteArray("private, max-age=31536000, immutable"));
    }
    QCOMPARE(
        ask("GET", path + "/versions/2/document", {}, {{"If-None-Match", '"' + hashOf(text) + '"'}})
            .status,
        304);
    const HttpAnswer head = ask("HEAD", path + "/versions/2/document");
    QCOMPARE(head.status, 200);
    QCOMPARE(head.header("Content-Length"), QByteArray::number(text.size()));
    QVERIFY(head.body.isEmpty());
    for (const char *wrong : {"5", "0", "-1", "02", "x", "2.0", "99999999999"})
        QCOMPARE(ask("GET", path + "/versions/" + wrong).status, 404);
}

void CallsTest::bringsVersionsBack()
{
    const QByteArray first = document("r1");
    const QByteArray path = created(first);
    const HttpAnswer second = ask("PUT", path, document("r2"), {{"If-Match", "*"}});
    QCOMPARE(ask("POST", path + "/versions/1/restore", {}, {{"If-Match", "\"x\""}}).status, 412);
    const HttpAnswer back =
        ask("POST", path + "/versions/1/restore", {}, {{"If-Match", second.header("ETag")}});
    QCOMPARE(back.status, 200);
    QCOMPARE(back.json()["version"].toInt(), 3);
    QCOMPARE(back.json()["name"].toString(), QStringLiteral("r1"));
    QVERIFY(back.body.endsWith("\"document\":" + first + '}'));
    QCOMPARE(ask("GET", path + "/versions/3").json()["restoredFrom"].toInt(), 1);
    QCOMPARE(ask("POST", path + "/versions/3/restore").json()["version"].toInt(), 3);
    QCOMPARE(ask("POST", path + "/versions/9/restore").status, 404);
}

void CallsTest::tellsWhatChanged()
{
    const QByteArray path = created(document("d", ",{'id':'c2','name':'mail','dataType':'TEXT'}"));
    HttpAnswer answer = ask("GET", path + "/diff");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, quoted("{'from':1,'to':1,'changes':[],'summary':{'added':0,'removed':0,"
                                 "'changed':0,'renamed':0,'moved':0}}"));
    QCOMPARE(ask("PUT", path, document("d", ",{'id':'c2','name':'email','dataType':'TEXT'}"),
                 {{"If-Match", "*"}})
                 .status,
             200);
    answer = ask("GET", path + "/diff");
    QCOMPARE(answer.body,
             quoted("{'from':1,'to':2,'changes':[{'kind':'renamed','element':'column','path':"
                    "'/tables/items/columns/email','name':'email','before':{'name':'mail'},"
                    "'after':{'name':'email'}}],'summary':{'added':0,'removed':0,'changed':0,"
                    "'renamed':1,'moved':0}}"));
    QCOMPARE(ask("GET", path + "/diff?from=2&to=1").json()["changes"][0]["name"].toString(),
             QStringLiteral("mail"));
    QCOMPARE(ask("GET", path + "/diff?from=1&to=3").status, 404);
    QCOMPARE(kindOf(ask("GET", path + "/diff?from=0")), QByteArray("invalid-parameter"));
}

void CallsTest::writesSql()
{
    const QByteArray path = created(document("sql"));
    const HttpAnswer sql = ask("GET", path + "/sql");
    QCOMPARE(sql.status, 200);
    QVERIFY(sql.body.contains("CREATE TABLE items"));
    QCOMPARE(ask("GET", path + "/sql").body, sql.body); // now from the cache
    QCOMPARE(ask("POST", "/api/v1/compile", document("sql")).json()["sql"].toString().toUtf8(),
             sql.body);
    QCOMPARE(
        ask("PUT", path, document("sql", ",{'name':'n','dataType':'TEXT'}"), {{"If-Match", "*"}})
            .status,
        200);
    QVERIFY(ask("GET", path + "/sql").body.contains("n text"));
    QCOMPARE(ask("GET", path + "/sql?version=1").body, sql.body);
    QCOMPARE(ask("GET", path + "/sql?version=3").status, 404);
    QCOMPARE(kindOf(ask("GET", path + "/sql?version=x")), QByteArray("invalid-parameter"));
}

void CallsTest::deletes()
{
    const QByteArray path = created(document("gone"));
    QCOMPARE(kindOf(ask("DELETE", path + "?dropDatabases=yes")), QByteArray("invalid-parameter"));
    QCOMPARE(ask("DELETE", path, {}, {{"If-Match", "\"x\""}}).status, 412);
    const HttpAnswer answer = ask("DELETE", path);
    QCOMPARE(answer.status, 204);
    QVERIFY(answer.body.isEmpty());
    for (const char *rest :
         {"", "/document", "/versions", "/versions/1", "/versions/1/document", "/sql", "/diff"})
        QCOMPARE(ask("GET", path + rest).status, 404);
    QCOMPARE(ask("DELETE", path).status, 404);
    QCOMPARE(ask("DELETE", path + "?dropDatabases=true").status, 404);
}

void CallsTest::asksPostgresqlWhatTheEngineLeavesOpen()
{
    const QByteArray taken = document("open", takenByPostgresql);
    const QByteArray refused = document("open", refusedByPostgresql);
    HttpAnswer answer = ask("POST", "/api/v1/validate", taken);
    QCOMPARE(answer.body, quoted("{'valid':true,'diagnostics':[]}"));
    answer = ask("POST", "/api/v1/validate", refused);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()["valid"].toBool(true), false);
    const QByteArray path = created(taken);
    QVERIFY(path.size() > 20);
    for (const HttpAnswer &found :
         {ask("POST", "/api/v1/schemas", refused), ask("POST", "/api/v1/compile", refused),
          ask("PUT", path, refused, {{"If-Match", "*"}})}) {
        QCOMPARE(found.status, 422);
        QCOMPARE(kindOf(found), QByteArray("statement-refused"));
        bool isTold = false;
        for (const QJsonValue diagnostic : found.json()["diagnostics"].toArray()) {
            if (diagnostic["code"].toString() != QStringLiteral("TW7001"))
                continue;
            isTold = diagnostic["pointer"].toString() ==
                     QStringLiteral("/tables/0/columns/1/defaultValue");
            QVERIFY(!diagnostic["message"].toString().contains(QStringLiteral("nowhere")));
        }
        QVERIFY2(isTold, found.body.constData());
    }
}

void CallsTest::makesDatabases()
{
    const QByteArray path = created(document("data"));
    const HttpFields key = {{"Idempotency-Key", "db-1"}};
    const HttpAnswer made = ask("POST", path + "/databases", {}, key);
    QCOMPARE(made.status, 201);
    const QByteArray location = made.header("Location");
    const QByteArray password = made.json()["password"].toString().toUtf8();
    QVERIFY(password.size() >= 16);
    QVERIFY(made.json()["psql"].toString().contains(made.json()["url"].toString()));
    const HttpAnswer again = ask("POST", path + "/databases", {}, key);
    QCOMPARE(again.status, 200);
    QCOMPARE(again.json()["id"], made.json()["id"]);
    QVERIFY(!again.json().contains(QStringLiteral("password")));
    QCOMPARE(kindOf(ask("POST", created(document("data2")) + "/databases", {}, key)),
             QByteArray("idempotency-key-reused"));

    const HttpAnswer state = ask("GET", location);
    QCOMPARE(state.json()["status"].toString(), QStringLiteral("ready"));
    QCOMPARE(state.json()["exists"].toBool(), true);
    QVERIFY(!state.body.contains(password));
    const QByteArray filtered = "/api/v1/databases?schemaId=" + path.mid(16);
    QCOMPARE(ask("GET", filtered).json()["items"].toArray().size(), 1);
    QCOMPARE(ask("GET", filtered + "&status=creating").json()["items"].toArray().size(), 0);
    QCOMPARE(kindOf(ask("GET", filtered + "&status=x")), QByteArray("invalid-parameter"));
    QCOMPARE(kindOf(ask("GET", filtered + "&cursor=x")), QByteArray("invalid-cursor"));
    QCOMPARE(kindOf(ask("GET", "/api/v1/databases?schemaId=x")), QByteArray("invalid-parameter"));

    const HttpAnswer renewed = ask("POST", location + "/credentials");
    QCOMPARE(renewed.status, 200);
    QVERIFY(renewed.json()["password"].toString().toUtf8() != password);
    const HttpAnswer refused = ask("DELETE", path);
    QCOMPARE(refused.status, 409);
    QCOMPARE(kindOf(refused), QByteArray("databases-exist"));
    QVERIFY(refused.json()["detail"].toString().contains(QStringLiteral("1 database;")));
    QCOMPARE(ask("DELETE", location).status, 204);
    QCOMPARE(ask("GET", location).json()["status"].toString(), QStringLiteral("dropped"));
    QCOMPARE(kindOf(ask("POST", location + "/credentials")), QByteArray("database-not-ready"));
    QCOMPARE(ask("DELETE", path).status, 204);
}

void CallsTest::makesDatabasesLater()
{
    const QByteArray path = created(document("later"));
    const HttpAnswer begun = ask("POST", path + "/databases", quoted("{'version':1}"),
                                 {{"Prefer", "wait=1, respond-async"}});
    QCOMPARE(begun.status, 202);
    QCOMPARE(begun.header("Preference-Applied"), QByteArray("respond-async"));
    QVERIFY(!begun.json().contains(QStringLiteral("password")));
    const QByteArray location = begun.header("Location");
    QElapsedTimer waited;
    waited.start();
    while (ask("GET", location).json()["status"].toString() == QStringLiteral("creating") &&
           waited.elapsed() < 60000)
        QThread::msleep(20);
    QCOMPARE(ask("GET", location).json()["status"].toString(), QStringLiteral("ready"));
    QCOMPARE(ask("POST", location + "/credentials").status, 200);
}

void CallsTest::deletesWithDatabases()
{
    const QByteArray path = created(document("all"));
    const QByteArray tag = ask("GET", path).header("ETag");
    const QByteArray one = ask("POST", path + "/databases").header("Location");
    const QByteArray two = ask("POST", path + "/databases").header("Location");
    QVERIFY(!one.isEmpty() && !two.isEmpty());
    const HttpAnswer changed = ask("GET", path, {}, {{"If-None-Match", tag}});
    QCOMPARE(changed.status, 200);
    QCOMPARE(changed.json()["databases"].toArray().size(), 2);
    QCOMPARE(ask("DELETE", path + "?dropDatabases=true", {}, {{"If-Match", "\"x\""}}).status, 412);
    QCOMPARE(ask("GET", one).json()["status"].toString(), QStringLiteral("ready"));
    QCOMPARE(ask("DELETE", path + "?dropDatabases=true", {}, {{"If-Match", changed.header("ETag")}})
                 .status,
             204);
    QCOMPARE(ask("GET", path).status, 404);
}

void CallsTest::takesDbml()
{
    const HttpFields dbml = {{"Content-Type", "text/x-dbml"}};
    const QByteArray text = "// kept\nTable items {\n  id int [pk]\n  name text\n}\n";
    const HttpAnswer made = ask("POST", "/api/v1/schemas", text, dbml);
    QCOMPARE(made.status, 201);
    QCOMPARE(made.json()["language"].toString(), QStringLiteral("dbml"));
    QCOMPARE(made.json()["hash"].toString().toUtf8(), hashOf(text));
    QCOMPARE(made.json()["document"].toObject()["tables"].toArray().size(), 1);
    const QByteArray path = made.header("Location");
    const HttpAnswer back = ask("GET", path + "/document");
    QCOMPARE(back.body, text);
    QCOMPARE(back.header("Content-Type"), QByteArray("text/x-dbml; charset=utf-8"));
    QCOMPARE(back.header("ETag"), '"' + hashOf(text) + '"');
    const HttpAnswer json = ask("GET", path + "/document", {}, {{"Accept", "application/json"}});
    QCOMPARE(json.header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(json.json()["tables"], made.json()["document"].toObject()["tables"]);
    QVERIFY(json.header("ETag") != back.header("ETag"));
    QVERIFY(made.header("ETag") != back.header("ETag")); // the envelope is no text
    QCOMPARE(ask("GET", path, {}, {{"Accept", "text/x-dbml"}}).body, text);
    QVERIFY(ask("GET", path + "/sql").body.startsWith("CREATE TABLE items"));

    const HttpAnswer wrong =
        ask("POST", "/api/v1/schemas", "Table items {\n  id itn [pk]\n}\n", dbml);
    QCOMPARE(wrong.status, 422);
    const QJsonObject found = wrong.json()["diagnostics"].toArray()[0].toObject();
    QCOMPARE(found["code"].toString(), QStringLiteral("TW3001"));
    QCOMPARE(found["line"].toInt(), 2);
    QCOMPARE(found["column"].toInt(), 6);
    QVERIFY(!found.contains("pointer"));
    // As in JSON: what this server makes has primary keys.
    const HttpAnswer keyless = ask("POST", "/api/v1/schemas", "Table items { id int }", dbml);
    QCOMPARE(keyless.status, 422);
}

/// What is compiled and converted on a worker comes to the same.
void CallsTest::convertsLargeDocuments()
{
    QByteArray text;
    for (int i = 0; i < 1500; ++i)
        text += "Table t" + QByteArray::number(i) + " {\n  id int [pk]\n  name text\n}\n\n";
    QVERIFY(text.size() > 40'000);
    const HttpAnswer made = ask("POST", "/api/v1/schemas", text, {{"Content-Type", "text/x-dbml"}});
    QCOMPARE(made.status, 201);
    QCOMPARE(made.json()["document"].toObject()["tables"].toArray().size(), 1500);
    const QByteArray path = made.header("Location");
    QCOMPARE(ask("GET", path).body, made.body);
    QCOMPARE(ask("GET", path + "/document").body, text);
    const QByteArray json =
        ask("GET", path + "/document", {}, {{"Accept", "application/json"}}).body;
    const QByteArray copy = created(json);
    QCOMPARE(ask("GET", copy + "/sql").body, ask("GET", path + "/sql").body);
    const HttpAnswer back = ask("GET", copy + "/document", {}, {{"Accept", "text/x-dbml"}});
    QCOMPARE(back.status, 200);
    QCOMPARE(back.body, ask("GET", copy + "/document", {}, {{"Accept", "text/x-dbml"}}).body);
    QCOMPARE(ask("GET", path + "/diff?from=1&to=1").status, 200);
}

void CallsTest::readsLargeDocuments()
{
    // Above what is compiled on the event loop.
    QByteArray columns;
    for (int i = 0; i < 900; ++i)
        columns += ",{'name':'column_" + QByteArray::number(i) +
                   "','dataType':'VARCHAR','length':" + QByteArray::number(i + 1) + "}";
    const QByteArray large = document("large", columns);
    QVERIFY(large.size() > 40000);
    const QByteArray path = created(large);
    QCOMPARE(ask("GET", path + "/document").body, large);
    QCOMPARE(ask("POST", "/api/v1/validate", large).json()["valid"].toBool(), true);
    QCOMPARE(ask("PUT", path, document("small"), {{"If-Match", "*"}}).status, 200);
    const HttpAnswer diff = ask("GET", path + "/diff");
    QCOMPARE(diff.json()["summary"].toObject()["removed"].toInt(), 900);
    QVERIFY(ask("GET", path + "/sql?version=1").body.contains("column_899 character varying(900)"));
    QCOMPARE(ask("POST", "/api/v1/schemas", large.chopped(1)).status, 422);
}

void CallsTest::readsBodiesStrictly()
{
    const QByteArray path = created(document("body")) + "/databases";
    for (const char *wrong :
         {"[]", "null", "{", "{'version':0}", "{'version':'1'}", "{'version':1.5}",
          "{'version':null}", "{'versoin':1}", "{'version':1,'version':1}", "{'version':1e300}"}) {
        const HttpAnswer answer = ask("POST", path, quoted(wrong));
        QCOMPARE(answer.status, 400);
        QCOMPARE(kindOf(answer), QByteArray("invalid-body"));
    }
    QCOMPARE(ask("POST", path, QByteArray(1 << 20, '[')).status, 400);
    QCOMPARE(ask("POST", path, quoted("{'version':2}")).status, 404);
}

void CallsTest::servesTheContract()
{
    const HttpAnswer openapi = ask("GET", "/openapi.json");
    QCOMPARE(openapi.status, 200);
    QVERIFY(openapi.json()["openapi"].toString().startsWith(QStringLiteral("3.1")));
    const HttpAnswer schema = ask("GET", "/schema.json");
    QCOMPARE(schema.header("Content-Type"), QByteArray("application/schema+json"));
    QVERIFY(schema.json()["$schema"].toString().contains(QStringLiteral("2020-12")));
    QCOMPARE(ask("GET", "/schema.json", {}, {{"Accept", "application/json"}}).body, schema.body);
}

void CallsTest::printsRoutes()
{
    QProcess program;
    program.start(QStringLiteral(TABLEWRIGHT_SERVER), {QStringLiteral("--print-routes")});
    QVERIFY(program.waitForFinished(10000));
    QCOMPARE(program.exitCode(), 0);
    const QJsonArray routes = QJsonDocument::fromJson(program.readAllStandardOutput()).array();
    bool isFound = false;
    for (const QJsonValue route : routes) {
        if (route["pattern"].toString() != QStringLiteral("/api/v1/schemas/<arg>/databases"))
            continue;
        isFound = true;
        QCOMPARE(route["method"].toString(), QStringLiteral("POST"));
        QCOMPARE(route["body"].toString(), QStringLiteral("optionalJson"));
        QCOMPARE(route["access"].toString(), QStringLiteral("user"));
        QCOMPARE(route["produces"].toArray(), QJsonArray({QStringLiteral("application/json")}));
    }
    QVERIFY(isFound);
    QVERIFY(routes.size() > 20);
}

QTEST_GUILESS_MAIN(CallsTest)
#include "calls_test.moc"
