// SPDX-License-Identifier: MIT
// How many frames a second the diagram of 1,000 tables has while it is panned and zoomed, drawn by
// the raster engine.
#include "core/compile.h"
#include "diagram/diagram_scene.h"
#include "large_schema.h"

#include <QElapsedTimer>
#include <QGraphicsView>
#include <QPainter>
#include <QScrollBar>
#include <QTest>

#include <algorithm>

using namespace tw;
using namespace tw::preview;

namespace {

struct Frames {
    std::vector<double> times; ///< in milliseconds

    [[nodiscard]] double at(double share) const
    {
        std::vector<double> sorted = times;
        std::sort(sorted.begin(), sorted.end());
        return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
    }
    void report(const char *what) const
    {
        qInfo("%-28s median %5.1f ms, 95th percentile %5.1f ms, %4.0f frames a second", what,
              at(0.5), at(0.95), 1000 / at(0.5));
    }
};

} // namespace

class DiagramFramesTest : public QObject {
    Q_OBJECT
    Engine m_engine;
    DiagramScene m_scene;

    /// Draws the whole viewport, as a window system would ask for it.
    static double frame(QGraphicsView &view)
    {
        QElapsedTimer timer;
        timer.start();
        view.viewport()->repaint();
        return double(timer.nsecsElapsed()) / 1e6;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_engine.compiler(), qPrintable(m_engine.error()));
        const SnapshotPtr snapshot =
            compileText(m_engine, {}, Language::Json, LargeSchema(1000).json(false));
        QCOMPARE(snapshot->diagram.tables.size(), std::size_t(1000));
        m_scene.setModel(snapshot);
    }

    void pansAndZooms_data()
    {
        QTest::addColumn<double>("zoom");
        QTest::addColumn<bool>("hovered");
        QTest::newRow("all") << 0.0 << false;
        QTest::newRow("boxes") << 0.12 << false;
        QTest::newRow("names") << 0.3 << false;
        QTest::newRow("rows") << 0.6 << false;
        QTest::newRow("near") << 1.0 << false;
        QTest::newRow("hovered, all") << 0.0 << true;
        QTest::newRow("hovered, rows") << 0.6 << true;
    }

    void pansAndZooms()
    {
        QFETCH(double, zoom);
        QFETCH(bool, hovered);
        QGraphicsView view(&m_scene);
        view.setFrameShape(QFrame::NoFrame);
        view.setBackgroundBrush(m_scene.theme().canvas);
        view.setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
        view.setOptimizationFlags(QGraphicsView::DontSavePainterState |
                                  QGraphicsView::DontAdjustForAntialiasing);
        view.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        view.setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        view.resize(1600, 1000);
        const QRectF content = m_scene.contentRect();
        view.setSceneRect(content.adjusted(-2000, -2000, 2000, 2000));
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        if (zoom == 0)
            zoom = std::min(1600 / content.width(), 1000 / content.height());
        view.setTransform(QTransform::fromScale(zoom, zoom));
        view.centerOn(content.center());
        if (hovered)
            m_scene.setHovered({DiagramHit::Kind::Table, 3});

        (void)frame(view);
        Frames pan;
        for (int i = 0; i < 60; ++i) {
            view.horizontalScrollBar()->setValue(view.horizontalScrollBar()->value() + 17);
            view.verticalScrollBar()->setValue(view.verticalScrollBar()->value() + 7);
            pan.times.push_back(frame(view));
        }
        view.centerOn(content.center());
        Frames zooming;
        for (int i = 0; i < 40; ++i) {
            const double factor = i < 20 ? 1.015 : 1 / 1.015;
            view.scale(factor, factor);
            zooming.times.push_back(frame(view));
        }
        m_scene.setHovered({});
        const QByteArray tag = QTest::currentDataTag();
        pan.report((tag + QString::asprintf(" (%.3f), pan:", zoom).toUtf8()).constData());
        zooming.report((tag + QString::asprintf(" (%.3f), zoom:", zoom).toUtf8()).constData());
        // A busy machine of another kind may be much slower, but not as slow as this.
        QVERIFY(pan.at(0.5) < 500);
        QVERIFY(zooming.at(0.5) < 500);
        if (qEnvironmentVariableIsSet("TABLEWRIGHT_STRICT_TIMES")) {
            QVERIFY(pan.at(0.95) < 33);
            QVERIFY(zooming.at(0.95) < 33);
        }
    }

    void draggedTableTakesItsEdgesAlong()
    {
        QGraphicsView view(&m_scene);
        view.resize(1600, 1000);
        view.setTransform(QTransform::fromScale(0.6, 0.6));
        TableItem *table = m_scene.table(3);
        view.centerOn(table->box().center());
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const QPointF before = table->pos();
        m_scene.setDragging(true);
        Frames drag;
        for (int i = 0; i < 40; ++i) {
            QElapsedTimer timer;
            timer.start();
            table->setPos(before + QPointF(i * 3, i * 2));
            view.viewport()->repaint();
            drag.times.push_back(double(timer.nsecsElapsed()) / 1e6);
        }
        m_scene.setDragging(false);
        drag.report("drag (0.6):");
        QVERIFY(drag.at(0.5) < 500);
    }
};

QTEST_MAIN(DiagramFramesTest)
#include "diagram_frames_test.moc"
