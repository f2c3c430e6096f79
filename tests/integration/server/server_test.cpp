// SPDX-License-Identifier: MIT
#include "cluster_folder.h"
#include "http_client.h"
#include "server_process.h"

#include <libpq-fe.h>

#include <QCryptographicHash>
#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <memory>
#include <vector>

#include <unistd.h>

namespace {

// Blanks and the order of members are as nobody's writer makes them: they must survive.
const QByteArray shop = R"({ "name":"Caf\u00e9 & Söhne",   "description": "a \u0022shop\u0022",
  "tables": [
    { "id": "t1", "name": "customers", "columns": [
      { "id": "c1", "name": "id", "dataType": "INT", "primaryKey": true, "autoIncrement": true },
      { "id": "c2", "name": "email", "dataType": "VARCHAR", "length": 255, "nullable": false, "unique": true },
      { "id": "c3", "name": "since", "dataType": "TIMESTAMP", "nullable": false, "defaultValue": "CURRENT_TIMESTAMP" } ],
      "position": { "x": 1.50, "y": -2e1 } },
    { "id": "t2", "name": "Order", "columns": [
      { "id": "o1", "name": "id", "dataType": "BIGINT", "primaryKey": true },
      { "id": "o2", "name": "customer_id", "dataType": "INT", "nullable": false },
      { "id": "o3", "name": "total", "dataType": "DECIMAL", "precision": 10, "scale": 2, "defaultValue": 0 } ],
      "indexes": [ { "name": "order_customer", "columns": ["customer_id"], "unique": false } ] } ],
  "foreignKeys": [ { "id": "f1", "name": "order_fk", "sourceTableId": "t2", "sourceColumnId": "o2",
    "targetTableId": "t1", "targetColumnId": "c1", "onDelete": "CASCADE", "onUpdate": "RESTRICT" } ]

})";

const QByteArray wrong = R"({
  "name": "wrong",
  "tables": [
    { "id": "t1", "name": "a", "columns": [ { "id": "c1", "name": "ü", "dataType": "INTT" } ] } ] })";

QString queried(const QString &url, const char *sql)
{
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
        PQconnectdb(url.toUtf8().constData()), &PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK)
        return QStringLiteral("cannot connect: ") + PQerrorMessage(connection.get());
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql),
                                                               &PQclear);
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK)
        return QStringLiteral("failed: ") + PQerrorMessage(connection.get());
    QStringList rows;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
        QStringList values;
        for (int column = 0; column < PQnfields(result.get()); ++column)
            values += QString::fromUtf8(PQgetvalue(result.get(), row, column));
        rows += values.join(QLatin1Char('|'));
    }
    return rows.join(QLatin1Char('\n'));
}

QString withDatabase(const QString &url, const QString &database)
{
    QUrl changed(url);
    changed.setPath(QLatin1Char('/') + database);
    return changed.toString(QUrl::FullyEncoded);
}

} // namespace

/// The program from outside: over HTTP, over PostgreSQL's own protocol, by its processes.
class ServerTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void runsTheClusterUnprivileged();
    void servesThePage();
    void keepsDocumentsByteForByte();
    void makesTheDatabaseThatWasDescribed();
    void isolatesDatabases();
    void tellsWhereADocumentIsWrong();
    void compiles();
    void laysOut();
    void makesTablesWithoutPrimaryKeyAnError();
    void answersWithProblems_data();
    void answersWithProblems();
    void limitsBodies();
    void servesThisMachineOnly_data();
    void servesThisMachineOnly();
    void survivesClientsThatAbort();
    void refusesBadOptions_data();
    void refusesBadOptions();
    void needsAFolderOfItsOwn();
    void tellsOfAFolderThatTheClusterCannotEnter();
    void comesBackAfterBeingKilled();
    void stopsWithEverythingItStarted();

