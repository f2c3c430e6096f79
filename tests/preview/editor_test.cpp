// SPDX-License-Identifier: MIT
// The editor in a real window, driven by keys as a user would.

#include "editor/completer.h"
#include "editor/editor.h"
#include "editor/find_bar.h"
#include "editor/popup_bar.h"
#include "editor/squiggles.h"
#include "editor/text_view.h"
#include "large_schema.h"
#include "watchdog.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

#include <memory>

using namespace Qt::StringLiterals;
using namespace tw;
using namespace tw::preview;

namespace {

constexpr int patience = 60'000;

const char *const blog = "Table users {\n"
                         "  id int [pk]\n"
                         "  name varchar(80) [not null]\n"
                         "}\n"
                         "\n"
                         "Table posts {\n"
                         "  id int [pk]\n"
                         "  author_id int [ref: > users.id]\n"
                         "  title text\n"
                         "}\n";

} // namespace

class EditorTest : public QObject {
    Q_OBJECT

    Engine m_engine;
    std::unique_ptr<Document> m_document;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<Editor> m_editor;

    [[nodiscard]] TextView *view() const { return m_editor->textView(); }
    [[nodiscard]] QByteArray text() const { return view()->bytes(); }

    void load(const QByteArray &text, Language language = Language::Dbml)
    {
        m_document->setNew(language, text);
        QTRY_VERIFY_WITH_TIMEOUT(m_document->snapshot() && !m_document->isCompiling(), patience);
        view()->setFocus();
    }
    void waitForCompile()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_document->text() == text() && !m_document->isCompiling() &&
                                     m_document->snapshot() &&
                                     m_document->snapshot()->revision == m_document->revision(),
                                 patience);
    }
    [[nodiscard]] std::uint32_t find(const char *what, qsizetype shift = 0) const
    {
        const qsizetype at = text().indexOf(what);
        if (at < 0)
            qWarning("no `%s` in the text", what);
        return static_cast<std::uint32_t>(at + shift);
    }
    void cursorAt(const char *what, qsizetype shift = 0)
    {
        m_editor->setCursorOffset(find(what, shift));
    }
    void type(const char *keys) { QTest::keyClicks(view(), QLatin1StringView(keys)); }
    [[nodiscard]] QByteArray marked(TextView::Indicator indicator) const
    {
        QByteArray result;
        const QByteArray all = text();
        for (std::uint32_t i = 0; i < view()->size(); ++i) {
            if (view()->send(TextView::SCI_INDICATORVALUEAT, indicator, i) != 0)
                result += all[i];
        }
        return result;
    }
    [[nodiscard]] QStringList offered() const
    {
        QStringList result;
        for (const Completion &item : m_editor->completer()->list().items)
            result << QString::fromStdString(item.label);
        return result;
    }

