// SPDX-License-Identifier: MIT
// A session from end to end in one real window, by mouse and keyboard.
#include "window_fixture.h"

#include "diagram/search_bar.h"
#include "panels/code_view.h"
#include "panels/configuration_view.h"
#include "panels/findings_panel.h"
#include "panels/sql_panel.h"
#include "window/appearance.h"
#include "window/entry_button.h"
#include "window/message_area.h"
#include "window/recent_files.h"
#include "window/status_line.h"

#include <QJsonDocument>
#include <QMenu>
#include <QSvgRenderer>
#include <QTreeView>

namespace tw::preview {

class WindowTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void anErrorIsMarkedAndMendedByKeys();
    void aDragIsUndoneRedoneAndSaved();
    void undoGoesWhereTheFocusIs();
    void searchPansToATable();
    void exportsByTheMenu_data();
    void exportsByTheMenu();
    void themesSwitch();
    void positionsAreThereAgain_data();
    void positionsAreThereAgain();
    void aSampleOpensFromTheWelcomePage();
    void junctionsExpand();
    void keysReachPanels();
    void aBrokenConfigurationIsShown();

private:
    QString copyOf(const char *sample);

    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void WindowTest::initTestCase()
{
    prepareApplication();
    m_engine = std::make_unique<Engine>();
    QVERIFY2(m_engine->compiler(), qPrintable(m_engine->error()));
}

void WindowTest::init()
{
    failOnQtWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void WindowTest::cleanup() { Appearance::instance().setChoiceForNow(ThemeChoice::Light); }

QString WindowTest::copyOf(const char *sample)
{
    const QString path = m_folder->filePath(QLatin1String(sample));
    return QFile::copy(QStringLiteral(TEST_SAMPLES_DIR "/") + QLatin1String(sample), path)
               ? path
               : QString();
}

void WindowTest::anErrorIsMarkedAndMendedByKeys()
{
    TestWindow window(m_engine.get());
    QVERIFY(window.open(copyOf("shop.dbml")));
    const QByteArray before = window->document()->text();
    QCOMPARE(window->statusLine()->findingsText(), QStringLiteral("No problems"));

    QVERIFY(window.typeAfter("orders.customer_id > customer", "z"));
    const auto errors = [&] {
        const SnapshotPtr snapshot = window->document()->snapshot();
        return snapshot && !window->document()->isCompiling()
                   ? std::ranges::count(snapshot->result.diagnostics, Severity::Error,
                                        &Diagnostic::severity)
                   : -1;
    };
    QTRY_COMPARE_WITH_TIMEOUT(errors(), 1, patience);
    QCOMPARE(window->statusLine()->findingsText(), QStringLiteral("1 error"));
    QCOMPARE(window->findings()->view()->model()->rowCount(), 1);
    const qsizetype at = window->document()->text().indexOf("customerzs");
    QVERIFY(at > 0);
    QVERIFY(window.text()->send(QsciScintillaBase::SCI_INDICATORVALUEAT, TextView::ErrorMark,
                                static_cast<std::intptr_t>(at + 2)) != 0);

    QTest::keyClick(window.text(), Qt::Key_Return, Qt::AltModifier);
    QMenu *fixes = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT(
        (fixes = window->editor()->findChild<QMenu *>(QStringLiteral("editorFixes"))) &&
            fixes->isVisible(),
        patience);
    if (!fixes->activeAction())
        QTest::keyClick(fixes, Qt::Key_Down);
    QTest::keyClick(fixes, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(window->document()->text(), before, patience);
    QTRY_COMPARE_WITH_TIMEOUT(errors(), 0, patience);
    QCOMPARE(window->findings()->view()->model()->rowCount(), 0);
    QCOMPARE(window.text()->send(QsciScintillaBase::SCI_INDICATORVALUEAT, TextView::ErrorMark,
                                 static_cast<std::intptr_t>(at + 2)),
             0);
}

void WindowTest::aDragIsUndoneRedoneAndSaved()
{
    TestWindow window(m_engine.get());
    const QString path = copyOf("shop.json");
    QVERIFY(window.open(path));
    const QPointF before = window.placeOf(QStringLiteral("payments"));
    window.drag(QStringLiteral("payments"), {120, -60});
    const QPointF after = window.placeOf(QStringLiteral("payments"));
    QVERIFY(QLineF(before, after).length() > 50);
    QVERIFY(window->isWindowModified());
    QCOMPARE(window->document()->positions().value(QStringLiteral("payments")), after);

    // The diagram was touched last: the action is for it.
    QVERIFY(window->action(QStringLiteral("editUndo"))->isEnabled());
    window.trigger("editUndo");
    QTRY_COMPARE(window.placeOf(QStringLiteral("payments")), before);
    window.trigger("editRedo");
    QTRY_COMPARE(window.placeOf(QStringLiteral("payments")), after);

    window.trigger("fileSave");
    QVERIFY(!window->isWindowModified());
    const QByteArray saved = contentOf(path);
    QVERIFY(saved != contentOf(QStringLiteral(TEST_SAMPLES_DIR "/shop.json")));
    QVERIFY(saved.contains(QByteArray::number(qRound(after.x()))));
}

void WindowTest::undoGoesWhereTheFocusIs()
{
    TestWindow window(m_engine.get());
    QVERIFY(window.open(copyOf("blog.dbml")));
    const QByteArray before = window->document()->text();
    QVERIFY(window.typeAfter("Table authors {", " "));
    QTRY_VERIFY(window->document()->text() != before);
    const QPointF place = window.placeOf(QStringLiteral("tags"));
    window.drag(QStringLiteral("tags"), {80, 60});
    QVERIFY(window.placeOf(QStringLiteral("tags")) != place);

    window.trigger("editUndo");
    QTRY_COMPARE(window.placeOf(QStringLiteral("tags")), place);
    QVERIFY(window->document()->text() != before);
    QVERIFY(!window->action(QStringLiteral("editUndo"))->isEnabled());
    window.text()->setFocus();
    QVERIFY(window->action(QStringLiteral("editUndo"))->isEnabled());
    window.trigger("editUndo");
    QTRY_COMPARE(window->document()->text(), before);
}

void WindowTest::searchPansToATable()
{
    TestWindow window(m_engine.get());
    QVERIFY(window.open(copyOf("saas.dbml")));
    DiagramView *view = window->diagram();
    view->setFocus();
    view->zoomReset();
    for (int i = 0; i < 4; ++i)
        view->zoomIn();
    view->centerOn(QStringLiteral("tenants"));

    window.trigger("viewSearch");
    auto *field = view->searchBar()->findChild<QLineEdit *>(QStringLiteral("searchText"));
    QVERIFY(field && field->isVisible());
    QTest::keyClicks(field, QStringLiteral("invoi"));
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(view->currentTable(), QStringLiteral("billing.invoices"));
    const QRectF seen = view->mapToScene(view->viewport()->rect()).boundingRect();
    QVERIFY(seen.contains(
        view->diagramScene()->table(QStringLiteral("billing.invoices"))->box().center()));
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!field->isVisible());
}

void WindowTest::exportsByTheMenu_data()
{
    QTest::addColumn<QByteArray>("begin");
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("svg") << QByteArray("<?xml") << QByteArray("order_lines");
    QTest::newRow("png") << QByteArray("\x89PNG") << QByteArray("IEND");
    QTest::newRow("pdf") << QByteArray("%PDF-") << QByteArray("%%EOF");
    QTest::newRow("sql") << QByteArray() << QByteArray("CREATE TABLE order_lines");
    QTest::newRow("dbml") << QByteArray() << QByteArray("Table order_lines");
    QTest::newRow("json") << QByteArray("{") << QByteArray("\"order_lines\"");
    QTest::newRow("html") << QByteArray("<!DOCTYPE html>") << QByteArray("order_lines");
    QTest::newRow("markdown") << QByteArray("#") << QByteArray("order\\_lines");
}

void WindowTest::exportsByTheMenu()
{
    QFETCH(const QByteArray, begin);
    QFETCH(const QByteArray, part);
    const QByteArray name = QTest::currentDataTag();
    const auto format = formatNamed(QString::fromLatin1(name));
    QVERIFY(format);

    TestWindow window(m_engine.get());
    QVERIFY(window.open(copyOf("shop.json")));
    QSignalSpy exported(window.get(), &MainWindow::exported);
    const QString path = m_folder->filePath(
        QStringLiteral("out.") +
        QString::fromLatin1(infoOf(*format).endings).section(QLatin1Char(' '), 0, 0));
    window.trigger(("export." + name).constData());
    QVERIFY(answerFileDialog(window.get(), "exportDialog", path));
    QTRY_COMPARE_WITH_TIMEOUT(exported.size(), 1, patience);
    QVERIFY2(exported[0][1].toBool(), "the export failed");

    const QByteArray content = contentOf(path);
    QVERIFY2(content.startsWith(begin), content.left(40).constData());
    if (name == "markdown")
        QVERIFY(content.contains(part) || content.contains("order_lines"));
    else
        QVERIFY(content.contains(part));
    if (name == "svg")
        QVERIFY(QSvgRenderer(content).isValid());
    if (name == "png")
        QVERIFY(QImage::fromData(content).width() > 500);
    if (name == "json")
        QVERIFY(QJsonDocument::fromJson(content).isObject());
    QVERIFY(!window->messages()->has(QStringLiteral("export")));
}

void WindowTest::themesSwitch()
{
    TestWindow window(m_engine.get());
    QVERIFY(window.open(copyOf("library.dbml")));
    const auto corner = [&] {
        const QImage picture = window->diagram()->viewport()->grab().toImage();
        return picture.pixelColor(picture.width() - 3, 3);
    };
    window.trigger("themeLight");
    QTRY_COMPARE(corner(), Theme::light().canvas);
    QCOMPARE(QApplication::palette().color(QPalette::Window), Theme::light().window);
    window.trigger("themeDark");
    QTRY_COMPARE(corner(), Theme::darkTheme().canvas);
    QCOMPARE(QApplication::palette().color(QPalette::Window), Theme::darkTheme().window);
    QVERIFY(window->action(QStringLiteral("themeDark"))->isChecked());
    QCOMPARE(QSettings().value(QStringLiteral("appearance/theme")).toString(),
             QStringLiteral("dark"));
    window.trigger("themeToggle");
    QTRY_COMPARE(corner(), Theme::light().canvas);
}

void WindowTest::positionsAreThereAgain_data()
{
    QTest::addColumn<QString>("sample");
    QTest::newRow("JSON") << QStringLiteral("hr.json");
    QTest::newRow("DBML") << QStringLiteral("hr.dbml");
}

void WindowTest::positionsAreThereAgain()
{
    QFETCH(const QString, sample);
    const QString path = copyOf(sample.toUtf8().constData());
    const QByteArray text = contentOf(path);
    QPointF moved;
    QHash<QString, QPointF> all;
    {
        TestWindow window(m_engine.get());
        QVERIFY(window.open(path));
        window.drag(QStringLiteral("locations"), {90, 70});
        moved = window.placeOf(QStringLiteral("locations"));
        for (const DiagramTable &table : window->document()->snapshot()->diagram.tables)
            all.insert(table.key, window.placeOf(table.key));
        window.trigger("fileSave");
        QVERIFY(window->close());
    }
    QVERIFY(sample.endsWith(QLatin1String("json")) ? contentOf(path) != text
                                                   : contentOf(path) == text);
    TestWindow window(m_engine.get());
    QVERIFY(window.open(path));
    // Files keep hundredths of a pixel.
    const auto isAt = [&](const QString &key, QPointF place) {
        return QLineF(window.placeOf(key), place).length() < 0.02;
    };
    QVERIFY(isAt(QStringLiteral("locations"), moved));
    for (auto table = all.cbegin(); table != all.cend(); ++table)
        QVERIFY2(isAt(table.key(), table.value()), qPrintable(table.key()));
    QVERIFY(!window->isWindowModified());
}

void WindowTest::aSampleOpensFromTheWelcomePage()
{
    TestWindow window(m_engine.get());
    QVERIFY(!window->hasDocument());
    auto *card = window->findChild<EntryButton *>(QStringLiteral("sample.booking"));
    QVERIFY(card && card->isVisible());
    QTest::mouseClick(card, Qt::LeftButton);
    QVERIFY(window.waitUntilReady());
    QVERIFY(window->hasDocument());
    QVERIFY(window->document()->path().isEmpty());
    QVERIFY(window->document()->text().contains("Table hotels"));
    QVERIFY(window->document()->snapshot()->result.ok);
    QVERIFY(!window->isWindowModified());
    QVERIFY(window->diagram()->isVisible());

    window.trigger("fileClose");
    QVERIFY(!window->hasDocument());
    QVERIFY(card->isVisible());
}

void WindowTest::junctionsExpand()
{
    TestWindow window(m_engine.get());
    QVERIFY(window.open(copyOf("blog.dbml")));
    const auto boxes = [&] { return window->document()->snapshot()->diagram.tables.size(); };
    const std::size_t declared = boxes();
    window.trigger("viewJunctions");
    QTRY_COMPARE_WITH_TIMEOUT(boxes(), declared + 1, patience);
    window.trigger("viewJunctions");
    QTRY_COMPARE_WITH_TIMEOUT(boxes(), declared, patience);
}

void WindowTest::keysReachPanels()
{
    TestWindow window(m_engine.get());
    QVERIFY(window.open(copyOf("blog.dbml")));
    window.text()->setFocus();
    QTest::keyClick(window.get(), Qt::Key_4, Qt::ControlModifier);
    QTRY_VERIFY(window->sql()->isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(window.get(), Qt::Key_2, Qt::ControlModifier);
    QTRY_VERIFY(window->diagram()->hasFocus());
    QTest::keyClick(window.get(), Qt::Key_3, Qt::ControlModifier);
    QTRY_VERIFY(window->findings()->isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(window.get(), Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY(window->editor()->isAncestorOf(QApplication::focusWidget()));
}

void WindowTest::aBrokenConfigurationIsShown()
{
    const QString path = m_folder->filePath("users.dbml");
    const QString configuration = m_folder->filePath("tablewright.toml");
    QVERIFY(writeContent(path, "Table users {\n  id int [pk]\n}\n"));
    TestWindow window(m_engine.get());
    QVERIFY(window.open(path));
    QCOMPARE(window->statusLine()->findingsText(), QStringLiteral("No problems"));
    window->showPanel(window->sql());
    QVERIFY(writeContent(configuration, "[severities]\nTW4001 = \"fatal\"\n"));
    QTRY_COMPARE_WITH_TIMEOUT(window->statusLine()->findingsText(), QStringLiteral("1 error"),
                              patience);
    QVERIFY(!window->document()->snapshot()->result.script);
    QVERIFY(window->sql()->isStale());
    // The next finding is in no text of the editor, so it is shown where it is.
    window.trigger("editNextFinding");
    const ConfigurationView *view = window->findings()->configuration();
    QVERIFY(view->isVisible());
    QCOMPARE(view->text()->selectedText(), QStringLiteral("\"fatal\""));
    // No script is written either, and the reason says whose fault it is.
    QSignalSpy exported(window.get(), &MainWindow::exported);
    window->exportTo(m_folder->filePath("users.sql"), ExportFormat::Sql);
    QVERIFY(!exported.isEmpty() || exported.wait(patience));
    QCOMPARE(exported.first().at(1).toBool(), false);
    QVERIFY(!QFile::exists(m_folder->filePath("users.sql")));
    QVERIFY(QFile::remove(configuration));
    QTRY_VERIFY_WITH_TIMEOUT(view->isHidden(), patience);
    window->showPanel(window->sql());
    QVERIFY(!window->sql()->isStale());
    QVERIFY(window->document()->snapshot()->result.script);
}

} // namespace tw::preview

QTEST_MAIN(tw::preview::WindowTest)
#include "window_test.moc"
