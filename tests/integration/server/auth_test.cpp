// SPDX-License-Identifier: MIT
#include "app/calls.h"
#include "cluster_folder.h"
#include "http_client.h"
#include "server_process.h"

#include <QDir>
#include <QTest>

#include <algorithm>
#include <memory>

using tw::server::Access;
using tw::server::BodyRule;
using tw::server::Route;
using tw::server::Routes;

namespace {

const QByteArray secret = "hunter2-hunter2-hunter2";
const QByteArray named = "https://builder.example";
const QByteArray nobodysId = "00000000-0000-4000-8000-000000000000";
const QByteArray document = R"({"name":"mine","tables":[{"id":"t","name":"a","columns":[
    {"id":"c","name":"id","dataType":"INT","primaryKey":true}]}]})";

/// The routes, as the program itself declares them: a new one is in every row below at once.
const Routes &routes()
{
    static const Routes made = tw::server::allRoutes(nullptr);
    return made;
}

struct Ids {
    QByteArray schema = nobodysId;
    QByteArray database = nobodysId;
};

QByteArray pathOf(const Route &route, const Ids &ids)
{
    QByteArray path = QByteArray::fromStdString(route.pattern);
    const bool isDatabase = path.startsWith("/api/v1/databases");
    const qsizetype first = path.indexOf("<arg>");
    if (first >= 0)
        path.replace(first, 5, isDatabase ? ids.database : ids.schema);
    path.replace("<arg>", "1");
    if (std::ranges::find(route.parameters, "from") != route.parameters.end())
        path += "?from=1&to=1";
    return path;
}

HttpAnswer call(quint16 port, const Route &route, const Ids &ids, HttpFields fields)
{
    if (route.method == QHttpServerRequest::Method::Put)
        fields.emplace_back("If-Match", "*");
    const bool hasBody = route.body == BodyRule::Json || route.body == BodyRule::Document;
    const auto method = tw::server::spelling(route.method);
    return send(port, QByteArray(method.data(), static_cast<qsizetype>(method.size())),
                pathOf(route, ids), hasBody ? document : QByteArray(), fields);
}

/// A problem without what is different in each answer.
QByteArray withoutInstance(const HttpAnswer &answer)
{
    QJsonObject problem = answer.json();
    problem.remove(QStringLiteral("instance"));
    return QJsonDocument(problem).toJson();
}

HttpFields asUser(const QByteArray &user)
{
    return {{"X-Proxy-Secret", secret}, {"X-User-Id", user}};
}

} // namespace

/// Who may call what: every route in every role.
class AuthTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void behindAProxy_data();
    void behindAProxy();
    void hidesWhatIsAnothers_data();
    void hidesWhatIsAnothers();
    void keepsWhatIsAnothers();
    void onThisMachine_data();
    void onThisMachine();
    void ignoresTheProxysFieldsLocally();
    void answersPreflights();
    void refusesUnfitSecrets_data();
    void refusesUnfitSecrets();

private:
    QString writeSecret(const QByteArray &text, QFile::Permissions permissions);

    ClusterFolder m_folder;
    std::unique_ptr<ServerProcess> m_proxied;
    std::unique_ptr<ServerProcess> m_local;
    Ids m_annas;
    QByteArray m_annasTag;
};

QString AuthTest::writeSecret(const QByteArray &text, QFile::Permissions permissions)
{
    static int count = 0;
    QFile file(m_folder.filePath(QStringLiteral("secret%1").arg(++count)));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return {};
    file.close();
    file.setPermissions(permissions);
    return file.fileName();
}

void AuthTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    const QStringList origin = {QStringLiteral("--cors-origin"), QString::fromLatin1(named)};
    const QString file = writeSecret(secret + '\n', QFile::ReadOwner | QFile::WriteOwner);
    m_proxied = std::make_unique<ServerProcess>(m_folder.filePath(QStringLiteral("proxied")));
    QVERIFY2(m_proxied->start(QStringList{QStringLiteral("--auth"), QStringLiteral("proxy"),
                                          QStringLiteral("--proxy-secret-file"), file} +
                              origin),
             m_proxied->error().constData());
    m_local = std::make_unique<ServerProcess>(m_folder.filePath(QStringLiteral("local")));
    QVERIFY2(m_local->start(origin), m_local->error().constData());

    const quint16 port = m_proxied->port();
    const HttpAnswer schema = send(port, "POST", "/api/v1/schemas", document, asUser("anna"));
    QCOMPARE(schema.status, 201);
    QCOMPARE(schema.json()["owner"].toString(), QStringLiteral("anna"));
    m_annas.schema = schema.json()["id"].toString().toUtf8();
    const HttpAnswer database =
        send(port, "POST", "/api/v1/schemas/" + m_annas.schema + "/databases", {}, asUser("anna"));
    QCOMPARE(database.status, 201);
    m_annas.database = database.json()["id"].toString().toUtf8();
    m_annasTag =
        send(port, "GET", "/api/v1/schemas/" + m_annas.schema, {}, asUser("anna")).header("ETag");
    QVERIFY(!m_annasTag.isEmpty());
}

void AuthTest::cleanupTestCase()
{
    m_proxied.reset();
    m_local.reset();
}

void AuthTest::behindAProxy_data()
{
    QTest::addColumn<int>("route");
    QTest::addColumn<HttpFields>("fields");
    QTest::addColumn<int>("status"); ///< for those that need a user; 0: any but a refusal
    const struct {
        const char *name;
        HttpFields fields;
        int status;
    } roles[] = {
        {"no credentials", {}, 401},
        {"a user alone", {{"X-User-Id", "anna"}}, 401},
        {"wrong secret", {{"X-Proxy-Secret", "hunter3"}, {"X-User-Id", "anna"}}, 401},
        {"part of the secret", {{"X-Proxy-Secret", secret.left(22)}, {"X-User-Id", "anna"}}, 401},
        {"more than the secret", {{"X-Proxy-Secret", secret + 'x'}, {"X-User-Id", "anna"}}, 401},
        {"two secrets",
         {{"X-Proxy-Secret", secret}, {"X-Proxy-Secret", secret}, {"X-User-Id", "anna"}},
         401},
        {"no user", {{"X-Proxy-Secret", secret}}, 400},
        {"empty user", asUser(""), 400},
        {"two users",
         {{"X-Proxy-Secret", secret}, {"X-User-Id", "anna"}, {"X-User-Id", "anna"}},
         400},
        {"long user", asUser(QByteArray(201, 'a')), 400},
        {"user that is not UTF-8", asUser("an\xff"), 400},
        {"user with a control character", asUser("an\xc2\x85na"), 400},
        {"good", asUser("berta"), 0},
        {"longest user", asUser(QByteArray(200, 'b')), 0},
        {"user in UTF-8", asUser("Zo\xc3\xab"), 0},
        {"named origin",
         asUser("berta") + HttpFields{{"Origin", named}, {"Sec-Fetch-Site", "cross-site"}}, 0},
    };
    for (std::size_t i = 0; i < routes().size(); ++i) {
        for (const auto &role : roles)
            QTest::addRow("%s %s, %s",
                          qPrintable(QString::fromStdString(
                              std::string(tw::server::spelling(routes()[i].method)))),
                          routes()[i].pattern.c_str(), role.name)
                << static_cast<int>(i) << role.fields << role.status;
    }
}

