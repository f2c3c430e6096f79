// SPDX-License-Identifier: MIT
#include <tablewright/driver/compiler.h>
#include <tablewright/plugin/plugin_loader.h>

#include <QTemporaryDir>
#include <QtTest>

#include <unistd.h>

#include <algorithm>
#include <set>
#include <span>

using namespace tw;
using State = PluginSpec::State;

/// Every plugin that must be refused by its metadata ends the program when it is loaded.
class PluginLoaderTest : public QObject {
    Q_OBJECT

    PluginLoader m_loader;
    std::set<std::string> m_lookedAt;

    const PluginSpec &spec(std::string_view file, const PluginLoader &loader) const
    {
        for (const PluginSpec &candidate : loader.specs()) {
            if (candidate.path.ends_with(std::string("/") + std::string(file) + ".so"))
                return candidate;
        }
        throw std::out_of_range(std::string(file));
    }

    static std::vector<std::string> folders()
    {
        return {TEST_OWN_DIR, TEST_FLAWED_DIR, TEST_REFUSED_DIR, "/there/is/no/such/folder"};
    }

private slots:
    void initTestCase()
    {
        m_loader.discover(folders(), {"test.disabled"});
        m_loader.loadAll();
    }

    void states_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *file, const char *state, const char *reason) {
            QTest::newRow(file) << file << state << QString::fromUtf8(reason);
        };
        for (const char *good : {"tablewright_postgresql", "good", "good_needy", "good_asked",
                                 "throws_in_later_name", "throws_in_run"})
            row(good, "loaded", "");
        row("throws_in_constructor", "failed", "its constructor threw: no object today");
        row("throws_in_passes", "failed", "its passes() threw: no passes today");
        row("throws_no_exception", "failed", "its passes() threw what is no std::exception");
        row("throws_without_text", "failed", "its passes() threw: an exception without a text");
        row("throws_lines", "failed", "its passes() threw: one two  [31mred");
        row("throws_in_diagnostics", "failed", "its diagnostics() threw: no diagnostics today");
        row("throws_in_name", "failed", "the name() of one of its passes threw: no name today");
        row("throws_in_description", "failed",
            "the description() of its pass `check-throws-in-description` threw: no description");
        row("null_pass", "failed", "one of its passes is null");
        row("nameless_pass", "failed", "one of its passes has no name");
        row("oddly_named_pass", "failed", "one of its passes is called `Check_Odd`, expected");
        row("pass_of_the_engine", "failed",
            "its pass `check-names` is there already, from the engine");
        row("pass_twice", "failed", "it brings the pass `check-pass-twice` twice");
        row("null_row", "failed", "one of its diagnostics is null");
        row("foreign_code", "failed",
            "its diagnostic `ZZ0001` has a code of another form, expected `TST` and four digits");
        row("short_code", "failed", "its diagnostic `TST1` has a code of another form");
        row("code_twice", "failed", "it brings the diagnostic `TST0001` twice");
        row("nameless_row", "failed", "its diagnostic `TST0001` has no name");
        row("empty_message", "failed", "its diagnostic `TST0001` has no message");
        row("taken_code", "failed", "its diagnostic `TGA0001` is there already, from `test.good`");
        row("unknown_severity", "failed",
            "its option `level` sets `TST0077`, which is none of its diagnostics");
        row("other_severity", "failed",
            "its option `level` is `off` by default, but its diagnostic `TST0001` is `note`");
        row("no_interface", "failed", "its class is no tw::ValidationPlugin, expected");
        row("needs_failed", "unresolved",
            "needs plugin `test.throws-in-passes`, which failed to load");
        row("undefined_symbol", "failed",
            "needs the function or variable `tw::test::gone(tw::ir::Schema const&)`, which");
        row("missing_library", "failed", "needs the library `libnot_found.so`, which is not there");
        row("sdk_too_new", "incompatible",
            "is made for SDK 99.0.0, this program has 0.1.0: use a newer Tablewright");
        row("sdk_too_old", "incompatible",
            "is made for SDK 0.0.1, this program takes 0.1.0 and newer: build the plugin anew");
        row("sdk_no_version", "invalid", "`SdkVersion` is `one`, expected a version");
        row("interface_newer", "incompatible",
            "is made for interface `org.tablewright.ValidationPlugin/2`, this program has");
        row("interface_foreign", "invalid", "its interface is `org.example.Other/1`, expected");
        row("duplicate", "shadowed",
            "has the id of `" TEST_FLAWED_DIR "/good.so`, which was found");
        row("needs_missing", "unresolved",
            "needs plugin `test.nowhere` 1.0.0 or a newer 1.x, which is not there");
        row("needs_newer", "unresolved",
            "needs plugin `test.good` 1.3.0 or a newer 1.x, found 1.2.3");
        row("needs_refused", "unresolved",
            "needs plugin `test.sdk-too-new`, which is incompatible");
        row("needs_circle", "unresolved", "needs plugin `test.circle-a`, which is unresolved");
        row("circle_a", "unresolved",
            "needs itself in the end: `test.circle-a` needs `test.circle-b` needs `test.circle-c` "
            "needs `test.circle-a`");
        row("circle_b", "unresolved", "needs itself in the end: `test.circle-b` needs");
        row("circle_c", "unresolved", "needs itself in the end: `test.circle-c` needs");
        row("disabled", "disabled", "is switched off");
        row("needs_disabled", "unresolved", "needs plugin `test.disabled`, which is switched off");
        row("bad_id", "invalid", "`Id` is `test..bad id`, expected letters");
        row("bad_prefix", "invalid", "`DiagnosticPrefix` is `TWX`, expected two to four capitals");
        row("bad_kind", "invalid", "`Kinds` is [`backend`], expected [`validation`]");
        row("bad_option", "invalid", "`Options.most.Default` is `many`, expected a whole number");
        row("bad_member", "invalid", "have the unknown member `Optons`, expected only Id, Name");
        row("text", "invalid", "is no shared library");
        row("empty", "invalid", "is empty");
        row("folder", "invalid", "is a folder");
        row("dangling", "invalid", "is a link to a file that is not there");
    }

    void states()
    {
        QFETCH(QString, file);
        QFETCH(QString, reason);
        const PluginSpec &found = spec(file.toStdString(), m_loader);
        m_lookedAt.insert(found.path);
        QVERIFY2(QString::fromStdString(found.reason).contains(reason), found.reason.c_str());
        QTEST(QString::fromUtf8(spelling(found.state).data()), "state");
        QCOMPARE(found.reason.empty(), reason.isEmpty());
    }

    /// A plugin that is not in the table above would be one that nobody has looked at.
    void everyPluginIsLookedAt()
    {
        for (const PluginSpec &found : m_loader.specs()) {
            if (!found.isOwn)
                QVERIFY2(m_lookedAt.contains(found.path), found.path.c_str());
        }
    }

    void ownPluginsAreKnownByIdAndPlace()
    {
        for (const PluginSpec &found : m_loader.specs())
            QCOMPARE(found.isOwn, found.path.starts_with(TEST_OWN_DIR));
        QVERIFY(spec("tablewright_postgresql", m_loader).isOwn);
    }

    void nothingOfAFailedPluginIsRegistered()
    {
        std::set<std::string> owners;
        for (const RegisteredPass &pass : m_loader.validators())
            owners.insert(pass.owner);
        const std::set<std::string> loaded{"test.good", "test.good-needy", "test.good-asked",
                                           "test.throws-in-later-name", "test.throws-in-run"};
        for (const std::string &owner : owners) {
            if (owner.starts_with("test."))
                QVERIFY2(loaded.contains(owner), owner.c_str());
        }
        for (const std::string &id : loaded)
            QVERIFY2(owners.contains(id), id.c_str());
        for (const DiagnosticInfo *row : m_loader.diagnostics())
            QVERIFY2(!row->code.starts_with("TST"), row->code.data());
        QCOMPARE(m_loader.diagnosticsOf("test.good").size(), std::size_t{1});
        QCOMPARE(m_loader.diagnosticsOf("test.null-row").size(), std::size_t{0});
    }

    void optionsComeWithThePass()
    {
        const std::vector<RegisteredPass> passes = m_loader.validators();
        const auto asked = std::ranges::find(passes, "test.good-asked", &RegisteredPass::owner);
        QVERIFY(asked != passes.end());
        QVERIFY(!asked->enabledByDefault);
        QCOMPARE(asked->defaults->integer("most"), std::int64_t{3});
    }

    /// One that throws in its run is told by name; the others find what they find.
    void compilesGoOn()
    {
        const Compiler compiler(m_loader.backend("postgresql"), m_loader.validators());
        SourceManager sources;
        const SourceId source = sources.add("a.dbml", "Table a {\n  id int [pk]\n}\n");
        CompileOptions options;
        options.language = Language::Dbml;
        const CompileResult result = compiler.compile(sources, source, options);
        QVERIFY(result.script.has_value());
        std::set<std::string> codes;
        for (const Diagnostic &diagnostic : result.diagnostics)
            codes.insert(std::string(diagnostic.info->code));
        QVERIFY(codes.contains("TGA0001"));
        QVERIFY(codes.contains("TGB0001"));
        QVERIFY(codes.contains("TGD0001"));
        QVERIFY(!codes.contains("TGC0001")); // runs only when asked for
        const auto failed =
            std::ranges::find_if(result.diagnostics, [](const Diagnostic &diagnostic) {
                return diagnostic.info->code == "TW9004";
            });
        QVERIFY(failed != result.diagnostics.end());
        QCOMPARE(failed->severity, Severity::Warning);
        for (const char *part : {"test.throws-in-run", "check-throws-in-run", "no run today"})
            QVERIFY2(failed->message.find(part) != std::string::npos, failed->message.c_str());
    }

    /// What comes later is judged as what came with the others.
    void whatWasDisabledCanBeLoadedLater()
    {
        PluginLoader loader;
        loader.discover(folders(), {"test.disabled", "test.good", "test.taken-code"});
        loader.loadAll();
        QCOMPARE(spec("good", loader).state, State::Disabled);
        QCOMPARE(spec("good_needy", loader).state, State::Unresolved);
        const std::size_t before = loader.validators().size();
        loader.enable("test.taken-code");
        QCOMPARE(spec("taken_code", loader).state, State::Ready);
        loader.loadAll();
        QCOMPARE(spec("taken_code", loader).state, State::Loaded);
        QCOMPARE(loader.validators().size(), before + 1);
        loader.enable("test.good");
        loader.loadAll();
        QCOMPARE(spec("good", loader).state, State::Failed);
        QCOMPARE(spec("good", loader).reason,
                 std::string("its diagnostic `TGA0001` is there already, from `test.taken-code`"));
        QCOMPARE(spec("good_needy", loader).state, State::Unresolved);
        QCOMPARE(loader.validators().size(), before + 1);

        PluginLoader other;
        other.discover(folders(), {"test.disabled", "test.good"});
        other.loadAll();
        QCOMPARE(spec("taken_code", other).state, State::Loaded);
        PluginLoader needy;
        needy.discover(folders(), {"test.disabled", "test.good", "test.taken-code"});
        needy.loadAll();
        needy.enable("test.good");
        needy.loadAll();
        QCOMPARE(spec("good", needy).state, State::Loaded);
        QCOMPARE(spec("good_needy", needy).state, State::Loaded);
        QCOMPARE(spec("needs_missing", needy).state, State::Unresolved);
        QVERIFY(!spec("needs_missing", needy).reason.empty());
    }

    /// Whatever leads to it: another name, a link to it or to its folder.
    void aFileThatIsFoundAgainIsLoadedOnce()
    {
        const QTemporaryDir folder;
        const std::string good = TEST_FLAWED_DIR "/good.so";
        const std::string link = folder.filePath("again.so").toStdString();
        const std::string linked = folder.filePath("linked").toStdString();
        QCOMPARE(::symlink(good.c_str(), link.c_str()), 0);
        QCOMPARE(::symlink(TEST_FLAWED_DIR, linked.c_str()), 0);
        PluginLoader loader;
        loader.discoverFiles({link, good, linked + "/good.so", TEST_FLAWED_DIR "/./good.so"});
        loader.loadAll();
        QCOMPARE(loader.specs().size(), std::size_t{4});
        QCOMPARE(loader.specs().front().state, State::Loaded);
        for (const PluginSpec &other : std::span(loader.specs()).subspan(1)) {
            QCOMPARE(other.state, State::Shadowed);
            QVERIFY2(other.reason.find(link) != std::string::npos, other.reason.c_str());
        }
        QCOMPARE(loader.validators().size(), std::size_t{1});
        QCOMPARE(loader.diagnostics().size(), std::size_t{1});
    }

    /// The same refusals where plugins run in processes of their own.
    void isolatedPluginsAreJudgedTheSame()
    {
        PluginLoader loader;
        std::vector<std::string> all = folders();
        all.emplace_back(TEST_FATAL_DIR);
        loader.discover(all, {"test.disabled"});
        PluginIsolation isolation;
        isolation.of = PluginIsolation::Of::ThirdParty;
        isolation.loadDeadline = std::chrono::minutes(2);
        loader.loadAll(isolation);
        QCOMPARE(loader.specs().size(), m_loader.specs().size() + 1);
        for (std::size_t i = 0; i < m_loader.specs().size(); ++i) {
            const PluginSpec &apart = loader.specs()[i];
            const PluginSpec &within = m_loader.specs()[i];
            const QByteArray where =
                QByteArray::fromStdString(apart.path + ": " + apart.reason + "; " + within.reason);
            QVERIFY2(apart.state == within.state, where.constData());
            QVERIFY2(apart.isIsolated == (apart.state == State::Loaded && !apart.isOwn),
                     where.constData());
            QVERIFY2(apart.reason.find(within.reason) != std::string::npos, where.constData());
        }
        const PluginSpec &fatal = spec("throws_when_loaded", loader);
        QCOMPARE(fatal.state, State::Failed);
        QVERIFY2(fatal.reason.find("SIGABRT") != std::string::npos, fatal.reason.c_str());
        QCOMPARE(loader.validators().size(), m_loader.validators().size());
        QCOMPARE(loader.diagnostics().size(), m_loader.diagnostics().size());
    }
};

QTEST_GUILESS_MAIN(PluginLoaderTest)
#include "plugin_loader_test.moc"
