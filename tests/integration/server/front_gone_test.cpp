// SPDX-License-Identifier: MIT
#include "net/front.h"

#include "front_client.h"

#include <QHttpServer>
#include <QPointer>
#include <QTest>

#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <sys/socket.h>

using tw::server::DirectReply;
using tw::server::Front;
using tw::server::FrontLimits;
using tw::server::RequestMessage;

/// How those who work for a client hear that it is gone.
class FrontGoneTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void tellsWhoeverWorksThatTheClientIsGone();
    void asksOneThatHasOnlyClosedItsOwnDirection();

private:
    void answerWaiting(const std::string &body)
    {
        for (const DirectReply &reply : std::exchange(m_waiting, {}))
            reply(200, "Content-Type: text/plain\r\n", {body});
    }

    std::unique_ptr<QHttpServer> m_server;
    QPointer<Front> m_front;
    std::vector<DirectReply> m_waiting;
    std::vector<std::stop_token> m_gone; ///< of those whose work can be stopped
};

/// `/work` can be stopped, `/wait` cannot; both are answered later.
void FrontGoneTest::init()
{
    m_waiting.clear();
    m_gone.clear();
    m_server = std::make_unique<QHttpServer>();
    m_front = new Front(FrontLimits());
    m_front->setDirectHandler([this](RequestMessage &message, const DirectReply &reply) {
        m_waiting.push_back(reply);
        if (message.target == "/work")
            m_gone.push_back(reply.gone());
        return true;
    });
    QCOMPARE(m_front->listenOn(QHostAddress::LocalHost, 0, false), std::string());
    m_server->bind(m_front);
}

void FrontGoneTest::tellsWhoeverWorksThatTheClientIsGone()
{
    for (const bool isReset : {true, false}) {
        m_gone.clear();
        const auto client = connectedTo(m_front->serverPort());
        client->get("/work");
        QTRY_COMPARE(m_gone.size(), std::size_t{1});
        QVERIFY(m_gone.front().stop_possible() && !m_gone.front().stop_requested());
        if (isReset)
            client->reset();
        else
            client->socket.abort(); // the peer sees that one direction is closed
        QTRY_VERIFY(m_gone.front().stop_requested());
        answerWaiting("nobody reads this");
    }
    // A token is of its request alone.
    m_gone.clear();
    const auto client = connectedTo(m_front->serverPort());
    client->get("/work");
    QTRY_COMPARE(m_gone.size(), std::size_t{1});
    answerWaiting("first");
    client->get("/work");
    QTRY_COMPARE(m_gone.size(), std::size_t{2});
    client->reset();
    QTRY_VERIFY(m_gone.back().stop_requested());
    QVERIFY(!m_gone.front().stop_requested());
    answerWaiting("nobody reads this");
}

void FrontGoneTest::asksOneThatHasOnlyClosedItsOwnDirection()
{
    const auto halfClosed = [this](const QByteArray &request) {
        auto client = connectedTo(m_front->serverPort());
        client->send(request);
        if (!QTest::qWaitFor([&] { return !m_waiting.empty(); }, 5000))
            qFatal("no request came");
        ::shutdown(static_cast<int>(client->socket.socketDescriptor()), SHUT_WR);
        return client;
    };
    constexpr const char *asked = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto work = halfClosed("GET /work HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QVERIFY(work->readUntil(asked));
    QVERIFY(!m_gone.front().stop_requested());
    answerWaiting("done");
    QVERIFY(work->waitForEnd());
    QVERIFY(work->received.startsWith(QByteArray(asked) + "HTTP/1.1 200 OK\r\n"));
    QVERIFY(work->received.endsWith("\r\n\r\ndone"));

    // Nobody would be told, and 1.0 knows no such answer.
    for (const char *request :
         {"GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /work HTTP/1.0\r\n\r\n"}) {
        const auto other = halfClosed(request);
        QTest::qWait(50);
        answerWaiting("done");
        QVERIFY(other->waitForEnd());
        QVERIFY2(other->received.startsWith("HTTP/1.1 200 OK\r\n"), other->received.constData());
        QVERIFY(other->received.endsWith("\r\n\r\ndone"));
    }
}

QTEST_GUILESS_MAIN(FrontGoneTest)
#include "front_gone_test.moc"
