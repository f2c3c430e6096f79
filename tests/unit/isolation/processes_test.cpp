// SPDX-License-Identifier: MIT
// Many runs at once, hosts that treat their children in ways of their own, and hosts that die.
#include "isolation_fixture.h"

#include "isolation/build_identity.h"
#include "isolation/exit_codes.h"
#include "isolation/messages.h"

#include <QProcess>
#include <QtTest>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace tw;
using namespace tw::test;

namespace {

constexpr const char *hostMode = "be-a-host";

/// Waits until the process's group has so many.
bool haveComeTo(pid_t group, std::size_t members)
{
    for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
         std::chrono::steady_clock::now() < end;) {
        if (membersOf({group}) >= members)
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

/// A host that hangs in a plugin, until it is killed.
int beAHost(const std::string &act)
{
    IsolationFixture fixture;
    PluginIsolation settings;
    settings.passDeadline = std::chrono::hours(1);
    const auto plugin = fixture.start(fixture.place("misbehaving"), settings);
    for (const pid_t child : childProcesses())
        std::printf("%d ", child);
    std::printf("\n");
    std::fflush(stdout);
    static_cast<void>(fixture.run(*plugin, act));
    for (;;)
        pause();
}

} // namespace

class IsolationProcessesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<IsolationFixture> m_fixture;
    std::string m_file;
    const std::vector<std::string> m_good{"MB0001 a", "MB0001 b"};

private slots:
    void initTestCase()
    {
        m_fixture = std::make_unique<IsolationFixture>();
        m_file = m_fixture->place("misbehaving");
    }

