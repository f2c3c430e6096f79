// SPDX-License-Identifier: MIT
// The diagram as data, and the colours that it is drawn in.
#include "core/compile.h"
#include "large_schema.h"
#include "model/diagram_metrics.h"
#include "model/theme.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace tw;
using namespace tw::preview;
using namespace Qt::StringLiterals;

namespace {

double luminance(const QColor &color)
{
    const auto linear = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    const auto [dark, light] = std::minmax(first, second);
    return (light + 0.05) / (dark + 0.05);
}

const QByteArray shop = R"(Table users [headercolor: #3498DB] {
  id int [pk, increment]
  email varchar(254) [not null, unique, note: 'where letters go']
  boss_id int [ref: > users.id]
  Note: 'people'
}
Enum billing.state {
  open
  closed [note: 'no more']
}
Table billing.orders {
  id int [pk]
  user_id int [not null]
  state billing.state
  at "timestamp with time zone"
  amounts "numeric(10,2)[]"
}
Table profiles {
  user_id int [pk]
}
Table lines {
  order_id int
  number int
  indexes { (order_id, number) [pk] }
}
Table line_notes {
  order_id int [not null]
  number int
}
Table tags { id int [pk] }
Ref owner: billing.orders.user_id > users.id [delete: cascade, update: no action]
Ref: users.id - profiles.user_id
Ref: line_notes.(order_id, number) > lines.(order_id, number)
Ref: tags.id <> users.id
TableGroup people [color: #ff0000] { users
 profiles }
Note reminder { 'Think of the taxes' }
)";

const DiagramColumn &columnOf(const DiagramModel &model, const QString &table, int column)
{
    return model.tables[static_cast<std::size_t>(model.byKey.value(table))]
        .columns[static_cast<std::size_t>(column)];
}

/// The edge between two tables; the first of them.
const DiagramEdge *edgeBetween(const DiagramModel &model, const QString &source,
                               const QString &target)
{
    const auto edge = std::find_if(model.edges.begin(), model.edges.end(), [&](const auto &each) {
        return model.tables[static_cast<std::size_t>(each.source)].key == source &&
               model.tables[static_cast<std::size_t>(each.target)].key == target;
    });
    return edge == model.edges.end() ? nullptr : &*edge;
}

} // namespace

class DiagramModelTest : public QObject {
    Q_OBJECT
    Engine m_engine;
    SnapshotPtr m_shop;