private:
    QByteArray created(const QByteArray &document)
    {
        const HttpAnswer answer = send(m_port, "POST", "/api/v1/schemas", document);
        return answer.status == 201 ? answer.json()["id"].toString().toUtf8() : QByteArray();
    }
    QJsonObject madeDatabase()
    {
        const HttpAnswer answer =
            send(m_port, "POST", "/api/v1/schemas/" + created(shop) + "/databases");
        return answer.status == 201 ? answer.json() : QJsonObject();
    }

    ClusterFolder m_folder;
    std::unique_ptr<ServerProcess> m_server;
    quint16 m_port = 0;
};

void ServerTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_server = std::make_unique<ServerProcess>(m_folder.filePath(QStringLiteral("data")));
    QVERIFY2(m_server->start(), m_server->error().constData());
    m_port = m_server->port();
}

void ServerTest::cleanupTestCase() { m_server.reset(); }

void ServerTest::runsTheClusterUnprivileged()
{
    QVERIFY(m_server->postmaster() > 0);
    struct stat info {};
    QCOMPARE(::stat(qPrintable(QStringLiteral("/proc/%1").arg(m_server->postmaster())), &info), 0);
    QVERIFY(info.st_uid != 0);
    struct stat secrets {};
    QCOMPARE(
        ::stat(qPrintable(m_folder.filePath(QStringLiteral("data/cluster.secrets"))), &secrets), 0);
    QCOMPARE(secrets.st_mode & 0777U, 0600U);
    QCOMPARE(secrets.st_uid, ::geteuid());
}

void ServerTest::servesThePage()
{
    const HttpAnswer page = send(m_port, "GET", "/");
    QCOMPARE(page.status, 200);
    QCOMPARE(page.header("Content-Type"), QByteArray("text/html; charset=utf-8"));
    QVERIFY(page.header("Content-Security-Policy").startsWith("default-src 'none'"));
    QVERIFY(page.body.contains("Make a database"));
    const HttpAnswer head = send(m_port, "HEAD", "/");
    QCOMPARE(head.status, 200);
    QVERIFY(head.body.isEmpty());
    QCOMPARE(head.header("Content-Length"), QByteArray::number(page.body.size()));
    QCOMPARE(send(m_port, "GET", "/healthz").json()["status"].toString(), QStringLiteral("ok"));
}

void ServerTest::keepsDocumentsByteForByte()
{
    const HttpAnswer made = send(m_port, "POST", "/api/v1/schemas", shop);
    QCOMPARE(made.status, 201);
    const QJsonObject envelope = made.json();
    const QByteArray id = envelope["id"].toString().toUtf8();
    const QByteArray path = "/api/v1/schemas/" + id;
    const QByteArray hash = QCryptographicHash::hash(shop, QCryptographicHash::Sha256).toHex();
    QCOMPARE(made.header("Location"), path);
    QCOMPARE(made.header("ETag"), '"' + hash + '"');
    QCOMPARE(envelope["hash"].toString().toUtf8(), hash);
    QCOMPARE(envelope["name"].toString(), QStringLiteral("Café & Söhne"));
    QCOMPARE(envelope["description"].toString(), QStringLiteral("a \"shop\""));
    QCOMPARE(envelope["owner"].toString(), QStringLiteral("local"));
    QCOMPARE(envelope["version"].toInt(), 1);
    QVERIFY(envelope["databases"].toArray().isEmpty());
    QVERIFY(made.body.endsWith("\"document\":" + shop + '}'));

    QCOMPARE(send(m_port, "GET", path).body, made.body);
    QCOMPARE(send(m_port, "GET", path + "/document").body, shop);
    const HttpAnswer unchanged =
        send(m_port, "GET", path, {}, {{"If-None-Match", "\"x\", W/\"" + hash + '"'}});
    QCOMPARE(unchanged.status, 304);
    QVERIFY(unchanged.body.isEmpty());
    QCOMPARE(send(m_port, "GET", path, {}, {{"If-None-Match", "\"x\""}}).status, 200);

    const HttpAnswer sql = send(m_port, "GET", path + "/sql");
    QCOMPARE(sql.header("Content-Type"), QByteArray("application/sql; charset=utf-8"));
    QVERIFY(sql.body.contains("CREATE TABLE customers"));
    QCOMPARE(
        send(m_port, "GET", path + "/sql", {}, {{"Accept", "text/plain"}}).header("Content-Type"),
        QByteArray("text/plain; charset=utf-8"));
}