    void manyThreads()
    {
        EventLog events;
        PluginIsolation settings;
        settings.processes = 3;
        settings.passDeadline = std::chrono::milliseconds(60'000);
        settings.observe = events.observer();
        const std::size_t descriptors = openDescriptors();
        std::atomic<int> wrong{0};
        std::atomic<std::size_t> most{0};
        constexpr int threads = 8;
        constexpr int runs = 40;
        {
            const auto plugin = m_fixture->start(m_file, settings);
            std::vector<std::thread> workers;
            for (int worker = 0; worker < threads; ++worker) {
                workers.emplace_back([&, worker] {
                    const std::string name = fmt::format("table_of_{}", worker);
                    const ir::Schema schema = schemaOf(
                        fmt::format("Table {} {{ id int [pk] }}\n", name), m_fixture->backend());
                    for (int i = 0; i < runs; ++i) {
                        const bool crash = i % 10 == 9;
                        const std::vector<Diagnostic> found =
                            m_fixture->diagnose(*plugin, crash ? "segv" : "report", schema);
                        const bool good =
                            found.size() == 1 &&
                            (crash ? found[0].info->code == "TW9004" : found[0].message == name);
                        wrong += good ? 0 : 1;
                        most = std::max(most.load(), childProcesses().size());
                    }
                });
            }
            for (std::thread &worker : workers)
                worker.join();
        }
        QCOMPARE(wrong.load(), 0);
        qInfo("at most %zu processes at once, %zu started", most.load(),
              events.count(PluginEvent::Kind::Started));
        QCOMPARE(events.count(PluginEvent::Kind::Failed), std::size_t{threads * runs / 10});
        QCOMPARE(events.count(PluginEvent::Kind::Started), events.count(PluginEvent::Kind::Ended));
        QVERIFY(childProcesses().empty());
        QCOMPARE(openDescriptors(), descriptors);
    }

    /// One that has been killed is there a little longer, to be waited for; no more than those.
    void noMoreProcessesThanAllowed()
    {
        PluginIsolation settings;
        settings.processes = 2;
        const auto plugin = m_fixture->start(m_file, settings);
        std::atomic<bool> stop{false};
        std::vector<std::thread> workers;
        std::atomic<int> wrong{0};
        for (int worker = 0; worker < 6; ++worker) {
            workers.emplace_back([&] {
                while (!stop)
                    wrong += m_fixture->run(*plugin, "report") == m_good ? 0 : 1;
            });
        }
        std::size_t most = 0;
        for (int i = 0; i < 300; ++i)
            most = std::max(most, childProcesses().size());
        stop = true;
        for (std::thread &worker : workers)
            worker.join();
        QCOMPARE(wrong.load(), 0);
        QVERIFY(most >= 1 && most <= 2);
    }

    /// A run that waits for a process gives up when its time is over.
    void waitingEnds()
    {
        PluginIsolation settings;
        settings.processes = 1;
        settings.passDeadline = std::chrono::milliseconds(2'500);
        const auto plugin = m_fixture->start(m_file, settings);
        std::atomic<int> stopped{0};
        std::atomic<int> busy{0};
        std::vector<std::thread> workers;
        for (int worker = 0; worker < 5; ++worker) {
            workers.emplace_back([&] {
                const std::vector<std::string> found = m_fixture->run(*plugin, "sleep");
                stopped += found.at(0).starts_with("TW9005") ? 1 : 0;
                busy += found.at(0).find("all of its processes were busy for 2500 ms") !=
                                std::string::npos
                            ? 1
                            : 0;
            });
        }
        for (std::thread &worker : workers)
            worker.join();
        QCOMPARE(stopped + busy, 5);
        QVERIFY(stopped >= 1 && busy >= 1);
        QCOMPARE(m_fixture->run(*plugin, "report"), m_good);
    }

    void aCancelledRunReportsNothing()
    {
        EventLog events;
        PluginIsolation settings;
        settings.passDeadline = std::chrono::hours(1);
        settings.observe = events.observer();
        const auto plugin = m_fixture->start(m_file, settings);
        std::atomic<int> asked{0};
        QElapsedTimer timer;
        timer.start();
        const auto found = m_fixture->diagnose(*plugin, "deaf", m_fixture->schema(), {},
                                               [&] { return ++asked > 3; });
        qInfo("cancelled after %lld ms", static_cast<long long>(timer.elapsed()));
        QVERIFY(found.empty());
        QCOMPARE(events.count(PluginEvent::Kind::TimedOut), std::size_t{0});
        QCOMPARE(events.count(PluginEvent::Kind::Failed), std::size_t{0});
        QCOMPARE(m_fixture->run(*plugin, "report"), m_good);
    }

    /// A schema larger than any socket's buffer, for a process that does not read.
    void aLargeSchema()
    {
        std::string dbml;
        for (int table = 0; table < 2'000; ++table) {
            dbml += fmt::format("Table table_number_{} {{\n", table);
            for (int column = 0; column < 10; ++column)
                dbml += fmt::format("  column_{}_of_{} varchar(100)\n", column, table);
            dbml += "  id int [pk]\n}\n";
        }
        const ir::Schema schema = schemaOf(dbml, m_fixture->backend());
        PluginIsolation settings;
        settings.passDeadline = std::chrono::milliseconds(60'000);
        const auto plugin = m_fixture->start(m_file, settings);
        QCOMPARE(m_fixture->diagnose(*plugin, "report", schema).size(), std::size_t{2'000});
        settings.passDeadline = std::chrono::milliseconds(500);
        const auto stopped = m_fixture->start(m_file, settings);
        const std::set<pid_t> both = childProcesses();
        QCOMPARE(both.size(), std::size_t{2});
        for (const pid_t child : both)
            ::kill(child, SIGSTOP);
        const auto found = m_fixture->diagnose(*stopped, "report", schema);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].info->code, std::string_view("TW9005"));
        for (const pid_t child : both)
            ::kill(child, SIGCONT);
        QCOMPARE(m_fixture->diagnose(*plugin, "report", schema).size(), std::size_t{2'000});
    }

    /// The kernel then waits for children itself, and nobody learns how they ended.
    void aHostThatIgnoresItsChildren()
    {
        std::signal(SIGCHLD, SIG_IGN);
        std::set<pid_t> seen;
        {
            const auto plugin = m_fixture->start(m_file);
            const std::string found = m_fixture->run(*plugin, "segv").at(0);
            QVERIFY2(found.ends_with(": it ended"), found.c_str());
            QCOMPARE(m_fixture->run(*plugin, "report"), m_good);
            seen = childProcesses();
            QVERIFY(m_fixture->run(*plugin, "leave-child-and-crash").at(0).starts_with("TW9004"));
            QCOMPARE(m_fixture->run(*plugin, "report"), m_good);
        }
        std::signal(SIGCHLD, SIG_DFL);
        QVERIFY(childProcesses().empty());
        QVERIFY(!seen.empty());
        QTRY_VERIFY_WITH_TIMEOUT(areGone(seen), 20'000);
    }

    /// Nothing can be started: each run says why, and the first one after that works.
    void aHostWithoutDescriptors()
    {
        EventLog events;
        PluginIsolation settings;
        settings.observe = events.observer();
        const auto plugin = m_fixture->start(m_file, settings);
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
        const rlimit few{std::min<rlim_t>(before.rlim_cur, 128), before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &few), 0);
        for (const pid_t child : childProcesses())
            ::kill(child, SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(events.count(PluginEvent::Kind::Ended), std::size_t{1}, 20'000);
        std::vector<int> taken;
        for (int next = dup(0); next >= 0; next = dup(0))
            taken.push_back(next);
        std::vector<std::string> said;
        for (int i = 0; i < 20; ++i)
            said.push_back(m_fixture->run(*plugin, "report").at(0));
        for (const int descriptor : taken)
            ::close(descriptor);
        setrlimit(RLIMIT_NOFILE, &before);

        for (const std::string &text : said)
            QVERIFY2(text.starts_with("TW9004") &&
                         text.find("Too many open files") != std::string::npos,
                     text.c_str());
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture->run(*plugin, "report"), m_good, 60'000);
    }

    /// As while a package is removed or replaced under a program that runs.
    void aProgramThatGoesAway()
    {
        PluginIsolation settings;
        const std::string link = m_fixture->folder() + "/host-program";
        const std::string program =
            std::string(TEST_PLUGIN_HOST); // found by its own place, not by the link's
        QCOMPARE(::symlink(program.c_str(), link.c_str()), 0);
        settings.program = link;
        const auto plugin = m_fixture->start(m_file, settings);
        QCOMPARE(::unlink(link.c_str()), 0);
        QVERIFY(m_fixture->run(*plugin, "segv").at(0).ends_with("it crashed (SIGSEGV)"));
        const std::string found = m_fixture->run(*plugin, "report").at(0);
        QVERIFY2(found.find("host-program`: No such file") != std::string::npos, found.c_str());
        QCOMPARE(::symlink(program.c_str(), link.c_str()), 0);
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture->run(*plugin, "report"), m_good, 60'000);
        QCOMPARE(::unlink(link.c_str()), 0);
        QVERIFY(childProcesses().size() == 1);
    }

    /// A host that runs since before an upgrade finds a program that would not understand it.
    void aProgramOfAnotherBuild_data()
    {
        QTest::addColumn<QString>("build");
        QTest::addColumn<bool>("isRefused");
        QTest::newRow("this") << QString::fromStdString(isolation::buildIdentity()) << false;
        QTest::newRow("another") << "0123456789abcdef" << true;
        QTest::newRow("none") << "" << true;
    }

    void aProgramOfAnotherBuild()
    {
        QFETCH(QString, build);
        QFETCH(bool, isRefused);
        std::array<int, 2> ends{-1, -1};
        QCOMPARE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
        QProcess process;
        process.setChildProcessModifier([&ends] {
            dup2(ends[1], isolation::pipeDescriptor);
            setpgid(0, 0);
        });
        process.start(TEST_PLUGIN_HOST, QStringList());
        QVERIFY(process.waitForStarted());
        ::close(ends[1]);
        isolation::Start start;
        start.build = build.toStdString();
        start.files = {"/there/is/no/such.so"};
        const std::string message = isolation::encode(start);
        const auto size = static_cast<std::uint32_t>(message.size());
        QCOMPARE(::write(ends[0], &size, sizeof(size)), ssize_t{sizeof(size)});
        QCOMPARE(::write(ends[0], message.data(), message.size()),
                 static_cast<ssize_t>(message.size()));
        if (!isRefused) {
            std::array<char, 512> answer{};
            const ssize_t count = ::read(ends[0], answer.data(), answer.size());
            QVERIFY(QByteArray(answer.data(), count).contains("/there/is/no/such.so"));
            ::close(ends[0]);
            QVERIFY(process.waitForFinished());
            return;
        }
        QVERIFY(process.waitForFinished());
        ::close(ends[0]);
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), static_cast<int>(isolation::ExitOtherBuild));

        const std::string program = m_fixture->folder() + "/of_another_build";
        std::ofstream(program) << "#!/bin/sh\nexit " << process.exitCode() << '\n';
        QCOMPARE(::chmod(program.c_str(), 0755), 0);
        PluginIsolation settings;
        settings.program = program;
        QString said;
        try {
            const auto plugin = m_fixture->start(m_file, settings);
        } catch (const std::exception &error) {
            said = QString::fromUtf8(error.what());
        }
        QVERIFY2(said.contains("is of another build") && said.contains("start this program anew"),
                 qPrintable(said));
    }

    void processesOfQtBeside()
    {
        const auto plugin = m_fixture->start(m_file);
        for (int i = 0; i < 10; ++i) {
            QProcess process;
            process.start("/bin/sh", {"-c", QString("exit %1").arg(i)});
            QVERIFY(m_fixture->run(*plugin, "segv").at(0).ends_with("it crashed (SIGSEGV)"));
            QVERIFY(process.waitForFinished());
            QCOMPARE(process.exitStatus(), QProcess::NormalExit);
            QCOMPARE(process.exitCode(), i);
            QCOMPARE(m_fixture->run(*plugin, "report"), m_good);
        }
    }

    void aHostThatIsKilled_data()
    {
        QTest::addColumn<QString>("act");
        for (const char *act : {"sleep", "spin", "deaf", "replace-pipe", "stop", "report",
                                "leave-child", "leave-hopping-child", "leave-child-and-stop"})
            QTest::newRow(act) << act;
    }

    /// Whatever the plugin does at the time, its process goes with the host.
    void aHostThatIsKilled()
    {
        QFETCH(QString, act);
        QProcess host;
        host.start(QCoreApplication::applicationFilePath(), {hostMode, act});
        QVERIFY(host.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(host.canReadLine() || host.waitForReadyRead(100), 60'000);
        const QString line = QString::fromUtf8(host.readLine()).trimmed();
        const pid_t helper = line.toInt();
        QVERIFY2(helper > 0, qPrintable(line));
        if (act.endsWith("stop"))
            QTRY_VERIFY_WITH_TIMEOUT(isStopped(helper), 30'000);
        else if (act.endsWith("child"))
            QVERIFY(haveComeTo(helper, 2));
        else
            QVERIFY(exists(helper));
        host.kill();
        QVERIFY(host.waitForFinished());
        QTRY_VERIFY_WITH_TIMEOUT(!exists(helper), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(areGone({helper}), 30'000);
    }

    /// One that nobody waits for any more ends with the last user of its passes.
    void itEndsWithItsLastUser()
    {
        std::shared_ptr<const CheckPass> pass;
        {
            const auto plugin = m_fixture->start(m_file);
            pass = plugin->passes().at(0);
        }
        QCOMPARE(childProcesses().size(), std::size_t{1});
        QCOMPARE(pass->name(), std::string_view("misbehave-misbehaving"));
        pass.reset();
        QVERIFY(childProcesses().empty());
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && std::string_view(argv[1]) == hostMode)
        return beAHost(argv[2]);
    IsolationProcessesTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "processes_test.moc"