    [[nodiscard]] SnapshotPtr compile(const QByteArray &text, Language language = Language::Dbml,
                                      const DiagramOptions &options = {},
                                      const TablePositions &positions = {}) const
    {
        return compileText(m_engine, {}, language, text, options, positions);
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_engine.compiler(), qPrintable(m_engine.error()));
        m_shop = compile(shop);
        for (const Diagnostic &diagnostic : m_shop->result.diagnostics)
            QVERIFY2(diagnostic.severity != Severity::Error, diagnostic.message.c_str());
    }

    void textIsReadableInBothThemes()
    {
        for (const Theme *theme : {&Theme::light(), &Theme::darkTheme()}) {
            const std::vector<std::pair<QColor, QColor>> pairs{
                {theme->text, theme->window},
                {theme->text, theme->surface},
                {theme->text, theme->raised},
                {theme->text, theme->selection},
                {theme->text, theme->tableBody},
                {theme->text, theme->canvas},
                {theme->mutedText, theme->window},
                {theme->mutedText, theme->surface},
                {theme->mutedText, theme->raised},
                {theme->mutedText, theme->tableBody},
                {theme->onAccent, theme->accent},
                {theme->accent, theme->surface},
                {theme->accent, theme->tableBody},
                {theme->error, theme->surface},
                {theme->warning, theme->surface},
                {theme->note, theme->surface},
                {theme->good, theme->surface},
                {theme->error, theme->window},
                {theme->warning, theme->window},
                {theme->tableHeaderText, theme->tableHeader},
                {theme->stickyNoteText, theme->stickyNote},
                {theme->keyword, theme->surface},
                {theme->typeName, theme->surface},
                {theme->string, theme->surface},
                {theme->number, theme->surface},
                {theme->comment, theme->surface},
                {theme->function, theme->surface},
                {theme->setting, theme->surface},
                {theme->punctuation, theme->surface},
                {theme->name, theme->surface},
                {theme->comment, theme->currentLine},
                {theme->lineNumber, theme->surface},
                {theme->text, theme->matchingBrace},
            };
            for (const auto &[ink, ground] : pairs) {
                QVERIFY2(contrast(ink, ground) >= 4.5,
                         qPrintable(u"%1 on %2: %3"_s.arg(ink.name(), ground.name())
                                        .arg(contrast(ink, ground))));
            }
            // Lines and marks, which are larger than letters.
            QVERIFY(contrast(theme->edge, theme->canvas) >= 2.5);
            QVERIFY(contrast(theme->edgeHighlight, theme->canvas) >= 3);
            QVERIFY(contrast(theme->keyMark, theme->tableBody) >= 3);
            const QPalette palette = theme->palette();
            QVERIFY(contrast(palette.color(QPalette::Text), palette.color(QPalette::Base)) >= 4.5);
            QVERIFY(contrast(palette.color(QPalette::HighlightedText),
                             palette.color(QPalette::Highlight)) >= 4.5);
        }
        QVERIFY(luminance(Theme::darkTheme().canvas) < luminance(Theme::light().canvas));
    }

    void tablesAndTheirColumns()
    {
        const DiagramModel &model = m_shop->diagram;
        QCOMPARE(model.tables.size(), std::size_t(7));
        QVERIFY(model.byKey.contains(u"billing.orders"_s));
        const DiagramTable &users =
            model.tables[static_cast<std::size_t>(model.byKey.value(u"users"_s))];
        QCOMPARE(users.note, u"people"_s);
        QCOMPARE(users.header, QColor(0x34, 0x98, 0xDB));
        QVERIFY(users.element == (ElementRef{ElementRef::Kind::Table, 0}));
        QVERIFY(columnOf(model, u"users"_s, 0).primaryKey);
        QVERIFY(!columnOf(model, u"users"_s, 0).nullable);
        QVERIFY(columnOf(model, u"users"_s, 1).unique);
        QVERIFY(!columnOf(model, u"users"_s, 1).nullable);
        QCOMPARE(columnOf(model, u"users"_s, 1).note, u"where letters go"_s);
        QCOMPARE(columnOf(model, u"users"_s, 1).type, u"varchar(254)"_s);
        QVERIFY(columnOf(model, u"users"_s, 2).foreignKey);
        QVERIFY(columnOf(model, u"users"_s, 2).nullable);
        QCOMPARE(columnOf(model, u"billing.orders"_s, 3).type, u"timestamptz"_s);
        QCOMPARE(columnOf(model, u"billing.orders"_s, 4).type, u"numeric(10,2)[]"_s);
        QVERIFY(columnOf(model, u"lines"_s, 1).primaryKey);
    }

    void enumsAreBoxesAfterTheTables()
    {
        const DiagramModel &model = m_shop->diagram;
        const DiagramTable &state = model.tables.back();
        QVERIFY(state.isEnum);
        QCOMPARE(state.key, u"enum:billing.state"_s);
        QCOMPARE(state.columns.size(), std::size_t(2));
        QCOMPARE(state.columns[1].note, u"no more"_s);
        const DiagramEdge *use = edgeBetween(model, u"billing.orders"_s, u"enum:billing.state"_s);
        QVERIFY(use != nullptr && use->enumUse);
        QCOMPARE(use->sourceColumn, 2);
    }

    void edgesHaveTheirEnds()
    {
        using End = DiagramEdge::End;
        const DiagramModel &model = m_shop->diagram;
        const DiagramEdge *owner = edgeBetween(model, u"billing.orders"_s, u"users"_s);
        QVERIFY(owner != nullptr);
        QCOMPARE(owner->name, u"owner"_s);
        QCOMPARE(owner->sourceEnd, End::Many);
        QCOMPARE(owner->targetEnd, End::One);
        QVERIFY(owner->description.contains(u"billing.orders.user_id → users.id"_s));
        QVERIFY(owner->description.contains(u"ON DELETE CASCADE"_s));
        QVERIFY(owner->description.contains(u"ON UPDATE NO ACTION"_s));

        const DiagramEdge *boss = edgeBetween(model, u"users"_s, u"users"_s);
        QVERIFY(boss != nullptr);
        QCOMPARE(boss->targetEnd, End::ZeroOrOne); // a boss may have none
        QCOMPARE(boss->sourceColumn, 2);

        const DiagramEdge *profile = edgeBetween(model, u"profiles"_s, u"users"_s);
        QVERIFY(profile != nullptr);
        QCOMPARE(profile->sourceEnd, End::ZeroOrOne);

        const DiagramEdge *composite = edgeBetween(model, u"line_notes"_s, u"lines"_s);
        QVERIFY(composite != nullptr);
        QCOMPARE(composite->sourceColumn, 0);
        QCOMPARE(composite->targetColumn, 0);
        QCOMPARE(composite->targetEnd, End::ZeroOrOne);
        QVERIFY(composite->description.contains(
            u"line_notes (order_id, number) → lines (order_id, number)"_s));
        QVERIFY(columnOf(model, u"line_notes"_s, 1).foreignKey);

        const DiagramEdge *tags = edgeBetween(model, u"tags"_s, u"users"_s);
        QVERIFY(tags != nullptr);
        QCOMPARE(tags->sourceEnd, End::Many);
        QCOMPARE(tags->targetEnd, End::Many);
        QVERIFY(tags->description.contains(u"many-to-many"_s));
        QCOMPARE(tags->element.kind, ElementRef::Kind::Relationship);
    }

    void junctionsAreTablesWhenAskedFor()
    {
        DiagramOptions options;
        options.junctions = DiagramOptions::Junctions::Expanded;
        const SnapshotPtr expanded = compile(shop, Language::Dbml, options);
        const DiagramModel &model = expanded->diagram;
        QCOMPARE(model.tables.size(), std::size_t(8));
        const auto junction = std::find_if(model.tables.begin(), model.tables.end(),
                                           [](const auto &table) { return table.isJunction; });
        QVERIFY(junction != model.tables.end());
        QCOMPARE(junction->key, u"tags_users"_s);
        QCOMPARE(junction->element.kind, ElementRef::Kind::Relationship);
        QCOMPARE(junction->columns.size(), std::size_t(2));
        QVERIFY(junction->columns[0].primaryKey && junction->columns[0].foreignKey);
        const DiagramEdge *side = edgeBetween(model, junction->key, u"tags"_s);
        QVERIFY(side != nullptr);
        QCOMPARE(side->element, junction->element);
        QVERIFY(side->description.contains(u"ON DELETE CASCADE"_s));
        QVERIFY(edgeBetween(model, u"tags"_s, u"users"_s) == nullptr);
        // The declared keys are still named as the document has them.
        QCOMPARE(edgeBetween(model, u"billing.orders"_s, u"users"_s)->element,
                 edgeBetween(m_shop->diagram, u"billing.orders"_s, u"users"_s)->element);
    }

    void groupsAndNotes()
    {
        const DiagramModel &model = m_shop->diagram;
        QCOMPARE(model.groups.size(), std::size_t(1));
        QCOMPARE(model.groups[0].tables.size(), std::size_t(2));
        QCOMPARE(model.groups[0].color, QColor(Qt::red));
        QCOMPARE(model.notes.size(), std::size_t(1));
        QCOMPARE(model.notes[0].text, u"Think of the taxes"_s);
        for (const DiagramTable &table : model.tables)
            QVERIFY(!table.box.intersects(model.notes[0].box));
    }

    void nothingLiesOnAnother()
    {
        const std::vector<DiagramTable> &tables = m_shop->diagram.tables;
        for (std::size_t a = 0; a < tables.size(); ++a) {
            QVERIFY(m_shop->diagram.bounds.contains(tables[a].box));
            for (std::size_t b = a + 1; b < tables.size(); ++b)
                QVERIFY(!tables[a].box.intersects(tables[b].box));
        }
    }

    void findingsAreCountedInTheirTable()
    {
        const SnapshotPtr unknown =
            compile("Table a {\n  id int [pk]\n  x nosuchtype\n  y alsonone\n}\n"
                    "Table b {\n  id int [pk]\n}\n");
        QCOMPARE(unknown->diagram.tables.size(), std::size_t(2));
        QCOMPARE(unknown->diagram.tables[0].findings[static_cast<int>(Severity::Error)], 2);
        QCOMPARE(unknown->diagram.tables[1].findings[static_cast<int>(Severity::Error)], 0);
        QCOMPARE(columnOf(unknown->diagram, u"a"_s, 1).type, u"nosuchtype"_s);
    }

    void whatWasUnderstoodIsShown()
    {
        const SnapshotPtr broken = compile(
            "Table a {\n  id int [pk]\n  b_id int [ref: > b.id]\n}\n"
            "Table b {\n  id int [pk]\n}\nRef: b.id > a.nosuchcolumn\nRef: b.id > nowhere.id\n");
        QVERIFY(!broken->result.ok);
        const DiagramModel &model = broken->diagram;
        QCOMPARE(model.tables.size(), std::size_t(2));
        QVERIFY(edgeBetween(model, u"a"_s, u"b"_s) != nullptr);
        QVERIFY(columnOf(model, u"a"_s, 1).foreignKey);
        for (const DiagramEdge &edge : model.edges) {
            QVERIFY(edge.source >= 0 && edge.source < 2);
            QVERIFY(edge.sourceColumn <
                    static_cast<int>(
                        model.tables[static_cast<std::size_t>(edge.source)].columns.size()));
        }
    }

    void tablesOfOneNameBothShow()
    {
        const SnapshotPtr twice = compile("Table a { id int [pk] }\nTable a { id int [pk] }\n");
        QCOMPARE(twice->diagram.tables.size(), std::size_t(2));
        QVERIFY(twice->diagram.tables[0].key != twice->diagram.tables[1].key);
    }

    void placesComeFromPositionsThenDocument()
    {
        const QByteArray text =
            R"({"id":"s","name":"s","tables":[
               {"id":"a","name":"a","columns":[{"id":"i","name":"i","dataType":"INT","primaryKey":true}],
                "position":{"x":10,"y":20}},
               {"id":"b","name":"b","columns":[{"id":"i","name":"i","dataType":"INT","primaryKey":true}],
                "position":{"x":900,"y":20}},
               {"id":"c","name":"c","columns":[{"id":"i","name":"i","dataType":"INT","primaryKey":true}]}
               ],"foreignKeys":[]})";
        SourceManager sources;
        const SourceId source =
            sources.add("s.json", std::string_view(text.data(), std::size_t(text.size())));
        CompileOptions options = m_engine.options();
        options.language = Language::Json;
        const CompileResult result = m_engine.compiler()->compile(sources, source, options);
        const DiagramModel model =
            buildDiagram(result, *m_engine.compiler(), {}, {{u"b"_s, QPointF(400, 500)}});
        QCOMPARE(model.tables[0].box.topLeft(), QPointF(10, 20));
        QVERIFY(model.tables[0].placed);
        QCOMPARE(model.tables[1].box.topLeft(), QPointF(400, 500));
        QVERIFY(!model.tables[2].placed);
        for (int other : {0, 1})
            QVERIFY(
                !model.tables[2].box.intersects(model.tables[static_cast<std::size_t>(other)].box));
    }

    void sizesHoldTheirTexts()
    {
        for (const DiagramTable &table : m_shop->diagram.tables) {
            QCOMPARE(table.box.size(), sizeOf(table));
            for (const DiagramColumn &column : table.columns) {
                QVERIFY(widthOf(column.name, DiagramText::Row) +
                            widthOf(column.type, DiagramText::Type) <
                        table.box.width());
            }
        }
    }

    void thousandTablesAreQuick()
    {
        const QByteArray text = LargeSchema(1000).json(true);
        SourceManager sources;
        const SourceId source =
            sources.add("s.json", std::string_view(text.data(), std::size_t(text.size())));
        CompileOptions options = m_engine.options();
        options.language = Language::Json;
        const CompileResult result = m_engine.compiler()->compile(sources, source, options);
        qint64 best = INT64_MAX;
        for (int run = 0; run < 5; ++run) {
            QElapsedTimer timer;
            timer.start();
            const DiagramModel model = buildDiagram(result, *m_engine.compiler(), {}, {});
            const qint64 time = timer.nsecsElapsed();
            if (run == 0)
                qInfo("first model of 1,000 placed tables: %.1f ms", double(time) / 1e6);
            best = std::min(best, time);
            QCOMPARE(model.tables.size(), std::size_t(1000));
            QCOMPARE(model.edges.size(), std::size_t(1500));
        }
        qInfo("model of 1,000 placed tables: %.1f ms", double(best) / 1e6);
        QVERIFY(best < 1'000'000'000);
    }
};

QTEST_MAIN(DiagramModelTest)
#include "diagram_model_test.moc"
