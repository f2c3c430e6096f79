// SPDX-License-Identifier: MIT
// A program that is killed while someone types in it: the next start has what was typed. This same
// program is the one that is killed when it is started with `--type FILE`.
#include "core/recovery.h"
#include "window/message_area.h"
#include "window/recovered_work.h"
#include "window_fixture.h"

#include <QProcess>

#include <csignal>
#include <cstdio>

namespace tw::preview {

namespace {

constexpr const char *typed = "// kept_by_nobody_else";

/// Opens the file, moves a table, types, says so on standard output once it is kept, and types on.
int typeUntilKilled(const QString &path)
{
    Engine engine;
    const TestWindow window(&engine);
    if (!window.open(path))
        return 2;
    window.drag(QStringLiteral("hotels"), {96, 64});
    auto *autosave = window->findChild<Autosave *>();
    QObject::connect(autosave, &Autosave::written, autosave, [&] {
        if (!window->document()->text().contains("kept_by_nobody_else"))
            return;
        const QPointF place = window.placeOf(QStringLiteral("hotels"));
        std::printf("kept %.0f %.0f\n", place.x(), place.y());
        std::fflush(stdout);
    });
    if (!window.typeAfter("Project Booking {", "\n// before\n") ||
        !window.typeAfter("// before\n", typed))
        return 3;
    for (;;) {
        QTest::keyClick(window.text(), Qt::Key_Space);
        QTest::qWait(300);
    }
}

} // namespace

class WindowCrashTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void theTextIsBackAfterKill();
    void discardedWorkIsGone();

private:
    /// Where the table was when the program was killed.
    void typeAndKill(const QString &path, QPointF *place);

    std::unique_ptr<Engine> m_engine;
    QTemporaryDir m_folder;
};

void WindowCrashTest::initTestCase()
{
    m_engine = std::make_unique<Engine>();
    QVERIFY2(m_engine->compiler(), qPrintable(m_engine->error()));
}

void WindowCrashTest::typeAndKill(const QString &path, QPointF *place)
{
    QVERIFY(QFile::copy(QStringLiteral(TEST_SAMPLES_DIR "/booking.dbml"), path));
    QProcess program;
    program.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--type"), path});
    QByteArray said;
    const auto hasSaid = [&] {
        said += program.readAllStandardOutput();
        return said.contains('\n') || program.state() == QProcess::NotRunning;
    };
    QVERIFY(QTest::qWaitFor(hasSaid, patience));
    QVERIFY2(said.startsWith("kept"),
             (said + program.readAllStandardError() + QByteArray::number(program.exitCode()))
                 .constData());
    const QList<QByteArray> words = said.left(said.indexOf('\n')).split(' ');
    *place = {words[1].toDouble(), words[2].toDouble()};
    QCOMPARE(::kill(static_cast<pid_t>(program.processId()), SIGKILL), 0);
    QVERIFY(program.waitForFinished(patience));
    QCOMPARE(program.exitStatus(), QProcess::CrashExit);
}

void WindowCrashTest::theTextIsBackAfterKill()
{
    const QString path = m_folder.filePath(QStringLiteral("booking.dbml"));
    QPointF place;
    typeAndKill(path, &place);
    if (QTest::currentTestFailed())
        return;
    const QByteArray onDisk = contentOf(path);
    QVERIFY(!onDisk.contains("kept_by_nobody_else"));

    TestWindow window(m_engine.get());
    auto *box = window->findChild<QWidget *>(QStringLiteral("welcome.unsaved"));
    QVERIFY(box && box->isVisible());
    auto *restore = window->findChild<QPushButton *>(QStringLiteral("welcome.restore"));
    QVERIFY(restore);
    QTest::mouseClick(restore, Qt::LeftButton);
    QVERIFY(window.waitUntilReady());
    QVERIFY(window->document()->text().contains(typed));
    QCOMPARE(window->document()->path(), path);
    QVERIFY(window->isWindowModified());
    QCOMPARE(window.placeOf(QStringLiteral("hotels")), place);
    QVERIFY(!box->isVisible());

    window.trigger("fileSave");
    QVERIFY(contentOf(path).contains(typed));
    QVERIFY(window->close());
    RecoveredWork::instance().look();
    QVERIFY(RecoveredWork::instance().texts().empty());
}

void WindowCrashTest::discardedWorkIsGone()
{
    const QString path = m_folder.filePath(QStringLiteral("other.dbml"));
    QPointF place;
    typeAndKill(path, &place);
    if (QTest::currentTestFailed())
        return;

    // A window that opens a file has no welcome page: a bar tells.
    TestWindow window(m_engine.get());
    QVERIFY(window.open(path));
    QPushButton *discard = nullptr;
    QTRY_VERIFY((discard = window->messages()->button(QStringLiteral("recovered"),
                                                      QStringLiteral("Discard"))));
    QTest::mouseClick(discard, Qt::LeftButton);
    QVERIFY(!window->messages()->has(QStringLiteral("recovered")));
    QVERIFY(RecoveredWork::instance().texts().empty());
    RecoveredWork::instance().look();
    QVERIFY(RecoveredWork::instance().texts().empty());
    QVERIFY(!window->document()->text().contains("kept_by_nobody_else"));
}

} // namespace tw::preview

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    tw::preview::prepareApplication();
    if (argc == 3 && QByteArray(argv[1]) == "--type")
        return tw::preview::typeUntilKilled(QString::fromLocal8Bit(argv[2]));
    tw::preview::WindowCrashTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "window_crash_test.moc"
