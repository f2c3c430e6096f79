// SPDX-License-Identifier: MIT
// How long a large schema takes to open, and whether the window answers meanwhile.
#include "large_schema.h"
#include "watchdog.h"
#include "window_fixture.h"

namespace tw::preview {

class WindowOpeningTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void thousandTables_data();
    void thousandTables();

private:
    std::unique_ptr<Engine> m_engine;
};

void WindowOpeningTest::initTestCase()
{
    prepareApplication();
    m_engine = std::make_unique<Engine>();
    QVERIFY2(m_engine->compiler(), qPrintable(m_engine->error()));
}

void WindowOpeningTest::thousandTables_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("text");
    const LargeSchema schema(1000);
    QTest::newRow("DBML, laid out") << QStringLiteral("large.dbml") << schema.dbml();
    QTest::newRow("JSON, laid out") << QStringLiteral("large.json") << schema.json(false);
    QTest::newRow("JSON, placed") << QStringLiteral("placed.json") << schema.json(true);
}

void WindowOpeningTest::thousandTables()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, text);
    const QTemporaryDir folder;
    const QString path = folder.filePath(name);
    QVERIFY(writeContent(path, text));

    TestWindow window(m_engine.get());
    QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    QElapsedTimer timer;
    Watchdog watchdog;
    timer.start();
    QVERIFY(window.open(path));
    const qint64 opened = timer.elapsed();
    Watchdog::Gap gap = watchdog.longest();
    QCOMPARE(window->document()->snapshot()->diagram.tables.size(), std::size_t(1000));
    qInfo("%s: open, laid out and painted in %lld ms; longest block %.0f ms (%.0f ms of its own "
          "work)",
          QTest::currentDataTag(), static_cast<long long>(opened), gap.wall.count(),
          gap.cpu.count());
    QVERIFY2(opened < 60'000, "the bound is many times what it should be");
    if (areTimesStrict()) {
        QVERIFY(opened < 3000);
        QVERIFY(gap.cpu.count() < 50);
    }

    // What a keystroke costs.
    watchdog.restart();
    timer.start();
    const std::uint64_t revision = window->document()->revision();
    QVERIFY(
        window.typeAfter(name.endsWith(QLatin1String("json")) ? "\"name\": \"Lar" : "Table ", "x"));
    QTRY_VERIFY_WITH_TIMEOUT(
        window->document()->revision() > revision && !window->document()->isCompiling(), patience);
    gap = watchdog.longest();
    qInfo("%s: findings %lld ms after a keystroke; longest block %.0f ms (%.0f ms of its own work)",
          QTest::currentDataTag(), static_cast<long long>(timer.elapsed()), gap.wall.count(),
          gap.cpu.count());
    if (areTimesStrict())
        QVERIFY(gap.cpu.count() < 50);
}

} // namespace tw::preview

QTEST_MAIN(tw::preview::WindowOpeningTest)
#include "window_opening_test.moc"
