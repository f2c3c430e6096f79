// SPDX-License-Identifier: MIT
// The program itself is what dies: with `--edit FILE` it edits a document like a window does.
#include "core/document.h"
#include "core/recovery.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QGuiApplication>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <sys/wait.h>

using namespace tw;
using namespace tw::preview;

namespace {

constexpr int patience = 30'000;
const QByteArray saved = "Table a {\n  id int [pk]\n}\n";
const QByteArray typed = "Table a {\n  id int [pk]\n  näme text // half writ";

/// What runs until it is killed. Says on standard output when it has typed.
int edit(QGuiApplication &application, const QString &path)
{
    Engine engine;
    Document document(&engine);
    const Autosave autosave(&document);
    QString error;
    if (!document.load(path, &error))
        return 1;
    QObject::connect(&document, &Document::snapshotChanged, &application,
                     [&, done = false]() mutable {
                         if (!document.snapshot() || std::exchange(done, true))
                             return;
                         document.moveTables({{"a", {321, 123}}}, "Move");
                         document.setTyped(typed);
                         std::puts("typed");
                         std::fflush(stdout);
                     });
    return QGuiApplication::exec();
}

QString folder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + "/recovery";
}

QStringList filesInFolder() { return QDir(folder()).entryList(QDir::Files); }

} // namespace

class RecoveryTest : public QObject {
    Q_OBJECT

    Engine m_engine;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    void write(const QByteArray &text) const
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }

