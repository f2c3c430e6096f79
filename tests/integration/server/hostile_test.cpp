// SPDX-License-Identifier: MIT
#include "cluster_folder.h"
#include "hostile_client.h"
#include "http_client.h"
#include "process_figures.h"
#include "server_process.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

namespace {

constexpr qint64 megabyte = 1024 * 1024;
/// What may come on top of an idle server, in kilobytes; bodies have a budget beside it.
constexpr qint64 allowedKilobytes = 64 * 1024;
constexpr qint64 memoryBudget = 192 * megabyte;
constexpr qint64 bodyBudget = memoryBudget / 3;
constexpr int abortsAState = 3000;

bool takesItsTime() { return qEnvironmentVariableIsSet("TABLEWRIGHT_LONG_TESTS"); }

bool isSanitized()
{
#ifdef __SANITIZE_ADDRESS__
    return true;
#else
    return false;
#endif
}

/// A document of about so many bytes.
QByteArray document(const QByteArray &name, qsizetype bytes = 0)
{
    return R"({"id":"s","name":")" + name +
           R"(","tables":[{"id":"t","name":"things","columns":[{"id":"c","name":"id",)"
           R"("dataType":"INT","nullable":false,"primaryKey":true}],"indexes":[]}],)"
           R"("foreignKeys":[],"x-filler":")" +
           QByteArray(bytes, 'x') + "\"}";
}

} // namespace

/// Clients that mean harm, against the real program with its PostgreSQL.
class HostileTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanup();
    void cleanupTestCase();
    void refusesAmbiguousRequests_data();
    void refusesAmbiguousRequests();
    void refusesMalformedRequests_data();
    void refusesMalformedRequests();
    void believesNoTrailers();
    void refusesHugeInput_data();
    void refusesHugeInput();
    void endsSlowClients();
    void endsClientsThatNeverRead_data();
    void endsClientsThatNeverRead();
    void keepsBodiesWithinTheirBudget();
    void survivesFloodsOfBodies_data();
    void survivesFloodsOfBodies();
    void survivesAborts_data();
    void survivesAborts();

private:
    [[nodiscard]] quint16 port() const { return m_server->port(); }
    [[nodiscard]] QByteArray host() const
    {
        return "Host: 127.0.0.1:" + QByteArray::number(port()) + "\r\n";
    }
    [[nodiscard]] QByteArray head(const QByteArray &method, const QByteArray &path,
                                  const QByteArray &fields = {}) const
    {
        return method + ' ' + path + " HTTP/1.1\r\n" + host() + fields + "\r\n";
    }
    [[nodiscard]] QByteArray post(const QByteArray &path, const QByteArray &body) const
    {
        return head("POST", path,
                    "Content-Type: application/json\r\nContent-Length: " +
                        QByteArray::number(body.size()) + "\r\n") +
               body;
    }
    /// A request that would leave a trace.
    [[nodiscard]] QByteArray smuggled() const
    {
        return post("/api/v1/schemas", document("smuggled"));
    }
    void checkRefusal(const QByteArray &request, int status);
    void checkAlive();
    /// How far the memory has gone over that of the idle server since `forgetPeak()`.
    [[nodiscard]] qint64 growth() const { return m_figures->peakKilobytes() - m_idleKilobytes; }
    void checkGrowth(qint64 allowed = allowedKilobytes);

    ClusterFolder m_folder;
    std::unique_ptr<ServerProcess> m_server;
    std::unique_ptr<ProcessFigures> m_figures;
    QByteArray m_large; ///< the path of a document of a megabyte
    qint64 m_idleKilobytes = 0;
    qsizetype m_idleDescriptors = 0;
    qint64 m_pid = 0;
};

void HostileTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_server = std::make_unique<ServerProcess>(m_folder.filePath(QStringLiteral("data")));
    // In a file: nobody here empties a pipe, and a full one stops the server.
    const QString log = m_folder.filePath(QStringLiteral("log"));
    m_server->process().setStandardErrorFile(log);
    QStringList options{QStringLiteral("--threads"),        QStringLiteral("2"),
                        QStringLiteral("--memory-budget"),  QStringLiteral("192MiB"),
                        QStringLiteral("--warm-databases"), QStringLiteral("0")};
    if (!takesItsTime())
        options += {QStringLiteral("--header-timeout"), QStringLiteral("3s"),
                    QStringLiteral("--body-timeout"),   QStringLiteral("3s"),
                    QStringLiteral("--idle-timeout"),   QStringLiteral("6s")};
    QVERIFY2(m_server->start(options), qPrintable(log));
    m_pid = m_server->process().processId();
    m_figures = std::make_unique<ProcessFigures>(static_cast<pid_t>(m_pid));

    const HttpAnswer made = send(port(), "POST", "/api/v1/schemas", document("large", megabyte));
    QCOMPARE(made.status, 201);
    m_large = made.header("Location") + "/document";
    for (int i = 0; i < 50; ++i) { // both loops have worked
        QCOMPARE(send(port(), "GET", "/api/v1/schemas").status, 200);
        QCOMPARE(send(port(), "GET", "/healthz").status, 200);
        QCOMPARE(send(port(), "GET", m_large).status, 200);
    }
    m_idleKilobytes = m_figures->residentKilobytes();
    m_idleDescriptors = m_figures->descriptors();
    QVERIFY(m_idleKilobytes > 0 && m_idleDescriptors > 0);
}

void HostileTest::cleanup()
{
    if (QTest::currentTestFailed())
        return;
    checkAlive();
    // Whoever is gone is forgotten.
    QTRY_VERIFY_WITH_TIMEOUT(m_figures->descriptors() <= m_idleDescriptors + 8, 20000);
}

void HostileTest::cleanupTestCase()
{
    const HttpAnswer list = send(port(), "GET", "/api/v1/schemas?limit=100");
    QCOMPARE(list.status, 200);
    QVERIFY(list.body.contains("large"));
    QVERIFY(!list.body.contains("smuggled"));
    QCOMPARE(m_server->stop(), 0);
    QFile log(m_folder.filePath(QStringLiteral("log")));
    QVERIFY(log.open(QIODevice::ReadOnly));
    const QByteArray text = log.readAll();
    // No client can make the server complain of itself.
    const qsizetype error = text.indexOf(" error ");
    QVERIFY2(error < 0, text.mid(error - 30, 300).constData());
}

void HostileTest::checkAlive()
{
    QCOMPARE(m_server->process().state(), QProcess::Running);
    QCOMPARE(m_server->process().processId(), m_pid);
    QCOMPARE(send(port(), "GET", "/healthz").status, 200);
    QCOMPARE(send(port(), "GET", "/api/v1/schemas").status, 200);
}

void HostileTest::checkGrowth(qint64 allowed)
{
    if (!isSanitized())
        QVERIFY2(growth() < allowed, qPrintable(QStringLiteral("grew by %1 KB").arg(growth())));
}

void HostileTest::checkRefusal(const QByteArray &request, int status)
{
    HostileClient client(port());
    QVERIFY(client.isOpen());
    client.send(request + smuggled());
    QVERIFY(client.readToEnd());
    QCOMPARE(client.status(), status);
    QCOMPARE(client.answers(), 1);
    QVERIFY(client.received.contains("\r\nConnection: close\r\n"));
    QVERIFY(client.received.contains("\r\nContent-Type: application/problem+json\r\n"));
}

