// SPDX-License-Identifier: MIT
#include "panels/findings_panel.h"

#include "panels/code_view.h"
#include "panels/configuration_view.h"
#include "panels/explanation_view.h"
#include "panels/findings_delegate.h"
#include "panels/findings_filter.h"
#include "panels/findings_model.h"
#include "panels_fixture.h"

#include <QAbstractItemView>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextBrowser>
#include <QToolButton>
#include <QTreeView>

using namespace tw;
using namespace tw::preview;

namespace {

const QByteArray broken = "Table users {\n"
                          "  id int [pk]\n"
                          "  title textt\n"
                          "  body varchr(10)\n"
                          "  name text\n"
                          "  name text\n"
                          "}\n"
                          "\n"
                          "Table posts {\n"
                          "  id int [pk]\n"
                          "  user_id int [ref: > user.id]\n"
                          "  kind textt\n"
                          "}\n"
                          "\n"
                          "Table log {\n"
                          "  at timestamp\n"
                          "}\n";

} // namespace

class FindingsPanelTest : public QObject {
    Q_OBJECT

private:
    struct Fixture {
        PanelHost host;
        FindingsPanel panel{&host.document, &host.selection, nullptr};
        QTreeView *view = panel.view();

        [[nodiscard]] int rows() const { return view->model()->rowCount(); }
        [[nodiscard]] QString cell(int row, int column) const
        {
            return view->model()->index(row, column).data().toString();
        }
        [[nodiscard]] QStringList column(int column) const
        {
            QStringList all;
            for (int row = 0; row < rows(); ++row)
                all.append(cell(row, column));
            return all;
        }
        /// The first row that says so; -1 when there is none.
        [[nodiscard]] int rowWith(const QString &words) const
        {
            for (int row = 0; row < rows(); ++row) {
                if (cell(row, FindingsModel::MessageColumn).contains(words))
                    return row;
            }
            return -1;
        }
        void click(const QModelIndex &index, const QPoint &offset = {}) const
        {
            const QRect cell = view->visualRect(index);
            const QPoint place = offset.isNull() ? cell.center() : cell.topLeft() + offset;
            QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, place);
        }
        template <class Child> [[nodiscard]] Child *child(const char *name) const
        {
            return panel.findChild<Child *>(QLatin1String(name));
        }
    };

