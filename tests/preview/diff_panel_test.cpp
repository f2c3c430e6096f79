// SPDX-License-Identifier: MIT
#include "panels/diff_panel.h"

#include "large_schema.h"
#include "panels/diff_model.h"
#include "panels_fixture.h"
#include "watchdog.h"

#include <tablewright/frontend/writers.h>

#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QTreeView>

using namespace tw;
using namespace tw::preview;

namespace {

const QByteArray earlier = "Table users {\n"
                           "  id int [pk]\n"
                           "  name text\n"
                           "  mail text\n"
                           "}\n"
                           "\n"
                           "Table posts {\n"
                           "  id int [pk]\n"
                           "}\n";

const QByteArray later = "Table users {\n"
                         "  id int [pk]\n"
                         "  name varchar(80) [not null]\n"
                         "  born date\n"
                         "}\n"
                         "\n"
                         "Table comments {\n"
                         "  id int [pk]\n"
                         "  body text\n"
                         "}\n";

} // namespace

class DiffPanelTest : public QObject {
    Q_OBJECT

private:
    struct Fixture {
        QTemporaryDir folder;
        PanelHost host;
        DiffPanel panel{&host.document, &host.engine, nullptr};
        QTreeView *view = panel.view();

        QString write(const QString &name, const QByteArray &text) const
        {
            const QString path = folder.filePath(name);
            QFile file(path);
            if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
                qFatal("cannot write %s", qPrintable(path));
            return path;
        }
        bool load(const QString &path)
        {
            QString error;
            return host.document.load(path, &error) && host.settle();
        }
        /// Acts, and waits for the comparison of it.
        template <class Act> bool after(const Act &act)
        {
            QSignalSpy compared(&panel, &DiffPanel::compared);
            act();
            return !compared.isEmpty() || compared.wait(20'000);
        }
        [[nodiscard]] QModelIndex under(const QString &name, const QModelIndex &parent = {}) const
        {
            for (int row = 0; row < view->model()->rowCount(parent); ++row) {
                const QModelIndex index = view->model()->index(row, 0, parent);
                if (index.data().toString() == name)
                    return index;
            }
            return {};
        }
        [[nodiscard]] static QString cell(const QModelIndex &index, int column)
        {
            return index.siblingAtColumn(column).data().toString();
        }
        [[nodiscard]] QString headline() const
        {
            const auto *label = panel.findChild<QLabel *>(QStringLiteral("emptyHeadline"));
            return label->isVisible() ? label->text() : QString();
        }
        [[nodiscard]] QString summary() const
        {
            return panel.findChild<QLabel *>(QStringLiteral("diffSummary"))->text();
        }
    };

private slots:
    void comparesWhatIsSavedWithWhatIsTyped()
    {
        Fixture f;
        QSignalSpy titles(&f.panel, &DiffPanel::titleChanged);
        QVERIFY(showPanel(f.panel, {1000, 460}));
        QVERIFY(f.host.open(earlier));
        QCOMPARE(f.headline(), QStringLiteral("Not saved yet"));
        const QString path = f.write(QStringLiteral("shop.dbml"), earlier);
        QVERIFY(f.after([&] { QVERIFY(f.load(path)); }));
        QTRY_COMPARE(f.headline(), QStringLiteral("No changes"));
        QVERIFY(f.after([&] { f.host.document.setTyped(later); }));
        QTRY_VERIFY(f.under(QStringLiteral("table users")).isValid());
        QVERIFY(titles.last().at(0).toString().startsWith(QStringLiteral("Changes (")));

        const QModelIndex users = f.under(QStringLiteral("table users"));
        QVERIFY(f.view->isExpanded(users));
        const QModelIndex name = f.under(QStringLiteral("column name"), users);
        QCOMPARE(f.cell(name, DiffModel::ChangeColumn), QStringLiteral("changed"));
        const QModelIndex type = f.under(QStringLiteral("data type"), name);
        QCOMPARE(f.cell(type, DiffModel::BeforeColumn), QStringLiteral("text"));
        QCOMPARE(f.cell(type, DiffModel::AfterColumn), QStringLiteral("varchar(80)"));
        QCOMPARE(f.cell(f.under(QStringLiteral("column born"), users), DiffModel::ChangeColumn),
                 QStringLiteral("added"));
        QCOMPARE(f.cell(f.under(QStringLiteral("column mail"), users), DiffModel::ChangeColumn),
                 QStringLiteral("removed"));
        QCOMPARE(f.cell(f.under(QStringLiteral("table comments")), DiffModel::ChangeColumn),
                 QStringLiteral("added"));
        QCOMPARE(f.cell(f.under(QStringLiteral("table posts")), DiffModel::ChangeColumn),
                 QStringLiteral("removed"));
        QVERIFY(f.summary().contains(QStringLiteral("2 added")));
        QVERIFY(f.summary().contains(QStringLiteral("2 removed")));
        QVERIFY(wearsEachTheme(f.panel, *f.view->viewport()));
        shoot(f.panel, QStringLiteral("diff"));
        f.panel.resize(540, 230);
        shoot(f.panel, QStringLiteral("diff-narrow"));
    }

