// SPDX-License-Identifier: MIT
// How rows are planned, compared and written.

#include "postgresql_backend.h"

#include <tablewright/driver/compiler.h>
#include <tablewright/ir/record_plan.h>

#include <fmt/format.h>

#include <QtTest>

#include <charconv>

using namespace tw;
using namespace tw::postgresql;

namespace {

using Kind = ir::RecordValue::Kind;

const PostgresqlBackend backend;

std::optional<std::string> keyOf(const char *type, const char *text,
                                 std::array<std::int32_t, 2> arguments = {}, std::uint8_t count = 0)
{
    ir::DataType resolved;
    resolved.base = backend.typeCatalog().find({}, type);
    resolved.arguments = arguments;
    resolved.argumentCount = count;
    ir::DefaultValue literal;
    literal.kind = ir::DefaultValue::Kind::String;
    literal.value.text = text;
    return backend.typeCatalog().valueKey(resolved, literal);
}

struct Compiled {
    SourceManager sources;
    CompileResult result;

    explicit Compiled(const std::string &document)
    {
        const Compiler compiler(std::make_shared<PostgresqlBackend>());
        result = compiler.compile(sources, sources.add("document", document));
    }

    /// The statements that rows are of.
    [[nodiscard]] std::vector<std::string> statements() const
    {
        std::vector<std::string> all;
        if (!result.script)
            return all;
        for (const Statement &statement : result.script->statements) {
            if (statement.origin.kind == Origin::Kind::Records)
                all.emplace_back(result.script->textOf(statement));
        }
        return all;
    }
};

/// A table of an id and a number `up`, with as many rows as wanted.
std::string manyRows(int count, bool refersToItself, std::size_t textSize = 1)
{
    std::string rows;
    for (int i = 0; i < count; ++i)
        rows += fmt::format("{}[{}, {}, \"{}\"]", i == 0 ? "" : ",", i, count - 1 - i,
                            std::string(textSize, 'x'));
    return fmt::format(R"({{"name": "s", "tables": [{{"id": "t", "name": "t", "columns": [
        {{"id": "id", "name": "id", "dataType": "int", "primaryKey": true}},
        {{"id": "up", "name": "up", "dataType": "int"}},
        {{"id": "v", "name": "v", "dataType": "text"}}]}}],
        "foreignKeys": [{}], "records": [{{"tableId": "t", "rows": [{}]}}]}})",
                       refersToItself ? R"({"sourceTableId": "t", "sourceColumnId": "up",
                                            "targetTableId": "t", "targetColumnId": "id"})"
                                      : "",
                       rows);
}

} // namespace

class RecordsTest : public QObject {
    Q_OBJECT

private slots:
    void givesEqualValuesOneKey_data();
    void givesEqualValuesOneKey();
    void leavesOpenWhatItCannotTell();
    void knowsWhenARowTakesTheDefault();
    void numbersWhatCountsByItself();
    void cutsManyRows();
    void keepsRowsThatReferToEachOtherTogether();
    void pointsAtTheBlock();
    void writesNothingForExamples();
    void endsComparingInTime();
};

void RecordsTest::givesEqualValuesOneKey_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QStringList>("equal"); // and different from `other`
    QTest::addColumn<QString>("other");
    QTest::newRow("integer") << "int" << QStringList{"12", "012", " 12 ", "+12"} << "-12";
    QTest::newRow("zero") << "bigint" << QStringList{"0", "-0", "000"} << "1";
    QTest::newRow("numeric") << "numeric" << QStringList{"1.50", "1.5", "15e-1", "0.15E1"}
                             << "1.51";
    QTest::newRow("large") << "numeric" << QStringList{"1e300", "10e299", "0.1e301"} << "1e299";
    QTest::newRow("double") << "double precision" << QStringList{"0.1", "0.10", "1e-1"} << "0.11";
    QTest::newRow("text") << "text" << QStringList{"a "} << "a";
    QTest::newRow("char") << "char" << QStringList{"a", "a ", "a  "} << "b";
    QTest::newRow("boolean") << "boolean" << QStringList{"true", "Y", "1", "on", " T "} << "off";
    QTest::newRow("uuid") << "uuid"
                          << QStringList{"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
                                         "{a0eebc999c0b4ef8bb6d6bb9bd380a11}"}
                          << "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12";
    QTest::newRow("timestamp") << "timestamp"
                               << QStringList{"2024-01-01",          "2024-01-01 00:00",
                                              "2024-01-01T00:00:00", "2024-01-01 00:00:00.000",
                                              "Jan 1, 2024",         "2023-12-31 24:00",
                                              "20240101 000000"}
                               << "2024-01-01 00:00:01";
    QTest::newRow("date") << "date"
                          << QStringList{"2024-02-29", "20240229", "29 Feb 2024", "2024.060",
                                         "2024-02-29 23:00+05"}
                          << "2024-03-01";
    QTest::newRow("zoned") << "timestamptz"
                           << QStringList{"2024-01-01 10:00Z", "2024-01-01T10:00:00.0Z",
                                          "2024-01-01 12:00+02", "2024-01-01 5:30 AM -04:30"}
                           << "2024-01-01 10:01Z";
    QTest::newRow("time") << "time" << QStringList{"10:00", "10:00:00", "10:00:00.0"}
                          << "10:00:00.1";
    QTest::newRow("bytea") << "bytea" << QStringList{"\\x6162", "ab", "\\x6162"} << "abc";
}

