// SPDX-License-Identifier: MIT
#include "net/front.h"

#include "front_client.h"

#include <QHttpServer>
#include <QPointer>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <sys/socket.h>

using tw::server::Budget;
using tw::server::BudgetShare;
using tw::server::DirectReply;
using tw::server::Front;
using tw::server::FrontLimits;
using tw::server::RequestMessage;
using tw::server::UserShares;

namespace {

constexpr std::size_t mebibyte = 1024 * 1024;
constexpr const char *textField = "Content-Type: text/plain\r\n";

FrontLimits testLimits()
{
    FrontLimits limits;
    limits.write = std::chrono::milliseconds(600);
    limits.minBytesPerSecond = mebibyte;
    limits.bodyBytes = std::make_shared<Budget>(mebibyte);
    limits.unsentBytes = std::make_shared<Budget>(32 * mebibyte);
    limits.requestsInFlight = std::make_shared<Budget>(3);
    return limits;
}

QByteArray post(const QByteArray &path, const QByteArray &body)
{
    return "POST " + path +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\n\r\n" + body;
}

} // namespace

/// Requests that are answered past QHttpServer, and the budgets that all fronts share.
class FrontDirectTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void answersAtOnce();
    void answersLaterInOrder();
    void leavesTheRestToQHttpServer();
    void framesEachStatus();
    void closesWhenAsked();
    void answersOnlyOnce();
    void survivesClientsThatAbort();
    void survivesTheFront();
    void answersExceptionsWith500();
    void sendsSharedBodiesWithoutCopies();
    void dropsSlowReadersOverTheBudget();
    void sharesItsTimeWithOthers();
    void countsWithoutGoingOver();
    void limitsBodies();
    void limitsBodiesOfOneUser();
    void limitsChunkedBodies();
    void limitsRequestsInFlight();

private:
    std::unique_ptr<FrontClient> connected(int receiveBuffer = 0)
    {
        return connectedTo(m_front->serverPort(), receiveBuffer);
    }
    /// Answers what waits, oldest first.
    void answerWaiting(const std::string &body)
    {
        const auto waiting = std::exchange(m_waiting, {});
        for (const DirectReply &reply : waiting)
            reply(200, textField, {body});
    }
    bool handle(RequestMessage &message, const DirectReply &reply);

    FrontLimits m_limits;
    std::unique_ptr<QHttpServer> m_server;
    QPointer<Front> m_front;
    std::vector<DirectReply> m_waiting;
    std::shared_ptr<const std::string> m_large;
    int m_requests = 0;
    int m_markedAt = 0;
};

bool FrontDirectTest::handle(RequestMessage &message, const DirectReply &reply)
{
    ++m_requests;
    const std::string &path = message.target;
    if (path == "/now")
        reply(200, textField, {"now"});
    else if (path == "/mark") {
        m_markedAt = m_requests;
        reply(200, textField, {"mark"});
    } else if (path == "/wait")
        m_waiting.push_back(reply);
    else if (path == "/twice") {
        reply(200, textField, {"first"});
        reply(200, textField, {"second"});
        m_waiting.push_back(reply); // and once more, when another request is in flight
    } else if (path == "/large")
        reply(200, textField, {*m_large, m_large});
    else if (path == "/copied")
        reply(200, textField, {std::string(*m_large)});
    else if (path == "/throw")
        throw std::runtime_error("secret");
    else if (path.starts_with("/status/"))
        reply(std::stoi(path.substr(8)), textField, {"body"});
    else
        return false;
    return true;
}

void FrontDirectTest::init()
{
    m_requests = 0;
    m_limits = testLimits();
    m_large = std::make_shared<const std::string>(12 * mebibyte, 'x');
    m_server = std::make_unique<QHttpServer>();
    m_front = new Front(m_limits);
    m_front->setDirectHandler([this](RequestMessage &message, const DirectReply &reply) {
        return handle(message, reply);
    });
    QCOMPARE(m_front->listenOn(QHostAddress::LocalHost, 0, false), std::string());
    m_server->bind(m_front);
    m_server->route("/echo", [](const QHttpServerRequest &request) {
        return QHttpServerResponse("text/plain", request.body() + request.value("x-mark"));
    });
}

void FrontDirectTest::cleanup()
{
    m_waiting.clear();
    m_server.reset();
    QCOMPARE(m_limits.bodyBytes->used(), std::size_t{0});
    QCOMPARE(m_limits.unsentBytes->used(), std::size_t{0});
    QCOMPARE(m_limits.requestsInFlight->used(), std::size_t{0});
}