void HostileTest::refusesAmbiguousRequests_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");

    const auto row = [](const char *name, const QByteArray &fields, const QByteArray &body,
                        int status) { QTest::newRow(name) << fields << body << status; };
    const QByteArray te = "Transfer-Encoding: chunked\r\n";
    row("length twice", "Content-Length: 2\r\nContent-Length: 2\r\n", "{}", 400);
    row("two lengths", "Content-Length: 2\r\nContent-Length: 40\r\n", "{}", 400);
    row("length list", "Content-Length: 2, 2\r\n", "{}", 400);
    row("length then chunked", "Content-Length: 4\r\n" + te, "0\r\n\r\n", 400);
    row("chunked then length", te + "Content-Length: 4\r\n", "0\r\n\r\n", 400);
    row("length -5", "Content-Length: -5\r\n", "{}", 400);
    row("length +2", "Content-Length: +2\r\n", "{}", 400);
    row("length abc", "Content-Length: abc\r\n", "{}", 400);
    row("length 0x2", "Content-Length: 0x2\r\n", "{}", 400);
    row("length empty", "Content-Length: \r\n", "{}", 400);
    row("length 2^64-1", "Content-Length: 18446744073709551615\r\n", "{}", 413);
    row("length 2^64+2", "Content-Length: 18446744073709551618\r\n", "{}", 413);
    row("length with a blank before the colon", "Content-Length : 2\r\n", "{}", 400);
    row("length folded", "Content-Length:\r\n 2\r\n", "{}", 400);
    row("xchunked", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n", 501);
    row("chunked in quotes", "Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n", 501);
    row("gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n", 501);
    row("chunked, identity", "Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n", 501);
    row("chunked twice", te + te, "0\r\n\r\n", 400);
    row("chunked, folded", "Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n", 501);
    row("chunked after a tab and a control",
        "Transfer-Encoding: \x0b"
        "chunked\r\n",
        "0\r\n\r\n", 400);
    row("NUL in a field", QByteArray("X-A: a\0b\r\n", 10), "", 400);
    row("bare CR in a field", "X-A: a\rContent-Length: 2\r\n", "{}", 400);
    row("bare LF in a field", "X-A: a\nContent-Length: 2\r\n", "{}", 400);
    row("field without a colon", "Content-Length\r\n", "{}", 400);
    row("second host", "Host: evil.example\r\nContent-Length: 2\r\n", "{}", 400);
    row("two users", "X-User-Id: a\r\nX-User-Id: b\r\nContent-Length: 2\r\n", "{}", 400);
    row("two content types", "Content-Type: text/plain\r\nContent-Length: 2\r\n", "{}", 400);
    row("another expectation", "Expect: more\r\nContent-Length: 2\r\n", "{}", 417);
    row("chunk size empty", te, "\r\n{}\r\n0\r\n\r\n", 400);
    row("chunk size xyz", te, "xyz\r\n{}\r\n0\r\n\r\n", 400);
    row("chunk size -2", te, "-2\r\n{}\r\n0\r\n\r\n", 400);
    row("chunk size 0x2", te, "0x2\r\n{}\r\n0\r\n\r\n", 400);
    row("chunk size with a blank", te, "2 \r\n{}\r\n0\r\n\r\n", 400);
    row("chunk size with LF", te, "2\n{}\r\n0\r\n\r\n", 400);
    row("chunk size 2^64-1", te, "ffffffffffffffff\r\n{}\r\n0\r\n\r\n", 413);
    row("chunk size 2^64", te, "10000000000000000\r\n{}\r\n0\r\n\r\n", 400);
    row("chunk longer than said", te, "2\r\n{}}\r\n0\r\n\r\n", 400);
    row("chunk shorter than said", te, "4\r\n{}\r\n0\r\n\r\n", 400);
    row("chunk that ends with LF", te, "2\r\n{}\n0\r\n\r\n", 400);
    row("control in a chunk extension", te, "2;a=\x01\r\n{}\r\n0\r\n\r\n", 400);
    row("malformed trailer", te, "2\r\n{}\r\n0\r\nX : y\r\n\r\n", 400);
}

