// SPDX-License-Identifier: MIT
#include "core/compile.h"
#include "diagram/diagram_scene.h"
#include "diagram/edge_layer.h"
#include "large_schema.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QGraphicsView>
#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QSvgGenerator>
#include <QTest>

using namespace tw;
using namespace tw::preview;
using namespace Qt::StringLiterals;

namespace {

const QByteArray three = "Table a {\n  id int [pk]\n  b_id int [not null, note: 'which b']\n}\n"
                         "Table b {\n  id int [pk]\n}\n"
                         "Table c {\n  id int [pk]\n  b_id int\n}\n"
                         "Ref: a.b_id > b.id [delete: cascade]\n"
                         "TableGroup left { a }\n"
                         "Note hint { 'read me' }\n";

const TablePositions places{{u"a"_s, {0, 0}}, {u"b"_s, {400, 0}}, {u"c"_s, {400, 300}}};

QImage pictureOf(DiagramScene &scene, double scale, const QRectF &area)
{
    QImage image((area.size() * scale).toSize(), QImage::Format_RGB32);
    image.fill(scene.theme().canvas);
    QPainter painter(&image);
    scene.render(&painter, QRectF(image.rect()), area);
    return image;
}

} // namespace

class DiagramSceneTest : public QObject {
    Q_OBJECT
    Engine m_engine;

    [[nodiscard]] SnapshotPtr compile(const QByteArray &text,
                                      const TablePositions &positions = places) const
    {
        return compileText(m_engine, {}, Language::Dbml, text, {}, positions);
    }

private slots:
    void initTestCase() { QVERIFY2(m_engine.compiler(), qPrintable(m_engine.error())); }

    void itemsStayFromModelToModel()
    {
        DiagramScene scene;
        scene.setModel(compile(three));
        TableItem *a = scene.table(u"a"_s);
        TableItem *b = scene.table(u"b"_s);
        QVERIFY(a != nullptr && b != nullptr);
        QCOMPARE(a->pos(), QPointF(0, 0));
        QCOMPARE(b->box().topLeft(), QPointF(400, 0));
        a->setSelected(true);

        // One more before the others: indexes change, items do not.
        const QByteArray more =
            "Table zero {\n  id int [pk]\n}\n" +
            QByteArray(three).replace("  id int [pk]\n  b_id int [not null",
                                      "  id int [pk]\n  x text\n  b_id int [not null");
        scene.setModel(compile(more));
        QCOMPARE(scene.table(u"a"_s), a);
        QCOMPARE(scene.table(u"b"_s), b);
        QVERIFY(a->isSelected());
        QCOMPARE(a->data().columns.size(), std::size_t(3));
        QCOMPARE(scene.table(a->index()), a);
        QVERIFY(scene.table(u"zero"_s) != nullptr);

        scene.setModel(compile("Table b {\n  id int [pk]\n}\n"));
        QVERIFY(scene.table(u"a"_s) == nullptr);
        QCOMPARE(scene.table(u"b"_s), b);
        scene.setModel(nullptr);
        QVERIFY(scene.table(u"b"_s) == nullptr);
        QVERIFY(scene.contentRect().isEmpty());
    }

    void positionsMoveItems()
    {
        DiagramScene scene;
        const SnapshotPtr snapshot = compile(three);
        scene.setModel(snapshot);
        scene.setTablePositions({{u"a"_s, QPointF(-50, -60)}});
        QCOMPARE(scene.table(u"a"_s)->pos(), QPointF(-50, -60));
        QCOMPARE(scene.table(u"b"_s)->pos(), QPointF(400, 0));
        // A drag is not undone by a newer model.
        scene.setDragging(true);
        scene.table(u"a"_s)->setPos(10, 20);
        scene.setModel(compile(QByteArray(three) + "\n"));
        QCOMPARE(scene.table(u"a"_s)->pos(), QPointF(10, 20));
        scene.setDragging(false);
        scene.setTablePositions({});
        QCOMPARE(scene.table(u"a"_s)->pos(), QPointF(0, 0));
    }

    void edgesFollowADraggedTable()
    {
        DiagramScene scene;
        scene.setModel(compile(three));
        TableItem *b = scene.table(u"b"_s);
        const QRectF before = scene.rectOf(scene.model().edges[0].element);
        b->setPos(400, 900);
        const QRectF after = scene.rectOf(scene.model().edges[0].element);
        QVERIFY(after.bottom() > before.bottom() + 500);
        const QRectF group = scene.rectOf({ElementRef::Kind::Group, 0});
        QVERIFY(group.contains(scene.table(u"a"_s)->box()));
        scene.table(u"a"_s)->setPos(-700, 0);
        QVERIFY(scene.rectOf({ElementRef::Kind::Group, 0}).contains(scene.table(u"a"_s)->box()));
    }