void FrontDirectTest::answersAtOnce()
{
    const auto client = connected();
    for (int i = 1; i <= 3; ++i) {
        client->get("/now");
        QVERIFY(client->readUntil("\r\n\r\nnow", i));
    }
    const QByteArray first = client->received.left(client->received.indexOf("now") + 3);
    QVERIFY(first.startsWith("HTTP/1.1 200 OK\r\nDate: "));
    QVERIFY(first.contains("\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nnow"));
    QVERIFY(!client->received.contains("Connection: close"));
}

void FrontDirectTest::answersLaterInOrder()
{
    const auto client = connected();
    client->get("/wait");
    client->get("/now");
    client->get("/wait");
    QTRY_COMPARE(m_waiting.size(), std::size_t{1});
    QTest::qWait(20);
    QCOMPARE(m_requests, 1); // one in flight
    answerWaiting("one");
    QTRY_COMPARE(m_waiting.size(), std::size_t{1});
    answerWaiting("two");
    QVERIFY(client->readUntil("two"));
    const qsizetype one = client->received.indexOf("\r\n\r\noneHTTP");
    const qsizetype now = client->received.indexOf("\r\n\r\nnowHTTP");
    QVERIFY(one > 0 && now > one && client->received.indexOf("\r\n\r\ntwo") > now);
}

void FrontDirectTest::leavesTheRestToQHttpServer()
{
    const auto client = connected();
    client->get("/now");
    client->send("POST /echo HTTP/1.1\r\nHost: localhost\r\nX-Mark: mark\r\n"
                 "Content-Length: 4\r\n\r\nbody");
    client->get("/now");
    QVERIFY(client->readUntil("now", 2));
    QVERIFY(client->received.contains("\r\n\r\nbodymarkHTTP/1.1 200 OK"));
    QCOMPARE(m_requests, 3); // it is asked about each
}

void FrontDirectTest::framesEachStatus()
{
    const auto client = connected();
    client->get("/status/304");
    client->get("/status/204");
    client->send("HEAD /now HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client->get("/status/404");
    QVERIFY(client->readUntil("\r\n\r\nbody"));
    const QList<QByteArray> answers = [&] {
        QList<QByteArray> result;
        for (qsizetype at = 0; at >= 0;) {
            const qsizetype next = client->received.indexOf("HTTP/1.1 ", at + 1);
            result.append(client->received.mid(at, next < 0 ? -1 : next - at));
            at = next;
        }
        return result;
    }();
    QCOMPARE(answers.size(), 4);
    for (int i = 0; i < 2; ++i) {
        QVERIFY(!answers[i].contains("Content-Length"));
        QVERIFY(answers[i].endsWith("\r\n\r\n"));
    }
    QVERIFY(answers[2].endsWith("Content-Length: 3\r\n\r\n"));
    QVERIFY(answers[3].startsWith("HTTP/1.1 404 Not Found\r\n"));
    QVERIFY(answers[3].endsWith("Content-Length: 4\r\n\r\nbody"));
}

void FrontDirectTest::closesWhenAsked()
{
    for (const char *request : {"GET /now HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                "GET /now HTTP/1.1\r\nHost: localhost\r\n\r\n",
                                "GET /now HTTP/1.0\r\n\r\n"}) {
        const auto client = connected();
        client->send(request);
        QVERIFY(client->waitForEnd());
        QVERIFY(client->received.contains("Connection: close\r\n"));
        QVERIFY(client->received.endsWith("\r\n\r\nnow"));
        QCOMPARE(client->received.count("HTTP/1.1"), 1);
    }
}

void FrontDirectTest::answersOnlyOnce()
{
    const auto client = connected();
    client->get("/twice");
    client->get("/wait");
    QTRY_COMPARE(m_waiting.size(), std::size_t{2});
    m_waiting.front()(200, textField, {"stale"}); // its request has long been answered
    QTest::qWait(20);
    m_waiting.back()(200, textField, {"fresh"});
    QVERIFY(client->readUntil("fresh"));
    QCOMPARE(client->received.count("HTTP/1.1"), 2);
    QVERIFY(!client->received.contains("second") && !client->received.contains("stale"));
}

void FrontDirectTest::survivesClientsThatAbort()
{
    for (int round = 0; round < 30; ++round) {
        std::vector<std::unique_ptr<FrontClient>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(connected());
            clients.back()->get("/wait");
            clients.back()->get("/wait");
        }
        QTRY_COMPARE(m_waiting.size(), std::size_t{3});
        for (const auto &client : clients)
            client->reset();
        if (round % 2 == 0)
            QTest::qWait(5); // the front has seen it, or not yet and takes the second request
        QVERIFY(QTest::qWaitFor([this] {
            answerWaiting("late");
            return m_front->connectionCount() == 0;
        }));
    }
    QVERIFY(m_requests >= 90 && m_requests <= 135);
}

