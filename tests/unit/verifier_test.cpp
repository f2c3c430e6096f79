// SPDX-License-Identifier: MIT
#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/frontend.h>
#include <tablewright/ir/verifier.h>

#include <QTest>

#include <functional>
#include <string>

using namespace tw;

namespace {

constexpr const char *kDocument = R"({
"tables":[
  {"id":"a","name":"a","columns":[{"id":"i","name":"i","dataType":"INT","primaryKey":true},{"partial":"p"}]},
  {"id":"b","name":"b","columns":[{"id":"i","name":"i","dataType":"INT","primaryKey":true}]}],
"tablePartials":[{"name":"p","note":"n","columns":[{"id":"j","name":"j","dataType":"INT"}]}],
"foreignKeys":[{"sourceTableId":"a","sourceColumnId":"i","targetTableId":"b","targetColumnId":"i","inactive":true}],
"records":[{"tableId":"a","rows":[[1,2],[3,4]]}],
"tableGroups":[{"name":"g","tableIds":["a"]},{"name":"h","tableIds":["b"]}],
"notes":[{"name":"n","text":""}],
"views":[{"name":"v","tableIds":["a"],"notes":["n"],"tableGroups":["g"]}],
"dependencies":[{"edges":[{"upstreamTableId":"a","downstreamTableId":"b","downstreamColumnId":"i"}]}]})";

ir::Schema readDocument()
{
    SourceManager sources;
    DiagnosticList list;
    DiagnosticEmitter emitter(list);
    const Limits limits;
    const SourceId source = sources.add("test", kDocument);
    ir::Schema schema = frontendFor(Language::Json).parse(sources, source, emitter, {limits});
    if (list.errorCount() > 0)
        qFatal("%s", list.takeSorted().front().message.c_str());
    return schema;
}

} // namespace

using Break = std::function<void(ir::Schema &)>;

class VerifierTest : public QObject {
    Q_OBJECT

private slots:
    void whatAFrontendLeavesHolds()
    {
        const auto broken = ir::verify(readDocument(), ir::Phase::Parsed);
        QVERIFY2(broken.empty(), broken.empty() ? "" : broken.front().c_str());
    }

    void findsWhatIsBroken_data()
    {
        QTest::addColumn<Break>("breakIt");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *expected, Break breakIt) {
            QTest::newRow(expected) << std::move(breakIt) << QByteArray(expected);
        };
        row("2 rows of 2 columns have 3 values",
            [](ir::Schema &s) { s.records[0].values.pop_back(); });
        row("set of records names what is none",
            [](ir::Schema &s) { s.records[0].columns[1] = ir::ColumnId(2); });
        row("table 0 is in two groups",
            [](ir::Schema &s) { s.groups[1].tables[0].table = ir::TableId(0); });
        row("table group names what is none",
            [](ir::Schema &s) { s.groups[1].tables[0].table = ir::TableId(); });
        row("view names what is none",
            [](ir::Schema &s) { s.views[0].groups.some[0] = ir::TableGroupId(2); });
        row("dependency names what is none",
            [](ir::Schema &s) { s.dependencies[0].edges[0].downstream.column = ir::ColumnId(1); });
        row("injection names what is none",
            [](ir::Schema &s) { s.tables[0].injections.edit()[0].partial = {}; });
        row("column comes from a partial that is none",
            [](ir::Schema &s) { s.tables[0].columns[1].partial = ir::TablePartialId(1); });
        row("part of a table comes from a partial that is none",
            [](ir::Schema &s) { s.tables[0].notePartial = ir::TablePartialId(7); });
        row("inactive foreign key target names a table that is none",
            [](ir::Schema &s) { s.inactiveForeignKeys[0].target.table = ir::TableId(9); });
        row("creation order names what is none", [](ir::Schema &s) {
            s.creationOrder = {ir::TableId(1), ir::TableId(2)};
        });
        row("primary key of table `b` names no column", [](ir::Schema &s) {
            s.tables[1].extraPrimaryKeys.push_back({{}, {{{}, ir::ColumnId(1)}}, {}});
        });
        row("unique key of table `p` names no column", [](ir::Schema &s) {
            s.partials[0].table.uniqueKeys.push_back({{}, {{{}, ir::ColumnId(1)}}, {}, {}});
        });
        row("foreign key of a partial of table `p` names no column", [](ir::Schema &s) {
            ir::ForeignKey &key = s.partials[0].foreignKeys.emplace_back();
            key.source.columns.push_back({{}, ir::ColumnId(1)});
        });
    }

    void findsWhatIsBroken()
    {
        QFETCH(Break, breakIt);
        QFETCH(QByteArray, expected);
        ir::Schema schema = readDocument();
        breakIt(schema);
        const auto broken = ir::verify(schema, ir::Phase::Parsed);
        QCOMPARE(broken.size(), std::size_t(1));
        QCOMPARE(QByteArray::fromStdString(broken.front()), expected);
    }
};

QTEST_GUILESS_MAIN(VerifierTest)

#include "verifier_test.moc"
