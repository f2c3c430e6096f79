// SPDX-License-Identifier: MIT
#include "store_fixture.h"

#include "store/pg_pool.h"

#include <QFileInfo>
#include <QProcess>
#include <QTest>

#include <array>
#include <csignal>
#include <future>
#include <set>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

using namespace tw::server;
using namespace tw::server::test;

namespace {

constexpr Statement divide = {"test_divide", "SELECT (100 / $1::text::int)::text"};
constexpr Statement impossible = {"test_impossible", "SELECT no_such_column::text"};
constexpr Statement sleeping = {"test_sleep", "SELECT pg_sleep($1::text::float8)::text"};
/// Fails no sooner than at its commit: the key is deferred.
constexpr Statement breakHead = {
    "test_break_head",
    "UPDATE tablewright.schemas SET head_version = 99 WHERE id = $1::text::uuid RETURNING 'done'"};
constexpr Statement describe = {
    "test_describe", "UPDATE tablewright.schemas SET description = $2 WHERE id = $1::text::uuid "
                     "RETURNING description"};

Query<std::string> queryOf(const Statement &statement, Parameters values)
{
    return {&statement, std::move(values),
            [](const PgResult &result) { return std::string(result.text(0, 0)); }};
}

/// What came of a statement: its text, or its SQL state, or `unavailable`.
std::string wordsOf(Outcome<std::string> outcome)
{
    try {
        return outcome.take();
    } catch (const PgError &error) {
        return error.isUnavailable() ? "unavailable" : "error " + error.sqlState();
    }
}

MetadataLimits limitsOf(int reads, int writes)
{
    MetadataLimits limits;
    limits.readConnections = reads;
    limits.writeConnections = writes;
    return limits;
}

} // namespace

/// What happens to statements when connections, limits and PostgreSQL itself give way.
class StoreConnectionsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void keepsNeighboursApart();
    void answersAfterTheCommit();
    void pinsItsSettings();
    void dropsWhatIsDueWhenItEnds();
    void survivesCompletionsThatThrow();
    void refusesWhatDoesNotFitTheQueue();
    void endsStatementsAtTheirDeadline();
    void survivesTerminatedConnections();
    void survivesARestart();
    void tellsWhenNobodyAnswers();
    void waitsForNamesWithoutBlocking();
    void poolForgetsDeadConnections();
    void poolGivesUpInTime();

private:
    [[nodiscard]] std::string ask(MetadataClient &client, const Statement &statement,
                                  Parameters values, bool isRead = true)
    {
        return wordsOf(outcomeOf<std::string>([&](auto done) {
            if (isRead)
                client.read<std::string>(queryOf(statement, std::move(values)), std::move(done));
            else
                client.write<std::string>(queryOf(statement, std::move(values)), std::move(done));
        }));
    }
    /// Reads and creates without a pause while `disturb` is at work, then checks that nothing that
    /// was acknowledged is missing and that nothing hangs.
    void loadWhile(const std::function<void()> &disturb, bool mayReadsFail);

    PgTarget m_target;
    std::string m_schema;
};

void StoreConnectionsTest::initTestCase()
{
    m_target = newDatabase("connections");
    PgConnection connection(m_target);
    // The test's server does not wait for its log, and what it acknowledged may go with it.
    connection.execute("ALTER DATABASE connections SET synchronous_commit = on");
    migrate(connection);
    Clients clients(m_target);
    m_schema = clients.create(schemaNamed("one")).head.id;
}