void FrontDirectTest::survivesTheFront()
{
    const auto client = connected();
    client->get("/wait");
    QTRY_COMPARE(m_waiting.size(), std::size_t{1});
    m_server.reset();
    answerWaiting("late");
    QVERIFY(client->waitForEnd());
    QCOMPARE(client->received, QByteArray());
}

void FrontDirectTest::answersExceptionsWith500()
{
    QTest::ignoreMessage(QtCriticalMsg, "a direct answer: secret");
    const auto client = connected();
    client->get("/throw");
    client->get("/now");
    QVERIFY(client->readUntil("\r\n\r\nnow"));
    QVERIFY(client->received.startsWith("HTTP/1.1 500 Internal Server Error\r\n"));
    QVERIFY(!client->received.contains("secret"));
}

void FrontDirectTest::sendsSharedBodiesWithoutCopies()
{
    std::vector<std::unique_ptr<FrontClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(connected(1024));
        clients.back()->get("/large");
    }
    QTRY_COMPARE(m_requests, 3);
    QVERIFY(m_large.use_count() >= 4); // each connection has it
    QVERIFY(m_limits.unsentBytes->used() < std::size_t{4096});
    clients.front()->socket.setReadBufferSize(0);
    QVERIFY(clients.front()->readUntil(QByteArray(12 * mebibyte, 'x')));
    QTRY_COMPARE_WITH_TIMEOUT(m_front->connectionCount(), std::size_t{1}, 8000);
    QCOMPARE(m_large.use_count(), 1L);
}

void FrontDirectTest::dropsSlowReadersOverTheBudget()
{
    std::vector<std::unique_ptr<FrontClient>> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(connected(1024));
        clients.back()->get("/copied");
    }
    QTRY_COMPARE(m_requests, 6);
    QTRY_VERIFY(m_front->connectionCount() < std::size_t{6});
    QVERIFY(m_front->connectionCount() > std::size_t{0});
    QVERIFY(m_limits.unsentBytes->used() > std::size_t{0});
    QVERIFY(m_limits.unsentBytes->used() <= m_limits.unsentBytes->limit());
    const auto client = connected();
    client->get("/now");
    QVERIFY(client->readUntil("\r\n\r\nnow"));
    QTRY_COMPARE_WITH_TIMEOUT(m_front->connectionCount(), std::size_t{1}, 8000);
}

void FrontDirectTest::sharesItsTimeWithOthers()
{
    const auto greedy = connected();
    const auto client = connected();
    QByteArray requests;
    for (int i = 0; i < 1000; ++i)
        requests += "GET /now HTTP/1.1\r\nHost: localhost\r\n\r\n";
    greedy->send(requests);
    client->get("/mark");
    QVERIFY(client->readUntil("mark"));
    QVERIFY2(m_markedAt <= 50, qPrintable(QString::number(m_markedAt)));
    QVERIFY(greedy->readUntil("\r\n\r\nnow", 1000));
}

void FrontDirectTest::countsWithoutGoingOver()
{
    const auto budget = std::make_shared<Budget>(10);
    BudgetShare first(budget);
    BudgetShare second(budget);
    QVERIFY(first.growTo(7));
    QVERIFY(first.growTo(3));
    QCOMPARE(budget->used(), std::size_t{7});
    QVERIFY(!second.growTo(4));
    QVERIFY(second.growTo(3));
    QVERIFY(!second.growTo(static_cast<std::size_t>(-1)));
    first.giveBack();
    first.giveBack();
    QCOMPARE(budget->used(), std::size_t{3});
}