void AuthTest::behindAProxy()
{
    QFETCH(int, route);
    QFETCH(HttpFields, fields);
    QFETCH(int, status);
    const Route &called = routes()[static_cast<std::size_t>(route)];
    const HttpAnswer answer = call(m_proxied->port(), called, {}, fields);
    const auto isUser = [](const auto &field) { return field.first == "X-User-Id"; };
    if (std::ranges::count_if(fields, isUser) > 1) { // no route ever sees such a request
        QCOMPARE(answer.status, 400);
        return;
    }
    if (called.access == Access::Anybody) {
        QCOMPARE(answer.status, 200);
        return;
    }
    const QString type = answer.json()["type"].toString();
    if (status == 0) {
        QVERIFY2(answer.status == 200 || answer.status == 201 || answer.status == 404,
                 answer.body.constData());
        return;
    }
    QCOMPARE(answer.status, status);
    QCOMPARE(type, status == 401 ? QStringLiteral("urn:tablewright:problem:unauthenticated")
                                 : QStringLiteral("urn:tablewright:problem:invalid-user"));
    QCOMPARE(answer.header("WWW-Authenticate").isEmpty(), status != 401);
    // Nothing tells one wrong secret from another.
    if (status == 401)
        QCOMPARE(withoutInstance(answer), withoutInstance(call(m_proxied->port(), called, {}, {})));
}

void AuthTest::hidesWhatIsAnothers_data()
{
    QTest::addColumn<int>("route");
    for (std::size_t i = 0; i < routes().size(); ++i) {
        if (routes()[i].pattern.find("<arg>") != std::string::npos)
            QTest::addRow("%s %s", std::string(tw::server::spelling(routes()[i].method)).c_str(),
                          routes()[i].pattern.c_str())
                << static_cast<int>(i);
    }
}

void AuthTest::hidesWhatIsAnothers()
{
    QFETCH(int, route);
    const Route &called = routes()[static_cast<std::size_t>(route)];
    const HttpAnswer annas = call(m_proxied->port(), called, m_annas, asUser("berta"));
    const HttpAnswer nobodys = call(m_proxied->port(), called, {}, asUser("berta"));
    QCOMPARE(annas.status, 404);
    QCOMPARE(nobodys.status, 404);
    QCOMPARE(withoutInstance(annas), withoutInstance(nobodys));
}

void AuthTest::keepsWhatIsAnothers()
{
    const quint16 port = m_proxied->port();
    QVERIFY(
        !send(port, "GET", "/api/v1/schemas", {}, asUser("berta")).body.contains(m_annas.schema));
    QVERIFY(!send(port, "GET", "/api/v1/databases", {}, asUser("berta"))
                 .body.contains(m_annas.database));
    const HttpAnswer schema =
        send(port, "GET", "/api/v1/schemas/" + m_annas.schema, {}, asUser("anna"));
    QCOMPARE(schema.status, 200);
    QCOMPARE(schema.header("ETag"), m_annasTag);
    const HttpAnswer database =
        send(port, "GET", "/api/v1/databases/" + m_annas.database, {}, asUser("anna"));
    QCOMPARE(database.json()["status"].toString(), QStringLiteral("ready"));
    // What a page of somewhere else makes the user's browser send, with the user's cookies.
    for (const QByteArray site : {"cross-site", "same-site"})
        QCOMPARE(send(port, "DELETE", "/api/v1/schemas/" + m_annas.schema, {},
                      asUser("anna") + HttpFields{{"Sec-Fetch-Site", site}})
                     .status,
                 403);
}

void AuthTest::onThisMachine_data()
{
    QTest::addColumn<int>("route");
    QTest::addColumn<HttpFields>("fields");
    QTest::addColumn<int>("status"); ///< 0: any but a refusal
    const struct {
        const char *name;
        HttpFields fields;
        int status;
    } roles[] = {
        {"good", {}, 0},
        {"foreign host", {{"Host", "rebound.example"}}, 421},
        {"foreign host of a named origin", {{"Host", "rebound.example"}, {"Origin", named}}, 421},
        {"foreign origin", {{"Origin", "https://evil.example"}}, 403},
        {"origin that begins like a named one", {{"Origin", named + ".evil.example"}}, 403},
        {"named origin", {{"Origin", named}, {"Sec-Fetch-Site", "cross-site"}}, 0},
    };
    for (std::size_t i = 0; i < routes().size(); ++i) {
        for (const auto &role : roles)
            QTest::addRow("%s %s, %s",
                          std::string(tw::server::spelling(routes()[i].method)).c_str(),
                          routes()[i].pattern.c_str(), role.name)
                << static_cast<int>(i) << role.fields << role.status;
    }
}