void HostileTest::refusesAmbiguousRequests()
{
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    for (const char *target : {"POST /api/v1/schemas", "POST /api/v1/validate", "GET /healthz"})
        checkRefusal(QByteArray(target) + " HTTP/1.1\r\n" + host() +
                         "Content-Type: application/json\r\n" + fields + "\r\n" + body,
                     status);
}

void HostileTest::refusesMalformedRequests_data()
{
    QTest::addColumn<QByteArray>("request"); // `@` is the authority
    QTest::addColumn<int>("status");

    const auto row = [](const char *name, const QByteArray &request, int status) {
        QTest::newRow(name) << request << status;
    };
    row("no host", "GET /api/v1/schemas HTTP/1.1\r\n\r\n", 400);
    row("empty host", "GET /api/v1/schemas HTTP/1.1\r\nHost:\r\n\r\n", 400);
    row("host with a path", "GET /api/v1/schemas HTTP/1.1\r\nHost: @/x\r\n\r\n", 400);
    row("bare LF", "GET /api/v1/schemas HTTP/1.1\nHost: @\n\n", 400);
    row("absolute form of another host",
        "GET http://evil.example/api/v1/schemas HTTP/1.1\r\nHost: @\r\n\r\n", 400);
    row("absolute form without a host", "GET http:///api/v1/schemas HTTP/1.1\r\nHost: @\r\n\r\n",
        400);
    row("authority form", "CONNECT @ HTTP/1.1\r\nHost: @\r\n\r\n", 501);
    row("two slashes", "GET //api/v1/schemas HTTP/1.1\r\nHost: @\r\n\r\n", 400);
    row("chunked in 1.0",
        "POST /api/v1/schemas HTTP/1.0\r\nHost: @\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400);
    row("http/0.9", "GET /api/v1/schemas\r\n\r\n", 400);
    row("http/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("TLS", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n", 13), 400);
    row("NUL in the target", QByteArray("GET /api\0/v1 HTTP/1.1\r\nHost: @\r\n\r\n", 34), 400);
    row("percent NUL in the target", "GET /api/v1/%00 HTTP/1.1\r\nHost: @\r\n\r\n", 400);
    row("overlong UTF-8 in the target", "GET /api/v1/%c0%ae HTTP/1.1\r\nHost: @\r\n\r\n", 400);
    row("tab for a blank", "GET\t/api/v1/schemas\tHTTP/1.1\r\nHost: @\r\n\r\n", 400);
    row("space before the first field", "GET /api/v1/schemas HTTP/1.1\r\n X: y\r\nHost: @\r\n\r\n",
        400);
    row("lower-case method", "get /api/v1/schemas HTTP/1.1\r\nHost: @\r\n\r\n", 501);
    row("TRACE", "TRACE /api/v1/schemas HTTP/1.1\r\nHost: @\r\n\r\n", 501);
}

void HostileTest::refusesMalformedRequests()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    checkRefusal(request.replace('@', "127.0.0.1:" + QByteArray::number(port())), status);
}