void FrontDirectTest::limitsBodies()
{
    const auto holder = connected();
    const QByteArray large = post("/wait", QByteArray(700 * 1024, 'b'));
    holder->send(large.left(200)); // what is declared counts
    QTRY_VERIFY(m_limits.bodyBytes->used() == std::size_t{700 * 1024});
    const auto other = connected();
    other->send("POST /wait HTTP/1.1\r\nHost: localhost\r\nContent-Length: 409600\r\n"
                "Expect: 100-continue\r\n\r\n");
    QVERIFY(other->waitForEnd());
    QVERIFY(other->received.startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    QVERIFY(other->received.contains("\r\nRetry-After: 1\r\n"));
    QVERIFY(other->received.contains("\r\nConnection: close\r\n"));
    const auto small = connected();
    small->send(post("/echo", "small"));
    QVERIFY(small->readUntil("\r\n\r\nsmall"));
    holder->send(large.mid(200));
    QTRY_COMPARE(m_waiting.size(), std::size_t{1});
    QCOMPARE(m_limits.bodyBytes->used(), std::size_t{700 * 1024}); // until it is answered
    answerWaiting("done");
    QCOMPARE(m_limits.bodyBytes->used(), std::size_t{0});
    QVERIFY(holder->readUntil("done"));

    const auto gone = connected();
    gone->send(large.left(300000));
    QTRY_VERIFY(m_limits.bodyBytes->used() > std::size_t{0});
    gone->socket.abort();
    QTRY_COMPARE(m_limits.bodyBytes->used(), std::size_t{0});
}

void FrontDirectTest::limitsBodiesOfOneUser()
{
    m_limits.userBodies = std::make_shared<UserShares>(m_limits.bodyBytes);
    Front front(m_limits);
    front.setUserReader([](const RequestMessage &head) {
        const auto field =
            std::find_if(head.headers.begin(), head.headers.end(),
                         [](const auto &header) { return header.name == "x-user-id"; });
        return field == head.headers.end() ? std::string() : field->value;
    });
    QVERIFY(front.listenOn(QHostAddress::LocalHost, 0, false).empty());
    const auto sends = [&](const QByteArray &user, int kibibytes) {
        auto client = connectedTo(front.serverPort(), 0);
        client->send("POST /wait HTTP/1.1\r\nHost: localhost\r\nX-User-Id: " + user +
                     "\r\nContent-Length: " + QByteArray::number(kibibytes * 1024) + "\r\n\r\nx");
        return client;
    };
    const auto used = [&] { return m_limits.bodyBytes->used() / 1024; };
    const auto first = sends("anna", 300);
    QTRY_COMPARE(used(), std::size_t{300});
    const auto second = sends("anna", 200); // below the half
    QTRY_COMPARE(used(), std::size_t{500});
    const auto third = sends("anna", 100);
    QVERIFY(third->waitForEnd());
    QVERIFY(third->received.startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    QCOMPARE(used(), std::size_t{500});
    const auto small = sends("anna", 16); // does not count
    QTRY_COMPARE(used(), std::size_t{516});
    const auto others = sends("bert", 400); // the only one of this user
    QTRY_COMPARE(used(), std::size_t{916});
    const auto othersMore = sends("bert", 50);
    QVERIFY(othersMore->waitForEnd());
    QCOMPARE(m_limits.userBodies->userCount(), std::size_t{2});
    for (const auto *client : {&first, &second, &small, &others})
        (*client)->socket.abort();
    QTRY_COMPARE(used(), std::size_t{0});
    QCOMPARE(m_limits.userBodies->userCount(), std::size_t{0});
}

void FrontDirectTest::limitsChunkedBodies()
{
    const auto client = connected();
    const QByteArray chunk = "10000\r\n" + QByteArray(65536, 'c') + "\r\n";
    client->send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" +
                 chunk);
    QTRY_COMPARE(m_limits.bodyBytes->used(), std::size_t{65536});
    for (int i = 0; i < 20; ++i)
        client->send(chunk);
    QVERIFY(client->waitForEnd());
    QVERIFY(client->received.startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    QCOMPARE(client->received.count("HTTP/1.1"), 1);
}

void FrontDirectTest::limitsRequestsInFlight()
{
    std::vector<std::unique_ptr<FrontClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(connected());
        clients.back()->get("/wait");
    }
    QTRY_COMPARE(m_waiting.size(), std::size_t{3});
    const auto client = connected();
    client->get("/now");
    QVERIFY(client->waitForEnd());
    QVERIFY(client->received.startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    QVERIFY(client->received.contains("\r\nRetry-After: 1\r\n"));
    answerWaiting("done");
    const auto next = connected();
    next->get("/now");
    QVERIFY(next->readUntil("\r\n\r\nnow"));
}

QTEST_GUILESS_MAIN(FrontDirectTest)
#include "front_direct_test.moc"