void StoreConnectionsTest::keepsNeighboursApart()
{
    MetadataClient client(m_target, limitsOf(1, 1));
    std::vector<std::string> words(300);
    std::size_t count = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool isBroken = i % 3 == 1;
        client.read<std::string>(
            i % 3 == 2 ? queryOf(impossible, {})
                       : queryOf(divide, {isBroken ? "0" : std::to_string(1 + i % 100)}),
            [&, i](Outcome<std::string> outcome) {
                words[i] = wordsOf(std::move(outcome));
                ++count;
            });
    }
    QVERIFY(waitUntil([&] { return count == words.size(); }));
    for (std::size_t i = 0; i < words.size(); ++i) {
        switch (i % 3) {
        case 0:
            QCOMPARE(words[i], std::to_string(100 / (1 + i % 100)));
            break;
        case 1:
            QCOMPARE(words[i], std::string("error 22012")); // division by zero
            break;
        default:
            // Not prepared; those behind it in the pipeline could not know.
            QVERIFY2(words[i] == "error 42703" || words[i] == "error 26000", words[i].c_str());
        }
    }
    QCOMPARE(client.counters().lost, std::uint64_t{0});
    QCOMPARE(client.counters().reads, std::uint64_t{300});
}

void StoreConnectionsTest::answersAfterTheCommit()
{
    MetadataClient client(m_target, limitsOf(1, 1));
    // Its RETURNING has told of success when the commit fails.
    QCOMPARE(ask(client, breakHead, {m_schema}, false), std::string("error 23503"));
    QCOMPARE(ask(client, describe, {m_schema, "after it"}, false), std::string("after it"));
    PgConnection connection(m_target);
    QCOMPARE(connection
                 .query("SELECT description, head_version::text FROM tablewright.schemas WHERE id "
                        "= $1::text::uuid",
                        {m_schema})
                 .text(0, 1),
             std::string_view("1"));
}

void StoreConnectionsTest::pinsItsSettings()
{
    PgConnection connection(m_target);
    connection.execute(
        "ALTER DATABASE connections SET search_path = public;"
        "ALTER DATABASE connections SET default_transaction_read_only = on;"
        "ALTER DATABASE connections SET default_transaction_isolation = serializable;"
        "ALTER DATABASE connections SET statement_timeout = '1ms'");
    static constexpr Statement settings = {
        "test_settings", "SELECT concat_ws(',', current_setting('search_path'), "
                         "current_setting('default_transaction_read_only'), "
                         "current_setting('transaction_isolation'), "
                         "current_setting('statement_timeout'), current_setting('work_mem'))"};
    MetadataClient client(PgTarget(m_target).set("options", "-c work_mem=3MB"), limitsOf(1, 1));
    const std::string found = ask(client, settings, {});
    connection.execute("SET default_transaction_read_only = off;"
                       "ALTER DATABASE connections RESET ALL;"
                       "ALTER DATABASE connections SET synchronous_commit = on");
    QCOMPARE(found, std::string("pg_catalog,off,read committed,10s,3MB"));
}

void StoreConnectionsTest::dropsWhatIsDueWhenItEnds()
{
    int completions = 0;
    auto held = std::make_shared<int>(0);
    {
        Clients clients(m_target);
        for (int i = 0; i < 100; ++i) {
            const auto count = [&completions, held](const auto &) { ++completions; };
            clients.schemas.record("ann", m_schema, count);
            clients.schemas.head("ann", "no id", count);
            clients.schemas.create(schemaNamed("dropped"), count);
        }
        QVERIFY(held.use_count() > 1);
    }
    QTest::qWait(50);
    QCOMPARE(completions, 0);
    QCOMPARE(held.use_count(), 1L); // and with them what they held
    // The schema client may go before the connections.
    VersionCache cache;
    MetadataClient client(m_target);
    {
        SchemaClient schemas(client, cache);
        schemas.record("ann", m_schema, [&](const auto &) { ++completions; });
        schemas.create(schemaNamed("dropped"), [&](const auto &) { ++completions; });
        schemas.restore("ann", m_schema, 1, {}, [&](const auto &) { ++completions; });
        QTest::qWait(1);
    }
    QCOMPARE(ask(client, divide, {"1"}), std::string("100"));
    QTest::qWait(50);
    QCOMPARE(completions, 0);
}

