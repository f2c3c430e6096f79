// SPDX-License-Identifier: MIT
#include "net/front.h"

#include <QTest>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <cerrno>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using tw::server::DirectReply;
using tw::server::Front;
using tw::server::FrontLimits;
using tw::server::RequestMessage;

namespace {

/// A front in a loop of its own. Every third request is answered a little later.
class FrontThread {
public:
    explicit FrontThread(quint16 port)
    {
        m_home.moveToThread(&m_thread);
        m_thread.start();
        run([&] {
            m_front = std::make_unique<Front>(FrontLimits{});
            m_front->setDirectHandler([this](RequestMessage &, const DirectReply &reply) {
                if (++m_requests % 3 != 0)
                    reply(200, "Content-Type: text/plain\r\n", {"answer"});
                else
                    QTimer::singleShot(2, &m_home, [reply] {
                        reply(200, "Content-Type: text/plain\r\n", {"answer"});
                    });
                return true;
            });
            const std::string reason = m_front->listenOn(QHostAddress::LocalHost, port, true);
            if (!reason.empty())
                qFatal("cannot listen: %s", reason.c_str());
            m_port = m_front->serverPort();
        });
    }
    FrontThread(const FrontThread &) = delete;
    FrontThread &operator=(const FrontThread &) = delete;
    ~FrontThread()
    {
        run([&] { m_front.reset(); });
        m_thread.quit();
        m_thread.wait();
    }

    /// True when nobody is left.
    bool drain()
    {
        std::atomic<bool> drained{false};
        run([&] {
            QObject::connect(m_front.get(), &Front::drained, m_front.get(),
                             [&drained] { drained = true; });
            m_front->drain();
        });
        return QTest::qWaitFor([&] { return drained.load(); }, 5000);
    }
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] int requests() const { return m_requests; }

private:
    template <typename Function> void run(Function function)
    {
        QMetaObject::invokeMethod(&m_home, function, Qt::BlockingQueuedConnection);
    }

    QThread m_thread;
    QObject m_home;
    std::unique_ptr<Front> m_front;
    quint16 m_port = 0;
    std::atomic<int> m_requests{0};
};

struct Tally {
    std::atomic<int> answered{0};
    std::atomic<int> closedBefore{0}; ///< cleanly, and before anything of the answer
    std::atomic<int> failed{0};
    std::atomic<int> lastError{0};
    std::atomic<bool> stop{false};
};

/// A client of one thread with blocking calls, as simple as can be.
class Client {
public:
    Client(quint16 port, int requestsAConnection, Tally &tally)
        : m_port(port), m_requestsAConnection(requestsAConnection), m_tally(tally)
    {
    }
    void run()
    {
        while (!m_tally.stop) {
            const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            sockaddr_in address{};
            address.sin_family = AF_INET;
            address.sin_port = htons(m_port);
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address),
                          sizeof address) != 0)
                fail(errno);
            else
                useConnection(descriptor);
            ::close(descriptor);
        }
    }

private:
    void fail(int error)
    {
        ++m_tally.failed;
        m_tally.lastError = error;
    }
    void useConnection(int descriptor)
    {
        for (int i = 0; i < m_requestsAConnection && !m_tally.stop; ++i) {
            const bool last = i + 1 == m_requestsAConnection;
            const std::string request = std::string("GET /x HTTP/1.1\r\nHost: localhost\r\n") +
                                        (last ? "Connection: close\r\n\r\n" : "\r\n");
            if (::send(descriptor, request.data(), request.size(), MSG_NOSIGNAL) < 0)
                return fail(errno);
            std::string answer;
            while (!answer.ends_with("\r\n\r\nanswer")) {
                char bytes[512];
                const ssize_t count = ::recv(descriptor, bytes, sizeof bytes, 0);
                if (count < 0)
                    return fail(errno);
                if (count == 0 && answer.empty() && i > 0) {
                    ++m_tally.closedBefore;
                    return;
                }
                if (count == 0)
                    return fail(0);
                answer.append(bytes, static_cast<std::size_t>(count));
            }
            if (!answer.starts_with("HTTP/1.1 200 OK\r\n"))
                return fail(-1);
            ++m_tally.answered;
            if (answer.find("Connection: close\r\n") != std::string::npos)
                return;
        }
    }

    quint16 m_port;
    int m_requestsAConnection;
    Tally &m_tally;
};

} // namespace

/// One front after the other takes over an address under load.
class FrontHandoverTest : public QObject {
    Q_OBJECT
private slots:
    void losesNoRequest();
    void servesWhoWaitsInTheQueue();
};

void FrontHandoverTest::losesNoRequest()
{
    constexpr int rounds = 5;
    Tally tally;
    auto front = std::make_unique<FrontThread>(quint16{0});
    const quint16 port = front->port();
    std::vector<std::thread> clients;
    for (const int requests : {1, 1, 1, 2, 5, 50, 100000, 100000})
        clients.emplace_back([&tally, port, requests] { Client(port, requests, tally).run(); });
    bool drained = true;
    bool served = true;
    for (int round = 0; round < rounds; ++round) {
        QTest::qWait(100);
        auto next = std::make_unique<FrontThread>(port);
        QTest::qWait(50);
        drained = front->drain() && drained;
        front = std::move(next);
        const int before = front->requests();
        served = QTest::qWaitFor([&] { return front->requests() > before + 50; }) && served;
    }
    tally.stop = true;
    for (std::thread &client : clients)
        client.join();
    QVERIFY(drained);
    QVERIFY(served);
    QVERIFY2(tally.failed == 0,
             qPrintable(QStringLiteral("%1 failed, the last with %2, %3 answered")
                            .arg(tally.failed)
                            .arg(tally.lastError)
                            .arg(tally.answered)));
    QVERIFY2(tally.answered > 1000, qPrintable(QString::number(tally.answered)));
    qInfo("%d answered, %d closed before they were read", tally.answered.load(),
          tally.closedBefore.load());
}

void FrontHandoverTest::servesWhoWaitsInTheQueue()
{
    // In this thread, so that nobody accepts before the drain begins.
    Front front{FrontLimits{}};
    front.setDirectHandler([](RequestMessage &, const DirectReply &reply) {
        reply(200, {}, {"answer"});
        return true;
    });
    QCOMPARE(front.listenOn(QHostAddress::LocalHost, 0, false), std::string());
    Tally tally;
    std::vector<std::thread> clients;
    for (int i = 0; i < 20; ++i)
        clients.emplace_back([&tally, port = front.serverPort()] {
            Tally own;
            std::thread stopper([&own] {
                QThread::msleep(50);
                own.stop = true;
            });
            Client(port, 1, own).run(); // goes on until it is stopped and its request answered
            stopper.join();
            tally.answered += own.answered;
            tally.failed += own.failed;
        });
    QThread::msleep(200);
    bool drained = false;
    connect(&front, &Front::drained, this, [&] { drained = true; });
    front.drain();
    QTRY_VERIFY(drained);
    for (std::thread &client : clients)
        client.join();
    QCOMPARE(tally.failed.load(), 0);
    QCOMPARE(tally.answered.load(), 20);
}

QTEST_GUILESS_MAIN(FrontHandoverTest)
#include "front_handover_test.moc"
