// SPDX-License-Identifier: MIT
#include "core/positions.h"
#include "large_schema.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace tw;
using namespace tw::preview;

namespace {

/// The text with its positions set; the places that the text cannot say are none.
QByteArray withPositions(const QByteArray &text, const TablePositions &positions)
{
    const std::optional<PositionEdits> edits = positionEdits(text, positions);
    return edits && edits->rest.isEmpty() ? edited(text, edits->edits) : QByteArray("refused");
}

/// What schema JSON says of positions, as the frontend reads it.
TablePositions readBack(const QByteArray &text)
{
    SourceManager sources;
    const SourceId source = sources.add("test", viewOf(text));
    DiagnosticList found;
    DiagnosticEmitter emitter(found);
    const Limits limits;
    return writtenPositions(
        frontendFor(Language::Json).parse(sources, source, emitter, {limits, nullptr, false}));
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("missing");
}

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

} // namespace

class PositionsTest : public QObject {
    Q_OBJECT
private slots:
    void replacesNumbersOnly()
    {
        const QByteArray text =
            "{\"name\":\"s\",\"tables\":[{\"id\":\"a\",\"name\":\"a\",\"columns\":[],\n"
            "\t\"position\" : {\"y\" :\t-20.5e0 ,\r\n \"x\":7} , \"note\":\"x: 7\"}]}";
        QCOMPARE(withPositions(text, {{"a", {8.256, 40}}}),
                 QByteArray(text).replace("-20.5e0", "40").replace("\"x\":7", "\"x\":8.26"));
    }

    void leavesWhatIsSame()
    {
        const QByteArray text = "{\"name\":\"s\",\"tables\":[{\"name\":\"a\",\"columns\":[],"
                                "\"position\":{\"x\":1.0,\"y\":2e1}}]}";
        QCOMPARE(positionEdits(text, {{"a", {1, 20}}})->edits, std::vector<preview::TextEdit>());
    }

