// SPDX-License-Identifier: MIT
// Plugins of others that misbehave, in a real window: what they do becomes a finding, and the
// window stays what it was.
#include "panels/findings_panel.h"
#include "panels/plugins_panel.h"
#include "watchdog.h"
#include "window_fixture.h"

#include <QTreeView>

#include <algorithm>

using namespace tw;
using namespace tw::preview;

namespace {

const QByteArray text = "Table users {\n  id int [pk]\n}\n";

/// A folder of plugins that the processes of another user can read too.
class PluginFolder {
public:
    PluginFolder()
    {
        if (!m_folder.isValid() ||
            !QFile::setPermissions(m_folder.path(), QFile::permissions(m_folder.path()) |
                                                        QFileDevice::ReadOther |
                                                        QFileDevice::ExeOther))
            qFatal("no folder for plugins");
    }
    /// `mode` is what it does when it is loaded.
    void add(const QString &file, const QByteArray &mode = {}) const
    {
        const QString path = m_folder.filePath(QFileInfo(file).fileName());
        if (!QFile::copy(file, path) ||
            (!mode.isEmpty() && !writeContent(path + QStringLiteral(".mode"), mode)))
            qFatal("%s cannot be copied", qPrintable(file));
    }
    [[nodiscard]] QStringList paths() const { return {m_folder.path()}; }

private:
    QTemporaryDir m_folder;
};

QString misbehaving() { return QStringLiteral(TEST_MISBEHAVING_DIR "/misbehaving.so"); }
QString flawed(const char *name) { return QStringLiteral(TEST_FLAWED_DIR "/%1.so").arg(name); }

const PluginSpec &specOf(const Engine &engine, const char *id)
{
    const auto spec = std::ranges::find(engine.plugins(), id, &PluginSpec::id);
    if (spec == engine.plugins().end())
        qFatal("no plugin %s", id);
    return *spec;
}

/// The first finding with the code; null when there is none.
const Diagnostic *finding(const TestWindow &window, std::string_view code)
{
    const SnapshotPtr snapshot = window->document()->snapshot();
    if (!snapshot || window->document()->isCompiling())
        return nullptr;
    const auto &all = snapshot->result.diagnostics;
    const auto found = std::ranges::find_if(
        all, [&](const Diagnostic &diagnostic) { return diagnostic.info->code == code; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

class IsolationTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    /// What the plugin is told to do in a run; the window notices it by itself.
    bool tell(const char *act) const
    {
        return writeContent(m_folder.filePath("tablewright.toml"),
                            QByteArray("[plugins.misbehaving]\nact = \"") + act + "\"\n");
    }

private slots:
    void initTestCase()
    {
        prepareApplication();
        failOnQtWarnings();
        QVERIFY(writeContent(m_folder.filePath("shop.dbml"), text));
    }
    void init() { QSettings().clear(); }
    void cleanupTestCase() { QSettings().clear(); }

    void faultsBecomeWarnings()
    {
        const PluginFolder plugins;
        plugins.add(misbehaving());
        Engine engine(plugins.paths());
        QVERIFY2(specOf(engine, "test.misbehaving").isIsolated,
                 specOf(engine, "test.misbehaving").reason.c_str());
        QVERIFY(tell("report"));
        TestWindow window(&engine);
        QVERIFY(window.open(m_folder.filePath("shop.dbml")));
        QTRY_VERIFY_WITH_TIMEOUT(finding(window, "MB0001"), patience);
        Watchdog watchdog;
        struct Fault {
            const char *act;
            const char *code;
            const char *message;
        };
        for (const Fault &fault :
             {Fault{"segv", "TW9004", "SIGSEGV"}, Fault{"exit3", "TW9004", "exit code 3"},
              Fault{"throw", "TW9004", "on purpose"}, Fault{"garbage", "TW9004", "cannot be read"},
              Fault{"sleep", "TW9005", "gave no answer"},
              Fault{"spin", "TW9005", "gave no answer"}}) {
            QVERIFY(tell(fault.act));
            const auto isThere = [&] {
                const Diagnostic *found = finding(window, fault.code);
                return found && found->severity == Severity::Warning &&
                       found->message.find(fault.message) != std::string::npos &&
                       found->message.find("`test.misbehaving`") != std::string::npos;
            };
            QVERIFY2(QTest::qWaitFor(isThere, patience), fault.act);
            // A warning takes nothing from the document.
            QVERIFY(window->document()->snapshot()->result.script);
            QVERIFY(!finding(window, "MB0001"));
            QVERIFY(tell("report"));
            QTRY_VERIFY_WITH_TIMEOUT(finding(window, "MB0001"), patience);
            QVERIFY(!finding(window, fault.code));
        }
        const Watchdog::Gap gap = watchdog.longest();
        qInfo("longest gap: %.1f ms, %.1f ms of it at work", gap.wall.count(), gap.cpu.count());
        QVERIFY(gap.wall.count() < (areTimesStrict() ? 100 : 2000));
    }

    /// Typing goes on while a plugin does not come back, and what was typed last is compiled.
    void typingGoesOnDuringAHang()
    {
        const PluginFolder plugins;
        plugins.add(misbehaving());
        Engine engine(plugins.paths());
        QVERIFY(tell("report"));
        TestWindow window(&engine);
        QVERIFY(window.open(m_folder.filePath("shop.dbml")));
        QVERIFY(tell("sleep"));
        QTRY_VERIFY_WITH_TIMEOUT(window->document()->isCompiling(), patience);
        Watchdog watchdog;
        QVERIFY(window.typeAfter("Table users", "_of_old"));
        const Watchdog::Gap gap = watchdog.longest();
        QVERIFY(gap.wall.count() < (areTimesStrict() ? 100 : 2000));
        QTRY_COMPARE_WITH_TIMEOUT(window->document()->text(),
                                  QByteArray(text).replace("users", "users_of_old"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(finding(window, "TW9005"), patience);
        QCOMPARE(window->document()->snapshot()->declared().tables.at(0).name.text,
                 std::string("users_of_old"));
        QVERIFY(window->document()->snapshot()->result.script);
        // Once more, and the window is closed meanwhile.
        QVERIFY(window.typeAfter("Table users", "_"));
        QTRY_VERIFY_WITH_TIMEOUT(window->document()->isCompiling(), patience);
    }

    /// The window is there, and the document, while a plugin does not finish loading.
    void nobodyWaitsForAPluginToLoad()
    {
        const PluginFolder plugins;
        plugins.add(misbehaving(), "constructor sleep\n");
        plugins.add(flawed("good"));
        QVERIFY(writeContent(m_folder.filePath("tablewright.toml"),
                             "[passes]\nenable = [\"check-good\"]\n"));
        Engine engine(plugins.paths(), Engine::Loading::InBackground);
        QVERIFY(engine.compiler());
        QVERIFY(engine.isLoading());
        QCOMPARE(specOf(engine, "test.good").state, PluginSpec::State::Ready);
        TestWindow window(&engine);
        QVERIFY(window.open(m_folder.filePath("shop.dbml")));
        // Before it is there nothing is said of it.
        if (engine.isLoading()) {
            QVERIFY(!finding(window, "TW9008"));
            QVERIFY(!finding(window, "TGA0001"));
        }
        QTRY_VERIFY_WITH_TIMEOUT(!engine.isLoading(), patience);
        const PluginSpec &hangs = specOf(engine, "test.misbehaving");
        QCOMPARE(hangs.state, PluginSpec::State::Failed);
        QVERIFY2(hangs.reason.find("within") != std::string::npos, hangs.reason.c_str());
        QCOMPARE(specOf(engine, "test.good").state, PluginSpec::State::Loaded);
        QTRY_VERIFY_WITH_TIMEOUT(finding(window, "TGA0001"), patience);
        QVERIFY(!finding(window, "TW9008"));
    }

    /// A name belongs to the one that had it first, whenever another comes.
    void takenNamesAreRefusedLaterToo()
    {
        const PluginFolder plugins;
        for (const char *name : {"good", "taken_code", "pass_of_the_engine"})
            plugins.add(flawed(name));
        const auto state = [](const Engine &engine, const char *id) {
            const PluginSpec &spec = specOf(engine, id);
            return QString::fromStdString(std::string(spelling(spec.state)) + ": " + spec.reason);
        };
        const QString taken = QStringLiteral("failed: its diagnostic `TGA0001` is there already, "
                                             "from `test.%1`");
        {
            Engine engine(plugins.paths());
            QCOMPARE(state(engine, "test.good"), QStringLiteral("loaded: "));
            QCOMPARE(state(engine, "test.taken-code"), taken.arg(QStringLiteral("good")));
            QCOMPARE(state(engine, "test.pass-of-the-engine"),
                     QStringLiteral("failed: its pass `check-names` is there already, from the "
                                    "engine"));
            engine.choosePlugin(QStringLiteral("test.taken-code"), false);
        }
        {
            Engine engine(plugins.paths());
            QCOMPARE(state(engine, "test.taken-code"), QStringLiteral("disabled: is switched off"));
            engine.choosePlugin(QStringLiteral("test.taken-code"), {});
            engine.waitUntilLoaded();
            QCOMPARE(state(engine, "test.taken-code"), taken.arg(QStringLiteral("good")));
            engine.choosePlugin(QStringLiteral("test.good"), false);
        }
        Engine engine(plugins.paths());
        QCOMPARE(state(engine, "test.taken-code"), QStringLiteral("loaded: "));
        const auto before = engine.compiler();
        engine.choosePlugin(QStringLiteral("test.good"), {});
        engine.waitUntilLoaded();
        QCOMPARE(state(engine, "test.good"), taken.arg(QStringLiteral("taken-code")));
        QCOMPARE(engine.compiler(), before);
        QCOMPARE(
            std::ranges::count(engine.setup()->diagnostics, "TGA0001",
                               [](const DiagnosticInfo *row) { return std::string(row->code); }),
            1);
    }
};

QTEST_MAIN(IsolationTest)
#include "isolation_test.moc"
