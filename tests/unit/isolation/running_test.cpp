// SPDX-License-Identifier: MIT
// Plugins that fail in a run: a diagnostic names them, and the next run finds a fresh process.
#include "isolation_fixture.h"

#include <QtTest>

#include <fmt/format.h>

#include <csignal>
#include <unistd.h>

using namespace tw;
using namespace tw::test;

class IsolationRunningTest : public QObject {
    Q_OBJECT

    std::unique_ptr<IsolationFixture> m_fixture;
    std::string m_file;
    const bool m_isSanitized = !std::string_view(TABLEWRIGHT_SANITIZE).empty();

    /// What `report` reports of the fixture's schema.
    const std::vector<std::string> m_good{"MB0001 a", "MB0001 b"};

private slots:
    void initTestCase()
    {
        m_fixture = std::make_unique<IsolationFixture>();
        m_file = m_fixture->place("misbehaving");
    }

    void findingsComeBackWhole()
    {
        const auto plugin = m_fixture->start(m_file);
        const std::vector<Diagnostic> found =
            m_fixture->diagnose(*plugin, "report", m_fixture->schema());
        QCOMPARE(found.size(), std::size_t{2});
        const ir::Table &table = m_fixture->schema().tables[1];
        QCOMPARE(found[1].info, plugin->diagnostics()[0]);
        QCOMPARE(found[1].severity, Severity::Warning);
        QCOMPARE(found[1].message, std::string("b"));
        QVERIFY(found[1].range == table.name.range);
        QCOMPARE(found[1].pass, std::string_view("misbehave"));
        QCOMPARE(found[1].notes.size(), std::size_t{1});
        QCOMPARE(found[1].notes[0].message, std::string("here"));
        QVERIFY(found[1].fix && found[1].fix->range == table.name.range);
        QCOMPARE(found[1].fix->replacement, std::string("other"));
    }

    /// Severities are the host's to say: also of a row that is off unless the host shows it.
    void theHostSaysTheSeverity()
    {
        const auto plugin = m_fixture->start(m_file);
        QCOMPARE(m_fixture->run(*plugin, "report",
                                {{"MB0001", Severity::Ignored}, {"MB0002", Severity::Error}}),
                 std::vector<std::string>{"MB0002 seen by those who ask"});
    }

    void theTargetIsTheBackend()
    {
        const auto plugin = m_fixture->start(m_file);
        QCOMPARE(m_fixture->run(*plugin, "types"), std::vector<std::string>{"MB0001 postgresql"});
    }

    void faults_data()
    {
        QTest::addColumn<QString>("act");
        QTest::addColumn<QString>("finding");
        QTest::addColumn<bool>("hangs");
        const auto row = [](const char *act, const char *finding, bool hangs = false) {
            QTest::newRow(act) << act << finding << hangs;
        };
        const char *const failed = "TW9004 plugin `test.misbehaving` failed in pass "
                                   "`misbehave-misbehaving`: ";
        const auto fails = [&](const char *act, const std::string &why) {
            row(act, (failed + why).c_str());
        };
        const auto hangs = [&](const char *act) {
            row(act,
                "TW9005 plugin `test.misbehaving` gave no answer in pass "
                "`misbehave-misbehaving` within 2500 ms",
                true);
        };
        fails("segv", "it crashed (SIGSEGV)");
        fails("abort", "it crashed (SIGABRT)");
        fails("fpe", "it crashed (SIGFPE)");
        fails("overflow", "it crashed (SIGSEGV)");
        fails("kill", "it was killed (SIGKILL)");
        fails("exit3", "it ended with exit code 3");
        fails("exit0", "it ended with exit code 0");
        fails("throw", "on purpose");
        fails("throw-int", "it threw something that is no std::exception");
        fails("throw-null", "an exception without a text");
        fails("throw-in-thread", "it crashed (SIGABRT)");
        fails("garbage", "it answered what cannot be read");
        fails("empty-message", "it answered what cannot be read");
        fails("close-pipe", "it closed its pipe");
        fails("close-pipe-and-sleep", "it closed its pipe");
        fails("shut-pipe-and-sleep", "it was killed (SIGKILL)"); // by itself: its host seems gone
        fails("exec", "it closed its pipe");
        fails("leave-child-and-crash", "it crashed (SIGSEGV)");
        fails("undeclared",
              "it reported `MB0003`, which is none of the diagnostics that it brings");
        hangs("sleep");
        hangs("spin");
        hangs("stop");
        hangs("trace");
        hangs("deaf");
        hangs("read-pipe");
        hangs("endless");
        if (m_isSanitized)
            return;
        for (const char *act : {"new", "catch", "malloc", "realloc", "mmap"}) {
            row(act, "TW9006 plugin `test.misbehaving` took more than 128 MiB of memory in pass "
                     "`misbehave-misbehaving`");
        }
    }

