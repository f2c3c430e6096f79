// SPDX-License-Identifier: MIT
#include "net/poller.h"

#include <QTest>

#include <array>
#include <functional>
#include <memory>
#include <vector>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

using tw::server::Poller;
using tw::server::PollTarget;

namespace {

/// Two connected sockets; the near one is watched.
class Pair final : public PollTarget {
public:
    explicit Pair(Poller &poller, std::uint32_t events = EPOLLIN) : m_poller(poller)
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0)
            qFatal("no socket pair");
        ticket = poller.add(ends[0], *this, events);
    }
    Pair(const Pair &) = delete;
    Pair &operator=(const Pair &) = delete;
    ~Pair() // NOLINT(modernize-use-override): the base's is no virtual one
    {
        close();
        ::close(ends[1]);
    }
    void close()
    {
        if (ticket)
            m_poller.remove(*ticket);
        if (ends[0] >= 0)
            ::close(ends[0]);
        ticket.reset();
        ends[0] = -1;
    }
    void write() const { QCOMPARE(::write(ends[1], "x", 1), ssize_t{1}); }
    void read() const
    {
        char byte = 0;
        QCOMPARE(::read(ends[0], &byte, 1), ssize_t{1});
    }
    void takeEvents(std::uint32_t events) override
    {
        ++calls;
        last = events;
        if (onEvents)
            onEvents();
    }

    std::array<int, 2> ends{-1, -1};
    std::optional<Poller::Ticket> ticket;
    std::function<void()> onEvents;
    int calls = 0;
    std::uint32_t last = 0;

private:
    Poller &m_poller;
};

} // namespace

class FrontPollerTest : public QObject {
    Q_OBJECT
private slots:
    void tellsAgainUntilTaken();
    void followsChanges();
    void tellsOfTheEndUnasked();
    void dropsEventsOfTheClosed();
    void doesNotTakeANewDescriptorForTheOld();
    void reachesEverybody();
};

void FrontPollerTest::tellsAgainUntilTaken()
{
    Poller poller;
    QVERIFY(poller.isValid());
    Pair pair(poller);
    pair.write();
    QTRY_VERIFY(pair.calls >= 3);
    QVERIFY((pair.last & EPOLLIN) != 0);
    pair.read();
    const int calls = pair.calls;
    QTest::qWait(30);
    QCOMPARE(pair.calls, calls);
}

void FrontPollerTest::followsChanges()
{
    Poller poller;
    Pair pair(poller, 0);
    pair.write();
    QTest::qWait(30);
    QCOMPARE(pair.calls, 0);
    pair.onEvents = [&] { poller.change(*pair.ticket, 0); };
    poller.change(*pair.ticket, EPOLLIN | EPOLLOUT);
    QTRY_COMPARE(pair.calls, 1);
    QCOMPARE(pair.last, std::uint32_t{EPOLLIN | EPOLLOUT});
    QTest::qWait(30);
    QCOMPARE(pair.calls, 1);
}

void FrontPollerTest::tellsOfTheEndUnasked()
{
    Poller poller;
    Pair pair(poller, 0);
    pair.onEvents = [&] { pair.close(); };
    ::shutdown(pair.ends[1], SHUT_RDWR);
    QTRY_COMPARE(pair.calls, 1);
    QVERIFY((pair.last & EPOLLHUP) != 0);
}

void FrontPollerTest::dropsEventsOfTheClosed()
{
    Poller poller;
    std::vector<std::unique_ptr<Pair>> pairs;
    for (int i = 0; i < 10; ++i)
        pairs.push_back(std::make_unique<Pair>(poller));
    for (const auto &pair : pairs) {
        pair->onEvents = [&pairs] { // the first to hear of it closes all others
            for (const auto &other : pairs) {
                if (other->calls == 0)
                    other->close();
                else
                    other->read();
            }
        };
        pair->write();
    }
    QTest::qWait(30);
    int calls = 0;
    for (const auto &pair : pairs)
        calls += pair->calls;
    QCOMPARE(calls, 1);
}

void FrontPollerTest::doesNotTakeANewDescriptorForTheOld()
{
    Poller poller;
    Pair first(poller);
    Pair second(poller);
    std::unique_ptr<Pair> newcomer;
    const auto replaceOther = [&](Pair &other, Pair &self) {
        self.read();
        if (newcomer)
            return;
        other.close(); // its event is in this turn's list still
        newcomer = std::make_unique<Pair>(poller);
    };
    first.onEvents = [&] { replaceOther(second, first); };
    second.onEvents = [&] { replaceOther(first, second); };
    first.write();
    second.write();
    QTest::qWait(30);
    QVERIFY(newcomer != nullptr);
    QCOMPARE(first.calls + second.calls, 1);
    QCOMPARE(newcomer->calls, 0);
    newcomer->onEvents = [&] { newcomer->read(); };
    newcomer->write();
    QTRY_COMPARE(newcomer->calls, 1);
}

void FrontPollerTest::reachesEverybody()
{
    Poller poller;
    std::vector<std::unique_ptr<Pair>> pairs;
    for (int i = 0; i < 300; ++i) { // several turns' worth, none of which is ever taken
        pairs.push_back(std::make_unique<Pair>(poller));
        pairs.back()->write();
    }
    QTest::qWait(100);
    for (const auto &pair : pairs)
        QVERIFY(pair->calls > 0);
}

QTEST_GUILESS_MAIN(FrontPollerTest)
#include "front_poller_test.moc"