void ServerTest::makesTheDatabaseThatWasDescribed()
{
    const QByteArray schema = created(shop);
    const HttpAnswer answer = send(m_port, "POST", "/api/v1/schemas/" + schema + "/databases");
    QCOMPARE(answer.status, 201);
    const QJsonObject made = answer.json();
    QCOMPARE(made["status"].toString(), QStringLiteral("ready"));
    QVERIFY(made["database"].toString().startsWith(QStringLiteral("local_cafe_sohne_")));
    QVERIFY(made["psql"].toString().contains(made["url"].toString()));
    const QString url = made["url"].toString();

    QCOMPARE(queried(url, "SELECT current_user"), made["user"].toString());
    QCOMPARE(queried(url, "SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull, "
                          "attidentity, pg_get_expr(adbin, adrelid) FROM pg_class c "
                          "JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 "
                          "LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum "
                          "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
                          "ORDER BY relname COLLATE \"C\" DESC, attnum"),
             QStringLiteral("customers|id|integer|t|d|\n"
                            "customers|email|character varying(255)|t||\n"
                            "customers|since|timestamp without time zone|t||CURRENT_TIMESTAMP\n"
                            "Order|id|bigint|t||\n"
                            "Order|customer_id|integer|t||\n"
                            "Order|total|numeric(10,2)|f||0"));
    QCOMPARE(
        queried(url, "SELECT conrelid::regclass, contype, pg_get_constraintdef(oid) "
                     "FROM pg_constraint WHERE connamespace = 'public'::regnamespace "
                     "ORDER BY contype, conrelid::regclass::text COLLATE \"C\""),
        QStringLiteral("\"Order\"|f|FOREIGN KEY (customer_id) REFERENCES customers(id) ON UPDATE "
                       "RESTRICT ON DELETE CASCADE\n"
                       "\"Order\"|p|PRIMARY KEY (id)\n"
                       "customers|p|PRIMARY KEY (id)\n"
                       "customers|u|UNIQUE (email)"));
    QCOMPARE(queried(url, "SELECT pg_get_indexdef('order_customer'::regclass)"),
             QStringLiteral(
                 "CREATE INDEX order_customer ON public.\"Order\" USING btree (customer_id)"));

    const HttpAnswer status =
        send(m_port, "GET", "/api/v1/databases/" + made["id"].toString().toUtf8());
    QCOMPARE(status.status, 200);
    QCOMPARE(status.json()["status"].toString(), QStringLiteral("ready"));
    QCOMPARE(status.json()["exists"].toBool(), true);
    QVERIFY(!status.body.contains(made["password"].toString().toUtf8()));
    const QJsonArray listed =
        send(m_port, "GET", "/api/v1/schemas/" + schema).json()["databases"].toArray();
    QCOMPARE(listed.size(), 1);
    QCOMPARE(listed[0].toObject()["id"].toString(), made["id"].toString());
    // The envelope has changed since the schema was made, its document has not.
    const QByteArray path = "/api/v1/schemas/" + schema;
    const QByteArray tag = send(m_port, "GET", path).header("ETag");
    const QByteArray documentTag = send(m_port, "GET", path + "/document").header("ETag");
    QVERIFY(tag != documentTag);
    QCOMPARE(send(m_port, "GET", path, {}, {{"If-None-Match", documentTag}}).status, 200);
    QCOMPARE(send(m_port, "GET", path, {}, {{"If-None-Match", tag}}).status, 304);
    QCOMPARE(send(m_port, "GET", path + "/document", {}, {{"If-None-Match", documentTag}}).status,
             304);

    const QByteArray another = R"({"version": 7})";
    QCOMPARE(send(m_port, "POST", "/api/v1/schemas/" + schema + "/databases", another).status, 404);
}