    void faults()
    {
        QFETCH(QString, act);
        QFETCH(QString, finding);
        QFETCH(bool, hangs);
        PluginIsolation settings;
        settings.memory = 128UL * 1024 * 1024;
        // The run after it has to keep to the deadline too, on a busy machine.
        settings.passDeadline = std::chrono::milliseconds(hangs ? 2'500 : 60'000);
        settings.loadDeadline = std::chrono::milliseconds(60'000);
        const std::set<pid_t> before = childProcesses();
        const std::size_t descriptors = openDescriptors();
        std::set<pid_t> seen;
        {
            const auto plugin = m_fixture->start(m_file, settings);
            for (int round = 0; round < (hangs ? 1 : 2); ++round) {
                const std::set<pid_t> now = childProcesses();
                seen.insert(now.begin(), now.end());
                const std::vector<std::string> found = m_fixture->run(*plugin, act.toStdString());
                QVERIFY2(found.size() == 1 && QString::fromStdString(found[0]).startsWith(finding),
                         found.empty() ? "nothing" : found[0].c_str());
                QCOMPARE(m_fixture->run(*plugin, "report"), m_good);
            }
            const std::set<pid_t> now = childProcesses();
            seen.insert(now.begin(), now.end());
        }
        QVERIFY(!seen.empty());
        QCOMPARE(childProcesses(), before);
        QTRY_VERIFY_WITH_TIMEOUT(areGone(seen), 20'000);
        QCOMPARE(openDescriptors(), descriptors);
    }

    void whatWasReportedBeforeAThrowStays()
    {
        const auto plugin = m_fixture->start(m_file);
        const std::vector<std::string> found = m_fixture->run(*plugin, "report-and-throw");
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(found[0], std::string("MB0001 before"));
        QVERIFY(found[1].starts_with("TW9004") && found[1].ends_with("`: on purpose"));
    }

    /// A throw is no reason to end the process; talking and leaving children is none either.
    void whatGoesOn_data()
    {
        QTest::addColumn<QString>("act");
        QTest::addColumn<bool>("fails");
        QTest::newRow("throw") << "throw" << true;
        QTest::newRow("talk") << "talk" << false;
        QTest::newRow("leave-child") << "leave-child" << false;
        QTest::newRow("leave-hopping-child") << "leave-hopping-child" << false;
    }

    void whatGoesOn()
    {
        QFETCH(QString, act);
        QFETCH(bool, fails);
        std::set<pid_t> seen;
        {
            const auto plugin = m_fixture->start(m_file);
            seen = childProcesses();
            QCOMPARE(seen.size(), std::size_t{1});
            QCOMPARE(m_fixture->run(*plugin, act.toStdString()).empty(), !fails);
            QCOMPARE(m_fixture->run(*plugin, "report"), m_good);
            QCOMPARE(childProcesses(), seen);
        }
        QVERIFY(childProcesses().empty());
        QTRY_VERIFY_WITH_TIMEOUT(areGone(seen), 20'000);
    }

    void findingsAreCapped()
    {
        const auto plugin = m_fixture->start(m_file);
        const std::vector<std::string> found = m_fixture->run(*plugin, "many");
        QCOMPARE(found.size(), std::size_t{10'001});
        QVERIFY2(found.front().find("50000 findings") != std::string::npos ||
                     found.back().find("50000 findings") != std::string::npos,
                 found.front().c_str());
    }

    /// A little with each run, in the same process, until it is too much; then it begins anew.
    void aSlowLeakEnds()
    {
        if (m_isSanitized)
            QSKIP("memory is not limited under a sanitizer");
        PluginIsolation settings;
        settings.memory = 128UL * 1024 * 1024;
        const auto plugin = m_fixture->start(m_file, settings);
        std::size_t runs = 0;
        std::vector<std::string> found;
        while (found.empty() && runs < 100) {
            found = m_fixture->run(*plugin, "leak");
            ++runs;
        }
        QVERIFY2(runs > 5 && runs < 40, std::to_string(runs).c_str());
        QVERIFY(found.at(0).starts_with("TW9006"));
        QVERIFY(m_fixture->run(*plugin, "leak").empty());
        QCOMPARE(m_fixture->run(*plugin, "report"), m_good);
    }

    /// A process that has died between two runs is no failure of the next.
    void aThreadThatCrashesLaterHarmsNoRun()
    {
        EventLog events;
        PluginIsolation settings;
        settings.observe = events.observer();
        const auto plugin = m_fixture->start(m_file, settings);
        QVERIFY(m_fixture->run(*plugin, "crash-later").empty());
        // Nobody asks, and it is waited for all the same.
        QTRY_VERIFY_WITH_TIMEOUT(childProcesses().empty(), 20'000);
        QCOMPARE(events.count(PluginEvent::Kind::Ended), std::size_t{1});
        QCOMPARE(m_fixture->run(*plugin, "report"), m_good);
        QCOMPARE(events.count(PluginEvent::Kind::Failed), std::size_t{0});
    }

    /// It says something that nobody has asked for: it is replaced, and no run is the worse for it.
    void aThreadThatWritesLaterHarmsNoRun()
    {
        EventLog events;
        PluginIsolation settings;
        settings.observe = events.observer();
        const auto plugin = m_fixture->start(m_file, settings);
        QVERIFY(m_fixture->run(*plugin, "write-later").empty());
        QTRY_VERIFY_WITH_TIMEOUT(childProcesses().empty(), 20'000);
        QCOMPARE(events.count(PluginEvent::Kind::Ended), std::size_t{1});
        QCOMPARE(m_fixture->run(*plugin, "report"), m_good);
        QCOMPARE(events.count(PluginEvent::Kind::Failed), std::size_t{0});
    }

    void theProcessHasNothingOfTheHost()
    {
        qputenv("A_SECRET_OF_THE_HOST", "hunter2");
        sigset_t mask;
        sigemptyset(&mask);
        sigaddset(&mask, SIGUSR1);
        sigset_t old;
        pthread_sigmask(SIG_BLOCK, &mask, &old);
        std::signal(SIGUSR2, SIG_IGN);
        QTemporaryFile open;
        QVERIFY(open.open());
        const int inherited = dup(open.handle()); // not closed on exec
        const auto plugin = m_fixture->start(m_file);
        const std::vector<std::string> found = m_fixture->run(*plugin, "surroundings");
        ::close(inherited);
        std::signal(SIGUSR2, SIG_DFL);
        pthread_sigmask(SIG_SETMASK, &old, nullptr);

        QCOMPARE(found.size(), std::size_t{1});
        const QString text = QString::fromStdString(found[0]);
        qInfo("%s", found[0].c_str());
        QVERIFY(!text.contains("hunter2"));
        QVERIFY(text.contains(" fds=0,1,2,3, "));
        QVERIFY(text.contains(" cwd=/ "));
        QVERIFY(text.contains(" leader=yes "));
        QVERIFY(text.contains(" umask=63 ")); // 077
        QVERIFY(text.contains(" new-privileges=no "));
        QVERIFY(text.contains(" CapPrm=0 CapEff=0 "));
        QVERIFY(text.endsWith(" blocked="));
        QStringList names;
        const QString environment = text.section(" environment=", 1).section(" blocked=", 0, 0);
        for (const QString &variable : environment.split(';', Qt::SkipEmptyParts)) {
            if (!variable.startsWith("LD_LIBRARY_PATH="))
                names.append(variable.section('=', 0, 0));
        }
        names.sort();
        QCOMPARE(names, (QStringList{"LANG", "PATH"}));
        if (geteuid() == 0) {
            QVERIFY(!text.contains("uid=0 "));
            QVERIFY(!text.contains("gid=0 "));
            QVERIFY(text.contains(" groups=0 "));
        } else {
            QVERIFY(text.contains(QString(" euid=%1 ").arg(geteuid())));
        }
    }

    /// The file has been replaced by one that does not load: told, not tried for ever.
    void aPluginThatDoesNotComeUpAgain()
    {
        const std::string file = m_fixture->place("misbehaving");
        EventLog events;
        PluginIsolation settings;
        settings.observe = events.observer();
        const auto plugin = m_fixture->start(file, settings);
        QFile mode(QString::fromStdString(file + ".mode"));
        QVERIFY(mode.open(QIODevice::WriteOnly) && mode.write("constructor abort\n") > 0);
        mode.setPermissions(mode.permissions() | QFileDevice::ReadOther);
        mode.close();
        QVERIFY(m_fixture->run(*plugin, "segv").at(0).ends_with("it crashed (SIGSEGV)"));
        for (int i = 0; i < 200; ++i) {
            const std::string found = m_fixture->run(*plugin, "report").at(0);
            QVERIFY2(found.find("it did not start again: it crashed (SIGABRT)") !=
                         std::string::npos,
                     found.c_str());
        }
        const std::size_t started = events.count(PluginEvent::Kind::Started);
        qInfo("%zu processes for 200 runs", started);
        QVERIFY(started < 50);
        QVERIFY(QFile::remove(mode.fileName()));
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture->run(*plugin, "report"), m_good, 60'000);
    }
};

QTEST_GUILESS_MAIN(IsolationRunningTest)
#include "running_test.moc"