void StoreConnectionsTest::survivesCompletionsThatThrow()
{
    MetadataClient client(m_target, limitsOf(1, 1));
    QTest::ignoreMessage(QtCriticalMsg, "a completion threw: on purpose");
    client.read<std::string>(queryOf(divide, {"1"}), [](const Outcome<std::string> &) {
        throw std::runtime_error("on purpose");
    });
    QCOMPARE(ask(client, divide, {"2"}), std::string("50"));
}

void StoreConnectionsTest::refusesWhatDoesNotFitTheQueue()
{
    MetadataLimits limits = limitsOf(1, 1);
    limits.queuedWrites = 2;
    limits.queuedReads = 3;
    MetadataClient client(m_target, limits);
    QVERIFY(waitUntil([&] { return client.counters().connected == 2; }));
    std::vector<std::string> words;
    for (int i = 0; i < 6; ++i)
        client.write<std::string>(queryOf(sleeping, {"0.2"}), [&](Outcome<std::string> outcome) {
            words.push_back(wordsOf(std::move(outcome)));
        });
    QVERIFY(words.empty()); // nobody is answered while asking
    QCOMPARE(client.counters().queued, std::size_t{2});
    QCOMPARE(client.counters().inFlight, std::size_t{1});
    QVERIFY(waitUntil([&] { return words.size() == 3; }));
    QCOMPARE(words, std::vector<std::string>(3, "unavailable"));
    QVERIFY(waitUntil([&] { return words.size() == 6; }));
    QCOMPARE(words[5], std::string());
    QCOMPARE(client.counters().queued, std::size_t{0});
}