void RecordsTest::givesEqualValuesOneKey()
{
    QFETCH(QString, type);
    QFETCH(QStringList, equal);
    QFETCH(QString, other);
    const QByteArray name = type.toUtf8();
    const auto first = keyOf(name.constData(), equal.front().toUtf8().constData());
    QVERIFY(first);
    for (const QString &text : equal)
        QVERIFY2(keyOf(name.constData(), text.toUtf8().constData()) == first, qPrintable(text));
    const auto different = keyOf(name.constData(), other.toUtf8().constData());
    QVERIFY(different && different != first);
}

void RecordsTest::leavesOpenWhatItCannotTell()
{
    QVERIFY(!keyOf("numeric", "1.005", {5, 2}, 2)); // is rounded
    QVERIFY(keyOf("numeric", "1.05", {5, 2}, 2));
    QVERIFY(!keyOf("real", "16777217"));
    QVERIFY(!keyOf("double precision", "0.1000000000000000055"));
    QVERIFY(!keyOf("numeric", "NaN"));
    QVERIFY(!keyOf("timestamptz", "2024-01-01 10:00"));
    QVERIFY(!keyOf("timestamp", "now"));
    QVERIFY(!keyOf("timestamp", "1/2/2024"));
    QVERIFY(!keyOf("timestamp", "2024-01-01 10:00:00.5", {0, 0}, 1)); // is rounded
    QVERIFY(!keyOf("time", "23:59:60"));
    QVERIFY(!keyOf("bytea", "\\141"));
    QVERIFY(!keyOf("interval", "1 day"));
    QVERIFY(!keyOf("jsonb", "1"));
    QVERIFY(!keyOf("inet", "10.0.0.1"));
    // Blanks that the server cuts off.
    QCOMPARE(keyOf("varchar", "abc  ", {3, 0}, 1), keyOf("varchar", "abc", {3, 0}, 1));
    QCOMPARE(keyOf("varchar", "ab ", {3, 0}, 1), std::optional<std::string>("ab "));
}

void RecordsTest::knowsWhenARowTakesTheDefault()
{
    ir::Table table;
    table.columns.resize(4);
    table.columns[0].nullable = false; // in the way of null
    table.columns[1].nullable = false; // which then means the default
    table.columns[1].defaultValue.kind = ir::DefaultValue::Kind::Number;
    table.columns[2].defaultValue.kind = ir::DefaultValue::Kind::Number; // null is null
    table.columns[3].autoIncrement = true;
    ir::Records records;
    records.columns = {ir::ColumnId(3), ir::ColumnId(0)};
    records.rowRanges.resize(1);
    records.values = {{Kind::Number, {"7", {}}}, {Kind::Null, {}}};
    const ir::RecordPlan plan(table, records,
                              [](const ir::Column &column) { return column.autoIncrement; });

    const auto takes = [&](std::size_t column, Kind kind) {
        return ir::RecordPlan::takesDefault(plan.entry(ir::ColumnId(column)), {kind, {}});
    };
    QVERIFY(!takes(0, Kind::Null));
    QVERIFY(takes(1, Kind::Null));
    QVERIFY(!takes(2, Kind::Null));
    QVERIFY(takes(3, Kind::Null));
    for (std::size_t column = 0; column < 4; ++column) {
        QVERIFY(takes(column, Kind::Omitted));
        QVERIFY(!takes(column, Kind::Number));
    }
    QCOMPARE(plan.value(0, plan.entry(ir::ColumnId(3))).text.text, std::string("7"));
    QCOMPARE(plan.value(0, plan.entry(ir::ColumnId(0))).kind, Kind::Null);
    QCOMPARE(plan.value(0, plan.entry(ir::ColumnId(1))).kind, Kind::Omitted);
}