void ServerTest::isolatesDatabases()
{
    const QJsonObject first = madeDatabase();
    const QJsonObject second = madeDatabase();
    QVERIFY(!first.isEmpty() && !second.isEmpty());
    const QString url = first["url"].toString();
    QCOMPARE(queried(url, "SELECT 1"), QStringLiteral("1"));
    for (const QString &other : {second["database"].toString(), QStringLiteral("tablewright"),
                                 QStringLiteral("postgres"), QStringLiteral("template1")}) {
        const QString answer = queried(withDatabase(url, other), "SELECT 1");
        QVERIFY2(answer.contains(QStringLiteral("permission denied for database")),
                 qPrintable(answer));
    }
    QCOMPARE(queried(url, "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication FROM "
                          "pg_roles WHERE rolname = current_user"),
             QStringLiteral("f|f|f|f"));
    QCOMPARE(queried(url, "SELECT count(*) FROM pg_auth_members WHERE member = "
                          "current_user::regrole OR roleid = current_user::regrole"),
             QStringLiteral("0"));
    QUrl wrongPassword(url);
    wrongPassword.setPassword(second["password"].toString());
    QVERIFY(
        queried(wrongPassword.toString(), "SELECT 1").contains(QStringLiteral("authentication")));
    QUrl superuser(url);
    superuser.setUserName(QStringLiteral("postgres"));
    QVERIFY(
        queried(superuser.toString(), "SELECT 1").contains(QStringLiteral("pg_hba.conf rejects")));
}

void ServerTest::tellsWhereADocumentIsWrong()
{
    const HttpAnswer answer = send(m_port, "POST", "/api/v1/validate", wrong);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()["valid"].toBool(true), false);
    const QJsonObject found = answer.json()["diagnostics"].toArray()[0].toObject();
    QCOMPARE(found["code"].toString(), QStringLiteral("TW3001"));
    QCOMPARE(found["pointer"].toString(), QStringLiteral("/tables/0/columns/0/dataType"));
    QCOMPARE(found["line"].toInt(), 4);
    const QByteArray line = wrong.split('\n')[3];
    QCOMPARE(found["column"].toInt(), // in code points
             QString::fromUtf8(line).indexOf(QStringLiteral("\"INTT\"")) + 1);

    const HttpAnswer stored = send(m_port, "POST", "/api/v1/schemas", wrong);
    QCOMPARE(stored.status, 422);
    QCOMPARE(stored.header("Content-Type"), QByteArray("application/problem+json"));
    QCOMPARE(stored.json()["diagnostics"].toArray()[0].toObject(), found);

    QCOMPARE(send(m_port, "POST", "/api/v1/validate", shop).json()["valid"].toBool(), true);
    const QJsonObject syntax = send(m_port, "POST", "/api/v1/validate", "{\n  \"name\": }").json();
    QCOMPARE(syntax["diagnostics"].toArray()[0].toObject()["line"].toInt(), 2);
}

void ServerTest::compiles()
{
    const HttpAnswer answer = send(m_port, "POST", "/api/v1/compile", shop);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()["statements"].toInt(), 3);
    QVERIFY(answer.json()["sql"].toString().contains(QStringLiteral("CREATE TABLE \"Order\"")));
    QCOMPARE(send(m_port, "POST", "/api/v1/compile", wrong).status, 422);
}