private slots:
    void init()
    {
        QDir(folder()).removeRecursively();
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath("a.dbml");
        write(saved);
    }

    void killedWhileEditing()
    {
        QProcess victim;
        victim.start(QCoreApplication::applicationFilePath(), {"--edit", m_path});
        QTRY_VERIFY_WITH_TIMEOUT(victim.canReadLine() || victim.state() == QProcess::NotRunning,
                                 patience);
        QCOMPARE(victim.readLine(), QByteArray("typed\n"));
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY_WITH_TIMEOUT(!QDir(folder()).entryList({"*.recovery"}).isEmpty(), patience);
        qInfo("written %lld ms after the change", clock.elapsed());
        // As long as it lives nobody else takes it.
        QCOMPARE(findRecoveredTexts().size(), std::size_t{0});

        QCOMPARE(::kill(static_cast<pid_t>(victim.processId()), SIGKILL), 0);
        QVERIFY(victim.waitForFinished(patience));
        QCOMPARE(victim.exitStatus(), QProcess::CrashExit);

        std::vector<RecoveredText> found = findRecoveredTexts();
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].path, m_path);
        QCOMPARE(found[0].displayName(), QString("a.dbml"));
        QCOMPARE(found[0].text, typed);
        QVERIFY(!found[0].isOriginalChanged());
        QVERIFY(qAbs(found[0].time.secsTo(QDateTime::currentDateTimeUtc())) < 60);
        // Found once: another window that starts now does not offer it as well.
        QCOMPARE(findRecoveredTexts().size(), std::size_t{0});

        Document document(&m_engine);
        Autosave autosave(&document);
        document.restore(found[0]);
        autosave.adopt(std::move(found[0]));
        QCOMPARE(document.text(), typed);
        QCOMPARE(document.path(), m_path);
        QVERIFY(document.isModified());
        QTRY_VERIFY_WITH_TIMEOUT(!document.isCompiling(), patience);
        QCOMPARE(document.positions().value("a"), QPointF(321, 123));
        QCOMPARE(QDir(folder()).entryList({"*.recovery"}).size(), 1);
        QString error;
        QVERIFY2(document.save(m_path, &error), qPrintable(error));
        QTRY_COMPARE_WITH_TIMEOUT(filesInFolder(), QStringList(), patience);
        QVERIFY(!document.isModified());
    }

    void goneWhenSavedOrUndone()
    {
        Document document(&m_engine);
        const Autosave autosave(&document);
        QSignalSpy written(&autosave, &Autosave::written);
        QString error;
        QVERIFY2(document.load(m_path, &error), qPrintable(error));
        for (int round = 1; round <= 2; ++round) {
            document.setTyped(typed);
            QTRY_COMPARE_WITH_TIMEOUT(written.size(), round, patience);
            QCOMPARE(filesInFolder().size(), 2); // with its lock
            document.setTyped(saved);
            QTRY_COMPARE_WITH_TIMEOUT(filesInFolder(), QStringList(), patience);
        }
    }

    void discardedIsGone()
    {
        {
            Document document(&m_engine);
            Autosave autosave(&document);
            document.setNew(Language::Json, "{");
            document.setTyped("{}");
            autosave.flush();
            QCOMPARE(filesInFolder().size(), 2);
            autosave.discard();
        }
        QCOMPARE(filesInFolder(), QStringList());
        {
            Document document(&m_engine);
            const Autosave autosave(&document);
            document.setNew(Language::Json, "{");
            document.setTyped("{}"); // and closed by who knows whom
        }
        std::vector<RecoveredText> found = findRecoveredTexts();
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].text, QByteArray("{}"));
        QCOMPARE(found[0].displayName(), QString("Untitled.json"));
        QVERIFY(!found[0].isOriginalChanged());
        found[0].discard();
        QCOMPARE(filesInFolder(), QStringList());
    }

    void tellsWhenTheFileChangedMeanwhile()
    {
        {
            Document document(&m_engine);
            const Autosave autosave(&document);
            QString error;
            QVERIFY(document.load(m_path, &error));
            document.setTyped(typed);
        }
        write(saved + "// by another program\n");
        std::vector<RecoveredText> found = findRecoveredTexts();
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(found[0].isOriginalChanged());
        found.clear(); // not now
        found = findRecoveredTexts();
        QCOMPARE(found.size(), std::size_t{1});
        // What became of the file does not keep the text from the user.
        for (const QByteArray &content : {QByteArray("\xFF\xFE"), typed}) {
            write(content);
            Document document(&m_engine);
            document.restore(found[0]);
            QCOMPARE(document.text(), typed);
            QVERIFY(document.isModified());
        }
        QVERIFY(QFile::remove(m_path));
        Document document(&m_engine);
        document.restore(found[0]);
        QString error;
        QVERIFY2(document.save(m_path, &error), qPrintable(error));
        QVERIFY(QFile::exists(m_path) && !document.isModified());
    }

    void doesNotReadWhatIsNotWhole()
    {
        {
            Document document(&m_engine);
            const Autosave autosave(&document);
            document.setNew(Language::Dbml, "");
            document.setTyped(typed);
        }
        const QString path = folder() + '/' + QDir(folder()).entryList({"*.recovery"}).value(0);
        QFile file(path);
        QVERIFY(file.resize(file.size() - 1));
        QCOMPARE(findRecoveredTexts().size(), std::size_t{0});
        QVERIFY(QFile::exists(path));
    }

    void lockEndsWithItsProcess()
    {
        QDir().mkpath(folder());
        const QString path = folder() + "/some.lock";
        // A process of the same name, as the next start is one.
        const pid_t child = ::fork();
        if (child == 0) {
            const std::unique_ptr<ProcessLock> lock = ProcessLock::take(path);
            ::raise(lock ? SIGKILL : SIGTERM);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(WTERMSIG(status), SIGKILL);
        QVERIFY(QFile::exists(path));
        std::unique_ptr<ProcessLock> lock = ProcessLock::take(path);
        QVERIFY(lock);
        QVERIFY(!ProcessLock::take(path));
        lock.reset();
        QVERIFY(!QFile::exists(path));
    }
};

int main(int argc, char **argv)
{
    QGuiApplication application(argc, argv);
    QCoreApplication::setApplicationName("tablewright-preview-test");
    if (argc == 3 && qstrcmp(argv[1], "--edit") == 0)
        return edit(application, QString::fromLocal8Bit(argv[2]));
    RecoveryTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "recovery_test.moc"
