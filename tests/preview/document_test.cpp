// SPDX-License-Identifier: MIT
#include "core/document.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace tw;
using namespace tw::preview;

namespace {

constexpr int patience = 20'000;

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

/// As most editors do it: another file takes the place.
void replace(const QString &path, const QByteArray &text)
{
    QSaveFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
    QVERIFY(file.commit());
}

const QByteArray shopDbml = "// A shop\r\n"
                            "Table customers {\r\n  id int [pk]\r\n  name text\r\n}\r\n\r\n"
                            "Table orders {\n  id int [pk]\n  customer int [ref: > customers.id]\n"
                            "  state order_state\n}\n"
                            "Enum order_state {\n  open\n  done\n}\t\n\n";

const QByteArray shopJson = R"({
  "name": "Shop",
  "enums": [{ "id": "state", "name": "state", "values": ["open", "done"] }],
  "tables": [
    { "id": "c", "name": "customers", "columns": [
        { "id": "i", "name": "id", "dataType": "INT", "primaryKey": true }],
      "position": { "x": 10, "y":   20 } },
    {
      "id": "o",
      "name": "orders",
      "columns": [{ "id": "i", "name": "id", "dataType": "INT", "primaryKey": true }]
    }
  ]
}
)";

#define WAIT_COMPILED(document) QTRY_VERIFY_WITH_TIMEOUT(!(document).isCompiling(), patience)

#define LOAD(document, path)                                                                       \
    do {                                                                                           \
        QString loadError;                                                                         \
        QVERIFY2((document).load(path, &loadError), qPrintable(loadError));                        \
        WAIT_COMPILED(document);                                                                   \
    } while (false)

#define SAVE(document, path)                                                                       \
    do {                                                                                           \
        QString saveError;                                                                         \
        QVERIFY2((document).save(path, &saveError), qPrintable(saveError));                        \
        WAIT_COMPILED(document);                                                                   \
    } while (false)

} // namespace

class DocumentTest : public QObject {
    Q_OBJECT