void ServerTest::laysOut()
{
    const QByteArray document = R"({"name":"d","tables":[
        {"id":"a","name":"a","position":{"x":40,"y":-7.5},"columns":[
            {"id":"a1","name":"id","dataType":"INT"}]},
        {"id":"b","name":"b","namespace":"n","columns":[
            {"id":"b1","name":"a_id","dataType":"INT"}]}],
        "foreignKeys":[{"id":"f","name":"f","sourceTableId":"b","sourceColumnId":"b1",
            "targetTableId":"a","targetColumnId":"a1"}]})";
    const HttpAnswer answer = send(m_port, "POST", "/api/v1/layout", document);
    QCOMPARE(answer.status, 200);
    const QJsonArray tables = answer.json()["tables"].toArray();
    QCOMPARE(tables.size(), 2);
    // One that has a place stays there; the other is beside it.
    QCOMPARE(
        tables[0].toObject(),
        (QJsonObject{
            {"id", "a"}, {"name", "a"}, {"x", 40}, {"y", -7.5}, {"width", 140}, {"height", 54}}));
    const QJsonObject other = tables[1].toObject();
    QCOMPARE(other["namespace"].toString(), QStringLiteral("n"));
    const bool isApart =
        std::abs(other["x"].toDouble() - 40) >= 140 || std::abs(other["y"].toDouble() + 7.5) >= 54;
    QVERIFY(isApart);
    QCOMPARE(send(m_port, "POST", "/api/v1/layout", document).body, answer.body);

    const QJsonObject anew = send(m_port, "POST", "/api/v1/layout?all=true", document).json();
    QCOMPARE(anew["tables"][0].toObject()["y"].toDouble(),
             std::round(anew["tables"][0]["y"].toDouble()));
    const QJsonObject tall =
        send(m_port, "POST", "/api/v1/layout?all=true&aspect=0.2", document).json();
    QVERIFY(tall["height"].toDouble() > anew["height"].toDouble());
    QCOMPARE(send(m_port, "POST", "/api/v1/layout", wrong).status, 422);
    QCOMPARE(send(m_port, "POST", "/api/v1/layout?aspect=11", document).status, 400);
    QCOMPARE(send(m_port, "POST", "/api/v1/layout", R"({"name":"none","tables":[]})").body,
             QByteArray(R"({"tables":[],"width":0,"height":0})"));
}

void ServerTest::makesTablesWithoutPrimaryKeyAnError()
{
    const QByteArray keyless = R"({"name":"k","tables":[{"id":"t","name":"a","columns":[
        {"id":"c","name":"x","dataType":"INT"}]}]})";
    const QJsonObject answer = send(m_port, "POST", "/api/v1/validate", keyless).json();
    QCOMPARE(answer["valid"].toBool(true), false);
    const QJsonObject found = answer["diagnostics"].toArray()[0].toObject();
    QCOMPARE(found["code"].toString(), QStringLiteral("TW4001"));
    QCOMPARE(found["severity"].toString(), QStringLiteral("error"));
}

void ServerTest::answersWithProblems_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<HttpFields>("fields");
    QTest::addColumn<int>("status");

    const auto row = [](const char *name, const char *method, const char *path,
                        const QByteArray &body, const HttpFields &fields, int status) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(path) << body << fields << status;
    };
    const char *nobody = "/api/v1/schemas/00000000-0000-0000-0000-000000000000";
    row("no such path", "GET", "/nothing", {}, {}, 404);
    row("no such schema", "GET", nobody, {}, {}, 404);
    row("no such schema's document", "GET",
        "/api/v1/schemas/00000000-0000-0000-0000-000000000000/document", {}, {}, 404);
    row("no identifier", "GET", "/api/v1/schemas/1'--", {}, {}, 404);
    row("no such schema to make", "POST",
        "/api/v1/schemas/00000000-0000-0000-0000-000000000000/databases", {}, {}, 404);
    row("no such database", "GET", "/api/v1/databases/00000000-0000-0000-0000-000000000000", {}, {},
        404);
    row("wrong method", "DELETE", "/api/v1/validate", {}, {}, 405);
    row("dbml", "POST", "/api/v1/schemas", "Table a { id int }", {{"Content-Type", "text/x-dbml"}},
        422);
    row("dbml in latin-1", "POST", "/api/v1/schemas", "Table a { id int [pk] }",
        {{"Content-Type", "text/x-dbml; charset=iso-8859-1"}}, 415);
    row("dbml for a version's number", "POST",
        "/api/v1/schemas/00000000-0000-0000-0000-000000000000/databases", "Table a { id int [pk] }",
        {{"Content-Type", "text/x-dbml"}}, 415);
    row("text", "POST", "/api/v1/validate", "{}", {{"Content-Type", "text/plain"}}, 415);
    row("form", "POST", "/api/v1/validate", "a=b",
        {{"Content-Type", "application/x-www-form-urlencoded"}}, 415);
    row("latin-1", "POST", "/api/v1/validate", "{}",
        {{"Content-Type", "application/json; charset=iso-8859-1"}}, 415);
    row("no type", "POST", "/api/v1/validate", {}, {}, 415);
    row("a type that is not text", "POST", "/api/v1/validate", "{}",
        {{"Content-Type", "text/\xff\xfe"}}, 415);
    row("gzip", "POST", "/api/v1/validate", "{}", {{"Content-Encoding", "gzip"}}, 415);
    row("accepts html", "POST", "/api/v1/validate", "{}", {{"Accept", "text/html"}}, 406);
    row("accepts no json", "POST", "/api/v1/validate", "{}",
        {{"Accept", "application/json;q=0, image/*"}}, 406);
    row("a body for nothing", "GET", "/healthz", "{}", {}, 400);
    row("malformed header", "GET", "/healthz", {}, {{"X ", "y"}}, 400);
    row("two bodies", "POST", "/api/v1/validate", "{}", {{"Transfer-Encoding", "chunked"}}, 400);
    row("unknown method", "BREW", "/", {}, {}, 501);
}

