// SPDX-License-Identifier: MIT
// The configuration beside a document: read, watched, and under what the user chose.
#include "core/compile.h"
#include "core/document.h"
#include "core/switches.h"

#include <tablewright/diag/render.h>

#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace tw;
using namespace tw::preview;

namespace {

constexpr int patience = 30'000;

/// A table without a key, which one check warns of; and one that needs an index, says the advisor.
const QByteArray text = "Table log {\n  at timestamp\n}\n"
                        "Table users {\n  id int [pk]\n  boss int [ref: > users.id]\n}\n";
const QString advisor = QStringLiteral("org.tablewright.advisor");

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

/// A document in a folder of its own.
class Opened {
public:
    explicit Opened(Engine &engine, const QByteArray &configuration = {},
                    const QString &name = QStringLiteral("shop.dbml"),
                    const QByteArray &content = text)
        : document(&engine)
    {
        if (!configuration.isEmpty())
            configure(configuration);
        QString error;
        if (!write(folder.filePath(name), content) || !document.load(folder.filePath(name), &error))
            qFatal("%s", qPrintable(error));
    }
    void configure(const QByteArray &configuration) const
    {
        if (!write(path(), configuration))
            qFatal("the configuration cannot be written");
    }
    [[nodiscard]] QString path() const
    {
        return folder.filePath(QStringLiteral("tablewright.toml"));
    }
    [[nodiscard]] bool settle() const
    {
        return QTest::qWaitFor([this] { return !document.isCompiling() && document.snapshot(); },
                               patience);
    }
    /// `TW4001 warning, TW9008 warning`: all that was found, in its order.
    [[nodiscard]] QString found() const
    {
        if (!settle())
            return QStringLiteral("not compiled");
        QStringList all;
        for (const Diagnostic &diagnostic : document.snapshot()->result.diagnostics)
            all.append(QString::fromStdString(std::string(diagnostic.info->code) + ' ' +
                                              std::string(spelling(diagnostic.severity))));
        return all.join(QStringLiteral(", "));
    }
    /// Waits until what changed on disk has been noticed and is compiled.
    [[nodiscard]] bool becomes(const QString &expected) const
    {
        const bool did = QTest::qWaitFor([&] { return found() == expected; }, patience);
        if (!did)
            qWarning("found %s", qPrintable(found()));
        return did;
    }
    [[nodiscard]] Switch switchOf(const char *pass) const
    {
        const Snapshot &snapshot = *document.snapshot();
        const PassRegistry &passes = snapshot.compiler->passes();
        const Switches switches(passes, snapshot.configuration.configuration.passes,
                                document.engine()->setup()->chosen);
        for (const RegisteredPass &registered : passes.passes()) {
            if (registered.get().name() == pass)
                return switches.of(registered);
        }
        qFatal("no pass %s", pass);
    }

    QTemporaryDir folder;
    Document document;
};

const QString keyless = QStringLiteral("TW4001 warning");

} // namespace

class ConfigurationTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QSettings().clear(); }
    void cleanupTestCase() { QSettings().clear(); }

    void standsBesideTheDocument()
    {
        Engine engine;
        Opened with(engine, "[severities]\nTW4001 = \"error\"\n");
        QCOMPARE(with.found(), QStringLiteral("TW4001 error"));
        QVERIFY(!with.document.snapshot()->result.ok);
        const Opened without(engine);
        QCOMPARE(without.found(), keyless);
        QVERIFY(without.document.snapshot()->configuration.state ==
                LoadedConfiguration::State::Absent);
        QVERIFY(without.document.snapshot()->result.script);
        // A text without a file has none, in whatever folder the program runs.
        const QString here = QDir::currentPath();
        QVERIFY(QDir::setCurrent(with.folder.path()));
        const SnapshotPtr untitled = compileText(engine, {}, Language::Dbml, text);
        const SnapshotPtr input =
            compileText(engine, QString(standardInputName), Language::Dbml, text);
        QVERIFY(QDir::setCurrent(here));
        QVERIFY(untitled->result.ok);
        QVERIFY(input->result.ok);
        // Nor are folders above searched.
        QVERIFY(QDir(with.folder.path()).mkdir(QStringLiteral("below")));
        const QString below = with.folder.filePath(QStringLiteral("below/shop.dbml"));
        QString error;
        QVERIFY(with.document.save(below, &error));
        QVERIFY(with.becomes(keyless));
    }

    void isHeededAsSoonAsItChanges()
    {
        Engine engine;
        const Opened opened(engine);
        QCOMPARE(opened.found(), keyless);
        opened.configure("[severities]\nTW4001 = \"error\"\n");
        QVERIFY(opened.becomes(QStringLiteral("TW4001 error")));
        opened.configure("[passes]\ndisable = [\"check-keys\"]\n");
        QVERIFY(opened.becomes(QString()));
        // As editors do it that write another file and rename it.
        const QString other = opened.folder.filePath(QStringLiteral("other"));
        QVERIFY(write(other, "[severities]\nTW4001 = \"note\"\n"));
        QCOMPARE(::rename(other.toUtf8().constData(), opened.path().toUtf8().constData()), 0);
        QVERIFY(opened.becomes(QStringLiteral("TW4001 note")));
        QVERIFY(QFile::remove(opened.path()));
        QVERIFY(opened.becomes(keyless));
        opened.configure("[severities]\nTW4001 = \"off\"\n");
        QVERIFY(opened.becomes(QString()));
        // Nothing of this is a change of the document.
        QVERIFY(!opened.document.isModified());
        QVERIFY(!opened.document.isChangedOnDisk());
    }

    void brokenGivesNoScript()
    {
        Engine engine;
        const Opened opened(engine, "[passes]\ndisable = [\"chek-keys\"]\n\n[severities]\n"
                                    "TW4001 = \"fatal\"\n");
        QCOMPARE(opened.found(), QStringLiteral("TW9008 warning, TW9009 error, TW4001 warning"));
        const SnapshotPtr snapshot = opened.document.snapshot();
        QVERIFY(!snapshot->result.ok);
        QVERIFY(!snapshot->result.script);
        QCOMPARE(snapshot->diagram.tables.size(), std::size_t{2});
        const Diagnostic &invalid = snapshot->result.diagnostics.at(1);
        QVERIFY(snapshot->isOfConfiguration(invalid.range));
        QVERIFY(!snapshot->isOfConfiguration(snapshot->result.diagnostics.at(2).range));
        const SourceBuffer &buffer = snapshot->sources->buffer(invalid.range.source);
        QCOMPARE(QString::fromStdString(std::string(buffer.name())), opened.path());
        QCOMPARE(buffer.lineColumn(invalid.range.begin).line, 5U);
        const ErrorCounts errors = errorsOf(*snapshot);
        QCOMPARE(errors.configuration, 1);
        QCOMPARE(errors.document, 0);
        // Mended, there is a script again.
        opened.configure("[severities]\nTW4001 = \"note\"\n");
        QVERIFY(opened.becomes(QStringLiteral("TW4001 note")));
        QVERIFY(opened.document.snapshot()->result.script);
        // What is no TOML, and what is no file.
        opened.configure("[passes\n");
        QVERIFY(opened.becomes(QStringLiteral("TW9007 error, TW4001 warning")));
        QVERIFY(QFile::remove(opened.path()) && QDir().mkdir(opened.path()));
        QTRY_VERIFY_WITH_TIMEOUT(opened.found().startsWith(QStringLiteral("TW9007")) &&
                                     opened.document.snapshot()->configuration.state ==
                                         LoadedConfiguration::State::Unreadable,
                                 patience);
    }

    void standsOverThePolicyOfTheLanguage()
    {
        const QByteArray json = R"({"name":"s","tables":[{"id":"a","name":"a","columns":[)"
                                R"({"id":"i","name":"i","dataType":"INT"}]}],"foreignKeys":[]})";
        Engine engine;
        const Opened opened(engine, {}, QStringLiteral("shop.json"), json);
        QCOMPARE(opened.found(), QStringLiteral("TW4001 error"));
        opened.configure("[severities]\nTW4001 = \"warning\"\n");
        QVERIFY(opened.becomes(keyless));
    }

    void theUserStandsOverIt()
    {
        Engine engine;
        const Opened opened(engine, "[passes]\ndisable = [\"check-keys\"]\n");
        QCOMPARE(opened.found(), QString());
        QCOMPARE(opened.switchOf("check-keys").isOn, false);
        QVERIFY(opened.switchOf("check-keys").by == Switch::By::Configuration);
        QVERIFY(opened.switchOf("check-names").by == Switch::By::Itself);
        engine.choosePass(QStringLiteral("check-keys"), true);
        QCOMPARE(opened.found(), keyless);
        QVERIFY(opened.switchOf("check-keys").by == Switch::By::User);
        QCOMPARE(opened.switchOf("check-keys").withoutChoice, false);
        engine.choosePass(QStringLiteral("check-keys"), {});
        QCOMPARE(opened.found(), QString());
        engine.choosePass(QStringLiteral("check-keys"), true);
        // It is remembered, and so is where nothing says anything against it.
        Engine next;
        QCOMPARE(next.passChoice(QStringLiteral("check-keys")), Engine::Choice(true));
        const Opened again(next, "[passes]\nonly = [\"check-names\"]\n");
        QCOMPARE(again.found(), keyless);
        next.choosePass(QStringLiteral("check-keys"), false);
        QCOMPARE(again.found(), QString());
        QCOMPARE(Engine().passChoice(QStringLiteral("check-keys")), Engine::Choice(false));
    }

    /// Of plugins whose checks do not run by themselves.
    void whatIsOffByDefaultCanBeSwitchedOn()
    {
        Engine engine;
        const Opened opened(engine);
        QVERIFY(!opened.found().contains(QStringLiteral("AD")));
        engine.choosePlugin(advisor, true);
        QVERIFY2(opened.found().contains(QStringLiteral("AD0001")), qPrintable(opened.found()));
        const QString advised = opened.found();
        {
            Engine next;
            QCOMPARE(next.pluginChoice(advisor), Engine::Choice(true));
            QCOMPARE(Opened(next).found(), advised);
        }
        // The user's word against the file's, both ways.
        opened.configure("[plugins.advisor]\nenabled = false\n");
        QTRY_VERIFY_WITH_TIMEOUT(opened.document.snapshot()->configuration.state ==
                                     LoadedConfiguration::State::Read,
                                 patience);
        QCOMPARE(opened.found(), advised);
        engine.choosePlugin(advisor, {});
        QCOMPARE(opened.found(), keyless);
        opened.configure("[plugins.advisor]\nenabled = true\n");
        QVERIFY(opened.becomes(advised));
        engine.choosePlugin(advisor, false);
        QCOMPARE(opened.found(), keyless);
        engine.choosePlugin(advisor, {});
        QCOMPARE(opened.found(), advised);
        // One check of it.
        QVERIFY(QFile::remove(opened.path()));
        QVERIFY(opened.becomes(keyless));
        std::vector<std::string> checks;
        for (const RegisteredPass &pass : engine.compiler()->passes().passes()) {
            if (pass.owner == advisor.toStdString())
                checks.emplace_back(pass.get().name());
        }
        QVERIFY(!checks.empty());
        for (const std::string &check : checks)
            engine.choosePass(QString::fromStdString(check), true);
        QCOMPARE(opened.found(), advised);
        for (const PluginSpec &plugin : engine.plugins()) {
            if (plugin.id != advisor.toStdString())
                continue;
            const PassSelection none;
            const Switch state =
                Switches(engine.compiler()->passes(), none, engine.setup()->chosen).of(plugin);
            QVERIFY(!state.isOn && state.isPartly && state.by == Switch::By::User);
        }
        engine.choosePlugin(advisor, false); // its plugin has the last word
        QCOMPARE(opened.found(), keyless);
    }

    void optionsReachThePlugin()
    {
        Engine engine;
        const Opened opened(engine, "[plugins.advisor]\nignore = [\"users\", \"log\"]\n");
        const QString ignoring = opened.found();
        QVERIFY2(!ignoring.contains(QStringLiteral("AD0001")), qPrintable(ignoring));
        opened.configure("[plugins.advisor]\n[severities]\nAD0001 = \"error\"\n");
        QTRY_VERIFY_WITH_TIMEOUT(opened.found().contains(QStringLiteral("AD0001 error")), patience);
    }
};

QTEST_MAIN(ConfigurationTest)
#include "configuration_test.moc"
