// SPDX-License-Identifier: MIT
#include "net/front.h"

#include "front_client.h"

#include <QElapsedTimer>
#include <QHttpServer>
#include <QPointer>
#include <QTest>
#include <QTimer>

#include <memory>
#include <vector>

#include <sys/socket.h>

using tw::server::Front;
using tw::server::FrontLimits;

namespace {

FrontLimits testLimits()
{
    FrontLimits limits;
    limits.request.bodyBytes = 1024 * 1024;
    limits.idle = std::chrono::milliseconds(2500);
    limits.header = std::chrono::milliseconds(400);
    limits.body = std::chrono::milliseconds(400);
    limits.write = std::chrono::milliseconds(600);
    limits.minBytesPerSecond = 64 * 1024;
    limits.connections = std::make_shared<tw::server::Budget>(300);
    return limits;
}

} // namespace

/// The real front over real sockets, before a QHttpServer with a few routes.
class FrontTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void keepsTheConnection();
    void answersInOrder();
    void answersHeadWithoutBody();
    void answersAClientThatClosedItsDirection();
    void closesWhenAsked();
    void sends100Continue();
    void refusesBeforeTheBodyComes();
    void refusesWhatIsMalformed();
    void endsSlowHeaders();
    void endsSlowBodies();
    void endsBodiesThatSlowDown();
    void endsIdleConnections();
    void endsClientsThatDoNotRead();
    void survivesClientsThatAbort();
    void limitsConnections();
    void carriesLargeBodies();
    void drains();

private:
    std::unique_ptr<FrontClient> connected(int receiveBuffer = 0)
    {
        return connectedTo(m_front->serverPort(), receiveBuffer);
    }

    std::unique_ptr<QHttpServer> m_server;
    QPointer<Front> m_front;
    std::vector<std::shared_ptr<QHttpServerResponder>> m_late;
    int m_requests = 0;
};

void FrontTest::init()
{
    m_requests = 0;
    m_server = std::make_unique<QHttpServer>();
    m_front = new Front(testLimits());
    QCOMPARE(m_front->listenOn(QHostAddress::LocalHost, 0, false), std::string());
    m_server->bind(m_front);
    m_server->route("/now", [this] {
        ++m_requests;
        return QHttpServerResponse("now");
    });
    m_server->route("/late/<arg>", [this](int id, QHttpServerResponder &&responder) {
        auto late = std::make_shared<QHttpServerResponder>(std::move(responder));
        QTimer::singleShot(30, m_server.get(), [late, id, this] {
            ++m_requests;
            late->write(QByteArray::number(id), "text/plain");
        });
    });
    m_server->route("/large", [] { return QHttpServerResponse(QByteArray(8 << 20, 'x')); });
    m_server->route("/echo", [](const QHttpServerRequest &request) {
        return QHttpServerResponse(QByteArray(request.body()));
    });
}

void FrontTest::cleanup() { m_server.reset(); }