void AuthTest::onThisMachine()
{
    QFETCH(int, route);
    QFETCH(HttpFields, fields);
    QFETCH(int, status);
    const HttpAnswer answer =
        call(m_local->port(), routes()[static_cast<std::size_t>(route)], {}, fields);
    const bool isNamed = fields.contains({"Origin", named});
    QCOMPARE(answer.header("Access-Control-Allow-Origin"), isNamed ? named : QByteArray());
    QVERIFY(answer.header("Vary").contains("Origin"));
    if (status == 0)
        QVERIFY2(answer.status == 200 || answer.status == 201 || answer.status == 404,
                 answer.body.constData());
    else
        QCOMPARE(answer.status, status);
}

void AuthTest::ignoresTheProxysFieldsLocally()
{
    const HttpAnswer made =
        send(m_local->port(), "POST", "/api/v1/schemas", document, asUser("eve"));
    QCOMPARE(made.status, 201);
    QCOMPARE(made.json()["owner"].toString(), QStringLiteral("local"));
}

void AuthTest::answersPreflights()
{
    for (const auto *server : {m_proxied.get(), m_local.get()}) {
        const auto ask = [&](const QByteArray &origin) {
            return send(server->port(), "OPTIONS", "/api/v1/schemas/" + nobodysId, {},
                        {{"Origin", origin}, {"Access-Control-Request-Method", "PUT"}});
        };
        const HttpAnswer allowed = ask(named);
        QCOMPARE(allowed.status, 204);
        QCOMPARE(allowed.header("Access-Control-Allow-Origin"), named);
        QVERIFY(allowed.header("Access-Control-Allow-Methods").contains("PUT"));
        QVERIFY(allowed.header("Access-Control-Allow-Headers").contains("If-Match"));
        const HttpAnswer other = ask("https://evil.example");
        QVERIFY(other.header("Access-Control-Allow-Origin").isEmpty());
        QVERIFY(other.header("Access-Control-Allow-Methods").isEmpty());
    }
}

void AuthTest::refusesUnfitSecrets_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("permissions");
    QTest::addColumn<QByteArray>("says");
    const int own = QFile::ReadOwner | QFile::WriteOwner;
    QTest::newRow("empty") << QByteArray() << own << QByteArray("is empty");
    QTest::newRow("only a line end") << QByteArray("\n") << own << QByteArray("is empty");
    QTest::newRow("two lines") << QByteArray("hunter2\nhunter3\n") << own << QByteArray("one line");
    QTest::newRow("others read it")
        << secret << (own | QFile::ReadOther) << QByteArray("mode 0604");
    QTest::newRow("the group writes it")
        << secret << (own | QFile::WriteGroup) << QByteArray("mode 0620");
    QTest::newRow("no file") << QByteArray() << -1 << QByteArray("cannot be read");
}

void AuthTest::refusesUnfitSecrets()
{
    QFETCH(QByteArray, text);
    QFETCH(int, permissions);
    QFETCH(QByteArray, says);
    const QString file = permissions < 0 ? m_folder.filePath(QStringLiteral("nothing"))
                                         : writeSecret(text, QFile::Permissions(permissions));
    ServerProcess server(m_folder.filePath(QStringLiteral("unused")));
    QVERIFY(!server.start({QStringLiteral("--auth"), QStringLiteral("proxy"),
                           QStringLiteral("--proxy-secret-file"), file}));
    QCOMPARE(server.process().exitCode(), 1);
    const QByteArray error = server.error();
    QVERIFY2(error.contains(says), error.constData());
    QVERIFY(!error.contains("hunter2"));
    QVERIFY(!QDir(m_folder.filePath(QStringLiteral("unused"))).exists());
}

QTEST_GUILESS_MAIN(AuthTest)
#include "auth_test.moc"
