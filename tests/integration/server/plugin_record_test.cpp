// SPDX-License-Identifier: MIT
#include "app/plugin_record.h"

#include <QTest>

using namespace std::chrono_literals;
using tw::server::PluginPatience;
using tw::server::PluginRecord;

using Outcome = PluginRecord::Outcome;
using Ticket = PluginRecord::Ticket;

namespace {

/// A record and a clock that goes when it is told to.
struct Told {
    PluginRecord record{
        PluginPatience{.lostTime = 10s, .shortRun = 500ms, .failuresInARow = 4, .pause = 30s}};
    PluginRecord::Clock::time_point now{1'000h};

    /// One run that takes `time`; whether it was let run.
    Ticket run(Outcome outcome, PluginRecord::Clock::duration time = 1ms)
    {
        const Ticket ticket = record.begin(now);
        const auto begun = now;
        now += time;
        if (ticket != Ticket::Refused)
            record.end(ticket, outcome, begun, now);
        return ticket;
    }
};

} // namespace

/// When a plugin is left out, and when it runs again.
class PluginRecordTest : public QObject {
    Q_OBJECT
private slots:
    void runsWhatFailsNowAndThen();
    void pausesWhatAlwaysFails();
    void pausesWhatHangs();
    void forgivesWhatHungLongAgo();
    void countsWaitingForNobody();
    void triesOneRunAtATime();
    void counts();
};

void PluginRecordTest::runsWhatFailsNowAndThen()
{
    Told told;
    for (int i = 1; i <= 10'000; ++i)
        QCOMPARE(told.run(i % 10 == 0 ? Outcome::Failed : Outcome::Ok), Ticket::Run);
    QCOMPARE(told.record.failures(Outcome::Failed), 1'000U);
    QVERIFY(!told.record.isPaused());
}

void PluginRecordTest::pausesWhatAlwaysFails()
{
    Told told;
    for (int i = 0; i < 4; ++i)
        QCOMPARE(told.run(Outcome::OutOfMemory), Ticket::Run);
    QVERIFY(told.record.isPaused());
    QCOMPARE(told.run(Outcome::Ok), Ticket::Refused);
    QCOMPARE(told.record.leftOut(), 1U);
    told.now += 30s;
    QCOMPARE(told.run(Outcome::Ok), Ticket::Trial);
    QVERIFY(!told.record.isPaused());
    // It has all its chances again.
    for (int i = 0; i < 3; ++i)
        QCOMPARE(told.run(Outcome::Failed), Ticket::Run);
    QVERIFY(!told.record.isPaused());
}

void PluginRecordTest::pausesWhatHangs()
{
    Told told;
    // A short failure loses nothing, and what runs well between them gives nothing back.
    QCOMPARE(told.run(Outcome::TimedOut, 5s), Ticket::Run);
    QCOMPARE(told.run(Outcome::Ok), Ticket::Run);
    QCOMPARE(told.run(Outcome::Failed), Ticket::Run);
    QCOMPARE(told.run(Outcome::TimedOut, 5s), Ticket::Run);
    QVERIFY(!told.record.isPaused());
    QCOMPARE(told.run(Outcome::Ok), Ticket::Run);
    QCOMPARE(told.run(Outcome::TimedOut, 5s), Ticket::Run);
    QVERIFY(told.record.isPaused());
}

void PluginRecordTest::forgivesWhatHungLongAgo()
{
    Told told;
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(told.run(Outcome::TimedOut, 5s), Ticket::Run);
        QCOMPARE(told.run(Outcome::Ok), Ticket::Run);
        told.now += 50s;
    }
    QVERIFY(!told.record.isPaused());
}

/// A client that goes away whenever the plugin hangs is no way around it.
void PluginRecordTest::countsWaitingForNobody()
{
    Told told;
    int runs = 0;
    while (told.run(Outcome::Abandoned, 1s) == Ticket::Run && runs < 100)
        ++runs;
    QVERIFY2(runs > 4 && runs < 15, qPrintable(QString::number(runs)));
    QVERIFY(told.record.isPaused());
    // Those that were short are nothing.
    Told other;
    for (int i = 0; i < 100; ++i)
        QCOMPARE(other.run(Outcome::Abandoned, 1ms), Ticket::Run);
}

void PluginRecordTest::triesOneRunAtATime()
{
    Told told;
    while (!told.record.isPaused())
        QCOMPARE(told.run(Outcome::Failed), Ticket::Run);
    told.now += 30s;
    QCOMPARE(told.record.begin(told.now), Ticket::Trial);
    QCOMPARE(told.record.begin(told.now), Ticket::Refused);
    // Nobody waited for the answer: the next one may try.
    told.record.end(Ticket::Trial, Outcome::Abandoned, told.now, told.now + 1ms);
    QVERIFY(told.record.isPaused());
    QCOMPARE(told.run(Outcome::Failed), Ticket::Trial);
    QVERIFY(told.record.isPaused());
    told.now += 29s;
    QCOMPARE(told.run(Outcome::Ok), Ticket::Refused);
    told.now += 1s;
    QCOMPARE(told.run(Outcome::Ok), Ticket::Trial);
    QVERIFY(!told.record.isPaused());
}

void PluginRecordTest::counts()
{
    Told told;
    QCOMPARE(told.record.processes(), 0U);
    told.record.processStarted();
    told.record.processStarted();
    told.record.processEnded();
    QCOMPARE(told.record.started(), 2U);
    QCOMPARE(told.record.processes(), 1U);
    QVERIFY(told.record.times().isEmpty());
    told.run(Outcome::Ok);
    QVERIFY(!told.record.times().isEmpty());
}

QTEST_GUILESS_MAIN(PluginRecordTest)
#include "plugin_record_test.moc"