private slots:
    void init() { QSettings().clear(); }

    void showsWhatTheCompileFound()
    {
        Fixture f;
        QSignalSpy titles(&f.panel, &FindingsPanel::titleChanged);
        QVERIFY(showPanel(f.panel));
        QVERIFY(f.host.open(broken));
        QCOMPARE(f.rows(), static_cast<int>(f.host.document.snapshot()->result.diagnostics.size()));
        QVERIFY(f.rows() >= 2);
        QCOMPARE(titles.last().at(0).toString(), QStringLiteral("Findings (%1)").arg(f.rows()));
        QVERIFY(f.rowWith(QStringLiteral("declared twice")) >= 0);
        // Notes are rows under their finding.
        const QModelIndex twice =
            f.view->model()->index(f.rowWith(QStringLiteral("declared twice")), 0);
        QCOMPARE(f.view->model()->rowCount(twice), 1);
        QCOMPARE(f.view->model()->index(0, FindingsModel::MessageColumn, twice).data().toString(),
                 QStringLiteral("and again here"));
        f.view->setExpanded(twice, true);
        f.view->setCurrentIndex(twice);
        QVERIFY(wearsEachTheme(f.panel, *f.view->viewport()));
        shoot(f.panel, QStringLiteral("findings"));
        f.panel.resize(540, 230);
        shoot(f.panel, QStringLiteral("findings-narrow"));
        f.panel.explainCurrent();
        QTest::qWait(20);
        shoot(f.panel, QStringLiteral("findings-explained"));
    }

    void showsWhereTheConfigurationIsWrong()
    {
        const QByteArray configuration = "# what this project is strict about\n"
                                         "[passes]\n"
                                         "disable = [\"chek-keys\"]\n"
                                         "\n"
                                         "[severities]\n"
                                         "TW4001 = \"fatal\"\n"
                                         "\n"
                                         "[plugins.advisor]\n"
                                         "ignore = [\"audit_*\", 'x']\n"
                                         "many-columns.most = -3 # at least one\n";
        const QTemporaryDir folder;
        const auto put = [&](const char *name, const QByteArray &content) {
            QFile file(folder.filePath(QLatin1String(name)));
            return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
        };
        QVERIFY(put("shop.dbml", broken) && put("tablewright.toml", configuration));
        Fixture f;
        QVERIFY(showPanel(f.panel, {1100, 340}));
        QString error;
        QVERIFY(f.host.document.load(folder.filePath(QStringLiteral("shop.dbml")), &error));
        QVERIFY(f.host.settle());
        // Before those of the document, by the place that they stand at, and with the file's name.
        QVERIFY(f.cell(0, FindingsModel::CodeColumn) == QStringLiteral("TW9008"));
        QCOMPARE(f.cell(0, FindingsModel::PlaceColumn), QStringLiteral("toml:3:12"));
        QCOMPARE(f.cell(1, FindingsModel::PlaceColumn), QStringLiteral("toml:6:10"));
        QCOMPARE(f.cell(2, FindingsModel::PlaceColumn), QStringLiteral("toml:10:21"));
        QCOMPARE(
            f.view->model()->index(2, FindingsModel::PlaceColumn).data(Qt::ToolTipRole).toString(),
            QStringLiteral("tablewright.toml:10:21"));
        QCOMPARE(f.cell(0, FindingsModel::PassColumn), QStringLiteral("configuration"));
        QVERIFY(!f.cell(3, FindingsModel::PlaceColumn).contains(QStringLiteral("toml")));
        // A click shows the place in the file, and does not move the cursor of the document.
        const QSignalSpy gone(&f.host.selection, &Selection::sourceRequested);
        const ConfigurationView *view = f.panel.configuration();
        QVERIFY(!view->isVisible());
        f.click(f.view->model()->index(1, FindingsModel::MessageColumn));
        QVERIFY(view->isVisible());
        QCOMPARE(gone.size(), 0);
        QCOMPARE(view->text()->shownText(), configuration);
        QCOMPARE(view->text()->selectedText(), QStringLiteral("\"fatal\""));
        QCOMPARE(f.child<QLabel>("configurationTitle")->text(), QStringLiteral("tablewright.toml"));
        QTest::keyClick(f.view, Qt::Key_Up);
        QCOMPARE(view->text()->selectedText(), QStringLiteral("\"chek-keys\""));
        QVERIFY(wearsEachTheme(f.panel, *f.view->viewport()));
        shoot(f.panel, QStringLiteral("findings-configuration"));
        // A finding of the document is gone to as ever.
        f.click(f.view->model()->index(3, FindingsModel::MessageColumn));
        QCOMPARE(gone.size(), 1);
        // One page at a time.
        f.view->setCurrentIndex(f.view->model()->index(0, 0));
        f.panel.explainCurrent();
        QVERIFY(!view->isVisible());
        QTest::keyClick(f.view, Qt::Key_Return);
        QVERIFY(view->isVisible());
        QVERIFY(!f.child<QWidget>("findingExplanation")->isVisible());
        // It follows the file, and goes with it.
        QVERIFY(put("tablewright.toml", "[severities]\nTW4001 = \"note\"\n"));
        QTRY_COMPARE_WITH_TIMEOUT(view->text()->shownText(),
                                  QByteArray("[severities]\nTW4001 = \"note\"\n"), 30'000);
        QVERIFY(QFile::remove(folder.filePath(QStringLiteral("tablewright.toml"))));
        QTRY_VERIFY_WITH_TIMEOUT(!view->isVisible(), 30'000);
        QVERIFY(f.view->isVisible());
    }

    void emptyStatesSayWhatIsTheCase()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        const auto *headline = f.child<QLabel>("emptyHeadline");
        QVERIFY(headline->isVisible());
        QCOMPARE(headline->text(), QStringLiteral("Nothing checked yet"));
        QVERIFY(f.host.open("Table users {\n  id int [pk]\n}\n"));
        QCOMPARE(headline->text(), QStringLiteral("No findings"));
        shoot(f.panel, QStringLiteral("findings-none"));
        QVERIFY(f.host.type(broken));
        QVERIFY(!headline->isVisible());
        f.child<QLineEdit>("findingSearch")->setText(QStringLiteral("no such words"));
        QVERIFY(headline->isVisible());
        QCOMPARE(headline->text(), QStringLiteral("No finding matches the filter"));
    }

    void sortsByEachColumn()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        QVERIFY(f.host.open(broken));
        for (const int column : {int(FindingsModel::CodeColumn), int(FindingsModel::MessageColumn),
                                 int(FindingsModel::PassColumn)}) {
            f.view->sortByColumn(column, Qt::AscendingOrder);
            QStringList shown = f.column(column);
            QVERIFY(std::is_sorted(shown.begin(), shown.end()));
            f.view->sortByColumn(column, Qt::DescendingOrder);
            shown = f.column(column);
            QVERIFY(std::is_sorted(shown.rbegin(), shown.rend()));
        }
        f.view->sortByColumn(FindingsModel::PlaceColumn, Qt::AscendingOrder);
        int before = 0;
        for (const QString &place : f.column(FindingsModel::PlaceColumn)) {
            const int line = place.section(u':', 0, 0).toInt();
            QVERIFY(line >= before);
            before = line;
        }
    }

    void filtersBySeverityPassAndText()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        QVERIFY(f.host.open("Table users {\n  id int [pk]\n}\nTable log {\n  at timestamp\n"
                            "  kind int [default: 'x']\n}\n"));
        const int all = f.rows();
        QVERIFY(all >= 2);
        const auto &found = f.host.document.snapshot()->result.diagnostics;
        const auto errors = std::ranges::count(found, Severity::Error, &Diagnostic::severity);
        QVERIFY(errors > 0 && errors < all);
        auto *button = f.child<QToolButton>("show-errors");
        QCOMPARE(button->text(), QString::number(errors));
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(f.rows(), all - static_cast<int>(errors));
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(f.rows(), all);

        auto *passes = f.child<QComboBox>("findingPass");
        QVERIFY(passes->count() >= 2);
        const QString pass = passes->itemData(1).toString();
        passes->setCurrentIndex(1);
        emit passes->activated(1);
        QVERIFY(f.rows() > 0);
        for (const QString &shown : f.column(FindingsModel::PassColumn))
            QCOMPARE(shown, pass);
        passes->setCurrentIndex(0);
        emit passes->activated(0);

        auto *search = f.child<QLineEdit>("findingSearch");
        QTest::keyClicks(search, QStringLiteral("primary KEY"));
        QCOMPARE(f.rows(), 1);
        QVERIFY(f.rowWith(QStringLiteral("primary key")) == 0);
        QTest::keyClick(search, Qt::Key_Escape);
        QCOMPARE(f.rows(), all);
    }

    void clickAndEnterGoToTheSource()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        QVERIFY(f.host.open(broken));
        QSignalSpy requests(&f.host.selection, &Selection::sourceRequested);
        const QModelIndex index = f.view->model()->index(
            f.rowWith(QStringLiteral("declared twice")), FindingsModel::MessageColumn);
        f.click(index);
        QCOMPARE(requests.size(), 1);
        const auto range = requests.last().at(0).value<SourceRange>();
        QCOMPARE(broken.mid(range.begin, range.size()), QByteArray("name"));
        QTest::keyClick(f.view, Qt::Key_Return);
        QCOMPARE(requests.size(), 2);
        QCOMPARE(requests.last().at(0).value<SourceRange>(), range);
        // A note goes to its own place.
        const QModelIndex note =
            f.view->model()->index(0, FindingsModel::MessageColumn, index.siblingAtColumn(0));
        f.view->setExpanded(index.siblingAtColumn(0), true);
        f.click(note);
        QCOMPARE(requests.size(), 3);
        QVERIFY(requests.last().at(0).value<SourceRange>().begin > range.begin);
    }

    void fixButtonMendsTheText()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        QVERIFY(f.host.open("Table users {\n  id int [pk]\n  title textt\n}\n"));
        const int row = f.rowWith(QStringLiteral("textt"));
        QVERIFY(row >= 0);
        QSignalSpy requests(&f.host.selection, &Selection::sourceRequested);
        const QModelIndex cell = f.view->model()->index(row, FindingsModel::FixColumn);
        QVERIFY(cell.data(FindingsModel::FixTitleRole).isValid());
        const QRect button = FindingsDelegate::buttonRect(f.view->visualRect(cell));
        QTest::mouseClick(f.view->viewport(), Qt::LeftButton, {}, button.center());
        QVERIFY(f.host.document.text().contains("title text\n"));
        QCOMPARE(requests.size(), 0);
        QVERIFY(f.host.settle());
        QCOMPARE(f.rowWith(QStringLiteral("textt")), -1);
    }

    void keyMendsTheCurrentFinding()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        QVERIFY(f.host.open("Table users {\n  id int [pk]\n  title textt\n}\n"));
        f.view->setCurrentIndex(f.view->model()->index(f.rowWith(QStringLiteral("textt")), 0));
        QTest::keyClick(f.view, Qt::Key_Return, Qt::AltModifier);
        QVERIFY(f.host.document.text().contains("title text\n"));
    }

    void allFixesOfOneKindAreOneEdit()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        QVERIFY(
            f.host.open("Table users {\n  id int [pk]\n  a textt\n  b textt\n  c booleann\n}\n"));
        QSignalSpy edits(&f.host.document, &Document::textEdited);
        f.view->setCurrentIndex(f.view->model()->index(f.rowWith(QStringLiteral("textt")), 0));
        QCOMPARE(f.panel.fixesLikeCurrent().fixes, std::size_t{3});
        f.panel.applyAllFixesLikeCurrent();
        QCOMPARE(edits.size(), 1);
        QCOMPARE(f.host.document.text(),
                 QByteArray("Table users {\n  id int [pk]\n  a text\n  b text\n  c boolean\n}\n"));
        // Older findings do not touch the newer text.
        QCOMPARE(f.panel.fixesLikeCurrent().fixes, std::size_t{0});
        QVERIFY(f.host.settle());
        QCOMPARE(f.rowWith(QStringLiteral("unknown type")), -1);
    }

    void menuExplainsAndCopies()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        QVERIFY(f.host.open(broken));
        const int row = f.rowWith(QStringLiteral("declared twice"));
        const QModelIndex index = f.view->model()->index(row, FindingsModel::MessageColumn);
        f.view->setCurrentIndex(index);
        emit f.view->customContextMenuRequested(f.view->visualRect(index).center());
        auto *menu = f.child<QMenu>("findingMenu");
        QVERIFY(menu != nullptr);
        QStringList titles;
        for (const QAction *action : menu->actions())
            titles.append(action->text());
        QVERIFY2(titles.contains(QStringLiteral("Explain TW2007")), qPrintable(titles.join(u'|')));
        menu->close();

        QTest::keyClick(f.view, Qt::Key_F1);
        auto *explanation = f.child<ExplanationView>("findingExplanation");
        QVERIFY(explanation->isVisible());
        QCOMPARE(explanation->code(), QStringLiteral("TW2007"));
        const QString page = explanation->page()->toPlainText();
        QVERIFY2(page.startsWith(QStringLiteral("TW2007 —")), qPrintable(page.left(60)));
        QVERIFY(page.contains(QStringLiteral("How to mend it")));
        QVERIFY(f.view->isVisible());
        f.panel.resize(540, 300); // room for one of them only
        QTRY_VERIFY(!f.view->isVisible());
        QTest::keyClick(explanation->page(), Qt::Key_Escape);
        QVERIFY(!explanation->isVisible());
        QVERIFY(f.view->isVisible());

        f.panel.copyCurrent();
        const QString copied = QApplication::clipboard()->text();
        QVERIFY2(copied.startsWith(QStringLiteral("5:3: error: ")), qPrintable(copied));
        QVERIFY(copied.contains(QStringLiteral("[TW2007]\n  6:3: note: and again here")));
    }

    void updatesKeepSelectionAndOpenNotes()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel));
        QVERIFY(f.host.open(broken));
        const int row = f.rowWith(QStringLiteral("declared twice"));
        const QModelIndex index = f.view->model()->index(row, 0);
        f.view->setCurrentIndex(index);
        f.view->setExpanded(index, true);
        // An error more above it, and a line more: row and place move on.
        QByteArray text = broken;
        text.prepend("Table more {\n  id int [pk]\n  x int\n  x int\n}\n");
        QVERIFY(f.host.type(text));
        const QModelIndex current = f.view->currentIndex();
        QVERIFY(current.isValid());
        QVERIFY(current.row() > row);
        QVERIFY(f.cell(current.row(), FindingsModel::MessageColumn)
                    .contains(QStringLiteral("`name` is declared twice")));
        QCOMPARE(f.cell(current.row(), FindingsModel::PlaceColumn), QStringLiteral("10:3"));
        QVERIFY(f.view->isExpanded(current.siblingAtColumn(0)));
        QVERIFY(f.host.type(broken));
        QCOMPARE(f.view->currentIndex().row(), row);
        QVERIFY(f.view->isExpanded(f.view->currentIndex().siblingAtColumn(0)));
    }

    void columnsAreRemembered()
    {
        int wide = 0;
        {
            Fixture f;
            QVERIFY(showPanel(f.panel));
            wide = f.view->columnWidth(FindingsModel::PlaceColumn) + 31;
            f.view->setColumnWidth(FindingsModel::PlaceColumn, wide);
            f.view->sortByColumn(FindingsModel::CodeColumn, Qt::DescendingOrder);
        }
        Fixture again;
        QVERIFY(showPanel(again.panel));
        QCOMPARE(again.view->columnWidth(FindingsModel::PlaceColumn), wide);
        QVERIFY(again.host.open(broken));
        QStringList codes = again.column(FindingsModel::CodeColumn);
        QVERIFY(codes.size() > 1 && std::is_sorted(codes.rbegin(), codes.rend()));
    }

    void narrowListsKeepRoomForTheMessage()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel, {480, 300}));
        QVERIFY(f.host.open("Table users {\n  id int [pk]\n  name text\n  name text\n}\n"));
        QVERIFY(f.view->isColumnHidden(FindingsModel::PassColumn));
        QVERIFY(f.view->isColumnHidden(FindingsModel::FixColumn)); // nothing to be mended
        QVERIFY(f.view->columnWidth(FindingsModel::MessageColumn) > 240);
        QVERIFY(f.host.type("Table users {\n  id int [pk]\n  name textt\n}\n"));
        QVERIFY(!f.view->isColumnHidden(FindingsModel::FixColumn));
        f.panel.resize(1000, 300);
        QTRY_VERIFY(!f.view->isColumnHidden(FindingsModel::PassColumn));
    }

    void tenThousandFindingsStayFast()
    {
        QByteArray text = "Table users {\n  id int [pk]\n";
        for (int i = 0; i < 10'000; ++i)
            text += "  c" + QByteArray::number(i) + " textt\n";
        text += "}\n";
        Engine engine;
        const auto compiler = engine.compiler();
        QVERIFY(compiler);
        const auto compiled = [&](const QByteArray &source, std::uint64_t revision) {
            auto snapshot = std::make_shared<Snapshot>();
            auto sources = std::make_shared<SourceManager>();
            snapshot->source = sources->add(
                "many.dbml", {source.constData(), static_cast<std::size_t>(source.size())});
            CompileOptions options = engine.options();
            options.language = Language::Dbml;
            options.maxDiagnostics = 20'000;
            snapshot->result = compiler->compile(*sources, snapshot->source, options);
            snapshot->sources = sources;
            snapshot->revision = revision;
            return std::shared_ptr<const Snapshot>(std::move(snapshot));
        };
        const auto first = compiled(text, 1);
        QVERIFY(first->result.diagnostics.size() >= 10'000);
        const auto second = compiled(QByteArray(text).replace("c5000 textt", "c5000 text"), 2);
        QCOMPARE(second->result.diagnostics.size() + 1, first->result.diagnostics.size());

        FindingsModel model;
        FindingsFilter filter(&model);
        QTreeView view;
        view.setUniformRowHeights(true);
        view.setModel(&filter);
        view.setSortingEnabled(true);
        view.sortByColumn(FindingsModel::PlaceColumn, Qt::AscendingOrder);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QElapsedTimer timer;
        const auto measure = [&](const char *what, const auto &act) {
            timer.start();
            act();
            QCoreApplication::processEvents();
            const auto elapsed = timer.elapsed();
            qInfo("%s: %lld ms", what, static_cast<long long>(elapsed));
            QVERIFY(elapsed < 2000);
        };
        measure("10,000 findings shown", [&] { model.setSnapshot(first); });
        QCOMPARE(filter.rowCount(), static_cast<int>(first->result.diagnostics.size()));
        view.setCurrentIndex(filter.index(7000, 0));
        measure("one of them gone", [&] { model.setSnapshot(second); });
        QCOMPARE(filter.rowCount(), static_cast<int>(second->result.diagnostics.size()));
        QCOMPARE(view.currentIndex().row(), 6999);
        measure("and back", [&] { model.setSnapshot(first); });
        QCOMPARE(view.currentIndex().row(), 7000);
        measure("sorted by message",
                [&] { view.sortByColumn(FindingsModel::MessageColumn, Qt::AscendingOrder); });
        measure("filtered", [&] { filter.setText(QStringLiteral("tw3 type")); });
    }
};

QTEST_MAIN(FindingsPanelTest)
#include "findings_panel_test.moc"