void StoreConnectionsTest::endsStatementsAtTheirDeadline()
{
    MetadataLimits limits = limitsOf(1, 1);
    limits.deadline = std::chrono::milliseconds(300);
    MetadataClient client(m_target, limits);
    QVERIFY(waitUntil([&] { return client.counters().connected == 2; }));
    QElapsedTimer timer;
    timer.start();
    // The server ends what takes too long, and what is queued behind it never gets its turn.
    std::vector<std::string> words;
    const auto keep = [&](Outcome<std::string> outcome) {
        words.push_back(wordsOf(std::move(outcome)));
    };
    client.write<std::string>(queryOf(sleeping, {"20"}), keep);
    client.write<std::string>(queryOf(sleeping, {"20"}), keep);
    client.read<std::string>(queryOf(sleeping, {"20"}), keep);
    QVERIFY(waitUntil([&] { return words.size() == 3; }));
    QCOMPARE(words, std::vector<std::string>(3, "unavailable"));
    QVERIFY(timer.elapsed() >= 300 && timer.elapsed() < 15'000);
    QCOMPARE(ask(client, divide, {"4"}), std::string("25"));
    QCOMPARE(ask(client, divide, {"4"}, false), std::string("25"));

    // A server that answers nothing at all, as a stopped process does.
    PgConnection connection(m_target);
    static constexpr Statement pid = {"test_pid", "SELECT pg_backend_pid()::text"};
    const int backend = std::stoi(ask(client, pid, {}));
    QCOMPARE(::kill(backend, SIGSTOP), 0);
    timer.start();
    const std::string stopped = ask(client, divide, {"4"});
    ::kill(backend, SIGCONT);
    QVERIFY(timer.elapsed() < 15'000);
    QVERIFY(stopped == "unavailable" || stopped == "25"); // given up, or asked once more
    QCOMPARE(ask(client, divide, {"5"}), std::string("20"));
    QVERIFY(client.counters().lost >= 1);
}

void StoreConnectionsTest::loadWhile(const std::function<void()> &disturb, bool mayReadsFail)
{
    Clients clients(m_target);
    QVERIFY(clients.head("ann", m_schema));
    std::set<std::string> acknowledged;
    int reads = 0;
    int failedReads = 0;
    int writes = 0;
    int failedWrites = 0;
    int underWay = 0;
    bool isOver = false;
    std::function<void()> read = [&] {
        if (isOver)
            return;
        ++underWay;
        clients.schemas.record("ann", m_schema, [&](Outcome<std::optional<SchemaRecord>> outcome) {
            --underWay;
            ++reads;
            if (outcome.isError()) {
                QVERIFY2(outcome.error().isUnavailable(), outcome.error().what());
                ++failedReads;
            } else {
                QVERIFY(outcome.take().has_value());
            }
            read();
        });
    };
    std::function<void()> write = [&] {
        if (isOver)
            return;
        ++underWay;
        clients.schemas.create(schemaNamed("loaded"), [&](Outcome<CreateOutcome> outcome) {
            --underWay;
            ++writes;
            if (outcome.isError()) {
                QVERIFY2(outcome.error().isUnavailable(), outcome.error().what());
                ++failedWrites;
            } else {
                acknowledged.insert(outcome.take().head.id);
            }
            write();
        });
    };
    for (int i = 0; i < 32; ++i) {
        read();
        write();
    }
    QTest::qWait(200);
    const auto disturber = std::async(std::launch::async, disturb);
    QVERIFY(waitUntil(
        [&] { return disturber.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }));
    const int before = writes - failedWrites;
    QVERIFY(waitUntil([&] { return writes - failedWrites > before + 500; })); // it works again
    isOver = true;
    QVERIFY(waitUntil([&] { return underWay == 0; }));
    qInfo("%d reads, %d failed; %d writes, %d failed; %d connections lost", reads, failedReads,
          writes, failedWrites, static_cast<int>(clients.database.counters().lost));
    if (!mayReadsFail)
        QCOMPARE(failedReads, 0);
    QVERIFY(clients.database.counters().lost > 0);
    QVERIFY(waitUntil([&] {
        return clients.database.counters().connected == clients.database.counters().connections;
    }));
    PgConnection connection(m_target);
    const PgResult stored = connection.query("SELECT id::text FROM tablewright.schemas");
    std::set<std::string> found;
    for (int row = 0; row < stored.rowCount(); ++row)
        found.emplace(stored.text(row, 0));
    for (const std::string &id : acknowledged)
        QVERIFY2(found.contains(id), "an acknowledged schema is missing");
}

void StoreConnectionsTest::survivesTerminatedConnections()
{
    loadWhile(
        [this] {
            PgConnection(m_target).query(
                "SELECT count(pg_terminate_backend(pid))::text FROM pg_stat_activity WHERE datname "
                "= 'connections' AND pid <> pg_backend_pid()");
        },
        false);
}

void StoreConnectionsTest::survivesARestart()
{
    PgConnection connection(m_target);
    const auto setting = [&](const char *name) {
        return std::string(connection.query("SELECT current_setting($1)", {name}).text(0, 0));
    };
    const QString data = QString::fromStdString(setting("data_directory"));
    const int postmaster = std::stoi(
        std::string(connection.query("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")
                        .text(0, 0)));
    std::array<char, 4096> program{};
    QVERIFY(::readlink(("/proc/" + std::to_string(postmaster) + "/exe").c_str(), program.data(),
                       program.size() - 1) > 0);
    const QString control = QFileInfo(QString::fromLocal8Bit(program.data())).path() + "/pg_ctl";
    struct stat owner {};
    QCOMPARE(::stat(qPrintable(data), &owner), 0);
    loadWhile(
        [&] {
            QProcess restart;
            restart.setWorkingDirectory(QStringLiteral("/"));
            restart.setStandardOutputFile(QProcess::nullDevice());
            restart.setStandardErrorFile(QProcess::nullDevice());
            restart.setChildProcessModifier([owner] {
                if (::geteuid() == 0 &&
                    (::setgid(owner.st_gid) != 0 || ::setuid(owner.st_uid) != 0))
                    ::_exit(2);
            });
            restart.start(control, {"-D", data, "-m", "immediate", "-w", "-l", data + "/server.log",
                                    "restart"});
            if (!restart.waitForFinished(30'000) || restart.exitCode() != 0)
                qWarning("PostgreSQL did not restart");
        },
        true);
}

void StoreConnectionsTest::tellsWhenNobodyAnswers()
{
    MetadataLimits limits = limitsOf(1, 2);
    limits.deadline = std::chrono::milliseconds(400);
    limits.firstDelay = std::chrono::milliseconds(10);
    MetadataClient client(PgTarget("postgresql://nobody@127.0.0.1:1/none"), limits);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(ask(client, divide, {"1"}), std::string("unavailable"));
    QCOMPARE(ask(client, divide, {"1"}, false), std::string("unavailable"));
    QVERIFY(timer.elapsed() >= 800);
    // 10, 20, 40 ms and so on, for three connections.
    QVERIFY(client.counters().lost >= 6 && client.counters().lost <= 36);
    QCOMPARE(client.counters().connected, std::size_t{0});
}

void StoreConnectionsTest::waitsForNamesWithoutBlocking()
{
    MetadataLimits limits = limitsOf(1, 1);
    limits.deadline = std::chrono::milliseconds(400);
    MetadataClient client(PgTarget("postgresql://nobody@no-such-host.invalid/none"), limits);
    QElapsedTimer turn;
    qint64 longest = 0;
    turn.start();
    bool isAnswered = false;
    client.read<std::string>(queryOf(divide, {"1"}),
                             [&](const Outcome<std::string> &) { isAnswered = true; });
    while (!isAnswered) {
        turn.start();
        QCoreApplication::processEvents();
        longest = std::max(longest, turn.elapsed());
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    QVERIFY2(longest < 300, std::to_string(longest).c_str()); // ms; the deadline is 400
}

void StoreConnectionsTest::poolForgetsDeadConnections()
{
    PgPool pool(m_target, 3);
    {
        const auto a = pool.acquire();
        const auto b = pool.acquire();
        QCOMPARE(pool.counters().inUse, std::size_t{2});
    }
    QCOMPARE(pool.counters().size, std::size_t{2});
    QCOMPARE(pool.counters().inUse, std::size_t{0});
    // With a time it returns when the sessions have ended.
    PgConnection(m_target).query("SELECT count(pg_terminate_backend(pid, 60000))::text FROM "
                                 "pg_stat_activity WHERE datname = 'connections' AND pid <> "
                                 "pg_backend_pid()");
    QCOMPARE(pool.acquire()->query("SELECT 'sound'").text(0, 0), std::string_view("sound"));
    QCOMPARE(pool.counters().size, std::size_t{1});
    QCOMPARE(pool.counters().failures, std::uint64_t{0});
}

void StoreConnectionsTest::poolGivesUpInTime()
{
    PgPool pool(m_target, 1, std::chrono::milliseconds(200));
    {
        const auto lease = pool.acquire();
        auto other = std::async(std::launch::async, [&] { static_cast<void>(pool.acquire()); });
        QTRY_COMPARE(pool.counters().waiting, std::size_t{1});
        QVERIFY_THROWS_EXCEPTION(PgError, other.get());
    }
    QCOMPARE(pool.counters().failures, std::uint64_t{1});
    QCOMPARE(pool.counters().waiting, std::size_t{0});
    static_cast<void>(pool.acquire());

    // Attempts become rarer: 50, 100, 200 ms, less the jitter.
    PgPool unreachable(PgTarget("postgresql://nobody@127.0.0.1:1/none"), 2);
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 4; ++i)
        QVERIFY_THROWS_EXCEPTION(PgError, static_cast<void>(unreachable.acquire()));
    QVERIFY(timer.elapsed() >= 175);
    QCOMPARE(unreachable.counters().failures, std::uint64_t{4});
    QCOMPARE(unreachable.counters().size, std::size_t{0});
}

QTEST_GUILESS_MAIN(StoreConnectionsTest)
#include "store_connections_test.moc"