void ServerTest::answersWithProblems()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(HttpFields, fields);
    QFETCH(int, status);
    const HttpAnswer answer = send(m_port, method, path, body, fields);
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.header("Content-Type"), QByteArray("application/problem+json"));
    const QJsonObject problem = answer.json();
    QCOMPARE(problem["status"].toInt(), status);
    QVERIFY(!problem["title"].toString().isEmpty());
    QVERIFY(!problem["type"].toString().isEmpty());
    QVERIFY(!problem["instance"].toString().isEmpty());
    QCOMPARE(problem["instance"].toString().toUtf8(), answer.header("X-Request-Id"));
    if (status == 405)
        QCOMPARE(answer.header("Allow"), QByteArray("POST, OPTIONS"));
}

void ServerTest::limitsBodies()
{
    const HttpAnswer large =
        sendRaw(m_port, "POST /api/v1/validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                        "application/json\r\nContent-Length: 16777217\r\n\r\n");
    QCOMPARE(large.status, 413);
    QCOMPARE(large.header("Content-Type"), QByteArray("application/problem+json"));
    const HttpAnswer fits =
        send(m_port, "POST", "/api/v1/validate", '{' + QByteArray((16 << 20) - 2, ' ') + '}');
    QCOMPARE(fits.status, 200);
}

void ServerTest::servesThisMachineOnly_data()
{
    QTest::addColumn<HttpFields>("fields");
    QTest::addColumn<int>("status");
    const QByteArray own = "http://127.0.0.1:" + QByteArray::number(m_port);
    QTest::newRow("localhost") << HttpFields{{"Host", "localhost:1"}} << 200;
    QTest::newRow("ipv6") << HttpFields{{"Host", "[::1]:1"}} << 200;
    QTest::newRow("own origin") << HttpFields{{"Origin", own}} << 200;
    QTest::newRow("rebound name") << HttpFields{{"Host", "evil.example"}} << 421;
    QTest::newRow("name like the address") << HttpFields{{"Host", "127.0.0.1.evil.example"}} << 421;
    QTest::newRow("another address") << HttpFields{{"Host", "192.168.1.2"}} << 421;
    QTest::newRow("another origin") << HttpFields{{"Origin", "http://evil.example"}} << 403;
    QTest::newRow("another port") << HttpFields{{"Origin", "http://127.0.0.1:1"}} << 403;
    QTest::newRow("no origin") << HttpFields{{"Origin", "null"}} << 403;
    QTest::newRow("another site") << HttpFields{{"Sec-Fetch-Site", "cross-site"}} << 403;
}

void ServerTest::servesThisMachineOnly()
{
    QFETCH(HttpFields, fields);
    QFETCH(int, status);
    QCOMPARE(send(m_port, "POST", "/api/v1/validate", shop, fields).status, status);
}

void ServerTest::survivesClientsThatAbort()
{
    for (int i = 0; i < 200; ++i) {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
        QVERIFY(socket.waitForConnected(5000));
        socket.write("POST /api/v1/schemas HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                     "application/json\r\nContent-Length: " +
                     QByteArray::number(shop.size()) + "\r\n\r\n" + shop);
        socket.waitForBytesWritten(1000);
        if (i % 4 == 0)
            QTest::qSleep(2);
        socket.abort();
    }
    QCOMPARE(send(m_port, "GET", "/healthz").status, 200);
    QCOMPARE(m_server->process().state(), QProcess::Running);
}

void ServerTest::refusesBadOptions_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("version") << QStringList{"--version"} << 0;
    QTest::newRow("help") << QStringList{"--help"} << 0;
    QTest::newRow("unknown") << QStringList{"--what"} << 2;
    QTest::newRow("proxy") << QStringList{"--auth", "proxy"} << 2;
    QTest::newRow("no port") << QStringList{"--listen", "127.0.0.1"} << 2;
    QTest::newRow("large port") << QStringList{"--listen", "127.0.0.1:65536"} << 2;
    QTest::newRow("every address") << QStringList{"--listen", "0.0.0.0:0"} << 2;
    QTest::newRow("one url") << QStringList{"--postgres", "postgresql://localhost/x"} << 2;
    QTest::newRow("no threads") << QStringList{"--threads", "0"} << 2;
    QTest::newRow("unreachable") << QStringList{"--postgres", "postgresql://127.0.0.1:1/x",
                                                "--postgres-admin", "postgresql://127.0.0.1:1/x"}
                                 << 1;
}