void HostileTest::believesNoTrailers()
{
    HostileClient client(port());
    const QByteArray body = document("trailers");
    client.send(head("POST", "/api/v1/schemas",
                     "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                     "Trailer: X-User-Id\r\n") +
                QByteArray::number(body.size(), 16) + ";name=\"value\"\r\n" + body +
                "\r\n0\r\nX-User-Id: root\r\nContent-Length: 5\r\nIf-Match: \"1\"\r\n\r\n" +
                head("GET", "/healthz"));
    QVERIFY(client.readUntil("\"ok\""));
    QCOMPARE(client.status(), 201);
    QCOMPARE(client.answers(), 2);
    QVERIFY(!client.received.contains("root"));
}

void HostileTest::refusesHugeInput_data()
{
    QTest::addColumn<QByteArray>("begin");
    QTest::addColumn<QByteArray>("piece");
    QTest::addColumn<qint64>("pieces");
    QTest::addColumn<int>("status");

    const QByteArray field = "Host: 127.0.0.1\r\n";
    const QByteArray chunked = "POST /api/v1/schemas HTTP/1.1\r\n" + field +
                               "Content-Type: application/json\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n";
    const QByteArray block(65536, 'a');
    QTest::newRow("body of 1 GB, declared")
        << "POST /api/v1/schemas HTTP/1.1\r\n" + field +
               "Content-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n"
        << block << qint64{16384} << 413;
    QTest::newRow("body of 1 GB, in chunks") << chunked << "10000\r\n" + block + "\r\n"
                                             << qint64{16384} << 413;
    QTest::newRow("one chunk of 1 GB") << chunked + "40000000\r\n" << block << qint64{16384} << 413;
    QTest::newRow("chunks of a byte with extensions")
        << chunked << "1;" + QByteArray(200, 'e') + "\r\nx\r\n"
        << qint64{100000} << 400;
    QTest::newRow("chunk extension of 3 MB")
        << chunked + "5;" << QByteArray(1024, 'e') << qint64{3072} << 400;
    QTest::newRow("trailers without end")
        << chunked + "0\r\n"
        << QByteArray("X-A: bbbbbbbb\r\n") << qint64{100000} << 431;
    QTest::newRow("100,000 fields") << "GET /api/v1/schemas HTTP/1.1\r\n" + field
                                    << QByteArray("X-A: b\r\n") << qint64{100000} << 431;
    QTest::newRow("a field of 100 MB")
        << "GET /api/v1/schemas HTTP/1.1\r\n" + field + "X-A: " << block << qint64{1600} << 431;
    QTest::newRow("a field name of 100 MB")
        << "GET /api/v1/schemas HTTP/1.1\r\n" + field << block << qint64{1600} << 431;
    QTest::newRow("a target of 100 MB") << QByteArray("GET /") << block << qint64{1600} << 414;
    QTest::newRow("a method of 100 MB") << QByteArray() << block << qint64{1600} << 414;
}

void HostileTest::refusesHugeInput()
{
    QFETCH(QByteArray, begin);
    QFETCH(QByteArray, piece);
    QFETCH(qint64, pieces);
    QFETCH(int, status);
    m_figures->forgetPeak();
    HostileClient client(port());
    bool taken = client.send(begin);
    QByteArray batch;
    for (qint64 i = 0; i < pieces && taken; ++i) {
        batch += piece;
        if (batch.size() < 65536 && i + 1 < pieces)
            continue;
        taken = client.send(batch);
        batch.clear();
    }
    client.readToEnd();
    QCOMPARE(client.status(), status);
    QCOMPARE(client.answers(), 1);
    checkGrowth();
}

void HostileTest::endsSlowClients()
{
    constexpr int count = 1000;
    const qint64 duration = takesItsTime() ? 60000 : 8000;
    const qint64 patience = (takesItsTime() ? 15000 : 3000) + 2500; // the longest time-out and more
    const QByteArray slowHead = "POST /api/v1/schemas HTTP/1.1\r\n" + host();
    const QByteArray slowBody = head("POST", "/api/v1/schemas",
                                     "Content-Type: application/json\r\nContent-Length: 9999\r\n");
    m_figures->forgetPeak();
    std::vector<std::unique_ptr<HostileClient>> clients;
    qint64 oldest = 0;
    int ended = 0;
    int refused = 0;
    qint64 slowest = 0;
    int served = 0;
    QElapsedTimer timer;
    timer.start();
    for (qint64 nextByte = 0; timer.elapsed() < duration;) {
        while (clients.size() < count) {
            clients.push_back(std::make_unique<HostileClient>(port()));
            clients.back()->sendSome(clients.size() % 2 == 0 ? slowBody : slowHead);
        }
        if (timer.elapsed() >= nextByte) { // one byte a second each
            nextByte += 1000;
            for (const auto &client : clients)
                client->sendSome(clients.size() % 3 == 0 ? "X: y\r\n" : "x");
        }
        for (auto &client : clients) {
            if (client->receiveSome() && client->status() == 0) {
                oldest = std::max(oldest, client->age());
                continue;
            }
            ++ended;
            refused += client->status() == 408 ? 1 : 0;
            client.reset();
        }
        std::erase(clients, nullptr);
        QElapsedTimer request;
        request.start();
        QCOMPARE(send(port(), "GET", served % 2 == 0 ? "/healthz" : "/api/v1/schemas").status, 200);
        slowest = std::max(slowest, request.elapsed());
        ++served;
        QTest::qWait(20);
    }
    qInfo("%d ended, %d of them with 408, the oldest was %lld ms old; %d others served, the "
          "slowest in %lld ms",
          ended, refused, oldest, served, slowest);
    QVERIFY2(oldest < patience, qPrintable(QString::number(oldest)));
    QVERIFY(ended >= count);
    QVERIFY2(refused > ended * 9 / 10, qPrintable(QString::number(refused)));
    QVERIFY(served > 30);
    QVERIFY2(isSanitized() || slowest < 5000, qPrintable(QString::number(slowest)));
    checkGrowth();
}

void HostileTest::endsClientsThatNeverRead_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("count");
    QTest::newRow("of a document") << m_large << 100; // answered by the front itself
    QTest::newRow("of a page") << QByteArray("/openapi.json") << 100;
    // The kernel has room for thousands of these.
    QTest::newRow("of little") << QByteArray("/healthz") << 8;
}

