// SPDX-License-Identifier: MIT
#include "core/compile.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTest>

using namespace tw;
using namespace tw::preview;

namespace {

const QString plugin = "org.tablewright.test.throwing";

/// The codes that a text gets which the test's plugin has something to say of.
QByteArrayList findings(const Engine &engine)
{
    const SnapshotPtr snapshot = compileText(
        engine, {}, Language::Dbml,
        "Table reported_table {\n  id int [pk]\n}\nTable throwing_table {\n  id int [pk]\n}\n");
    QByteArrayList codes;
    for (const Diagnostic &diagnostic : snapshot->result.diagnostics)
        codes.append(QByteArray::fromStdString(std::string(diagnostic.info->code)));
    std::ranges::sort(codes);
    return codes;
}

const PluginSpec &spec(const Engine &engine)
{
    return *std::ranges::find(engine.plugins(), plugin.toStdString(), &PluginSpec::id);
}

} // namespace

class EngineTest : public QObject {
    Q_OBJECT

    const QStringList m_paths{TEST_PLUGIN_DIR};
    const QByteArrayList m_all{"TW9004", "XT0001"};

private slots:
    void init() { QSettings().clear(); }
    void cleanupTestCase() { QSettings().clear(); }

    void switchesChecksOfAPlugin()
    {
        Engine engine(m_paths);
        QVERIFY2(engine.compiler(), qPrintable(engine.error()));
        const QSignalSpy changed(&engine, &Engine::changed);
        QCOMPARE(findings(engine), m_all);
        engine.choosePass("check-throwing", false);
        QCOMPARE(findings(engine), QByteArrayList{"XT0001"});
        engine.choosePlugin(plugin, false);
        QCOMPARE(findings(engine), QByteArrayList());
        engine.choosePlugin(plugin, false); // nothing new
        QCOMPARE(changed.size(), 2);
        engine.choosePlugin(plugin, {});
        QCOMPARE(findings(engine), QByteArrayList{"XT0001"}); // the check is still off
        engine.choosePass("check-throwing", {});
        QCOMPARE(findings(engine), m_all);
    }

    void loadsAPluginThatWasOff()
    {
        Engine(m_paths).choosePlugin(plugin, false);
        Engine engine(m_paths);
        QVERIFY(spec(engine).state == PluginSpec::State::Disabled);
        QCOMPARE(engine.pluginChoice(plugin), Engine::Choice(false));
        QCOMPARE(findings(engine), QByteArrayList());
        const std::shared_ptr<const Compiler> before = engine.compiler();
        const QSignalSpy changed(&engine, &Engine::changed);
        engine.choosePlugin(plugin, {});
        QVERIFY(engine.isLoading()); // nobody waits for it
        QTRY_VERIFY_WITH_TIMEOUT(!engine.isLoading(), 30'000);
        QCOMPARE(changed.size(), 2);
        QVERIFY(spec(engine).state == PluginSpec::State::Loaded);
        QVERIFY(spec(engine).isIsolated);
        QVERIFY(engine.compiler() != before);
        QCOMPARE(findings(engine), m_all);
        // Once is enough.
        const std::shared_ptr<const Compiler> loaded = engine.compiler();
        engine.choosePlugin(plugin, false);
        QCOMPARE(findings(engine), QByteArrayList());
        engine.choosePlugin(plugin, {});
        QCOMPARE(engine.compiler(), loaded);
        QCOMPARE(findings(engine), m_all);
    }

    void keepsTheBackend()
    {
        QSettings().setValue("engine/disabledPlugins",
                             QStringList{plugin, "org.tablewright.postgresql"});
        Engine engine(m_paths);
        QVERIFY(engine.compiler());
        QVERIFY(engine.canSwitchPlugin(plugin));
        for (const PluginSpec &each : engine.plugins()) {
            if (std::ranges::find(each.kinds, "backend") == each.kinds.end())
                continue;
            const QString id = QString::fromStdString(each.id);
            QVERIFY(!engine.canSwitchPlugin(id));
            engine.choosePlugin(id, false);
            QCOMPARE(engine.pluginChoice(id), Engine::Choice());
        }
        QCOMPARE(QSettings().value("engine/disabledPlugins").toStringList().contains(plugin), true);
        QVERIFY(!engine.canSwitchPlugin("no.such.plugin"));
    }
};

QTEST_MAIN(EngineTest)
#include "engine_test.moc"