void ServerTest::refusesBadOptions()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QProcess process;
    process.start(QStringLiteral(TABLEWRIGHT_SERVER), arguments);
    QVERIFY(process.waitForFinished(20000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), exitCode);
    QCOMPARE(process.readAllStandardError().isEmpty(), exitCode == 0);
}

void ServerTest::needsAFolderOfItsOwn()
{
    ServerProcess second(m_folder.filePath(QStringLiteral("data")));
    QVERIFY(!second.start());
    QCOMPARE(second.process().exitCode(), 1);
    QVERIFY(second.error().contains("another server uses the folder"));
    QVERIFY(ServerProcess::isAlive(m_server->postmaster()));
}

void ServerTest::tellsOfAFolderThatTheClusterCannotEnter()
{
    if (::geteuid() != 0)
        QSKIP("only root runs the cluster under another account");
    const QTemporaryDir closed; // nobody else may enter it
    ServerProcess second(closed.filePath(QStringLiteral("data")));
    QVERIFY(!second.start());
    QCOMPARE(second.process().exitCode(), 1);
    QVERIFY(second.error().contains("cannot enter"));
}

void ServerTest::comesBackAfterBeingKilled()
{
    const QByteArray schema = created(shop);
    const QJsonObject made = madeDatabase();
    const pid_t postmaster = m_server->postmaster();
    m_server->process().kill();
    QVERIFY(m_server->process().waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(!ServerProcess::isAlive(postmaster), 30000);

    m_server = std::make_unique<ServerProcess>(m_folder.filePath(QStringLiteral("data")));
    QVERIFY2(m_server->start(), m_server->error().constData());
    m_port = m_server->port();
    QCOMPARE(send(m_port, "GET", "/api/v1/schemas/" + schema + "/document").body, shop);
    // The address that was given away is still good.
    QCOMPARE(queried(made["url"].toString(), "SELECT 1"), QStringLiteral("1"));
}

void ServerTest::stopsWithEverythingItStarted()
{
    const pid_t postmaster = m_server->postmaster();
    QVERIFY(ServerProcess::isAlive(postmaster));
    QTcpSocket idle;
    idle.connectToHost(QStringLiteral("127.0.0.1"), m_port);
    QVERIFY(idle.waitForConnected(5000));
    QCOMPARE(m_server->stop(), 0);
    QVERIFY(!ServerProcess::isAlive(postmaster));
    QCOMPARE(m_server->postmasterPid(), 0);
    QVERIFY(!m_server->error().contains(" error "));
    QTcpSocket late;
    late.connectToHost(QStringLiteral("127.0.0.1"), m_port);
    QVERIFY(!late.waitForConnected(1000));
}

QTEST_GUILESS_MAIN(ServerTest)
#include "server_test.moc"