    void hitsWhatIsUnderThePoint()
    {
        DiagramScene scene;
        scene.setModel(compile(three));
        const TableItem *a = scene.table(u"a"_s);
        const auto hit = [&](const QPointF &point) { return scene.hitAt(point, 4); };
        QCOMPARE(hit(a->box().topLeft() + QPointF(20, 10)).kind, DiagramHit::Kind::Table);
        const DiagramHit column = hit(a->rowRect(1).center());
        QCOMPARE(column.kind, DiagramHit::Kind::Column);
        QCOMPARE(column.column, 1);
        QVERIFY(scene.elementOf(column) == (ElementRef{ElementRef::Kind::Column, 0, 1}));
        QVERIFY(scene.describe(column).contains(u"which b"_s));
        QVERIFY(scene.describe(column).contains(u"foreign key"_s));

        // On the edge, half way between both tables.
        const double x = a->box().right() + EdgeRouter::stub / 2;
        const DiagramHit edge = hit({x, a->rowRect(1).center().y() + 2});
        QCOMPARE(edge.kind, DiagramHit::Kind::Edge);
        QVERIFY(scene.elementOf(edge) == (ElementRef{ElementRef::Kind::ForeignKey, 0}));
        QVERIFY(scene.describe(edge).contains(u"ON DELETE CASCADE"_s));
        QCOMPARE(hit({x, a->box().bottom() + 80}).kind, DiagramHit::Kind::None);

        const QRectF note = scene.rectOf({ElementRef::Kind::StickyNote, 0});
        QCOMPARE(hit(note.center()).kind, DiagramHit::Kind::Note);
        const QRectF group = scene.rectOf({ElementRef::Kind::Group, 0});
        QCOMPARE(hit(group.topLeft() + QPointF(20, 8)).kind, DiagramHit::Kind::Group);
        QCOMPARE(scene.tableOf({ElementRef::Kind::ForeignKey, 0}), u"a"_s);
        QCOMPARE(scene.tableOf({ElementRef::Kind::Column, 2, 0}), u"c"_s);
        QCOMPARE(scene.rectOf({ElementRef::Kind::Column, 0, 1}), a->rowRect(1));
    }

    void hoverMarksEdgesAndDimsTheRest()
    {
        DiagramScene scene;
        scene.setModel(compile(three));
        const TableItem *a = scene.table(u"a"_s);
        const TableItem *c = scene.table(u"c"_s);
        const QRectF edge = scene.rectOf(scene.model().edges[0].element);
        const QImage plain = pictureOf(scene, 1, scene.contentRect());
        const QImage plainC = pictureOf(scene, 1, c->box());
        QSignalSpy spy(&scene, &DiagramScene::hoverChanged);
        scene.setHovered(scene.hitAt(a->box().topLeft() + QPointF(20, 10), 4));
        QCOMPARE(spy.size(), 1);
        const QImage hovered = pictureOf(scene, 1, scene.contentRect());
        QVERIFY(hovered != plain);
        QVERIFY(pictureOf(scene, 1, c->box()) != plainC); // dimmed
        const QImage lines = pictureOf(scene, 1, edge);
        const QRgb marked = scene.theme().edgeHighlight.rgb();
        int found = 0;
        for (int y = 0; y < lines.height(); ++y) {
            for (int x = 0; x < lines.width(); ++x)
                found += lines.pixel(x, y) == marked ? 1 : 0;
        }
        QVERIFY(found > 20);
        scene.setHovered({});
        QCOMPARE(pictureOf(scene, 1, scene.contentRect()), plain);
    }

    void theCurrentElementIsMarked()
    {
        DiagramScene scene;
        scene.setModel(compile(three));
        const QRectF row = scene.rectOf({ElementRef::Kind::Column, 0, 1}).adjusted(2, 2, -2, -2);
        const QImage before = pictureOf(scene, 1, row);
        scene.setCurrent({ElementRef::Kind::Column, 0, 1});
        const QImage after = pictureOf(scene, 1, row);
        QVERIFY(before != after);
        QCOMPARE(after.pixelColor(2, 2), scene.theme().selection);
        scene.setCurrent({});
        QCOMPARE(pictureOf(scene, 1, row), before);
    }