    void clickGoesToTheElement()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        QVERIFY(f.load(f.write(QStringLiteral("shop.dbml"), earlier)));
        QVERIFY(f.after([&] { f.host.document.setTyped(later); }));
        QTRY_VERIFY(f.under(QStringLiteral("table users")).isValid());
        QVERIFY(f.host.settle());
        QSignalSpy requests(&f.panel, &DiffPanel::sourceRequested);
        const auto placeAfterClick = [&](const QModelIndex &index) {
            f.view->scrollTo(index);
            QTest::mouseClick(f.view->viewport(), Qt::LeftButton, {},
                              f.view->visualRect(index).center());
            const auto range =
                requests.isEmpty() ? SourceRange() : requests.takeLast().at(0).value<SourceRange>();
            return later.mid(range.begin, range.size());
        };
        const QModelIndex users = f.under(QStringLiteral("table users"));
        QCOMPARE(placeAfterClick(f.under(QStringLiteral("column born"), users)),
                 QByteArray("born"));
        QCOMPARE(placeAfterClick(f.under(QStringLiteral("table comments"))),
                 QByteArray("comments"));
        // A column that is gone is looked for where it was.
        QCOMPARE(placeAfterClick(f.under(QStringLiteral("column mail"), users)),
                 QByteArray("users"));
        f.panel.swap();
        QTRY_COMPARE(f.cell(f.under(QStringLiteral("table comments")), DiffModel::ChangeColumn),
                     QStringLiteral("removed"));
        QCOMPARE(placeAfterClick(f.under(QStringLiteral("table users"))), QByteArray());
    }

    void comparesTwoFiles()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        const QString one = f.write(QStringLiteral("one.dbml"), earlier);
        const QString two = f.write(QStringLiteral("two.dbml"), later);
        f.panel.setBefore(one);
        QVERIFY(f.after([&] { f.panel.setAfter(two); }));
        QCOMPARE(f.panel.before(), one);
        QCOMPARE(f.panel.after(), two);
        QTRY_VERIFY(f.under(QStringLiteral("table users")).isValid());
        auto *swap = f.panel.findChild<QToolButton *>(QStringLiteral("diffSwap"));
        QVERIFY(f.after([&] { QTest::mouseClick(swap, Qt::LeftButton); }));
        QCOMPARE(f.panel.before(), two);
        QTRY_COMPARE(f.cell(f.under(QStringLiteral("table posts")), DiffModel::ChangeColumn),
                     QStringLiteral("added"));
        QVERIFY(f.after([&] { f.panel.setAfter(folderOf(f) + QStringLiteral("/none.dbml")); }));
        QTRY_VERIFY(f.headline().contains(QStringLiteral("cannot be read")));
    }

    /// What means the same is the same, in whatever language it is written.
    void comparesJsonWithDbml()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        const QString json = QStringLiteral(TEST_SAMPLES_DIR "/library.json");
        SourceManager sources;
        const QByteArray text = contentOf(json);
        const SourceId source = sources.add("library.json", text.toStdString());
        CompileOptions options;
        options.until = CompileOptions::Until::Parse;
        const CompileResult parsed = f.host.engine.compiler()->compile(sources, source, options);
        const QString dbml = f.write(QStringLiteral("library.dbml"),
                                     QByteArray::fromStdString(writeDbml(parsed.schema)));
        f.panel.setBefore(json);
        QVERIFY(f.after([&] { f.panel.setAfter(dbml); }));
        // Positions are what DBML cannot say.
        QTRY_VERIFY(f.headline() == QStringLiteral("No changes") ||
                    f.view->model()->rowCount() > 0);
        for (int row = 0; row < f.view->model()->rowCount(); ++row) {
            const QModelIndex index = f.view->model()->index(row, 0);
            QCOMPARE(f.cell(index, DiffModel::ChangeColumn), QStringLiteral("moved"));
        }
    }

    void comparesWhatHasErrorsAsFarAsItGoes()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        QVERIFY(f.load(f.write(QStringLiteral("shop.dbml"), earlier)));
        QByteArray broken = later;
        broken.replace("born date", "born dat");
        QVERIFY(f.after([&] { f.host.document.setTyped(broken); }));
        QTRY_VERIFY(f.under(QStringLiteral("table users")).isValid());
        QVERIFY2(f.summary().startsWith(QStringLiteral("The later version has 1 error")),
                 qPrintable(f.summary()));
        // Types are compared as they are spelled, on both sides.
        QVERIFY(!f.under(QStringLiteral("column id"), f.under(QStringLiteral("table users")))
                     .isValid());
    }

    void aThousandTablesDoNotBlock()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        const QByteArray text = LargeSchema(1000).dbml();
        QVERIFY(f.load(f.write(QStringLiteral("large.dbml"), text)));
        QByteArray other = text;
        other.replace("value_1 TEXT", "value_1 INT");
        QVERIFY(other != text);
        const QString path = f.write(QStringLiteral("other.dbml"), other);
        Watchdog watchdog;
        QVERIFY(f.after([&] { f.panel.setAfter(path); }));
        QTRY_COMPARE(f.view->model()->rowCount(), 1000);
        QTest::qWait(50);
        const Watchdog::Gap gap = watchdog.longest();
        qInfo("longest gap: %.1f ms, %.1f ms of it at work", gap.wall.count(), gap.cpu.count());
        QVERIFY(gap.wall.count() < (areTimesStrict() ? 50 : 1500));
    }

private:
    static QString folderOf(const Fixture &fixture) { return fixture.folder.path(); }
};

QTEST_MAIN(DiffPanelTest)
#include "diff_panel_test.moc"