void HostileTest::endsClientsThatNeverRead()
{
    QFETCH(QByteArray, path);
    QFETCH(int, count);
    m_figures->forgetPeak();
    QByteArray requests;
    for (int i = 0; i < 500; ++i)
        requests += head("GET", path);
    std::vector<std::unique_ptr<HostileClient>> clients;
    std::vector<qint64> sent(static_cast<std::size_t>(count), 0);
    for (int i = 0; i < count; ++i)
        clients.push_back(std::make_unique<HostileClient>(port(), 4096));
    QElapsedTimer timer;
    timer.start();
    std::size_t open = sent.size();
    while (open > 0 && timer.elapsed() < 40000) {
        open = 0;
        for (std::size_t i = 0; i < sent.size(); ++i) {
            if (!clients[i]->isOpen())
                continue;
            ++open;
            const qint64 more = clients[i]->sendSome(requests, sent[i]);
            sent[i] = more < 0 ? 0 : (sent[i] + more) % requests.size();
        }
        QTest::qWait(50);
    }
    QVERIFY2(open == 0, qPrintable(QString::number(open)));
    qInfo("all ended after %lld ms, %lld KB over the idle server", timer.elapsed(), growth());
    checkGrowth();
}

void HostileTest::keepsBodiesWithinTheirBudget()
{
    m_figures->forgetPeak();
    const QByteArray request =
        head("POST", "/api/v1/validate",
             "Content-Type: application/json\r\nContent-Length: 16777216\r\n");
    std::vector<std::unique_ptr<HostileClient>> clients;
    for (int i = 0; i < 4; ++i) { // all of the budget
        clients.push_back(std::make_unique<HostileClient>(port()));
        clients.back()->send(request + "{");
    }
    QTest::qWait(100);
    HostileClient fifth(port());
    fifth.send(head("POST", "/api/v1/validate",
                    "Content-Type: application/json\r\nContent-Length: 2\r\n"
                    "Expect: 100-continue\r\n"));
    QVERIFY(fifth.readToEnd());
    QCOMPARE(fifth.status(), 503);
    QVERIFY(fifth.received.contains("\r\nRetry-After: "));
    QVERIFY(fifth.received.contains("\r\nConnection: close\r\n"));
    QCOMPARE(send(port(), "GET", "/api/v1/schemas").status, 200); // needs none of it
    clients.pop_back();
    QTRY_COMPARE(send(port(), "POST", "/api/v1/validate", document("small")).status, 200);
    for (const auto &client : clients) { // came to nothing
        QVERIFY(client->readToEnd(20000));
        QCOMPARE(client->status(), 408);
    }
    checkGrowth();
}