private slots:
    void initTestCase() { QVERIFY2(m_engine.compiler(), qPrintable(m_engine.error())); }

    void init()
    {
        m_document = std::make_unique<Document>(&m_engine);
        m_selection = std::make_unique<Selection>();
        m_editor = std::make_unique<Editor>(m_document.get(), m_selection.get());
        m_editor->resize(900, 640);
        m_editor->show();
        m_editor->activateWindow();
        QApplication::setActiveWindow(m_editor.get());
        QVERIFY(QTest::qWaitForWindowExposed(m_editor.get()));
        load(blog);
    }

    void cleanup()
    {
        m_editor.reset();
        m_selection.reset();
        m_document.reset();
    }

    void typingReachesTheDocument()
    {
        cursorAt("title", 0);
        type("x");
        waitForCompile();
        QVERIFY(m_document->text().contains("xtitle"));
        QVERIFY(m_document->isModified());
        m_editor->undo();
        waitForCompile();
        QCOMPARE(m_document->text(), QByteArray(blog));
        m_editor->redo();
        waitForCompile();
        QVERIFY(m_document->text().contains("xtitle"));
    }

    void anErrorIsMarkedAndMended()
    {
        QCOMPARE(marked(TextView::ErrorMark), QByteArray());
        cursorAt("users.id", 5);
        QTest::keyClick(view(), Qt::Key_Backspace);
        type("z");
        m_editor->completer()->close();
        waitForCompile();
        QTRY_COMPARE(marked(TextView::ErrorMark), QByteArray("userz"));
        const QString hover = m_editor->squiggles()->textAt(find("userz", 2));
        QVERIFY2(hover.contains(u"userz"_s), qPrintable(hover));
        QVERIFY2(hover.contains(u"TW"_s), qPrintable(hover));
        QVERIFY2(hover.contains(u"Alt+Enter"_s), qPrintable(hover));
        QVERIFY((view()->markersAtLine(view()->lineOf(find("userz"))) &
                 (1 << TextView::ErrorLine)) != 0);

        QTest::keyClick(view(), Qt::Key_Return, Qt::AltModifier);
        QMenu *menu = nullptr;
        QTRY_VERIFY((menu = m_editor->findChild<QMenu *>(u"editorFixes"_s)) && menu->isVisible());
        QTest::keyClick(menu, Qt::Key_Return);
        waitForCompile();
        QCOMPARE(text(), QByteArray(blog));
        QTRY_COMPARE(marked(TextView::ErrorMark), QByteArray());
        QTest::keyClick(view(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(text().contains("userz"));
        QTest::keyClick(view(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    }

    void marksMoveWithTheText()
    {
        QByteArray broken = blog;
        broken.replace("> users.id", "> nobody.id");
        load(broken);
        QTRY_COMPARE(marked(TextView::ErrorMark), QByteArray("nobody"));
        m_editor->setCursorOffset(0);
        view()->insert(u"// \u00e4\n"_s);
        QCOMPARE(marked(TextView::ErrorMark), QByteArray("nobody"));
        const auto findings = m_editor->squiggles()->findings();
        const auto error = std::find_if(findings.begin(), findings.end(), [](const auto &finding) {
            return finding.diagnostic->severity == Severity::Error;
        });
        QVERIFY(error != findings.end());
        QCOMPARE(error->begin, find("nobody"));
        QCOMPARE(error->end, find("nobody", 6));
    }

    void hoverShowsTheMessage()
    {
        QByteArray broken = blog;
        broken.replace("> users.id", "> nobody.id");
        load(broken);
        QTRY_COMPARE(marked(TextView::ErrorMark), QByteArray("nobody"));
        const QRect place = view()->placeOf(find("nobody", 3));
        emit view()->SCN_DWELLSTART(static_cast<int>(find("nobody", 3)), place.x(), place.y());
        QTRY_VERIFY(QToolTip::isVisible());
        QVERIFY2(QToolTip::text().contains(u"nobody"_s), qPrintable(QToolTip::text()));
        emit view()->SCN_DWELLEND(0, 0, 0);
    }

    void completionAsOneTypes()
    {
        cursorAt("title text", 10);
        QTest::keyClick(view(), Qt::Key_Return);
        type("views bi");
        QVERIFY(m_editor->completer()->isOpen());
        QCOMPARE(offered().value(0), u"bigint"_s);
        QTest::keyClick(view(), Qt::Key_Tab);
        QVERIFY(!m_editor->completer()->isOpen());
        QVERIFY(text().contains("  views bigint\n"));
        type(" [def");
        QCOMPARE(offered().value(0), u"default"_s);
        QTest::keyClick(view(), Qt::Key_Return);
        QVERIFY(text().contains("views bigint [default: ]")); // the bracket came with the other
        QTest::keyClick(view(), Qt::Key_Escape);
        QVERIFY(!m_editor->completer()->isOpen());
        type("0]");
        QVERIFY(text().contains("views bigint [default: 0]\n"));
        waitForCompile();
        QVERIFY(m_document->snapshot()->result.ok);
    }

    void completionOfNames()
    {
        m_editor->setCursorOffset(view()->size());
        type("Ref: po");
        QVERIFY(m_editor->completer()->isOpen());
        QCOMPARE(offered().value(0), u"posts"_s);
        QTest::keyClick(view(), Qt::Key_Return);
        type(".");
        QVERIFY(m_editor->completer()->isOpen());
        QVERIFY(offered().contains(u"author_id"_s));
        QTest::keyClick(view(), Qt::Key_Down);
        QTest::keyClick(view(), Qt::Key_Return);
        type(" > users.na");
        QTest::keyClick(view(), Qt::Key_Return);
        QVERIFY(text().endsWith("Ref: posts.author_id > users.name"));
        QTest::keyClick(view(), Qt::Key_Space, Qt::ControlModifier);
    }

    void completionOfJson()
    {
        load("{\n  \"tables\": [\n    {\n      \"id\": \"t\",\n      \"name\": \"a\",\n      "
             "\"columns\": []\n    }\n  ]\n}\n",
             Language::Json);
        cursorAt("[]\n    }", 1);
        type("{\"dat");
        QVERIFY(m_editor->completer()->isOpen());
        QCOMPARE(offered().value(0), u"dataType"_s);
        QTest::keyClick(view(), Qt::Key_Return);
        QVERIFY2(text().contains("{\"dataType\": \"\"}"), text().constData());
        type("VARC");
        QVERIFY(!offered().isEmpty());
    }

    void renameAcrossTheText()
    {
        cursorAt("users.id", 2);
        QTest::keyClick(view(), Qt::Key_F2);
        auto *const field = m_editor->findChild<QLineEdit *>(u"editorRenameBarField"_s);
        auto *const hint = m_editor->findChild<QLabel *>(u"editorRenameBarHint"_s);
        QTRY_VERIFY(field->isVisible());
        QCOMPARE(field->text(), u"users"_s);
        QVERIFY2(hint->text().contains(u"2 places"_s), qPrintable(hint->text()));
        field->selectAll();
        QTest::keyClicks(field, u"posts"_s);
        QVERIFY2(hint->text().contains(u"there already"_s), qPrintable(hint->text()));
        QTest::keyClick(field, Qt::Key_Return); // is refused
        QVERIFY(field->isVisible());
        field->selectAll();
        QTest::keyClicks(field, u"our people"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(!field->isVisible());
        waitForCompile();
        QVERIFY(text().contains("Table \"our people\" {"));
        QVERIFY(text().contains("[ref: > \"our people\".id]"));
        QVERIFY(m_document->snapshot()->result.ok);
        QTest::keyClick(view(), Qt::Key_Z, Qt::ControlModifier); // one step
        waitForCompile();
        QCOMPARE(m_document->text(), QByteArray(blog));
    }

    void definition()
    {
        cursorAt("users.id", 7);
        QTest::keyClick(view(), Qt::Key_F12);
        QTRY_COMPARE(m_editor->cursorOffset(), find("id int", 2));
        QCOMPARE(view()->selectedText(), u"id"_s);
        const QRect place = view()->placeOf(find("users.id", 2));
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, Qt::ControlModifier,
                          view()->viewport()->mapFrom(view(), place.center() + QPoint(2, 0)));
        QTRY_COMPARE(view()->selectedText(), u"users"_s);
        QCOMPARE(view()->lineOf(m_editor->cursorOffset()), 0);
    }

    void formats()
    {
        load("Table a {\nid int [pk]\n      // a comment\n  name    text\n}\nTable b { id int [pk] "
             "}\n");
        cursorAt("name", 2);
        QTest::keyClick(view(), Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(text().contains("  id int [pk]\n"));
        QVERIFY(text().contains("// a comment"));
        QVERIFY(text().contains("  name text\n"));
        QCOMPARE(m_editor->cursorOffset(), find("name", 2));
        m_editor->undo();
        QVERIFY(text().contains("{\nid int"));

        load("{\"tables\":[{\"id\":\"t\",\"name\":\"a\",\"columns\":[{\"name\":\"x\",\"dataType\":"
             "\"INT\",\"primaryKey\":true,\"length\":1e2}]}]}",
             Language::Json);
        m_editor->formatText();
        QTRY_VERIFY(text().contains("\n      \"name\": \"a\",\n"));
        QVERIFY(text().contains("\"length\": 1e2"));
    }

    void folding()
    {
        (void)view()->send(TextView::SCI_COLOURISE, 0, -1);
        const int header = view()->lineOf(find("Table posts"));
        QVERIFY((view()->send(TextView::SCI_GETFOLDLEVEL, static_cast<std::uintptr_t>(header)) &
                 TextView::SC_FOLDLEVELHEADERFLAG) != 0);
        view()->foldLine(header);
        const auto line = static_cast<std::uintptr_t>(view()->lineOf(find("title")));
        QCOMPARE(view()->send(TextView::SCI_GETLINEVISIBLE, line), 0L);
        // Going there opens it.
        m_selection->goToSource({m_document->snapshot()->source, find("title"), find("title", 5)});
        QCOMPARE(view()->send(TextView::SCI_GETLINEVISIBLE, line), 1L);
        QCOMPARE(view()->selectedText(), u"title"_s);
    }

    void bracketsQuotesAndLines()
    {
        load("");
        type("Table a {");
        QCOMPARE(text(), QByteArray("Table a {}"));
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(text(), QByteArray("Table a {\n  \n}"));
        type("id int [note: 'it'");
        m_editor->completer()->close();
        QCOMPARE(text(), QByteArray("Table a {\n  id int [note: 'it']\n}"));
        type("]");
        QCOMPARE(text(), QByteArray("Table a {\n  id int [note: 'it']\n}"));
        QTest::keyClick(view(), Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(text(), QByteArray("Table a {\n  // id int [note: 'it']\n}"));
        QTest::keyClick(view(), Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(text(), QByteArray("Table a {\n  id int [note: 'it']\n}"));
        QTest::keyClick(view(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(text().count("id int"), 2);
        QTest::keyClick(view(), Qt::Key_Up, Qt::AltModifier);
        QTest::keyClick(view(), Qt::Key_Up, Qt::AltModifier);
        QVERIFY(text().startsWith("  id int [note: 'it']\nTable a {"));
        load("x");
        m_editor->setCursorOffset(1);
        type("(");
        QCOMPARE(text(), QByteArray("x()"));
        QTest::keyClick(view(), Qt::Key_Backspace);
        QCOMPARE(text(), QByteArray("x"));
    }

    void findAndReplace()
    {
        m_editor->setCursorOffset(0);
        QTest::keyClick(view(), Qt::Key_H, Qt::ControlModifier);
        auto *const pattern = m_editor->findChild<QLineEdit *>(u"findPattern"_s);
        auto *const replacement = m_editor->findChild<QLineEdit *>(u"findReplacement"_s);
        auto *const count = m_editor->findChild<QLabel *>(u"findCount"_s);
        QVERIFY(pattern->isVisible() && replacement->isVisible());
        QTest::keyClicks(pattern, u"ID"_s);
        QTRY_COMPARE(m_editor->findBar()->result().matches.size(), 4U);
        QTRY_VERIFY2(count->text().contains(u"1 of 4"_s), qPrintable(count->text()));
        QTest::keyClick(pattern, Qt::Key_Return);
        QTRY_VERIFY2(count->text().contains(u"2 of 4"_s), qPrintable(count->text()));
        QTest::keyClick(pattern, Qt::Key_Return, Qt::ShiftModifier);
        QTRY_VERIFY2(count->text().contains(u"1 of 4"_s), qPrintable(count->text()));
        QTest::keyClick(pattern, Qt::Key_C, Qt::AltModifier);
        QTRY_COMPARE(m_editor->findBar()->result().matches.size(), 0U);
        QTest::keyClick(pattern, Qt::Key_C, Qt::AltModifier);
        QTest::keyClick(pattern, Qt::Key_W, Qt::AltModifier);
        QTRY_COMPARE(m_editor->findBar()->result().matches.size(), 3U);
        QTest::keyClicks(replacement, u"key"_s);
        QTest::keyClick(replacement, Qt::Key_Return, Qt::ControlModifier | Qt::AltModifier);
        waitForCompile();
        QVERIFY(text().contains("users.key]"));
        QVERIFY(text().contains("author_id int"));
        QVERIFY(m_document->snapshot()->result.ok);
        QTest::keyClick(pattern, Qt::Key_Escape);
        QVERIFY(!m_editor->findBar()->isVisible());
        m_editor->undo();
        QCOMPARE(text(), QByteArray(blog));
    }

    void goesToALine()
    {
        QTest::keyClick(view(), Qt::Key_G, Qt::ControlModifier);
        auto *const field = m_editor->findChild<QLineEdit *>(u"editorLineBarField"_s);
        QVERIFY(field->isVisible());
        field->selectAll();
        QTest::keyClicks(field, u"8:3"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(m_editor->cursorOffset(), find("author_id"));
    }

    void selectionBothWays()
    {
        QSignalSpy selected(m_selection.get(), &Selection::changed);
        cursorAt("title", 1);
        QTRY_VERIFY(m_selection->current().kind == ElementRef::Kind::Column);
        QCOMPARE(m_selection->current().element, 1U);
        QCOMPARE(m_selection->current().part, 2U);
        const std::uint32_t before = m_editor->cursorOffset();
        m_selection->select({ElementRef::Kind::Table, 0, UINT32_MAX}, this);
        QVERIFY(marked(TextView::LookedAtMark).startsWith("users"));
        QCOMPARE(m_editor->cursorOffset(), before);
    }

    void editsOfOthersAreOneStep()
    {
        const std::uint32_t name = find("name");
        const std::uint32_t title = find("title");
        m_document->applyEdits({{name, name + 4, "full_name"}, {title, title + 5, "\u00fcber"}},
                               u"Two at once"_s);
        QVERIFY(text().contains("full_name varchar"));
        QVERIFY(text().contains("\u00fcber text"));
        QCOMPARE(m_document->text(), text());
        m_editor->undo();
        QCOMPARE(text(), QByteArray(blog));
        waitForCompile();
        m_editor->redo();
        waitForCompile();
        QVERIFY(m_document->text().contains("full_name"));
        QVERIFY(!m_editor->canRedo());
    }

    void editsOfOthersMeetTyping()
    {
        m_editor->setCursorOffset(0);
        const std::uint32_t title = find("title");
        type("//"); // not given to the document yet
        m_document->applyEdits({{title, title + 5, "heading"}}, u"Another"_s);
        QVERIFY(text().startsWith("//Table users"));
        QVERIFY(text().contains("  heading text\n"));
        QCOMPARE(m_document->text(), text());
    }

    void aTextOnOneLineIsLaidOut()
    {
        QByteArray columns;
        for (int i = 0; i < 600; ++i)
            columns += QByteArray(i > 0 ? "," : "") + "{\"name\":\"c" + QByteArray::number(i) +
                       "\",\"dataType\":\"INT\",\"primaryKey\":" + (i > 0 ? "false" : "true") + "}";
        m_document->setNew(Language::Json,
                           "{\"tables\":[{\"id\":\"t\",\"name\":\"a\",\"columns\":[" + columns +
                               "]}]}");
        QTRY_VERIFY_WITH_TIMEOUT(view()->lines() > 600, patience);
        waitForCompile();
        QCOMPARE(m_document->snapshot()->declared().tables.at(0).columns.size(), 600U);
    }

    void unicode()
    {
        load("// \u65e5\u672c\u8a9e \U0001F600\nTable \u00e4\u00f6 {\n  \u30ad\u30fc int [pk]\n}\n"
             "Table b {\n  x int [pk, ref: > nix.id]\n}\n");
        QTRY_COMPARE(marked(TextView::ErrorMark), QByteArray("nix"));
        QSignalSpy moved(m_editor.get(), &Editor::cursorMoved);
        cursorAt("[pk", 0);
        QTRY_VERIFY(!moved.isEmpty());
        QCOMPARE(moved.last().at(0).toInt(), 3);
        QCOMPARE(moved.last().at(1).toInt(), 10);
        cursorAt("nix", 0);
        QTest::keyClick(view(), Qt::Key_Delete);
        waitForCompile();
        QVERIFY(m_document->text().contains("> ix.id"));
        QTRY_COMPARE(marked(TextView::ErrorMark), QByteArray("ix"));
    }

    void largeTexts_data()
    {
        QTest::addColumn<bool>("isJson");
        QTest::newRow("dbml") << false;
        QTest::newRow("json") << true;
    }

    void largeTexts()
    {
        QFETCH(bool, isJson);
        const LargeSchema large(1000);
        load(isJson ? large.json(false) : large.dbml(), isJson ? Language::Json : Language::Dbml);
        qInfo("%lld KB", static_cast<long long>(text().size() / 1024));
        QTest::qWait(500); // the first colours
        Watchdog watchdog;
        double longest = 0;
        double sum = 0;
        const int keys = 20;
        for (const double place : {0.001, 0.5, 0.999}) {
            m_editor->setCursorOffset(static_cast<std::uint32_t>(place * view()->size()));
            m_editor->setCursorOffset(view()->lineEnd(view()->lineOf(m_editor->cursorOffset())));
            QTest::qWait(100);
            watchdog.restart();
            for (int i = 0; i < keys; ++i) {
                QElapsedTimer timer;
                timer.start();
                type("x");
                QCoreApplication::processEvents();
                view()->viewport()->repaint();
                const double took = static_cast<double>(timer.nsecsElapsed()) / 1e6;
                longest = std::max(longest, took);
                sum += took;
            }
        }
        QTest::qWait(400);
        const Watchdog::Gap gap = watchdog.longest();
        qInfo("a key: %.2f ms, the longest %.2f ms; the window's thread at most %.1f ms of work",
              sum / (3 * keys), longest, gap.cpu.count());
        QVERIFY(longest < (areTimesStrict() ? 50 : 2000));
        QVERIFY(gap.cpu.count() < (areTimesStrict() ? 50 : 2000));
    }
};

QTEST_MAIN(EditorTest)
#include "editor_test.moc"
