// SPDX-License-Identifier: MIT
#include "cluster.h"
#include "flatness.h"
#include "register_history.h"
#include "register_load.h"

#include <QTest>

#include <chrono>
#include <memory>
#include <thread>

using namespace std::chrono_literals;
using namespace tw::soak;

/// Three servers on one PostgreSQL; first that those who judge them see what is wrong.
class ClusterTest : public QObject {
    Q_OBJECT
private slots:
    void judgesHistories_data();
    void judgesHistories();
    void judgesGrowth_data();
    void judgesGrowth();
    void startsThree();
    void answersEverywhereWhatOneAcknowledged();
    void losesNothingWhenAServerIsKilled();
    void losesNothingWhenABackendIsKilled();
    void losesNothingWhenPostgresqlCrashes();
    void stops();

private:
    void underLoad(const std::function<void()> &disturb);

    std::unique_ptr<Cluster> m_cluster;
};

namespace {

/// A history of one schema whose version 1 is there.
struct Story {
    RegisterHistory history{1};
    Story() { acknowledge(begin(0), 1); }
    std::uint64_t begin(std::int64_t onVersion) { return history.writeStarts(0, onVersion); }
    void acknowledge(std::uint64_t write, std::int64_t version, std::int64_t floor = 0)
    {
        history.writeAcknowledged(0, write, version, floor);
    }
    void read(std::uint64_t write, std::int64_t floor)
    {
        static_cast<void>(history.readAnswered(0, RegisterHistory::documentOf(0, write), floor));
    }
};

using Tale = void (*)(Story &);

std::string firstViolation(const RegisterLoad &load)
{
    return load.history().violations() == 0 ? std::string() : load.history().firstViolations()[0];
}

} // namespace
Q_DECLARE_METATYPE(Tale)

void ClusterTest::judgesHistories_data()
{
    QTest::addColumn<Tale>("tale");
    QTest::addColumn<bool>("isRight");
    const auto row = [](const char *name, bool isRight, Tale tale) {
        QTest::newRow(name) << tale << isRight;
    };
    row("a write, then a read of it", true, [](Story &s) {
        const auto write = s.begin(1);
        s.acknowledge(write, 2, 1);
        s.read(write, s.history.floorOf(0));
    });
    row("a read beside a write may see what was before", true, [](Story &s) {
        const std::int64_t floor = s.history.floorOf(0);
        s.acknowledge(s.begin(1), 2, 1);
        s.read(0, floor);
    });
    row("a read after the write must not", false, [](Story &s) {
        s.acknowledge(s.begin(1), 2, 1);
        s.read(0, s.history.floorOf(0));
    });
    row("what one has read, the next one must not miss", false, [](Story &s) {
        s.read(s.begin(1), 1); // not acknowledged yet
        s.read(0, s.history.floorOf(0));
    });
    row("a write that nobody acknowledged may be there", true, [](Story &s) {
        const auto write = s.begin(1);
        s.read(0, 1);
        s.read(write, 1);
    });
    row("one of two rivals wins", true, [](Story &s) {
        const auto first = s.begin(1);
        const auto second = s.begin(1);
        s.acknowledge(second, 2, 1);
        s.history.writeRefused(0, first);
    });
    row("both of two rivals", false, [](Story &s) {
        const auto first = s.begin(1);
        s.acknowledge(s.begin(1), 2, 1);
        s.acknowledge(first, 2, 1);
    });
    row("refused without a rival", false, [](Story &s) { s.history.writeRefused(0, s.begin(1)); });
    row("a refusal tells of a newer version", false, [](Story &s) {
        const auto first = s.begin(1);
        s.begin(1);
        s.history.writeRefused(0, first);
        s.read(0, s.history.floorOf(0));
    });
    row("acknowledged on what was gone already", false, [](Story &s) {
        const auto rival = s.begin(1);
        s.acknowledge(rival, 2, 1);
        s.acknowledge(s.begin(1), 2, s.history.floorOf(0));
    });
    row("a version is left out", false, [](Story &s) { s.acknowledge(s.begin(1), 3, 1); });
    row("bytes that nobody wrote", false, [](Story &s) {
        static_cast<void>(s.history.readAnswered(0, RegisterHistory::documentOf(0, 0) + ' ',
                                                 s.history.floorOf(0)));
    });
    row("bytes of another schema", false, [](Story &s) {
        static_cast<void>(s.history.readAnswered(0, RegisterHistory::documentOf(1, 0), 1));
    });
    row("another version's bytes", false, [](Story &s) {
        s.acknowledge(s.begin(1), 2, 1);
        s.history.versionAnswered(0, 2, RegisterHistory::documentOf(0, 0));
    });
    row("an acknowledged version is gone in the end", false, [](Story &s) {
        s.acknowledge(s.begin(1), 2, 1);
        s.history.endsWith(0, 1);
    });
}

