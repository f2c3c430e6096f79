// SPDX-License-Identifier: MIT
#include "panels/sql_panel.h"

#include "large_schema.h"
#include "panels/code_search.h"
#include "panels/code_view.h"
#include "panels_fixture.h"
#include "watchdog.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QToolButton>

using namespace tw;
using namespace tw::preview;

namespace {

using Kind = ElementRef::Kind;

const QByteArray shop = "Enum order_state {\n"
                        "  open\n"
                        "  done\n"
                        "}\n"
                        "\n"
                        "Table customers {\n"
                        "  id int [pk]\n"
                        "  name text [not null, note: 'as printed on bills']\n"
                        "}\n"
                        "\n"
                        "Table orders {\n"
                        "  id int [pk]\n"
                        "  customer_id int [not null]\n"
                        "  state order_state\n"
                        "\n"
                        "  indexes {\n"
                        "    customer_id [name: 'orders_by_customer']\n"
                        "  }\n"
                        "}\n"
                        "\n"
                        "Table tags {\n"
                        "  id int [pk]\n"
                        "}\n"
                        "\n"
                        "Ref: orders.customer_id > customers.id\n"
                        "Ref: orders.id <> tags.id\n";

std::uint32_t tableNamed(const ir::Schema &schema, std::string_view name)
{
    const auto found = std::ranges::find(schema.tables, name,
                                         [](const ir::Table &table) { return table.name.view(); });
    return static_cast<std::uint32_t>(found - schema.tables.begin());
}

ElementRef columnNamed(const ir::Schema &schema, std::string_view table, std::string_view name)
{
    const std::uint32_t index = tableNamed(schema, table);
    const auto &columns = schema.tables[index].columns;
    const auto found = std::ranges::find(
        columns, name, [](const ir::Column &column) { return column.name.view(); });
    return {Kind::Column, index, static_cast<std::uint32_t>(found - columns.begin())};
}

} // namespace

class SqlPanelTest : public QObject {
    Q_OBJECT

private:
    struct Fixture {
        PanelHost host;
        SqlPanel panel{&host.document, &host.selection, nullptr};
        CodeView *view = panel.view();

        [[nodiscard]] bool isMarked(const QByteArray &text) const
        {
            const qsizetype at = view->shownText().indexOf(text);
            return at >= 0 && view->isMarked(static_cast<std::size_t>(at));
        }
        /// As a user does: into the middle of the text's first letter.
        void click(const QByteArray &text) const
        {
            const auto at = static_cast<unsigned long>(view->shownText().indexOf(text));
            view->reveal({at, at + 1});
            QTest::qWait(1);
            const auto position = static_cast<long>(at);
            const QPoint place(static_cast<int>(view->SendScintilla(
                                   QsciScintilla::SCI_POINTXFROMPOSITION, 0UL, position)) +
                                   3,
                               static_cast<int>(view->SendScintilla(
                                   QsciScintilla::SCI_POINTYFROMPOSITION, 0UL, position)) +
                                   6);
            QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, place);
        }
        [[nodiscard]] QByteArray nameOf(const ElementRef &element) const
        {
            const SourceRange range = placeOf(host.declared(), element);
            return host.document.text().mid(range.begin, range.size());
        }
    };