    void insertsInTheStyleOfTheText_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("one line") << QByteArray(R"({"tables":[{"name":"a","columns":[]}]})")
                                  << QByteArray(R"({"tables":[{"name":"a", "position": { "x": 1, )"
                                                R"("y": -2.5 },"columns":[]}]})");
        QTest::newRow("lines") << QByteArray("{\"tables\": [\n  {\n    \"name\": \"a\",\n"
                                             "    \"columns\": []\n  }]}")
                               << QByteArray("{\"tables\": [\n  {\n    \"name\": \"a\",\n"
                                             "    \"position\": { \"x\": 1, \"y\": -2.5 },\n"
                                             "    \"columns\": []\n  }]}");
        QTest::newRow("the name is last, CR LF, tabs")
            << QByteArray("{\"tables\": [{\r\n\t\"columns\": [],\r\n\t\"name\": \"a\"\r\n}]}")
            << QByteArray("{\"tables\": [{\r\n\t\"columns\": [],\r\n\t\"name\": \"a\",\r\n"
                          "\t\"position\": { \"x\": 1, \"y\": -2.5 }\r\n}]}");
        QTest::newRow("the name follows others on its line")
            << QByteArray("{\"tables\": [\n {\"id\": \"a\", \"name\": \"a\",\n \"columns\": []}]}")
            << QByteArray("{\"tables\": [\n {\"id\": \"a\", \"name\": \"a\", "
                          "\"position\": { \"x\": 1, \"y\": -2.5 },\n \"columns\": []}]}");
    }
    void insertsInTheStyleOfTheText()
    {
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, after);
        QCOMPARE(withPositions(before, {{"a", {1, -2.5}}}), after);
        QCOMPARE(readBack(after), TablePositions({{"a", {1, -2.5}}}));
    }

    void tellsWhatTheTextHasNoPlaceFor()
    {
        const std::optional<PositionEdits> edits =
            positionEdits(R"({"tables":[{"namespace":"s","name":"a","columns":[]}],)"
                          R"("enums":[{"name":"e","values":["x"]}]})",
                          {{"s.a", {1, 2}}, {"enum:e", {3, 4}}, {"a", {5, 6}}});
        QVERIFY(edits);
        QCOMPARE(edits->edits.size(), std::size_t{1});
        QCOMPARE(edits->rest, TablePositions({{"enum:e", {3, 4}}, {"a", {5, 6}}}));
    }

    void refusesWhatIsNoJson()
    {
        QVERIFY(!positionEdits(R"({"tables":[{"name":"a","columns":[]})", {{"a", {1, 2}}}));
        QVERIFY(!positionEdits("", {{"a", {1, 2}}}));
    }

    void setsThousands()
    {
        const QByteArray text = LargeSchema(1000).json(true);
        TablePositions positions = readBack(text);
        QCOMPARE(positions.size(), 1000);
        QCOMPARE(withPositions(text, positions), text);
        for (QPointF &place : positions)
            place += {0.5, -1000.25};
        const QByteArray moved = withPositions(text, positions);
        QCOMPARE(readBack(moved), positions);
        for (QPointF &place : positions)
            place -= {0.5, -1000.25};
        QCOMPARE(withPositions(moved, positions), text);
        QCOMPARE(readBack(withPositions(LargeSchema(1000).json(false), positions)), positions);
    }

    void layoutFileKeepsWhatItDoesNotKnow()
    {
        const QTemporaryDir folder;
        const QString document = folder.filePath("shop.dbml");
        const QString path = layoutPath(document);
        QCOMPARE(readLayoutFile(document), TablePositions());
        QString error;
        QVERIFY(writeLayoutFile(document, {}, &error));
        QVERIFY(!QFile::exists(path));

        const TablePositions positions{{"a", {1.5, -2}}, {"s.ü \"b\"", {0, 1e6}}};
        QVERIFY2(writeLayoutFile(document, positions, &error), qPrintable(error));
        QCOMPARE(readLayoutFile(document, &error), positions);
        QVERIFY(error.isEmpty());

        QJsonObject object = QJsonDocument::fromJson(contentOf(path)).object();
        object.insert("view", "mine");
        write(path, QJsonDocument(object).toJson());
        QVERIFY(writeLayoutFile(document, {{"b", {3, 4}}}, &error));
        QCOMPARE(readLayoutFile(document), TablePositions({{"b", {3, 4}}}));
        QCOMPARE(QJsonDocument::fromJson(contentOf(path)).object().value("view").toString(),
                 QString("mine"));
        QVERIFY(writeLayoutFile(document, {}, &error));
        QVERIFY(QFile::exists(path)); // for what it does not know

        write(path, R"({"version": 1, "positions": {}})");
        QVERIFY(writeLayoutFile(document, {}, &error));
        QVERIFY(!QFile::exists(path));
    }

    void unreadableLayoutFileIsNoFailure_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("no JSON") << QByteArray("<<<<<<< HEAD\n{");
        QTest::newRow("another version") << QByteArray(R"({"version": 2, "positions": {}})");
        QTest::newRow("an array") << QByteArray("[]");
    }
    void unreadableLayoutFileIsNoFailure()
    {
        QFETCH(const QByteArray, content);
        const QTemporaryDir folder;
        const QString document = folder.filePath("shop.dbml");
        write(layoutPath(document), content);
        QString error;
        QCOMPARE(readLayoutFile(document, &error), TablePositions());
        QVERIFY2(error.contains("shop.dbml.layout.json"), qPrintable(error));
    }

    void differenceIsShortAndWhole_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<int>("replaced");
        QTest::newRow("same") << QByteArray("abc") << QByteArray("abc") << -1;
        QTest::newRow("in the middle") << QByteArray("abcdef") << QByteArray("abXdef") << 1;
        QTest::newRow("repeated") << QByteArray("aaaa") << QByteArray("aaaaaa") << 0;
        QTest::newRow("cut") << QByteArray("aaaaaa") << QByteArray("aaaa") << 2;
        QTest::newRow("same first byte") << QByteArray("xäy") << QByteArray("xöy") << 2;
        QTest::newRow("same last byte") << QByteArray("x\u00a4y") << QByteArray("x\u0124y") << 2;
        QTest::newRow("all") << QByteArray("abc") << QByteArray("") << 3;
    }
    void differenceIsShortAndWhole()
    {
        QFETCH(const QByteArray, before);
        QFETCH(const QByteArray, after);
        QFETCH(const int, replaced);
        const std::vector<preview::TextEdit> edits = difference(before, after);
        QCOMPARE(edited(before, edits), after);
        QCOMPARE(edits.empty() ? -1 : static_cast<int>(edits[0].end - edits[0].begin), replaced);
        for (const preview::TextEdit &edit : edits)
            QCOMPARE(QString::fromUtf8(edit.replacement).toUtf8(), edit.replacement);
    }
};

QTEST_GUILESS_MAIN(PositionsTest)
#include "positions_test.moc"