void ClusterTest::judgesHistories()
{
    QFETCH(const Tale, tale);
    QFETCH(const bool, isRight);
    Story story;
    tale(story);
    QCOMPARE(story.history.violations() == 0, isRight);
}

void ClusterTest::judgesGrowth_data()
{
    QTest::addColumn<double>("perSample");
    QTest::addColumn<bool>("isFlat");
    QTest::newRow("constant") << 0.0 << true;
    QTest::newRow("less than is allowed") << 0.01 << true;
    QTest::newRow("a leak") << 0.2 << false;
}

void ClusterTest::judgesGrowth()
{
    QFETCH(const double, perSample);
    QFETCH(const bool, isFlat);
    Flatness memory{"memory", {}, 0.02, 0};
    for (int i = 0; i < 120; ++i) {
        const double filling = i < 30 ? i - 30.0 : 0; // at first, and that is no leak
        const double wavering = (i * 37) % 11 - 5.0;
        const double outlier = i % 20 == 7 ? 400.0 : 0;
        memory.samples.push_back({5.0 * i, 500 + filling + wavering + outlier + perSample * i});
    }
    QCOMPARE(memory.result().isFlat(), isFlat);
}

void ClusterTest::startsThree()
{
    try {
        m_cluster = std::make_unique<Cluster>(Cluster::Options{
            TABLEWRIGHT_SERVER, 3, {"--threads", "1", "--warm-databases", "0"}, {}, {}});
    } catch (const std::exception &error) {
        QFAIL(error.what());
    }
}

void ClusterTest::answersEverywhereWhatOneAcknowledged()
{
    QVERIFY(m_cluster);
    constexpr std::uint64_t operations = 10'000;
    RegisterLoad load({m_cluster->ports(), 12, 36, 1});
    load.start();
    QVERIFY(load.waitForOperations(operations, 90s));
    load.stop();
    load.readBack();
    QCOMPARE(firstViolation(load), std::string());
    // There was something to see: writes that won and writes that lost.
    QVERIFY(load.acknowledged() > operations / 10);
    QVERIFY(load.refused() > operations / 100);
}

void ClusterTest::underLoad(const std::function<void()> &disturb)
{
    QVERIFY(m_cluster);
    RegisterLoad load({m_cluster->ports(), 8, 24, 2});
    load.start();
    QVERIFY(load.waitForOperations(300, 30s));
    load.expectTrouble(true);
    try {
        disturb();
        const double seconds = m_cluster->awaitReady(15s);
        qInfo("all ready again after %.2f s", seconds);
    } catch (const std::exception &error) {
        QFAIL(error.what());
    }
    load.expectTrouble(false);
    QVERIFY(load.waitForOperations(load.operations() + 500, 30s));
    load.stop();
    load.readBack();
    QCOMPARE(firstViolation(load), std::string());
}

void ClusterTest::losesNothingWhenAServerIsKilled()
{
    underLoad([this] { m_cluster->killAndRestart(1); });
}

void ClusterTest::losesNothingWhenABackendIsKilled()
{
    underLoad([this] { QVERIFY(m_cluster->postgres().killBackend()); });
}

void ClusterTest::losesNothingWhenPostgresqlCrashes()
{
    underLoad([this] {
        m_cluster->postgres().stopImmediately();
        std::this_thread::sleep_for(500ms); // requests meet a PostgreSQL that is not there
        m_cluster->postgres().start();
    });
}

void ClusterTest::stops()
{
    QVERIFY(m_cluster);
    for (std::size_t i = 0; i < 3; ++i)
        QVERIFY2(m_cluster->instance(i).stop(), m_cluster->instance(i).log().c_str());
}

QTEST_GUILESS_MAIN(ClusterTest)
#include "cluster_test.moc"
