// SPDX-License-Identifier: MIT
#include <tablewright/plugin/plugin_loader.h>

#include "plugin/plugin_metadata.h"

#include <QtTest>

using namespace tw;

/// The plugins that this test must never run end the program when they are loaded.
class PluginLoaderTest : public QObject {
    Q_OBJECT

    PluginLoader m_loader;

    const PluginSpec &spec(std::string_view file) const
    {
        for (const PluginSpec &candidate : m_loader.specs()) {
            if (candidate.path.ends_with(std::string("/") + std::string(file) + ".so"))
                return candidate;
        }
        throw std::out_of_range(std::string(file));
    }

private slots:
    void initTestCase()
    {
        m_loader.discover({TEST_PLUGIN_DIR, "/there/is/no/such/folder"}, {"test.disabled"});
        m_loader.loadAll();
    }

    void states_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *file, const char *state, const char *reason) {
            QTest::newRow(file) << file << state << reason;
        };
        row("a_good", "loaded", "");
        row("b_shadow", "shadowed", "found first");
        row("c_future", "incompatible", "made for SDK 99.0.0");
        row("d_interface", "incompatible",
            "made for interface `org.tablewright.ValidationPlugin/2`");
        row("e_foreign", "invalid", "none of Tablewright's");
        row("f_lonely", "unresolved", "needs plugin `test.absent`");
        row("g_throwing", "failed", "no passes today");
        row("h_needy", "loaded", "");
        row("i_orphan", "unresolved", "needs plugin `test.throwing`, which failed to load");
        row("j_badversion", "invalid", "`SdkVersion` is `one`");
        row("k_disabled", "disabled", "switched off");
        row("z_text", "invalid", "not a Qt plugin");
    }

    void states()
    {
        QFETCH(QString, file);
        QFETCH(QString, reason);
        const PluginSpec &found = spec(file.toStdString());
        QTEST(QString::fromUtf8(spelling(found.state).data()), "state");
        QVERIFY2(QString::fromStdString(found.reason).contains(reason), found.reason.c_str());
        QCOMPARE(found.reason.empty(), reason.isEmpty());
    }

    void metadataIsRead()
    {
        const PluginSpec &good = spec("a_good");
        QCOMPARE(good.id, std::string("test.good"));
        QCOMPARE(good.diagnosticPrefix, std::string("TST"));
        QCOMPARE(good.version, (PluginVersion{1, 2, 3}));
        QCOMPARE(good.kinds, std::vector<std::string>{"validation"});
    }

    void loadedValidatorsBringTheirPasses()
    {
        QCOMPARE(m_loader.validators().size(), std::size_t{2});
        QCOMPARE(m_loader.validators()[0].owner, std::string("test.good"));
        QVERIFY(m_loader.backendNames().empty());
    }

    void versions()
    {
        QCOMPARE(parseVersion("1.2.3"), (PluginVersion{1, 2, 3}));
        for (const char *bad : {"", "1", "1.2", "1.2.3.4", "1.2.x", "-1.2.3", "1..3", " 1.2.3"})
            QVERIFY2(!parseVersion(bad), bad);
    }

    void compatibility()
    {
        QVERIFY(isCompatible({1, 4, 0}, {1, 2, 9}));
        QVERIFY(!isCompatible({1, 1, 0}, {1, 2, 0}));
        QVERIFY(!isCompatible({2, 0, 0}, {1, 9, 9}));
        QVERIFY(isCompatible({0, 3, 2}, {0, 3, 1}));
        QVERIFY(!isCompatible({0, 4, 0}, {0, 3, 1}));
    }

    void dependenciesInACircleAreRefused()
    {
        std::vector<PluginSpec> specs(3);
        for (std::size_t i = 0; i < 3; ++i) {
            specs[i].state = PluginSpec::State::Ready;
            specs[i].id = std::string(1, static_cast<char>('a' + i));
            specs[i].version = {1, 0, 0};
        }
        specs[0].dependencies = {{"b", {1, 0, 0}}};
        specs[1].dependencies = {{"a", {1, 0, 0}}};
        QCOMPARE(resolveDependencies(specs), std::vector<std::size_t>{2});
        QCOMPARE(specs[0].state, PluginSpec::State::Unresolved);
        QCOMPARE(specs[1].state, PluginSpec::State::Unresolved);
    }
};

QTEST_GUILESS_MAIN(PluginLoaderTest)
#include "plugin_loader_test.moc"
