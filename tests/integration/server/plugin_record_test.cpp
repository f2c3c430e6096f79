// SPDX-License-Identifier: MIT
#include "app/plugin_record.h"

#include <QTest>

#include <array>
#include <string>
#include <string_view>

using namespace std::chrono_literals;
using tw::server::PluginPatience;
using tw::server::PluginRecord;

using Outcome = PluginRecord::Outcome;
using Change = PluginRecord::Change;
using Turn = PluginRecord::Turn;

namespace {

constexpr PluginPatience patience{
    .lostTime = 10s, .shortRun = 500ms, .failuresInARow = 4, .pause = 30s, .users = 8};

/// A record and a clock that goes when it is told to.
struct Told {
    PluginRecord record{patience};
    PluginRecord::Clock::time_point now{1'000h};
    Change change = Change::None; ///< that the last run made

    /// One run that takes `time`; whether it was let run.
    Turn run(Outcome outcome, PluginRecord::Clock::duration time = 1ms,
             std::string_view user = "ann")
    {
        const auto ticket = record.begin(user, now);
        const auto begun = now;
        now += time;
        if (ticket.isRefused())
            return Turn::Refused;
        change = record.end(ticket, user, outcome, begun, now);
        return ticket.ofAll == Turn::Run ? ticket.ofUser : ticket.ofAll;
    }
    Turn runOf(std::string_view user, Outcome outcome, PluginRecord::Clock::duration time = 1ms)
    {
        return run(outcome, time, user);
    }
    [[nodiscard]] bool isPaused() const { return record.isPaused(); }
    [[nodiscard]] std::size_t pausedUsers() const { return record.pausedUsers(now); }
};

const std::array<std::string, 3> several{"ann", "bob", "cid"};

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
    void leavesOthersAlone();
    void leavesOthersAloneWhateverTwoDo();
    void pausesForAllWhatFailsWithSeveral();
    void triesForAll();
    void remembersSoManyUsers();
    void counts();
};

void PluginRecordTest::runsWhatFailsNowAndThen()
{
    Told told;
    for (int i = 1; i <= 10'000; ++i)
        QCOMPARE(told.run(i % 10 == 0 ? Outcome::Failed : Outcome::Ok), Turn::Run);
    QCOMPARE(told.record.failures(Outcome::Failed), 1'000U);
    QVERIFY(!told.isPaused() && told.pausedUsers() == 0);
}

void PluginRecordTest::pausesWhatAlwaysFails()
{
    Told told;
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(told.change, Change::None);
        QCOMPARE(told.run(Outcome::OutOfMemory), Turn::Run);
    }
    QCOMPARE(told.change, Change::PausedForUser);
    QCOMPARE(told.pausedUsers(), 1U);
    QCOMPARE(told.run(Outcome::Ok), Turn::Refused);
    QCOMPARE(told.record.leftOut(), 1U);
    told.now += 30s;
    QCOMPARE(told.run(Outcome::Ok), Turn::Trial);
    QCOMPARE(told.pausedUsers(), 0U);
    // It has all its chances again.
    for (int i = 0; i < 3; ++i)
        QCOMPARE(told.run(Outcome::Failed), Turn::Run);
    QCOMPARE(told.pausedUsers(), 0U);
}

void PluginRecordTest::pausesWhatHangs()
{
    Told told;
    // A short failure loses nothing, and what runs well between them gives nothing back.
    QCOMPARE(told.run(Outcome::TimedOut, 5s), Turn::Run);
    QCOMPARE(told.run(Outcome::Ok), Turn::Run);
    QCOMPARE(told.run(Outcome::Failed), Turn::Run);
    QCOMPARE(told.run(Outcome::TimedOut, 5s), Turn::Run);
    QCOMPARE(told.pausedUsers(), 0U);
    QCOMPARE(told.run(Outcome::Ok), Turn::Run);
    QCOMPARE(told.run(Outcome::TimedOut, 5s), Turn::Run);
    QCOMPARE(told.change, Change::PausedForUser);
    QCOMPARE(told.pausedUsers(), 1U);
}

void PluginRecordTest::forgivesWhatHungLongAgo()
{
    Told told;
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(told.run(Outcome::TimedOut, 5s), Turn::Run);
        QCOMPARE(told.run(Outcome::Ok), Turn::Run);
        told.now += 50s;
    }
    QVERIFY(!told.isPaused() && told.pausedUsers() == 0);
}

/// A client that goes away whenever the plugin hangs is no way around it.
void PluginRecordTest::countsWaitingForNobody()
{
    Told told;
    int runs = 0;
    while (told.run(Outcome::Abandoned, 1s) == Turn::Run && runs < 100)
        ++runs;
    QVERIFY2(runs > 4 && runs < 15, qPrintable(QString::number(runs)));
    QCOMPARE(told.pausedUsers(), 1U);
    // Those that were short are nothing.
    Told other;
    for (int i = 0; i < 100; ++i)
        QCOMPARE(other.runOf(several.at(static_cast<std::size_t>(i) % 3), Outcome::Abandoned),
                 Turn::Run);
}

void PluginRecordTest::triesOneRunAtATime()
{
    Told told;
    while (told.pausedUsers() == 0)
        QCOMPARE(told.run(Outcome::Failed), Turn::Run);
    told.now += 30s;
    const auto trial = told.record.begin("ann", told.now);
    QCOMPARE(trial.ofUser, Turn::Trial);
    QVERIFY(told.record.begin("ann", told.now).isRefused());
    // Nobody waited for the answer: the next one may try.
    QCOMPARE(told.record.end(trial, "ann", Outcome::Abandoned, told.now, told.now + 1ms),
             Change::None);
    QCOMPARE(told.run(Outcome::Failed), Turn::Trial);
    QCOMPARE(told.change, Change::PausedForUser);
    told.now += 29s;
    QCOMPARE(told.run(Outcome::Ok), Turn::Refused);
    told.now += 1s;
    QCOMPARE(told.run(Outcome::Ok), Turn::Trial);
    QCOMPARE(told.run(Outcome::Ok), Turn::Run);
}

/// One whose document the plugin always fails with takes it away from nobody else.
void PluginRecordTest::leavesOthersAlone()
{
    for (const auto &[outcome, time] :
         {std::pair{Outcome::Failed, 1ms}, std::pair{Outcome::TimedOut, 5'000ms},
          std::pair{Outcome::Abandoned, 2'000ms}}) {
        Told told;
        for (int i = 0; i < 1'000; ++i) {
            told.run(outcome, time);
            QCOMPARE(told.runOf("bob", Outcome::Ok), Turn::Run);
            if (i % 10 == 0)
                told.now += 10s;
        }
        QVERIFY(!told.isPaused());
        QVERIFY(told.record.leftOut() > 500);
        // Nor when nobody else's runs come between.
        for (int i = 0; i < 1'000; ++i) {
            told.run(outcome, time);
            told.now += 1s;
        }
        QVERIFY(!told.isPaused());
        QCOMPARE(told.runOf("bob", Outcome::Ok), Turn::Run);
    }
}

void PluginRecordTest::leavesOthersAloneWhateverTwoDo()
{
    Told told;
    for (int i = 0; i < 1'000; ++i) {
        told.runOf("ann", Outcome::Failed);
        told.runOf("bob", Outcome::TimedOut, 5s);
        told.now += 1s;
    }
    QVERIFY(!told.isPaused());
    QVERIFY(told.record.leftOut() > 500);
    QCOMPARE(told.runOf("cid", Outcome::Ok), Turn::Run);
}

void PluginRecordTest::pausesForAllWhatFailsWithSeveral()
{
    Told told;
    for (std::size_t i = 0; i < 4; ++i) {
        QVERIFY(!told.isPaused());
        QCOMPARE(told.runOf(several.at(i % 3), Outcome::Failed), Turn::Run);
    }
    QCOMPARE(told.change, Change::PausedForAll);
    QVERIFY(told.isPaused());
    QCOMPARE(told.runOf("dan", Outcome::Ok), Turn::Refused);

    // Nobody of them has lost much time, all together have.
    Told slow;
    for (const std::string &user : several)
        QCOMPARE(slow.runOf(user, Outcome::TimedOut, 5s), Turn::Run);
    QVERIFY(slow.isPaused());
    QCOMPARE(slow.pausedUsers(), 0U);
}

/// Who made it fail for himself does not keep it away from all by trying it.
void PluginRecordTest::triesForAll()
{
    Told told;
    for (std::size_t i = 0; i < 4; ++i)
        QCOMPARE(told.runOf(several.at(i % 3), Outcome::Failed), Turn::Run);
    QVERIFY(told.isPaused());
    told.now += 30s;
    QCOMPARE(told.runOf("ann", Outcome::Failed), Turn::Trial); // the fourth was hers
    QCOMPARE(told.change, Change::None);
    QCOMPARE(told.runOf("dan", Outcome::Failed), Turn::Trial);
    QCOMPARE(told.change, Change::PausedForAll);
    QCOMPARE(told.runOf("eve", Outcome::Ok), Turn::Refused);
    told.now += 30s;
    QCOMPARE(told.runOf("eve", Outcome::Ok), Turn::Trial);
    QCOMPARE(told.change, Change::RunsAgain);
    QCOMPARE(told.runOf("ann", Outcome::Ok), Turn::Run);
}

/// Then the one who failed longest ago is forgotten.
void PluginRecordTest::remembersSoManyUsers()
{
    Told told;
    while (told.pausedUsers() == 0)
        told.runOf("ann", Outcome::Failed);
    const auto fail = [&](int user) {
        const std::string name = "user " + std::to_string(user);
        QCOMPARE(told.runOf(name, Outcome::Failed), Turn::Run);
        QCOMPARE(told.runOf("well", Outcome::Ok), Turn::Run); // so it is not for all
    };
    for (int i = 0; i < 7; ++i)
        fail(i);
    QCOMPARE(told.runOf("ann", Outcome::Ok), Turn::Refused);
    fail(7);
    QCOMPARE(told.runOf("ann", Outcome::Ok), Turn::Run);
    QVERIFY(!told.isPaused());
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
