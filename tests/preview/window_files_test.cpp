// SPDX-License-Identifier: MIT
// Opening, saving and closing, and what must not be lost by them.
#include "window/message_area.h"
#include "window/recent_files.h"
#include "window_fixture.h"

#include <QDropEvent>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>

namespace tw::preview {

class WindowFilesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void closingAsksForChanges_data();
    void closingAsksForChanges();
    void anUntitledTextIsSavedByItsDialog();
    void aFileThatIsNotThereIsTold();
    void aFolderThatIsNotThereIsTold();
    void aNameOfTheOtherLanguageIsRefused();
    void whatOthersChangeIsReadAgain();
    void whatBothChangeIsAsked_data();
    void whatBothChangeIsAsked();
    void aDroppedFileOpens();
    void aSecondFileGetsAWindow();
    void recentFilesAreListed();
    void convertsToTheOtherLanguage();

private:
    QString copyOf(const char *sample);
    static QMessageBox *question(const QWidget *window);

    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void WindowFilesTest::initTestCase()
{
    prepareApplication();
    m_engine = std::make_unique<Engine>();
    QVERIFY2(m_engine->compiler(), qPrintable(m_engine->error()));
}

void WindowFilesTest::init()
{
    failOnQtWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    RecentFiles::instance().clear();
}

void WindowFilesTest::cleanup()
{
    // A test that failed may have left some.
    std::vector<QPointer<QWidget>> left;
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (qobject_cast<MainWindow *>(widget))
            left.emplace_back(widget);
    }
    for (const QPointer<QWidget> &window : left)
        delete window;
}

QString WindowFilesTest::copyOf(const char *sample)
{
    const QString path = m_folder->filePath(QLatin1String(sample));
    return QFile::copy(QStringLiteral(TEST_SAMPLES_DIR "/") + QLatin1String(sample), path)
               ? path
               : QString();
}

QMessageBox *WindowFilesTest::question(const QWidget *window)
{
    auto *box = window->findChild<QMessageBox *>(QStringLiteral("saveQuestion"));
    return box && box->isVisible() ? box : nullptr;
}

void WindowFilesTest::closingAsksForChanges_data()
{
    QTest::addColumn<int>("answer");
    QTest::addColumn<bool>("closes");
    QTest::addColumn<bool>("saves");
    QTest::newRow("save") << int(QMessageBox::Save) << true << true;
    QTest::newRow("discard") << int(QMessageBox::Discard) << true << false;
    QTest::newRow("cancel") << int(QMessageBox::Cancel) << false << false;
}

void WindowFilesTest::closingAsksForChanges()
{
    QFETCH(const int, answer);
    QFETCH(const bool, closes);
    QFETCH(const bool, saves);
    const QString path = copyOf("school.dbml");
    const QByteArray before = contentOf(path);

    TestWindow window(m_engine.get());
    QVERIFY(window.open(path));
    QVERIFY(window.typeAfter("Project School {", " "));
    QTRY_VERIFY(window->isWindowModified());
    QVERIFY(!window->close());
    QMessageBox *box = nullptr;
    QTRY_VERIFY((box = question(window.get())));
    QTest::mouseClick(box->button(QMessageBox::StandardButton(answer)), Qt::LeftButton);
    QTRY_COMPARE(window->isVisible(), !closes);
    QCOMPARE(contentOf(path) != before, saves);
    QCOMPARE(window->document()->text().contains("Project School { "), !closes);
}

void WindowFilesTest::anUntitledTextIsSavedByItsDialog()
{
    TestWindow window(m_engine.get());
    window->newDocument(Language::Dbml);
    QVERIFY(window.waitUntilReady());
    QVERIFY(window->document()->snapshot()->result.ok);
    QVERIFY(window.typeAfter("Table posts {", "\n  // more"));
    const QString path = m_folder->filePath(QStringLiteral("mine.dbml"));
    window.trigger("fileSave");
    QVERIFY(answerFileDialog(window.get(), "saveDialog", path));
    QTRY_VERIFY(!window->isWindowModified());
    QCOMPARE(contentOf(path), window->document()->text());
    QCOMPARE(window->document()->path(), path);
    QVERIFY(window->windowTitle().startsWith(QStringLiteral("mine.dbml")));
}

void WindowFilesTest::aFileThatIsNotThereIsTold()
{
    TestWindow window(m_engine.get());
    const QString path = m_folder->filePath(QStringLiteral("gone.dbml"));
    RecentFiles::instance().add(path);
    QVERIFY(!window->openFile(path));
    QVERIFY(!window->hasDocument());
    QPushButton *forget =
        window->messages()->button(QStringLiteral("open"), QStringLiteral("Forget It"));
    QVERIFY(forget);
    QTRY_VERIFY(forget->isVisible());
    QTest::mouseClick(forget, Qt::LeftButton);
    QVERIFY(RecentFiles::instance().paths().isEmpty());
    QVERIFY(!window->messages()->has(QStringLiteral("open")));
}

void WindowFilesTest::aFolderThatIsNotThereIsTold()
{
    TestWindow window(m_engine.get());
    QVERIFY(window.open(copyOf("school.dbml")));
    QVERIFY(window.typeAfter("Project School {", " "));
    QTRY_VERIFY(window->isWindowModified());
    const QByteArray text = window->document()->text();
    QVERIFY(!window->saveAs(m_folder->filePath(QStringLiteral("no/such/folder.dbml"))));
    QVERIFY(window->messages()->has(QStringLiteral("save")));
    QVERIFY(window->isWindowModified());
    QCOMPARE(window->document()->text(), text);
}