    Engine m_engine;
    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] QString file(const QString &name) const { return m_folder->filePath(name); }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY2(m_engine.compiler(), qPrintable(m_engine.error()));
    }

    void savesTheBytesThatItLoaded_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("dbml") << "shop.dbml" << shopDbml;
        QTest::newRow("json") << "shop.json" << shopJson;
        QTest::newRow("broken") << "broken.json" << QByteArray("{\"tables\": [\r\n\r");
        QTest::newRow("empty") << "empty.dbml" << QByteArray();
    }
    void savesTheBytesThatItLoaded()
    {
        QFETCH(const QString, name);
        QFETCH(const QByteArray, text);
        write(file(name), text);
        Document document(&m_engine);
        LOAD(document, file(name));
        QCOMPARE(document.text(), text);
        QCOMPARE(document.displayName(), name);
        QVERIFY(!document.isModified());
        SAVE(document, file("other-" + name));
        QCOMPARE(contentOf(file("other-" + name)), text);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files).size(), 2); // no layout file
    }

    void refusesWhatIsNoText_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("message");
        QTest::newRow("byte order mark")
            << "a.dbml" << QByteArray("\xEF\xBB\xBFTable a {}") << "byte order mark";
        QTest::newRow("UTF-16") << "a.dbml" << QByteArray("\xFF\xFET\0a\0", 6) << "UTF-16";
        QTest::newRow("Latin-1") << "a.json" << QByteArray("{\n\"na\xEFve\": 1}") << "line 2";
        QTest::newRow("surrogate") << "a.json" << QByteArray("\n\n\xED\xA0\x80") << "line 3";
        QTest::newRow("cut") << "a.json" << QByteArray("\"\xF0\x9F\x98") << "line 1";
        QTest::newRow("zero byte") << "a.dbml" << QByteArray("T\0", 2) << "zero byte";
        QTest::newRow("another ending") << "a.sql" << QByteArray("x") << "neither";
    }
    void refusesWhatIsNoText()
    {
        QFETCH(const QString, name);
        QFETCH(const QByteArray, content);
        QFETCH(const QString, message);
        write(file(name), content);
        Document document(&m_engine);
        document.setNew(Language::Json, "before");
        QString error;
        QVERIFY(!document.load(file(name), &error));
        QVERIFY2(error.contains(message) && error.contains(name), qPrintable(error));
        QCOMPARE(document.text(), QByteArray("before"));
        QVERIFY(!document.load(file("missing.dbml"), &error));
        QVERIFY(!document.load(m_folder->path() + "/.dbml/", &error));
    }

    void knowsWhetherItIsModified()
    {
        Document document(&m_engine);
        const QSignalSpy modified(&document, &Document::modifiedChanged);
        write(file("shop.dbml"), shopDbml);
        LOAD(document, file("shop.dbml"));
        document.setTyped(shopDbml + "x");
        QVERIFY(document.isModified());
        document.setTyped(shopDbml); // as undo does
        QVERIFY(!document.isModified());
        QCOMPARE(modified.size(), 2);
        document.setTyped(shopDbml + "\n");
        SAVE(document, file("shop.dbml"));
        QVERIFY(!document.isModified());
        QString error;
        QVERIFY(!document.save(file("shop.json"), &error));
        QVERIFY(error.contains("DBML"));
        QVERIFY(!document.save(file("no/such/folder/shop.dbml"), &error));
    }

    void findsAnErrorAndFixesIt()
    {
        Document document(&m_engine);
        document.setNew(Language::Dbml, shopDbml);
        WAIT_COMPILED(document);
        QVERIFY(document.snapshot()->result.ok);
        document.setTyped(QByteArray(shopDbml).replace("customers.id", "custmers.id"));
        QVERIFY(document.isCompiling());
        const SnapshotPtr old = document.snapshot();
        WAIT_COMPILED(document);
        const SnapshotPtr snapshot = document.snapshot();
        QVERIFY(!snapshot->result.ok);
        const auto found = std::ranges::find_if(snapshot->result.diagnostics,
                                                [](const Diagnostic &d) { return !!d.fix; });
        QVERIFY(found != snapshot->result.diagnostics.end());
        QSignalSpy edits(&document, &Document::textEdited);
        QVERIFY(!document.applyFix(*old, *found->fix));
        QVERIFY(document.applyFix(*snapshot, *found->fix));
        QCOMPARE(edits.size(), 1);
        QCOMPARE(document.text(), shopDbml);
        WAIT_COMPILED(document);
        QVERIFY(document.snapshot()->result.ok);
    }

    void movesAndUndoes()
    {
        Document document(&m_engine);
        document.setNew(Language::Dbml, shopDbml);
        WAIT_COMPILED(document);
        QCOMPARE(document.positions().size(), 3);
        QVERIFY(!document.hasPlacedTables());
        const TablePositions laidOut = document.positions();
        const SnapshotPtr snapshot = document.snapshot();

        QSignalSpy positions(&document, &Document::positionsChanged);
        const QSignalSpy compiling(&document, &Document::compilingChanged);
        for (int i = 1; i <= 3; ++i)
            document.moveTables({{"orders", QPointF(500 * i, 100)}}, "Move", 7);
        document.moveTables({{"orders", {1500, 100}}}, "Nothing");
        QCOMPARE(positions.size(), 3);
        QCOMPARE(document.diagramUndo()->count(), 1);
        document.moveTables({{"customers", {-1, -1}}}, "Move", 8);
        QCOMPARE(document.diagramUndo()->count(), 2);
        QVERIFY(document.hasPlacedTables() && document.isModified());

        document.diagramUndo()->undo();
        QCOMPARE(document.positions().value("orders"), QPointF(1500, 100));
        QCOMPARE(document.positions().value("customers"), laidOut.value("customers"));
        document.diagramUndo()->undo();
        QCOMPARE(document.positions(), laidOut);
        QVERIFY(!document.hasPlacedTables() && !document.isModified());
        document.diagramUndo()->redo();
        QCOMPARE(document.positions().value("orders"), QPointF(1500, 100));
        QCOMPARE(compiling.size(), 0);
        QCOMPARE(document.snapshot(), snapshot);

        document.layOutAgain();
        WAIT_COMPILED(document);
        QCOMPARE(document.positions(), laidOut);
        document.diagramUndo()->undo();
        QCOMPARE(document.positions().value("orders"), QPointF(1500, 100));
        document.diagramUndo()->redo();
        WAIT_COMPILED(document);
        QCOMPARE(document.positions(), laidOut);
    }

    void keepsPositionsBesideDbml()
    {
        write(file("shop.dbml"), shopDbml);
        TablePositions moved;
        {
            Document document(&m_engine);
            LOAD(document, file("shop.dbml"));
            document.moveTables({{"orders", {1234.5, -6}}, {"enum:order_state", {7, 8}}}, "Move");
            moved = document.positions();
            SAVE(document, file("shop.dbml"));
            QVERIFY(!document.isModified());
        }
        QCOMPARE(contentOf(file("shop.dbml")), shopDbml);
        QVERIFY(QFile::exists(file("shop.dbml.layout.json")));
        Document document(&m_engine);
        LOAD(document, file("shop.dbml"));
        QVERIFY(document.hasPlacedTables());
        for (auto place = moved.begin(); place != moved.end(); ++place)
            QVERIFY((document.positions().value(place.key()) - *place).manhattanLength() < 0.02);
        // A table that is gone is forgotten, others stay where they are when one is added.
        document.setTyped("Table first {\n  id int [pk]\n}\n" +
                          shopDbml.left(shopDbml.indexOf("Enum")).replace("order_state", "text"));
        WAIT_COMPILED(document);
        QCOMPARE(document.positions().value("orders"), QPointF(1234.5, -6));
        SAVE(document, file("shop.dbml"));
        const QByteArray layout = contentOf(file("shop.dbml.layout.json"));
        QVERIFY(layout.contains("\"first\"") && !layout.contains("order_state"));
    }

    void keepsPositionsInJson()
    {
        write(file("shop.json"), shopJson);
        {
            Document document(&m_engine);
            LOAD(document, file("shop.json"));
            QCOMPARE(document.positions().value("customers"), QPointF(10, 20));
            document.moveTables({{"customers", {10, 300}}, {"orders", {-40.5, 60}}}, "Move");
            QSignalSpy edits(&document, &Document::textEdited);
            SAVE(document, file("shop.json"));
            QCOMPARE(edits.size(), 1);
            QVERIFY(!document.isModified());
            QCOMPARE(document.positions().value("orders"), QPointF(-40.5, 60));
        }
        QByteArray expected = shopJson;
        expected.replace("\"y\":   20", "\"y\":   300");
        expected.replace("\"orders\",\n",
                         "\"orders\",\n      \"position\": { \"x\": -40.5, \"y\": 60 },\n");
        QCOMPARE(contentOf(file("shop.json")), expected);
        // The language has no place for that of an enum.
        QCOMPARE(readLayoutFile(file("shop.json")).keys(), QStringList("enum:state"));
        Document document(&m_engine);
        LOAD(document, file("shop.json"));
        QCOMPARE(document.positions().value("customers"), QPointF(10, 300));
        QCOMPARE(document.positions().value("orders"), QPointF(-40.5, 60));
        SAVE(document, file("shop.json"));
        QCOMPARE(contentOf(file("shop.json")), expected);
    }

    void textMovesTablesWhenItChanges()
    {
        Document document(&m_engine);
        document.setNew(Language::Json, shopJson);
        WAIT_COMPILED(document);
        document.moveTables({{"customers", {500, 500}}}, "Move");
        document.setTyped(QByteArray(shopJson).replace("Shop", "Shops"));
        WAIT_COMPILED(document);
        QCOMPARE(document.positions().value("customers"), QPointF(500, 500));
        document.setTyped(QByteArray(shopJson).replace("\"y\":   20", "\"y\": 21"));
        WAIT_COMPILED(document);
        QCOMPARE(document.positions().value("customers"), QPointF(10, 21));
    }

    void movesWhileItCompilesAreKept()
    {
        Document document(&m_engine);
        document.setNew(Language::Dbml, shopDbml);
        WAIT_COMPILED(document);
        document.setTyped(shopDbml + "Table more {\n  id int [pk]\n}\n");
        document.moveTables({{"orders", {4000, 100}}}, "Move");
        const QPointF customers = document.positions().value("customers");
        WAIT_COMPILED(document);
        QCOMPARE(document.positions().value("orders"), QPointF(4000, 100));
        QCOMPARE(document.positions().value("customers"), customers);
        QVERIFY(document.positions().contains("more"));
    }

    void renamedTablesStay()
    {
        Document document(&m_engine);
        document.setNew(Language::Dbml, shopDbml);
        WAIT_COMPILED(document);
        document.moveTables({{"customers", {4000, 100}}}, "Move");
        document.setTyped(QByteArray(shopDbml).replace("customers", "clients"));
        WAIT_COMPILED(document);
        QCOMPARE(document.positions().value("clients"), QPointF(4000, 100));
        // By way of a text in which it has no name.
        document.setTyped(QByteArray(shopDbml).replace("customers", ""));
        WAIT_COMPILED(document);
        document.setTyped(QByteArray(shopDbml).replace("customers", "people"));
        WAIT_COMPILED(document);
        QCOMPARE(document.positions().value("people"), QPointF(4000, 100));
    }

    void errorsLeaveTheDiagramSteady_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isOld");
        QTest::newRow("column without type")
            << QByteArray(shopDbml).replace("  name text", "  na") << false;
        QTest::newRow("setting that does not exist")
            << QByteArray(shopDbml).replace("name text", "name text [no]") << false;
        QTest::newRow("reference that leads nowhere")
            << QByteArray(shopDbml).replace("customers.id", "cust.id") << false;
        QTest::newRow("open bracket")
            << QByteArray(shopDbml).replace("name text", "name text [") << true;
        QTest::newRow("new table that is not closed") << shopDbml + "Table more {\n  id i" << true;
    }
    void errorsLeaveTheDiagramSteady()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const bool, isOld);
        Document document(&m_engine);
        document.setNew(Language::Dbml, shopDbml);
        WAIT_COMPILED(document);
        QVERIFY(document.snapshot()->result.ok);
        const TablePositions laidOut = document.positions();
        const std::size_t edges = document.snapshot()->diagram.edges.size();
        document.setTyped(text);
        WAIT_COMPILED(document);
        const SnapshotPtr broken = document.snapshot();
        QVERIFY(!broken->result.ok);
        QCOMPARE(broken->diagramIsOld, isOld);
        QCOMPARE(broken->diagram.tables.size(), std::size_t{3});
        QVERIFY(broken->diagram.edges.size() + (text.contains("cust.id") ? 1 : 0) >= edges);
        QCOMPARE(document.positions(), laidOut);
        // Asked for, a new layout comes nevertheless.
        document.moveTables({{"orders", {5000, 5000}}}, "Move");
        document.layOutAgain();
        WAIT_COMPILED(document);
        QVERIFY(document.positions().value("orders") != QPointF(5000, 5000));
        document.diagramUndo()->undo();
        document.diagramUndo()->undo();
        document.setTyped(shopDbml);
        WAIT_COMPILED(document);
        QCOMPARE(document.positions(), laidOut);
        QVERIFY(!document.snapshot()->diagramIsOld);
    }

    void brokenJsonKeepsDiagramAndPositions()
    {
        write(file("shop.json"), shopJson);
        Document document(&m_engine);
        LOAD(document, file("shop.json"));
        const QByteArray broken = QByteArray(shopJson).replace("\"Shop\"", "\"Shop");
        document.setTyped(broken);
        WAIT_COMPILED(document);
        QVERIFY(!document.snapshot()->result.ok);
        QVERIFY(document.snapshot()->diagramIsOld);
        QCOMPARE(document.snapshot()->diagram.tables.size(), std::size_t{3});
        document.moveTables({{"orders", {77, 88}}}, "Move");
        SAVE(document, file("shop.json"));
        QCOMPARE(contentOf(file("shop.json")), broken);
        QCOMPARE(readLayoutFile(file("shop.json")).value("orders"), QPointF(77, 88));

        Document again(&m_engine);
        LOAD(again, file("shop.json"));
        again.setTyped(shopJson);
        WAIT_COMPILED(again);
        QCOMPARE(again.positions().value("orders"), QPointF(77, 88));
        SAVE(again, file("shop.json"));
        QVERIFY(contentOf(file("shop.json")).contains("\"x\": 77, \"y\": 88"));
        QVERIFY(!readLayoutFile(file("shop.json")).contains("orders"));
    }

    void takesWhatChangedOnDisk()
    {
        write(file("shop.dbml"), shopDbml);
        Document document(&m_engine);
        LOAD(document, file("shop.dbml"));
        document.moveTables({{"orders", {4000, 100}}}, "Move");
        SAVE(document, file("shop.dbml"));

        const QSignalSpy reloaded(&document, &Document::reloadedFromDisk);
        QSignalSpy edits(&document, &Document::textEdited);
        for (int round = 1; round <= 3; ++round) { // each replaces the file that is watched
            const QByteArray text = QByteArray(shopDbml).replace("A shop", QByteArray(round, 'x'));
            replace(file("shop.dbml"), text);
            QTRY_COMPARE_WITH_TIMEOUT(reloaded.size(), round, patience);
            QCOMPARE(document.text(), text);
            QCOMPARE(edits.size(), round);
            QVERIFY(!document.isModified());
        }
        WAIT_COMPILED(document);
        QCOMPARE(document.positions().value("orders"), QPointF(4000, 100));

        const QSignalSpy changed(&document, &Document::changedOnDisk);
        document.setTyped("// mine\n" + document.text());
        replace(file("shop.dbml"), shopDbml + "// theirs\n");
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, patience);
        QVERIFY(document.isChangedOnDisk() && document.text().startsWith("// mine"));
        document.keepMine();
        QVERIFY(!document.isChangedOnDisk() && document.isModified());
        write(file("shop.dbml"), shopDbml + "// theirs again\n");
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 2, patience);
        QString error;
        QVERIFY2(document.reload(&error), qPrintable(error));
        QCOMPARE(document.text(), shopDbml + "// theirs again\n");
        QVERIFY(!document.isModified());
    }

    void isModifiedWhenItsFileIsGone()
    {
        write(file("shop.dbml"), shopDbml);
        Document document(&m_engine);
        LOAD(document, file("shop.dbml"));
        const QSignalSpy noticed(&document, &Document::noticed);
        QVERIFY(QFile::remove(file("shop.dbml")));
        QTRY_COMPARE_WITH_TIMEOUT(noticed.size(), 1, patience);
        QVERIFY(document.isModified());
        write(file("shop.dbml"), shopDbml); // it came back
        QTRY_VERIFY_WITH_TIMEOUT(!document.isModified(), patience);
        QVERIFY(QFile::remove(file("shop.dbml")));
        QTRY_COMPARE_WITH_TIMEOUT(noticed.size(), 2, patience);
        SAVE(document, file("shop.dbml"));
        QCOMPARE(contentOf(file("shop.dbml")), shopDbml);
        QVERIFY(!document.isModified());
    }

    void compilesAgainWhenAUsedFileChanges()
    {
        write(file("types.dbml"), "Enum order_state {\n  open\n}\n");
        write(file("shop.dbml"), "use { enum order_state } from './types'\nTable orders {\n"
                                 "  id int [pk]\n  state order_state\n}\n");
        Document document(&m_engine);
        LOAD(document, file("shop.dbml"));
        QCOMPARE(document.snapshot()->declared().enums.size(), std::size_t{1});
        replace(file("types.dbml"), "Enum order_state {\n  open\n  done\n  lost\n}\n");
        QTRY_COMPARE_WITH_TIMEOUT(document.snapshot()->declared().enums.at(0).values.size(),
                                  std::size_t{3}, patience);
    }

    void leavesOutChecksThatAreOff()
    {
        Document document(&m_engine);
        document.setNew(Language::Dbml, "Table a {\n  id int\n}\n");
        WAIT_COMPILED(document);
        QCOMPARE(document.snapshot()->result.diagnostics.size(), std::size_t{1});
        const QString pass = QString::fromUtf8(
            document.snapshot()->result.diagnostics[0].pass.data(),
            static_cast<qsizetype>(document.snapshot()->result.diagnostics[0].pass.size()));
        m_engine.choosePass(pass, false);
        WAIT_COMPILED(document);
        QVERIFY(document.snapshot()->result.diagnostics.empty());
        QCOMPARE(Engine().passChoice(pass), Engine::Choice(false)); // at the next start as well
        m_engine.choosePass(pass, {});
        WAIT_COMPILED(document);
        QCOMPARE(document.snapshot()->result.diagnostics.size(), std::size_t{1});
    }
};

QTEST_MAIN(DocumentTest)
#include "document_test.moc"