    void onlyTheShownAreDrawn()
    {
        DiagramScene scene;
        scene.setModel(compile(three));
        const QSet<QString> keys{u"b"_s, u"c"_s};
        scene.setShown(&keys);
        QVERIFY(!scene.table(u"a"_s)->isVisible());
        QVERIFY(scene.isShown(u"b"_s));
        QVERIFY(scene.rectOf({ElementRef::Kind::Group, 0}).isEmpty());
        QCOMPARE(scene.hitAt({20, 10}, 4).kind, DiagramHit::Kind::None);
        QVERIFY(scene.contentRect().left() >= 390);
        scene.setShown(nullptr);
        QVERIFY(scene.table(u"a"_s)->isVisible());
        QVERIFY(scene.contentRect().left() < 1);
    }

    void detailDependsOnTheScale()
    {
        // Two schemas that differ in a row only.
        DiagramScene first;
        first.setModel(compile("Table a {\n  id int [pk]\n  xaxaxaxax text\n}\n"));
        DiagramScene second;
        second.setModel(compile("Table a {\n  id int [pk]\n  yoyoyoyoy text\n}\n"));
        const QRectF area = first.table(u"a"_s)->box();
        QCOMPARE(second.table(u"a"_s)->box(), area);
        QVERIFY(pictureOf(first, 1, area) != pictureOf(second, 1, area));
        QCOMPARE(pictureOf(first, 0.3, area), pictureOf(second, 0.3, area));
        QCOMPARE(pictureOf(first, 0.05, area), pictureOf(second, 0.05, area));
        // The name is still there at 0.3, and no more at 0.05.
        DiagramScene other;
        other.setModel(
            compile("Table o {\n  id int [pk]\n  xaxaxaxax text\n}\n", {{u"o"_s, QPointF(0, 0)}}));
        QVERIFY(pictureOf(first, 0.3, area) != pictureOf(other, 0.3, area));
        QCOMPARE(pictureOf(first, 0.05, area), pictureOf(other, 0.05, area));
        first.setFullDetail(true);
        second.setFullDetail(true);
        QVERIFY(pictureOf(first, 0.3, area) != pictureOf(second, 0.3, area));
    }

    void vectorsKeepTextAsText()
    {
        DiagramScene scene;
        scene.setModel(compile(three));
        scene.setFullDetail(true);
        QByteArray bytes;
        QBuffer buffer(&bytes);
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        svg.setSize(QSize(200, 100)); // small: detail does not depend on it
        QPainter painter;
        QVERIFY(painter.begin(&svg));
        scene.render(&painter, QRectF(0, 0, 200, 100), scene.contentRect());
        painter.end();
        for (const char *text : {">b_id<", ">integer<", ">id<", ">a<", ">left<"})
            QVERIFY2(bytes.contains(text), text);
        QVERIFY(!bytes.contains("<image"));
    }

    void aKeystrokeIsQuick()
    {
        const QByteArray text = LargeSchema(1000).json(true);
        const SnapshotPtr first = compileText(m_engine, {}, Language::Json, text);
        const QByteArray changed = QByteArray(text).replace(
            "table_00500\",\n      \"columns\": [\n        { \"id\": \"id\", \"name\": \"id\"",
            "table_00500\",\n      \"columns\": [\n        { \"id\": \"id\", \"name\": \"ix\"");
        QVERIFY(changed != text);
        const SnapshotPtr second = compileText(m_engine, {}, Language::Json, changed);
        DiagramScene scene;
        QGraphicsView view(&scene);
        view.resize(1600, 1000);
        view.show();
        QElapsedTimer timer;
        timer.start();
        scene.setModel(first);
        const double fill = double(timer.nsecsElapsed()) / 1e6;
        timer.restart();
        (void)scene.contentRect(); // routes
        const double routes = double(timer.nsecsElapsed()) / 1e6;
        QCoreApplication::processEvents();
        timer.restart();
        scene.setModel(second);
        const double keystroke = double(timer.nsecsElapsed()) / 1e6;
        qInfo("1,000 tables: filled in %.1f ms, routed in %.1f ms, keystroke %.1f ms", fill, routes,
              keystroke);
        QCOMPARE(scene.table(u"table_00500"_s)->data().columns[0].name, u"ix"_s);
        QVERIFY(fill < 2000);
        QVERIFY(keystroke < 500);
        if (qEnvironmentVariableIsSet("TABLEWRIGHT_STRICT_TIMES")) {
            QVERIFY(fill < 50);
            QVERIFY(keystroke < 50);
        }
    }
};

QTEST_MAIN(DiagramSceneTest)
#include "diagram_scene_test.moc"