void FrontTest::keepsTheConnection()
{
    const auto client = connected();
    for (int i = 1; i <= 5; ++i) {
        client->send("GET /now HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QVERIFY(client->readUntil("\r\n\r\nnow", i));
    }
    QCOMPARE(client->received.count("HTTP/1.1 200 OK\r\n"), 5);
    QCOMPARE(client->received.count("Date: "), 5);
    QVERIFY(!client->received.contains("Connection: close"));
    QCOMPARE(m_front->connectionCount(), std::size_t{1});
}

void FrontTest::answersInOrder()
{
    const auto client = connected();
    QByteArray requests;
    for (int i = 100; i < 120; ++i) {
        requests += "GET /late/" + QByteArray::number(i) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        requests += "GET /now HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
    client->send(requests);
    QVERIFY(client->readUntil("now", 20));
    qsizetype last = 0;
    for (int i = 100; i < 120; ++i) {
        const qsizetype at = client->received.indexOf("\r\n\r\n" + QByteArray::number(i) + "HTTP");
        QVERIFY2(at > last, qPrintable(QString::number(i)));
        last = at;
    }
}

void FrontTest::answersHeadWithoutBody()
{
    const auto client = connected();
    client->send("HEAD /now HTTP/1.1\r\nHost: localhost\r\n\r\n"
                 "GET /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\necho");
    QVERIFY(client->readUntil("echo"));
    QVERIFY(client->received.contains("Content-Length: 3\r\n"));
    QVERIFY(!client->received.contains("now"));
}

void FrontTest::answersAClientThatClosedItsDirection()
{
    const auto half = connected();
    half->send("GET /late/1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
               "GET /late/2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    ::shutdown(static_cast<int>(half->socket.socketDescriptor()), SHUT_WR);
    QVERIFY(half->waitForEnd());
    QVERIFY(half->received.contains("\r\n\r\n1HTTP"));
    QVERIFY(half->received.endsWith("\r\n\r\n2"));
}

void FrontTest::closesWhenAsked()
{
    for (const char *request :
         {"GET /late/5 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
          "GET /late/5 HTTP/1.0\r\n\r\n"}) {
        const auto client = connected();
        client->send(request);
        QVERIFY(client->waitForEnd());
        QVERIFY(client->received.contains("Connection: close\r\n"));
        QVERIFY(client->received.endsWith("\r\n\r\n5"));
    }
}

void FrontTest::sends100Continue()
{
    const auto client = connected();
    client->send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
                 "Expect: 100-continue\r\n\r\n");
    QVERIFY(client->readUntil("HTTP/1.1 100 Continue\r\n\r\n"));
    client->send("body");
    QVERIFY(client->readUntil("\r\n\r\nbody"));
    QCOMPARE(client->received.count("100 Continue"), 1);
}

void FrontTest::refusesBeforeTheBodyComes()
{
    const auto client = connected();
    client->send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n"
                 "Expect: 100-continue\r\n\r\n");
    QVERIFY(client->waitForEnd());
    QVERIFY(client->received.startsWith("HTTP/1.1 413 Content Too Large\r\n"));
    QVERIFY(!client->received.contains("100 Continue"));
}

void FrontTest::refusesWhatIsMalformed()
{
    const auto client = connected();
    // The second request must not run: nobody knows where it begins.
    client->send("POST /now HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n"
                 "GET /now HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QVERIFY(client->waitForEnd());
    QVERIFY(client->received.startsWith("HTTP/1.1 400 Bad Request\r\n"));
    QCOMPARE(client->received.count("HTTP/1.1"), 1);
    QCOMPARE(m_requests, 0);
}

void FrontTest::endsSlowHeaders()
{
    const auto client = connected();
    client->send("GET /now HTTP/1.1\r\n");
    for (int i = 0; i < 20 && client->socket.state() == QAbstractSocket::ConnectedState; ++i) {
        client->send("X: y\r\n"); // each byte that comes buys no time
        QTest::qWait(100);
        client->received += client->socket.readAll();
        if (client->received.contains("408"))
            break;
    }
    QVERIFY(client->received.startsWith("HTTP/1.1 408 Request Timeout\r\n"));
}

void FrontTest::endsSlowBodies()
{
    const auto client = connected();
    client->send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n");
    for (int i = 0; i < 20 && !client->received.contains("408"); ++i) {
        client->send("x");
        QTest::qWait(100);
        client->received += client->socket.readAll();
    }
    QVERIFY(client->received.startsWith("HTTP/1.1 408 Request Timeout\r\n"));
}

void FrontTest::endsBodiesThatSlowDown()
{
    const auto client = connected();
    client->send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n" +
                 QByteArray(1000000, 'x')); // at the least rate this would be 15 s' worth
    QElapsedTimer timer;
    timer.start();
    QVERIFY(client->readUntil("408"));
    QVERIFY2(timer.elapsed() < 8000, qPrintable(QString::number(timer.elapsed())));
}

void FrontTest::endsIdleConnections()
{
    const auto silent = connected();
    const auto client = connected();
    client->send("GET /now HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QVERIFY(client->readUntil("now"));
    QVERIFY(silent->waitForEnd(10000));
    QVERIFY(client->waitForEnd(10000));
    QCOMPARE(client->received.count("HTTP/1.1"), 1);
    QTRY_COMPARE(m_front->connectionCount(), std::size_t{0});
}

void FrontTest::endsClientsThatDoNotRead()
{
    const auto client = connected(1024);
    client->send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"
                 "GET /now HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTRY_COMPARE_WITH_TIMEOUT(m_front->connectionCount(), std::size_t{1}, 3000);
    QTRY_COMPARE_WITH_TIMEOUT(m_front->connectionCount(), std::size_t{0}, 5000);
    QCOMPARE(m_requests, 0); // the second was not even parsed
}

void FrontTest::survivesClientsThatAbort()
{
    for (int round = 0; round < 10; ++round) {
        for (int i = 0; i < 20; ++i) {
            const auto client = connected();
            client->send("GET /late/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            QTest::qWait(i % 3);
            client->reset();
        }
        QTest::qWait(20);
    }
    QTRY_COMPARE(m_front->connectionCount(), std::size_t{0});
    QVERIFY(m_requests > 50); // they were running when their clients left
    const auto client = connected();
    client->send("GET /now HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QVERIFY(client->readUntil("now"));
}

void FrontTest::limitsConnections()
{
    std::vector<std::unique_ptr<FrontClient>> clients;
    for (int i = 0; i < 300; ++i)
        clients.push_back(connected());
    QTRY_COMPARE(m_front->connectionCount(), std::size_t{300});
    const auto client = connected();
    QVERIFY(client->waitForEnd());
    QVERIFY(client->received.startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
}

void FrontTest::carriesLargeBodies()
{
    QByteArray body(1024 * 1024, 'a');
    for (qsizetype i = 0; i < body.size(); i += 7)
        body[i] = static_cast<char>('b' + i % 20);
    const auto client = connected();
    client->send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n" +
                 body);
    QVERIFY(client->readUntil(body));

    QByteArray chunks;
    for (qsizetype at = 0; at < body.size(); at += 4096)
        chunks += "1000\r\n" + body.mid(at, 4096) + "\r\n";
    const auto second = connected();
    second->send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" +
                 chunks + "0\r\n\r\n");
    QVERIFY(second->readUntil(body));
}

void FrontTest::drains()
{
    const auto sending = connected();
    const auto late = connected();
    const auto untilFirst = connected();
    const auto idle = connected();
    idle->send("GET /now HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QVERIFY(idle->readUntil("now"));
    const auto busy = connected();
    busy->send("GET /late/3 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTest::qWait(10);
    bool drained = false;
    connect(m_front, &Front::drained, this, [&] { drained = true; });
    // Has come to the socket when the drain begins, is read in it.
    sending->send("GET /late/7 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    m_front->drain();
    QVERIFY(!drained);
    late->send("GET /late/8 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QVERIFY(late->waitForEnd());
    QVERIFY(late->received.endsWith("\r\n\r\n8"));
    QVERIFY(late->received.contains("Connection: close\r\n"));
    QVERIFY(sending->waitForEnd());
    QVERIFY(sending->received.endsWith("\r\n\r\n7"));
    QVERIFY(untilFirst->waitForEnd());
    QCOMPARE(untilFirst->received, QByteArray());
    QVERIFY(busy->waitForEnd());
    QVERIFY(busy->received.endsWith("\r\n\r\n3"));
    QVERIFY(idle->waitForEnd());
    QTRY_VERIFY(drained);
}

QTEST_GUILESS_MAIN(FrontTest)
#include "front_test.moc"