void RecordsTest::numbersWhatCountsByItself()
{
    ir::Table table;
    table.columns.resize(1);
    ir::Records records;
    records.columns = {ir::ColumnId(0)};
    const auto counting = [&](std::vector<ir::RecordValue> values) {
        records.values = std::move(values);
        records.rowRanges.assign(records.values.size(), {});
        const ir::RecordPlan plan(table, records, [](const ir::Column &) { return true; });
        return plan.counting(
            plan.entries().front(),
            [](const ir::RecordValue &value) -> std::optional<std::int64_t> {
                std::int64_t number = 0;
                const std::string &text = value.text.text;
                const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
                return read.ec == std::errc() ? std::optional(number) : std::nullopt;
            });
    };
    const auto none = counting({});
    QVERIFY(!none.given && !none.taken && none.known && none.highest == 0);
    const auto mixed =
        counting({{Kind::Null, {}}, {Kind::Number, {"5", {}}}, {Kind::Number, {"-9", {}}}});
    QVERIFY(mixed.given && mixed.taken && mixed.known && mixed.highest == 5);
    const auto open = counting({{Kind::Number, {"5", {}}}, {Kind::Expression, {"1 + 1", {}}}});
    QVERIFY(open.given && !open.taken && !open.known && open.highest == 5);
    QCOMPARE(counting({{Kind::Number, {"-3", {}}}}).highest, std::int64_t{0});
}

void RecordsTest::cutsManyRows()
{
    const Compiled compiled(manyRows(2500, false));
    const std::vector<std::string> statements = compiled.statements();
    QCOMPARE(statements.size(), std::size_t{3});
    std::size_t rows = 0;
    for (const std::string &statement : statements) {
        QVERIFY(statement.starts_with("INSERT INTO t (id, up, v) VALUES\n    ("));
        rows += static_cast<std::size_t>(std::ranges::count(statement, '('));
    }
    QCOMPARE(rows, std::size_t{2500 + 3});
    // Or by size, a row that is larger than a statement should be on its own.
    QCOMPARE(Compiled(manyRows(10, false, 100'000)).statements().size(), std::size_t{4});
    QCOMPARE(Compiled(manyRows(3, false, 300'000)).statements().size(), std::size_t{3});
}

void RecordsTest::keepsRowsThatReferToEachOtherTogether()
{
    QCOMPARE(Compiled(manyRows(2500, true)).statements().size(), std::size_t{1});
    QCOMPARE(Compiled(manyRows(10, true, 100'000)).statements().size(), std::size_t{1});
}

void RecordsTest::pointsAtTheBlock()
{
    const Compiled compiled(manyRows(2, false));
    const Statement &statement = compiled.result.script->statements.back();
    QCOMPARE(statement.origin.kind, Origin::Kind::Records);
    QCOMPARE(statement.origin.element, 0U);
    QCOMPARE(statement.origin.range.begin, compiled.result.schema.records[0].range.begin);
    QVERIFY(statement.origin.range.isValid());
}

void RecordsTest::writesNothingForExamples()
{
    std::string document = manyRows(2, false);
    document.insert(document.find("\"rows\""), R"("example": true, )");
    const Compiled compiled(document);
    QVERIFY(compiled.result.ok);
    QVERIFY(compiled.statements().empty());
    QCOMPARE(compiled.result.schema.records[0].rowCount(), std::size_t{2});
}

void RecordsTest::endsComparingInTime()
{
    // Few bytes of keys and rows, very many comparisons.
    constexpr int columns = 100;
    constexpr int rows = 20'000;
    std::string document = R"({"name": "s", "tables": [{"id": "t", "name": "t", "columns": [)";
    for (int i = 0; i < columns; ++i)
        document += fmt::format(R"({}{{"id": "c{}", "name": "c{}", "dataType": "int"{}}})",
                                i == 0 ? "" : ",", i, i, i == 0 ? R"(, "primaryKey": true)" : "");
    document += R"(], "uniqueConstraints": [)";
    for (int i = 1; i < columns; ++i) {
        for (int j = 1; j < 30; ++j)
            document += fmt::format(R"({}{{"columns": ["c0", "c{}", "c{}"]}})",
                                    i == 1 && j == 1 ? "" : ",", i, (i + j) % columns);
    }
    document += R"(]}], "records": [{"tableId": "t", "columnIds": ["c0", "c1"], "rows": [)";
    for (int i = 0; i < rows; ++i)
        document += fmt::format("{}[{},1]", i == 0 ? "" : ",", i);
    document += "]}]}";
    const Compiled compiled(document);
    const auto said =
        std::ranges::count_if(compiled.result.diagnostics,
                              [](const Diagnostic &found) { return found.info->code == "TW3035"; });
    QCOMPARE(said, 1);
}

QTEST_GUILESS_MAIN(RecordsTest)
#include "records_test.moc"
