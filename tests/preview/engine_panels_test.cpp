// SPDX-License-Identifier: MIT
#include "panels/code_view.h"
#include "panels/pass_model.h"
#include "panels/pipeline_panel.h"
#include "panels/plugin_model.h"
#include "panels/plugins_panel.h"
#include "panels_fixture.h"

#include "large_schema.h"
#include "watchdog.h"

#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextBrowser>
#include <QTreeView>

using namespace tw;
using namespace tw::preview;

namespace {

/// A table without a key, which one check warns of.
const QByteArray keyless = "Table users {\n  id int [pk]\n}\n\nTable log {\n  at timestamp\n}\n";

} // namespace

class EnginePanelsTest : public QObject {
    Q_OBJECT

private:
    struct Pipeline {
        PanelHost host;
        PipelinePanel panel{&host.document, &host.engine, nullptr};
        QTreeView *view = panel.view();

        [[nodiscard]] QModelIndex cell(const QString &pass, int column = 0) const
        {
            const auto *model = static_cast<PassModel *>(view->model());
            return model->index(model->rowOf(pass), column);
        }
        bool dump(const QString &pass)
        {
            QSignalSpy shown(&panel, &PipelinePanel::dumpShown);
            panel.selectPass(pass);
            return (!shown.isEmpty() || shown.wait(20'000)) && shown.last().at(0) == pass;
        }
        [[nodiscard]] QString heading() const
        {
            return panel.findChild<QLabel *>(QStringLiteral("irHeading"))->text();
        }
        [[nodiscard]] QString reason() const
        {
            const auto *label = panel.findChild<QLabel *>(QStringLiteral("emptyHeadline"));
            return label->isVisible() ? label->text() : QString();
        }
    };

    static QString passOfWarning(const PanelHost &host)
    {
        const auto &found = host.document.snapshot()->result.diagnostics;
        const auto keyless = std::ranges::find(
            found, "TW4001", [](const Diagnostic &one) { return std::string(one.info->code); });
        return keyless == found.end() ? QString()
                                      : QString::fromStdString(std::string(keyless->pass));
    }

private slots:
    void init() { QSettings().clear(); }

    void listsThePassesInTheirOrder()
    {
        Pipeline f;
        QSignalSpy titles(&f.panel, &PipelinePanel::titleChanged);
        QVERIFY(showPanel(f.panel, {1100, 420}));
        QVERIFY(f.host.openSample(QStringLiteral("library.json")));
        const int rows = f.view->model()->rowCount();
        QCOMPARE(rows, static_cast<int>(f.host.engine.compiler()->passes().passes().size()) + 2);
        QCOMPARE(f.view->model()->index(0, 0).data().toString(), QStringLiteral("parse"));
        QCOMPARE(f.view->model()->index(rows - 1, 0).data().toString(), QStringLiteral("emit"));
        QVERIFY(f.cell(QStringLiteral("resolve-types")).row() <
                f.cell(QStringLiteral("check-names")).row());
        QVERIFY(f.cell(QStringLiteral("check-names")).row() <
                f.cell(QStringLiteral("order-tables")).row());
        QCOMPARE(f.cell(QStringLiteral("check-names"), PassModel::StageColumn).data().toString(),
                 QStringLiteral("check"));
        QStringList asked; // that run only when they are asked for
        for (const RegisteredPass &pass : f.host.engine.compiler()->passes().passes()) {
            if (!pass.enabledByDefault)
                asked.append(QString::fromStdString(std::string(pass.get().name())));
        }
        for (int row = 0; row < rows; ++row) {
            const auto *model = f.view->model();
            const QString time = model->index(row, PassModel::TimeColumn).data().toString();
            QCOMPARE(time.endsWith(QStringLiteral(" ms")),
                     !asked.contains(model->index(row, 0).data().toString()));
        }
        QVERIFY(titles.last().at(0).toString().startsWith(QStringLiteral("Pipeline (")));
        // Only checks can be switched.
        QVERIFY(f.cell(QStringLiteral("check-names")).flags().testFlag(Qt::ItemIsUserCheckable));
        QVERIFY(!f.cell(QStringLiteral("order-tables")).flags().testFlag(Qt::ItemIsUserCheckable));
        QVERIFY(!f.cell(QStringLiteral("order-tables")).data(Qt::CheckStateRole).isValid());
        QVERIFY(f.dump(QStringLiteral("expand-many-to-many")));
        shoot(f.panel, QStringLiteral("pipeline"));
        f.panel.resize(540, 230);
        shoot(f.panel, QStringLiteral("pipeline-narrow"));
    }

    void passSwitchedOffFindsNothingAndStaysOff()
    {
        QString pass;
        {
            Pipeline f;
            QVERIFY(showPanel(f.panel));
            QVERIFY(f.host.open(keyless));
            pass = passOfWarning(f.host);
            QVERIFY(!pass.isEmpty());
            QCOMPARE(f.cell(pass, PassModel::FindingsColumn).data().toString(),
                     QStringLiteral("1"));
            QVERIFY(f.dump(pass));
            // The box itself, by key.
            f.view->setCurrentIndex(f.cell(pass));
            f.view->setFocus();
            QTest::keyClick(f.view, Qt::Key_Space);
            QCOMPARE(f.host.engine.passChoice(pass), Engine::Choice(false));
            QTRY_VERIFY_WITH_TIMEOUT(passOfWarning(f.host).isEmpty(), 20'000);
            QCOMPARE(f.cell(pass).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
            QCOMPARE(f.cell(pass, PassModel::TimeColumn).data().toString(), QStringLiteral("off"));
            QCOMPARE(f.reason(), pass + QStringLiteral(" is switched off"));
        }
        Pipeline again;
        QVERIFY(showPanel(again.panel));
        QVERIFY(again.host.open(keyless));
        QVERIFY(passOfWarning(again.host).isEmpty());
        QCOMPARE(again.cell(pass).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
        QVERIFY(again.view->model()->setData(again.cell(pass), Qt::Checked, Qt::CheckStateRole));
        QTRY_VERIFY_WITH_TIMEOUT(!passOfWarning(again.host).isEmpty(), 20'000);
    }

    /// Checks of the advisor do not run by themselves; the box of each has them run, and stay so.
    void checkThatIsOffByDefaultCanBeSwitchedOn()
    {
        QString check;
        {
            Pipeline f;
            QVERIFY(showPanel(f.panel, {1200, 420}));
            QVERIFY(f.host.open(keyless));
            for (const RegisteredPass &pass : f.host.engine.compiler()->passes().passes()) {
                if (pass.owner == "org.tablewright.advisor")
                    check = QString::fromStdString(std::string(pass.get().name()));
            }
            QVERIFY(!check.isEmpty());
            QCOMPARE(f.cell(check).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
            QCOMPARE(f.cell(check, PassModel::ByColumn).data().toString(),
                     QStringLiteral("default"));
            f.panel.selectPass(check);
            QCOMPARE(f.reason(), check + QStringLiteral(" runs only when it is asked for"));
            f.view->setFocus();
            QTest::keyClick(f.view, Qt::Key_Space);
            QCOMPARE(f.host.engine.passChoice(check), Engine::Choice(true));
            QTRY_VERIFY_WITH_TIMEOUT(f.cell(check, PassModel::TimeColumn)
                                         .data()
                                         .toString()
                                         .endsWith(QStringLiteral(" ms")),
                                     20'000);
            QCOMPARE(f.cell(check, PassModel::ByColumn).data().toString(), QStringLiteral("you"));
            shoot(f.panel, QStringLiteral("pipeline-chosen"));
        }
        Pipeline again;
        QVERIFY(showPanel(again.panel));
        QVERIFY(again.host.open(keyless));
        QCOMPARE(again.cell(check).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
        // Back to what it is by itself, which is no choice any more.
        QVERIFY(again.view->model()->setData(again.cell(check), Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(again.host.engine.passChoice(check), Engine::Choice());
        QCOMPARE(again.cell(check, PassModel::ByColumn).data().toString(),
                 QStringLiteral("default"));
    }

    void tellsWhatTheConfigurationDecides()
    {
        const QTemporaryDir folder;
        const auto put = [&](const char *name, const QByteArray &content) {
            QFile file(folder.filePath(QLatin1String(name)));
            return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
        };
        QVERIFY(put("shop.dbml", keyless) &&
                put("tablewright.toml", "[passes]\ndisable = [\"check-keys\"]\n\n"
                                        "[plugins.advisor]\nignore = [\"audit_*\", \"tmp_*\"]\n"
                                        "many-columns.most = 40\n\n"
                                        "[severities]\nAD0001 = \"error\"\n"));
        Pipeline f;
        PluginsPanel plugins(&f.host.document, &f.host.engine, nullptr);
        QVERIFY(showPanel(f.panel, {1200, 420}));
        QVERIFY(showPanel(plugins, {1100, 520}));
        QString error;
        QVERIFY(f.host.document.load(folder.filePath(QStringLiteral("shop.dbml")), &error));
        QVERIFY(f.host.settle());
        const QString pass = QStringLiteral("check-keys");
        QCOMPARE(f.cell(pass).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
        QCOMPARE(f.cell(pass, PassModel::ByColumn).data().toString(),
                 QStringLiteral("tablewright.toml"));
        auto *model = static_cast<PluginModel *>(plugins.view()->model());
        int row = 0;
        while (model->plugin(row).id != "org.tablewright.advisor")
            ++row;
        const auto cell = [&](int column) { return model->index(row, column); };
        QCOMPARE(cell(0).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
        QCOMPARE(cell(PluginModel::ByColumn).data().toString(), QStringLiteral("tablewright.toml"));
        QCOMPARE(cell(PluginModel::RunsColumn).data().toString(), QStringLiteral("in the program"));
        plugins.view()->setCurrentIndex(cell(0));
        const QString details =
            plugins.findChild<QTextBrowser *>(QStringLiteral("pluginDetails"))->toPlainText();
        for (const char *line : {"ignore = [\"audit_*\", \"tmp_*\"]\ntablewright.toml",
                                 "many-columns.most = 40\ntablewright.toml",
                                 "foreign-key-index.level = \"error\"\ntablewright.toml",
                                 "duplicate-index.level = \"warning\"\ndefault"})
            QVERIFY2(details.contains(QLatin1String(line)), qPrintable(details));
        shoot(f.panel, QStringLiteral("pipeline-configured"));
        shoot(plugins, QStringLiteral("plugins-configured"));
        // The user's word stands over it, and is taken back by the menu.
        QVERIFY(model->setData(cell(0), Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(cell(PluginModel::ByColumn).data().toString(), QStringLiteral("you"));
        QCOMPARE(cell(PluginModel::StateColumn).data().toString(), QStringLiteral("off"));
        for (const PassModel::Step &step : static_cast<PassModel *>(f.view->model())->steps()) {
            if (step.owner == QStringLiteral("org.tablewright.advisor")) {
                const QModelIndex box = f.cell(step.name);
                QVERIFY(!box.flags().testFlag(Qt::ItemIsUserCheckable));
                QVERIFY(box.data(Qt::ToolTipRole)
                            .toString()
                            .contains(QStringLiteral("you switched off its plugin")));
            }
        }
        model->forgetChoice(row);
        QCOMPARE(cell(PluginModel::ByColumn).data().toString(), QStringLiteral("tablewright.toml"));
        QCOMPARE(cell(PluginModel::StateColumn).data().toString(), QStringLiteral("loaded"));
    }

    void showsTheSchemaAfterAPass()
    {
        Pipeline f;
        QVERIFY(showPanel(f.panel));
        QVERIFY(f.host.open("Table users {\n  id integer [pk]\n  name varchar(20)\n}\n"
                            "Table tags {\n  id int [pk]\n}\nRef: users.id <> tags.id\n"));
        const CodeView *ir = f.panel.irView();
        QVERIFY(f.dump(QStringLiteral("parse")));
        QVERIFY2(ir->shownText().contains("column \"name\" \"varchar(20)\""),
                 ir->shownText().constData());
        QCOMPARE(f.heading(), QStringLiteral("After parse"));
        QVERIFY(f.dump(QStringLiteral("resolve-types")));
        QVERIFY(ir->shownText().contains("column \"name\" character varying(20)"));
        QVERIFY2(f.heading().contains(QStringLiteral("3 lines new, 3 gone since parse")),
                 qPrintable(f.heading()));
        QVERIFY(!ir->shownText().contains("users_tags"));
        QVERIFY(f.dump(QStringLiteral("expand-many-to-many")));
        QVERIFY(ir->shownText().contains("table \"users_tags\""));
        QVERIFY(f.dump(QStringLiteral("check-names")));
        QVERIFY(f.heading().contains(QStringLiteral("a check changes nothing")));
        QVERIFY(!ir->shownText().contains("users_tags"));
        // It follows the text.
        QSignalSpy shown(&f.panel, &PipelinePanel::dumpShown);
        QVERIFY(f.host.type("Table people {\n  id int [pk]\n}\n"));
        QVERIFY(!shown.isEmpty() || shown.wait(20'000));
        QVERIFY(ir->shownText().contains("table \"people\""));
        // And says so when a pass was not reached.
        QVERIFY(f.dump(QStringLiteral("order-tables")));
        QVERIFY(f.host.type("Table people {\n  id intt [pk]\n}\n"));
        QTRY_COMPARE_WITH_TIMEOUT(f.reason(), QStringLiteral("order-tables was not reached"),
                                  20'000);
    }

    void dumpOfAThousandTablesDoesNotBlock()
    {
        Pipeline f;
        QVERIFY(showPanel(f.panel));
        QVERIFY(f.host.open(LargeSchema(1000).dbml()));
        Watchdog watchdog;
        QVERIFY(f.dump(QStringLiteral("order-tables")));
        QTest::qWait(50);
        const Watchdog::Gap gap = watchdog.longest();
        qInfo("longest gap: %.1f ms, %.1f ms of it at work", gap.wall.count(), gap.cpu.count());
        QVERIFY(gap.wall.count() < (areTimesStrict() ? 50 : 1500));
    }

    void tellsWhyAPluginIsRefused()
    {
        QTemporaryDir folder;
        const QString broken = folder.filePath(QStringLiteral("libbroken.so"));
        QFile file(broken);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("this is no library\n") > 0);
        file.close();
        PanelHost host({folder.path(), QStringLiteral(TEST_PLUGIN_DIR)});
        PluginsPanel panel(&host.document, &host.engine, nullptr);
        QVERIFY(showPanel(panel, {1000, 420}));
        auto *model = static_cast<PluginModel *>(panel.view()->model());
        int refused = -1;
        int throwing = -1;
        int backend = -1;
        for (int row = 0; row < model->rowCount(); ++row) {
            const PluginSpec &plugin = model->plugin(row);
            if (QString::fromStdString(plugin.path) == broken)
                refused = row;
            if (plugin.id == "org.tablewright.test.throwing")
                throwing = row;
            if (!plugin.kinds.empty() && plugin.kinds.front() == "backend")
                backend = row;
        }
        QVERIFY(refused >= 0 && throwing >= 0 && backend >= 0);
        QCOMPARE(model->index(refused, PluginModel::StateColumn).data().toString(),
                 QStringLiteral("invalid"));
        const QString reason = model->index(refused, PluginModel::ReasonColumn).data().toString();
        QVERIFY(!reason.isEmpty());
        panel.view()->setCurrentIndex(model->index(refused, 0));
        const auto *details = panel.findChild<QTextBrowser *>(QStringLiteral("pluginDetails"));
        QVERIFY(details->toPlainText().contains(reason));
        QVERIFY(!model->flags(model->index(refused, 0)).testFlag(Qt::ItemIsUserCheckable));
        QVERIFY(wearsEachTheme(panel, *panel.view()->viewport()));
        shoot(panel, QStringLiteral("plugins"));
        panel.resize(540, 230);
        shoot(panel, QStringLiteral("plugins-narrow"));

        panel.view()->setCurrentIndex(model->index(throwing, 0));
        QVERIFY(details->toPlainText().contains(QStringLiteral("check-throwing, check-slowly")));
        QVERIFY(details->toPlainText().contains(QStringLiteral("isolated, in processes")));
        QCOMPARE(model->index(throwing, PluginModel::RunsColumn).data().toString(),
                 QStringLiteral("isolated"));
        // Nothing works without a backend.
        QVERIFY(!model->flags(model->index(backend, 0)).testFlag(Qt::ItemIsUserCheckable));
    }

    void pluginSwitchedOffFindsNothing()
    {
        PanelHost host({QStringLiteral(TEST_PLUGIN_DIR)});
        PluginsPanel panel(&host.document, &host.engine, nullptr);
        QVERIFY(showPanel(panel));
        QVERIFY(host.open("Table reported_table {\n  id int [pk]\n}\n"));
        const auto reports = [&host] {
            return std::ranges::count(
                host.document.snapshot()->result.diagnostics, "XT0001",
                [](const Diagnostic &one) { return std::string(one.info->code); });
        };
        QCOMPARE(reports(), 1);
        auto *model = static_cast<PluginModel *>(panel.view()->model());
        int row = 0;
        while (model->plugin(row).id != "org.tablewright.test.throwing")
            ++row;
        panel.view()->setCurrentIndex(model->index(row, 0));
        panel.view()->setFocus();
        QTest::keyClick(panel.view(), Qt::Key_Space);
        QCOMPARE(host.engine.pluginChoice(QStringLiteral("org.tablewright.test.throwing")),
                 Engine::Choice(false));
        QTRY_VERIFY_WITH_TIMEOUT(reports() == 0, 20'000);
        QCOMPARE(model->index(row, PluginModel::StateColumn).data().toString(),
                 QStringLiteral("off"));
        QTest::keyClick(panel.view(), Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(reports() == 1, 20'000);
    }
};

QTEST_MAIN(EnginePanelsTest)
#include "engine_panels_test.moc"