void WindowFilesTest::aNameOfTheOtherLanguageIsRefused()
{
    TestWindow window(m_engine.get());
    QVERIFY(window.open(copyOf("school.dbml")));
    const QString path = m_folder->filePath(QStringLiteral("school.json"));
    QVERIFY(!window->saveAs(path));
    QVERIFY(!QFile::exists(path));
    QVERIFY(window->messages()->has(QStringLiteral("save")));
}

void WindowFilesTest::whatOthersChangeIsReadAgain()
{
    const QString path = copyOf("school.dbml");
    TestWindow window(m_engine.get());
    QVERIFY(window.open(path));
    const QByteArray other = contentOf(path) + "\nTable rooms {\n  id int [pk]\n}\n";
    QVERIFY(writeContent(path, other));
    QTRY_COMPARE_WITH_TIMEOUT(window->document()->text(), other, patience);
    QTRY_VERIFY_WITH_TIMEOUT(window->diagram()->diagramScene()->table(QStringLiteral("rooms")),
                             patience);
    QVERIFY(!window->isWindowModified());
}

void WindowFilesTest::whatBothChangeIsAsked_data()
{
    QTest::addColumn<QString>("answer");
    QTest::newRow("reload") << QStringLiteral("Reload");
    QTest::newRow("keep") << QStringLiteral("Keep Mine");
}

void WindowFilesTest::whatBothChangeIsAsked()
{
    QFETCH(const QString, answer);
    const QString path = copyOf("school.dbml");
    TestWindow window(m_engine.get());
    QVERIFY(window.open(path));
    QVERIFY(window.typeAfter("Project School {", "\n  // mine"));
    QTRY_VERIFY(window->isWindowModified());
    const QByteArray mine = window->document()->text();
    const QByteArray other = "// theirs\n" + contentOf(path);
    QVERIFY(writeContent(path, other));
    QPushButton *button = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((button = window->messages()->button(QStringLiteral("disk"), answer)),
                             patience);
    QCOMPARE(window->document()->text(), mine);
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE(window->document()->text(), answer == QLatin1String("Reload") ? other : mine);
    QVERIFY(!window->messages()->has(QStringLiteral("disk")));
    if (answer == QLatin1String("Keep Mine")) {
        window.trigger("fileSave");
        QCOMPARE(contentOf(path), mine);
    }
}

void WindowFilesTest::aDroppedFileOpens()
{
    TestWindow window(m_engine.get());
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(copyOf("hr.json"))});
    QDragEnterEvent enter({200, 200}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({200, 200}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window.get(), &drop);
    QVERIFY(window.waitUntilReady());
    QVERIFY(window->document()->path().endsWith(QStringLiteral("hr.json")));

    QMimeData picture;
    picture.setUrls({QUrl::fromLocalFile(QStringLiteral("/tmp/picture.png"))});
    QDragEnterEvent refused({200, 200}, Qt::CopyAction, &picture, Qt::LeftButton, Qt::NoModifier);
    refused.ignore();
    QApplication::sendEvent(window.get(), &refused);
    QVERIFY(!refused.isAccepted());
}

void WindowFilesTest::aSecondFileGetsAWindow()
{
    TestWindow window(m_engine.get());
    const QString first = copyOf("hr.json");
    QVERIFY(window.open(first));
    const auto windows = [] {
        QList<MainWindow *> found;
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (auto *main = qobject_cast<MainWindow *>(widget); main && main->isVisible())
                found << main;
        }
        return found;
    };
    window->openFileSomewhere(copyOf("blog.json"));
    QCOMPARE(windows().size(), 2);
    QVERIFY(window->document()->path() == first);
    // A file that is open already is not opened again.
    window->openFileSomewhere(first);
    QCOMPARE(windows().size(), 2);
    for (MainWindow *other : windows()) {
        if (other != window.get())
            QVERIFY(other->close());
    }
    QTRY_COMPARE(windows().size(), 1);
}

void WindowFilesTest::recentFilesAreListed()
{
    const QString path = copyOf("hr.json");
    const QString gone = m_folder->filePath(QStringLiteral("gone.dbml"));
    RecentFiles::instance().add(gone);
    TestWindow window(m_engine.get());
    QVERIFY(window.open(path));
    auto *menu = window->findChild<QMenu *>(QStringLiteral("recent"));
    QVERIFY(menu);
    emit menu->aboutToShow();
    QVERIFY(menu->actions().size() >= 2);
    QVERIFY(menu->actions()[0]->text().contains(QStringLiteral("hr.json")));
    QVERIFY(menu->actions()[0]->isEnabled());
    QVERIFY(!menu->actions()[1]->isEnabled());
    QCOMPARE(QSettings().value(QStringLiteral("recentFiles")).toStringList(),
             (QStringList{path, gone}));
}

void WindowFilesTest::convertsToTheOtherLanguage()
{
    TestWindow window(m_engine.get());
    window->newDocument(Language::Dbml);
    QVERIFY(window.waitUntilReady());
    window.trigger("fileConvert");
    QVERIFY(window.waitUntilReady());
    QCOMPARE(window->document()->language(), Language::Json);
    QVERIFY(window->document()->text().contains("\"users\""));
    QVERIFY(window->document()->snapshot()->result.ok);
}

} // namespace tw::preview

QTEST_MAIN(tw::preview::WindowFilesTest)
#include "window_files_test.moc"