private slots:
    void showsTheScript()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel, {760, 620}));
        const auto *headline = f.panel.findChild<QLabel *>(QStringLiteral("emptyHeadline"));
        QCOMPARE(headline->text(), QStringLiteral("No SQL yet"));
        QVERIFY(headline->isVisible());
        QVERIFY(f.host.open(shop));
        const Script &script = *f.host.document.snapshot()->result.script;
        QCOMPARE(f.view->shownText(), QByteArray::fromStdString(script.text));
        QCOMPARE(f.view->text(), QString::fromStdString(script.text));
        QVERIFY(f.view->isReadOnly());
        const auto *state = f.panel.findChild<QLabel *>(QStringLiteral("sqlState"));
        QVERIFY(state->text().startsWith(
            QStringLiteral("%1 statements").arg(script.statements.size())));
        f.host.selection.select(columnNamed(f.host.declared(), "orders", "customer_id"), nullptr);
        QVERIFY(wearsEachTheme(f.panel, *f.view->viewport()));
        shoot(f.panel, QStringLiteral("sql"));
    }

    void followsTheSelection()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel, {760, 620}));
        QVERIFY(f.host.open(shop));
        const ir::Schema &schema = f.host.declared();

        f.host.selection.select({Kind::Table, tableNamed(schema, "customers")}, nullptr);
        QVERIFY(f.isMarked("CREATE TABLE customers"));
        QVERIFY(f.isMarked("COMMENT ON COLUMN customers.name"));
        QVERIFY(!f.isMarked("CREATE TABLE orders"));

        f.host.selection.select(columnNamed(schema, "customers", "name"), nullptr);
        QVERIFY(f.isMarked("name text NOT NULL"));
        QVERIFY(f.isMarked("COMMENT ON COLUMN customers.name"));
        QVERIFY(!f.isMarked("CREATE TABLE customers"));
        QVERIFY(!f.isMarked("id integer"));

        f.host.selection.select({Kind::Index, tableNamed(schema, "orders"), 0}, nullptr);
        QVERIFY(f.isMarked("CREATE INDEX orders_by_customer"));
        QVERIFY(!f.isMarked("CREATE TABLE orders"));

        f.host.selection.select({Kind::Enum, 0}, nullptr);
        QVERIFY(f.isMarked("CREATE TYPE order_state"));

        f.host.selection.select({Kind::ForeignKey, 0}, nullptr);
        QVERIFY(f.isMarked("CONSTRAINT orders_customer_id_fkey"));
        QVERIFY(!f.isMarked("customer_id integer NOT NULL"));

        f.host.selection.select({Kind::Relationship, 0}, nullptr);
        QVERIFY(f.isMarked("CREATE TABLE orders_tags"));

        f.host.selection.select({}, nullptr);
        QVERIFY(!f.isMarked("CREATE TABLE orders_tags"));
    }

    void scrollsToTheSelection()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel, {760, 300}));
        QVERIFY(f.host.open(LargeSchema(100).dbml()));
        QCOMPARE(f.view->firstVisibleLine(), 0);
        f.host.selection.select({Kind::Table, 80}, nullptr);
        QVERIFY(f.view->firstVisibleLine() > 100);
        QVERIFY(f.isMarked("CREATE TABLE table_00080"));
    }

    void clickSelectsTheElement()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel, {760, 620}));
        QVERIFY(f.host.open(shop));
        const ir::Schema &schema = f.host.declared();
        QSignalSpy changes(&f.host.selection, &Selection::changed);

        f.click("name text NOT NULL");
        QTRY_COMPARE(f.host.selection.current(), columnNamed(schema, "customers", "name"));
        QCOMPARE(changes.last().at(1).value<const QObject *>(),
                 static_cast<const QObject *>(&f.panel));
        f.click("CREATE TABLE orders (");
        QTRY_COMPARE(f.host.selection.current(),
                     (ElementRef{Kind::Table, tableNamed(schema, "orders")}));
        f.click("CONSTRAINT orders_customer_id_fkey");
        QTRY_COMPARE(f.host.selection.current(), (ElementRef{Kind::ForeignKey, 0}));
        f.click("CREATE TYPE order_state");
        QTRY_COMPARE(f.host.selection.current(), (ElementRef{Kind::Enum, 0}));
        f.click("CREATE INDEX orders_by_customer");
        QTRY_COMPARE(f.host.selection.current(),
                     (ElementRef{Kind::Index, tableNamed(schema, "orders"), 0}));
        f.click("CREATE TABLE orders_tags");
        QTRY_COMPARE(f.host.selection.current(), (ElementRef{Kind::Relationship, 0}));

        QSignalSpy requests(&f.host.selection, &Selection::sourceRequested);
        f.click("customer_id integer NOT NULL");
        QTest::keyClick(f.view, Qt::Key_F12);
        QCOMPARE(requests.size(), 1);
        const auto range = requests.last().at(0).value<SourceRange>();
        QCOMPARE(f.host.document.text().mid(range.begin, range.size()), QByteArray("customer_id"));
    }

    /// Where a partial is written is no table's place, but its columns are each table's.
    void partialsColumnsAreTheTables()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel, {760, 620}));
        QVERIFY(f.host.openSample(QStringLiteral("library.json")));
        const ir::Schema &schema = f.host.declared();
        const QByteArray sql = f.view->shownText();
        const qsizetype table = sql.indexOf("CREATE TABLE members");
        QVERIFY(table > 0);
        f.host.selection.select(columnNamed(schema, "members", "created_at"), nullptr);
        const qsizetype column = sql.indexOf("created_at", table);
        QVERIFY(f.view->isMarked(static_cast<std::size_t>(column)));
        QVERIFY(!f.view->isMarked(static_cast<std::size_t>(sql.indexOf("created_at"))));
        f.view->setFocus();
        QTRY_VERIFY(f.view->hasFocus());
        f.view->SendScintilla(QsciScintilla::SCI_GOTOPOS, static_cast<unsigned long>(column));
        QTRY_COMPARE(f.host.selection.current(), columnNamed(schema, "members", "created_at"));
    }

    void everyStatementOfTheSamplesHasAnElement()
    {
        for (const QString &name : QDir(QStringLiteral(TEST_SAMPLES_DIR)).entryList({"*.json"})) {
            Fixture f;
            QVERIFY(showPanel(f.panel, {760, 620}));
            QVERIFY(f.host.openSample(name));
            QVERIFY2(f.host.document.snapshot()->result.script, qPrintable(name));
            f.view->setFocus();
            QTRY_VERIFY(f.view->hasFocus());
            for (const Statement &statement :
                 f.host.document.snapshot()->result.script->statements) {
                const Origin::Kind kind = statement.origin.kind;
                if (kind == Origin::Kind::Schema || kind == Origin::Kind::Namespace)
                    continue;
                f.host.selection.select({}, nullptr);
                f.view->SendScintilla(QsciScintilla::SCI_GOTOPOS,
                                      static_cast<unsigned long>(statement.begin) + 1);
                const bool selected =
                    QTest::qWaitFor([&f] { return f.host.selection.current().isValid(); }, 5000);
                QVERIFY2(selected && f.view->isMarked(statement.begin),
                         f.view->shownText().mid(static_cast<qsizetype>(statement.begin), 60));
            }
        }
    }

    void errorsKeepTheLastScript()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel, {760, 620}));
        QVERIFY(f.host.open("Table users {\n  id intt\n}\n"));
        const auto *headline = f.panel.findChild<QLabel *>(QStringLiteral("emptyHeadline"));
        QVERIFY(headline->isVisible());
        QCOMPARE(headline->text(), QStringLiteral("No SQL: the schema has 1 error"));

        QVERIFY(f.host.type(shop));
        QVERIFY(!f.panel.isStale());
        const QByteArray good = f.view->shownText();
        QByteArray bad = shop;
        QVERIFY(f.host.type(
            bad.replace("name text", "name textt").replace("state order_state", "state x_state")));
        QVERIFY(f.panel.isStale());
        QCOMPARE(f.view->shownText(), good);
        const auto *state = f.panel.findChild<QLabel *>(QStringLiteral("sqlState"));
        QVERIFY2(state->text().startsWith(QStringLiteral("The schema has 2 errors · ")),
                 qPrintable(state->text()));
        shoot(f.panel, QStringLiteral("sql-stale"));
        QVERIFY(f.host.type(shop));
        QVERIFY(!f.panel.isStale());
        // What was open before says nothing of another document.
        QVERIFY(f.host.open("Table users {\n  id intt\n}\n"));
        QVERIFY(headline->isVisible());
    }

    void copiesAndSearches()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel, {760, 300}));
        QVERIFY(f.host.open(shop));
        QTest::mouseClick(f.panel.findChild<QToolButton *>(QStringLiteral("sqlCopy")),
                          Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text().toUtf8(), f.view->shownText());

        f.view->setFocus();
        QTest::keyClick(f.view, Qt::Key_F, Qt::ControlModifier);
        auto *search = f.panel.findChild<CodeSearch *>(QStringLiteral("codeSearch"));
        QVERIFY(search->isVisible());
        auto *text = f.panel.findChild<QLineEdit *>(QStringLiteral("codeSearchText"));
        QTRY_VERIFY(text->hasFocus());
        QTest::keyClicks(text, QStringLiteral("create table"));
        QCOMPARE(search->matches(), QStringLiteral("4 places"));
        QCOMPARE(f.view->selectedText(), QStringLiteral("CREATE TABLE"));
        const long first = f.view->SendScintilla(QsciScintilla::SCI_GETSELECTIONSTART);
        QTest::keyClick(text, Qt::Key_Return);
        QVERIFY(f.view->SendScintilla(QsciScintilla::SCI_GETSELECTIONSTART) > first);
        QTest::keyClick(text, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(f.view->SendScintilla(QsciScintilla::SCI_GETSELECTIONSTART), first);
        shoot(f.panel, QStringLiteral("sql-search"));
        QTest::keyClick(text, Qt::Key_Escape);
        QVERIFY(!search->isVisible());
    }

    void typingKeepsTheScrollPlace()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel, {760, 300}));
        const QByteArray text = LargeSchema(100).dbml();
        QVERIFY(f.host.open(text));
        f.view->setFirstVisibleLine(700);
        const QString line = f.view->text(f.view->firstVisibleLine());
        QByteArray more = text;
        more.replace("Table table_00003 {\n", "Table table_00003 {\n  added int\n");
        QVERIFY(f.host.type(more));
        QVERIFY(f.view->shownText().contains("added integer"));
        QCOMPARE(f.view->text(f.view->firstVisibleLine()), line);
        QCOMPARE(f.view->text().toUtf8(), f.view->shownText());
    }

    void hiddenPanelWorksLater()
    {
        Fixture f;
        QVERIFY(f.host.open(shop));
        QVERIFY(f.view->shownText().isEmpty());
        QVERIFY(showPanel(f.panel, {760, 300}));
        QVERIFY(!f.view->shownText().isEmpty());
    }

    void aThousandTablesDoNotBlock()
    {
        Fixture f;
        QVERIFY(showPanel(f.panel, {760, 620}));
        const QByteArray text = LargeSchema(1000).dbml();
        QVERIFY(f.host.open(text));
        qInfo("script: %lld bytes", static_cast<long long>(f.view->shownText().size()));
        QElapsedTimer timer;
        const auto measure = [&](const char *what, const auto &act) {
            timer.start();
            act();
            f.view->viewport()->repaint();
            const double elapsed = static_cast<double>(timer.nsecsElapsed()) / 1e6;
            qInfo("%s: %.1f ms", what, elapsed);
            QVERIFY(elapsed < (areTimesStrict() ? 50 : 1000));
        };
        const QByteArray script = f.view->shownText();
        CodeView view(nullptr);
        view.resize(760, 620);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        measure("whole text set", [&] { view.showText(script); });
        QByteArray other = script;
        other.insert(script.size() / 2, "-- a line\n");
        measure("a line more in its middle", [&] { view.showText(other); });
        measure("first selection of a table", [&] {
            f.host.selection.select({Kind::Table, 500}, nullptr);
        });
        measure("selection of a column", [&] {
            f.host.selection.select({Kind::Column, 700, 3}, nullptr);
        });
        measure("shown from the end", [&] { f.view->setFirstVisibleLine(f.view->lines() - 10); });
    }
};

QTEST_MAIN(SqlPanelTest)
#include "sql_panel_test.moc"
