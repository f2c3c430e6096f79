// SPDX-License-Identifier: MIT
// Plugins that fail while they are loaded: the host lives, says why, and leaves nothing behind.
#include "isolation_fixture.h"

#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace tw;
using namespace tw::test;

class IsolationLoadingTest : public QObject {
    Q_OBJECT

    std::unique_ptr<IsolationFixture> m_fixture;

private slots:
    void initTestCase() { m_fixture = std::make_unique<IsolationFixture>(); }

    void faults_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<bool>("hangs");
        const auto row = [](const std::string &mode, const char *reason, bool hangs = false) {
            QTest::newRow(mode.c_str()) << QString::fromStdString(mode) << reason << hangs;
        };
        const bool isSanitized = !std::string_view(TABLEWRIGHT_SANITIZE).empty();
        for (const std::string entry :
             {"static", "constructor", "passes", "diagnostics", "name", "description"}) {
            row(entry + " segv", "it crashed (SIGSEGV)");
            row(entry + " abort", "it crashed (SIGABRT)");
            row(entry + " overflow", "it crashed (SIGSEGV)");
            row(entry + " exit3", "it ended with exit code 3");
            row(entry + " exit0", "it ended with exit code 0");
            row(entry + " kill", "it was killed (SIGKILL)");
            row(entry + " sleep", "it was not loaded within 700 ms", true);
            row(entry + " spin", "it was not loaded within 700 ms", true);
            row(entry + " deaf", "it was not loaded within 700 ms", true);
            row(entry + " garbage", "it answered what cannot be read");
            row(entry + " close-pipe", "it closed its pipe");
            row(entry + " leave-child-and-crash", "it crashed (SIGSEGV)");
            if (!isSanitized) {
                row(entry + " new", "it took more than 96 MiB of memory");
                row(entry + " malloc", "it took more than 96 MiB of memory");
            }
            // An exception does not come out of a static initialiser on every system.
            row(entry + " throw", entry == "static" ? "" : "on purpose");
            if (entry != "static")
                row(entry + " throw-int", "no std::exception");
        }
    }

    void faults()
    {
        QFETCH(QString, mode);
        QFETCH(QString, reason);
        QFETCH(bool, hangs);
        const std::string file = m_fixture->place("misbehaving", mode.toStdString());
        const std::size_t descriptors = openDescriptors();
        PluginIsolation settings;
        settings.memory = 96UL * 1024 * 1024;
        if (hangs)
            settings.loadDeadline = std::chrono::milliseconds(700);
        QString said;
        try {
            const auto plugin = m_fixture->start(file, settings);
        } catch (const std::exception &error) {
            said = QString::fromUtf8(error.what());
        }
        QVERIFY2(!said.isEmpty() && said.contains(reason), qPrintable(said));
        QVERIFY(childProcesses().empty());
        QCOMPARE(openDescriptors(), descriptors);
    }

    /// Those beside it are loaded, in whatever order they are found.
    void neighboursAreLoaded()
    {
        const std::string bad = m_fixture->place("misbehaving", "constructor segv");
        const std::string good = m_fixture->place("neighbour");
        const std::string backend = TEST_BACKEND_FILE; // where it is Tablewright's own
        if (geteuid() == 0 && !isOpenToAll(backend))
            QSKIP("the build's folder is closed to other users, and root's plugins run as one");
        for (const auto &files :
             {std::vector{backend, bad, good}, std::vector{good, bad, backend}}) {
            PluginLoader loader;
            loader.discoverFiles(files);
            PluginIsolation settings;
            settings.of = PluginIsolation::Of::ThirdParty;
            loader.loadAll(settings);
            for (const PluginSpec &spec : loader.specs()) {
                QCOMPARE(spec.state,
                         spec.path == bad ? PluginSpec::State::Failed : PluginSpec::State::Loaded);
                QCOMPARE(spec.isIsolated, spec.path == good);
                QCOMPARE(QString::fromStdString(spec.reason),
                         spec.path == bad ? QString("it crashed (SIGSEGV)") : QString());
            }
            QCOMPARE(loader.validators().size(), std::size_t{1});
            QCOMPARE(loader.validators().front().get().name(),
                     std::string_view("misbehave-neighbour"));
            QCOMPARE(loader.diagnostics().size(), std::size_t{2});
            QCOMPARE(loader.diagnostics().front()->code, std::string_view("MB0001"));
        }
        QVERIFY(childProcesses().empty());
    }

    void aMissingProgramIsNamed()
    {
        PluginIsolation settings;
        settings.program = m_fixture->folder() + "/no-such-program";
        QString said;
        try {
            const auto plugin = m_fixture->start(m_fixture->place("misbehaving"), settings);
        } catch (const std::exception &error) {
            said = QString::fromUtf8(error.what());
        }
        QVERIFY2(said.contains("no-such-program") && said.contains("No such file"),
                 qPrintable(said));
        QVERIFY(childProcesses().empty());
    }

    /// Another program than the one expected: it ends, or says nothing that can be read.
    void anotherProgramIsNoHost()
    {
        PluginIsolation settings;
        settings.program = "/bin/true";
        QVERIFY_THROWS_EXCEPTION(std::runtime_error,
                                 (void)m_fixture->start(m_fixture->place("misbehaving"), settings));
        QVERIFY(childProcesses().empty());
    }

    void aFileThatCannotBeReadIsExplained()
    {
        if (geteuid() == 0)
            QSKIP("root reads every file");
        const std::string file = m_fixture->place("misbehaving");
        QVERIFY(chmod(file.c_str(), 0) == 0);
        QString said;
        try {
            const auto plugin = m_fixture->start(file);
        } catch (const std::exception &error) {
            said = QString::fromUtf8(error.what());
        }
        QVERIFY2(said.contains("cannot read") && said.contains(QString::fromStdString(file)),
                 qPrintable(said));
    }

    /// Root's own folder is closed to the user that plugins of root run as.
    void whatRootKeepsToItselfIsLoadedFromACopy()
    {
        if (geteuid() != 0)
            QSKIP("only root's plugins run as another user");
        QTemporaryDir temporary(QDir::tempPath() + "/copies.XXXXXX");
        QVERIFY(chmod(temporary.path().toUtf8().constData(), 0755) == 0);
        const QByteArray before = qgetenv("TMPDIR");
        qputenv("TMPDIR", temporary.path().toUtf8());
        const std::string file = m_fixture->place("misbehaving");
        const std::string folder = file.substr(0, file.rfind('/'));
        const auto copies = [&] {
            return QDir(temporary.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size();
        };
        for (const bool isFile : {true, false}) {
            QVERIFY(chmod(file.c_str(), isFile ? 0600 : 0644) == 0);
            QVERIFY(chmod(folder.c_str(), isFile ? 0755 : 0700) == 0);
            {
                const auto plugin = m_fixture->start(file);
                QVERIFY(!plugin->passes().empty());
                QCOMPARE(copies(), 1);
            }
            QCOMPARE(copies(), 0);
        }
        QVERIFY(chmod(folder.c_str(), 0755) == 0);
        before.isEmpty() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
    }
};

QTEST_GUILESS_MAIN(IsolationLoadingTest)
#include "loading_test.moc"