void HostileTest::survivesFloodsOfBodies_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<qint64>("allowed");
    QTest::newRow("that nobody reads")
        << QByteArray("text/plain") << allowedKilobytes + bodyBudget / 1024;
    QTest::newRow("that are compiled")
        << QByteArray("application/json") << allowedKilobytes + memoryBudget / 1024;
}

void HostileTest::survivesFloodsOfBodies()
{
    QFETCH(QByteArray, type);
    QFETCH(qint64, allowed);
    m_figures->forgetPeak();
    const QByteArray request =
        post("/api/v1/validate", QByteArray(15 * megabyte, '[')).replace("application/json", type);
    std::vector<std::unique_ptr<HostileClient>> clients;
    std::vector<qint64> sent(40, 0);
    for (std::size_t i = 0; i < sent.size(); ++i)
        clients.push_back(std::make_unique<HostileClient>(port()));
    QElapsedTimer timer;
    timer.start();
    const auto isDone = [](const auto &client) {
        return client->received.contains("\r\n\r\n") || !client->isOpen();
    };
    while (!std::all_of(clients.begin(), clients.end(), isDone) && timer.elapsed() < 60000) {
        for (std::size_t i = 0; i < sent.size(); ++i) {
            if (isDone(clients[i]))
                continue;
            if (sent[i] < request.size())
                sent[i] += std::max<qint64>(0, clients[i]->sendSome(request, sent[i]));
            clients[i]->receiveSome();
        }
    }
    int judged = 0;
    int busy = 0;
    for (const auto &client : clients) {
        judged += client->status() == 415 || client->status() == 422 || client->status() == 200;
        busy += client->status() == 503;
    }
    qInfo("%d judged, %d refused for now, %lld KB over the idle server", judged, busy, growth());
    QVERIFY(judged >= 1);
    QCOMPARE(judged + busy, 40);
    checkGrowth(allowed);
}

void HostileTest::survivesAborts_data()
{
    QTest::addColumn<int>("state");
    QTest::newRow("before the head") << 0;
    QTest::newRow("in the head") << 1;
    QTest::newRow("in the body") << 2;
    QTest::newRow("in flight to PostgreSQL") << 3;
    QTest::newRow("in flight to a worker") << 4;
    QTest::newRow("while a large answer is written") << 5;
    QTest::newRow("after the first of two answers") << 6;
}

void HostileTest::survivesAborts()
{
    QFETCH(int, state);
    m_figures->forgetPeak();
    const QByteArray compile = post("/api/v1/compile", document("compiled", 1000));
    const QByteArray list = head("GET", "/api/v1/schemas");
    const QByteArray large = head("GET", m_large);
    const QByteArray inBody = compile.left(compile.size() - 500);
    for (int i = 0; i < abortsAState; ++i) {
        HostileClient client(port(), state == 5 ? 32768 : 0);
        QVERIFY2(client.isOpen(), qPrintable(QString::number(i)));
        switch (state) {
        case 0:
            break;
        case 1:
            client.sendSome(list.left(1 + i % (list.size() - 1)));
            break;
        case 2:
            client.sendSome(inBody);
            break;
        case 3:
            client.sendSome(list);
            break;
        case 4:
            client.sendSome(compile);
            break;
        case 5:
            client.sendSome(large + large);
            client.readUntil("x-filler", 2000);
            break;
        default:
            client.sendSome(head("GET", "/healthz") + list);
            client.readUntil("\"ok\"", 2000);
            break;
        }
        if (i % 50 == 0)
            QTest::qWait(1);
        client.reset();
    }
    checkAlive();
    checkGrowth();
}

QTEST_GUILESS_MAIN(HostileTest)
#include "hostile_test.moc"
