// SPDX-License-Identifier: MIT
// Rows in a real database: each value reads back as it was written, foreign keys are satisfied
// whatever the order, identities go on behind the rows, and what the checks say of rows is what the
// database does.

#include "case_list.h"

#include "database/connection.h"
#include "database/scratch_database.h"

#include <tablewright/diag/codes.h>

#include <QElapsedTimer>
#include <QTest>

#include <fmt/format.h>

#include <algorithm>
#include <random>

using namespace tw;
using namespace tw::test;

namespace {

std::string jsonString(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out.push_back('\\');
        if (static_cast<unsigned char>(c) < 0x20)
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            out.push_back(c);
    }
    return out + '"';
}

std::string messages(const CompileResult &result)
{
    std::string text;
    for (const Diagnostic &found : result.diagnostics)
        text += fmt::format("{} {}\n", found.info->code, found.message);
    return text;
}

/// Compiles and applies; throws what the database says.
void applyDocument(const std::string &document, cli::Connection &connection)
{
    const Compiled compiled = compile({"records", Language::Json, document, {}});
    if (!compiled.result.script)
        throw std::runtime_error(messages(compiled.result));
    connection.execute(compiled.script().text);
}

/// One table `t` of the columns and rows, both as JSON without their brackets.
std::string oneTable(std::string_view columns, std::string_view rows, std::string_view more = "")
{
    return fmt::format(R"({{"name": "s", "tables": [{{"id": "t", "name": "t", "columns": [{}]}}],
        "records": [{{"tableId": "t", "rows": [{}]}}]{}}})",
                       columns, rows, more);
}

std::string column(std::string_view name, std::string_view type, std::string_view more = "")
{
    return fmt::format(R"({{"id": "{0}", "name": "{0}", "dataType": "{1}"{2}}})", name, type, more);
}

} // namespace

class RecordsTest : public QObject {
    Q_OBJECT

private slots:
    void readsBackEveryType_data();
    void readsBackEveryType();
    void readsBackHostileText_data();
    void readsBackHostileText();
    void takesRowsInAnyOrder();
    void goesOnBehindTheRows_data();
    void goesOnBehindTheRows();
    void givesDefaults();
    void writesManyRows();
    void agreesWithPostgresql();

private:
    std::string m_url = serverUrl();
};

void RecordsTest::readsBackEveryType_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("value"); // JSON
    QTest::addColumn<QString>("stored");
    const auto row = [](const char *type, const char *value, const char *stored) {
        QTest::addRow("%s %s", type, value)
            << QString::fromUtf8(type) << QString::fromUtf8(value) << QString::fromUtf8(stored);
    };
    row("smallint", "-32768", "-32768");
    row("integer", "2147483647", "2147483647");
    row("integer", "\" 12 \"", "12");
    row("integer", "1e3", "1000");
    row("bigint", "-9223372036854775808", "-9223372036854775808");
    row("numeric(10,2)", "-12345678.9", "-12345678.90");
    row("numeric", "123456789012345678901234567890.123456789",
        "123456789012345678901234567890.123456789");
    row("numeric", "\"NaN\"", "NaN");
    row("real", "1.5e-3", "0.0015");
    row("double precision", "0.1", "0.1");
    row("double precision", "\"-Infinity\"", "-Infinity");
    row("money", "\"12\"", "$12.00");
    row("boolean", "true", "true");
    row("boolean", "0", "false");
    row("boolean", "\"Y\"", "true");
    row("text", "12.50", "12.50");
    row("text", "true", "true");
    row("text", "\"\"", "");
    row("varchar(3)", "\"äö😀\"", "äö😀");
    row("char(5)", "\"ab\"", "ab"); // as text, without its blanks
    row("date", "\"2024-02-29\"", "2024-02-29");
    row("date", "\"Jan 5, 2020\"", "2020-01-05");
    row("time", "\"23:59:59.5\"", "23:59:59.5");
    row("timestamp", "\"2024-02-29T12:00:00\"", "2024-02-29 12:00:00");
    row("timestamptz", "\"2024-02-29 12:00:00+02\"", "2024-02-29 10:00:00+00");
    row("interval", "\"1 day 02:00:00\"", "1 day 02:00:00");
    row("uuid", "\"A0EEBC999C0B4EF8BB6D6BB9BD380A11\"", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    row("json", "\"{\\\"a\\\": [1, null, \\\"it's\\\"]}\"", "{\"a\": [1, null, \"it's\"]}");
    row("jsonb", "\"{\\\"b\\\":1,\\\"a\\\":\\\"\\\\\\\\\\\"}\"", "{\"a\": \"\\\\\", \"b\": 1}");
    row("bytea", "\"\\\\xDEADbeef\"", "\\xdeadbeef");
    row("inet", "\"192.168.0.1/24\"", "192.168.0.1/24");
    row("macaddr", "\"08:00:2b:01:02:03\"", "08:00:2b:01:02:03");
    row("bit(3)", "\"101\"", "101");
    row("int[]", "\"{1,2,NULL}\"", "{1,2,NULL}");
    row("text[]", "\"{\\\"it's\\\",\\\"a,b\\\"}\"", "{it's,\"a,b\"}");
    row("xml", "\"<a>b</a>\"", "<a>b</a>");
    row("point", "\"(1,2)\"", "(1,2)");
    row("int4range", "\"[1,5)\"", "[1,5)");
    row("tsvector", "\"'cat' 'dog'\"", "'cat' 'dog'");
    row("mood", "\"it's \\\\ fine\"", "it's \\ fine");
    row("mood[]", "\"{sad,\\\"it's \\\\\\\\ fine\\\"}\"", "{sad,\"it's \\\\ fine\"}");
    row("integer", R"({"expression": "2 * 21"})", "42");
    row("text", R"({"expression": "upper('a') || '''' -- why"})", "A'");
}

void RecordsTest::readsBackEveryType()
try {
    QFETCH(QString, type);
    QFETCH(QString, value);
    QFETCH(QString, stored);
    const cli::ScratchDatabase database(m_url);
    cli::Connection connection = database.connect();
    applyDocument(oneTable(column("id", "int", R"(, "primaryKey": true)") + ',' +
                               column("v", type.toStdString()),
                           fmt::format("[1, {}], [2, null]", value.toStdString()),
                           R"(, "enums": [{"name": "mood", "values": ["sad", "it's \\ fine"]}])"),
                  connection);
    connection.execute("SET timezone = 'UTC'; SET lc_monetary = 'C'");
    QCOMPARE(QString::fromStdString(connection.value("SELECT v::text FROM t WHERE id = 1")),
             stored);
    QCOMPARE(connection.value("SELECT v IS NULL FROM t WHERE id = 2"), std::string("t"));
} catch (const std::exception &error) {
    QFAIL(error.what());
}

void RecordsTest::readsBackHostileText_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const char *text) {
        QTest::newRow(name) << QByteArray(text);
    };
    row("quotes", "it's \"quoted\" ''twice''");
    row("backslashes", "\\ \\' \\\\ \\n \\x41 ends with \\");
    row("lines", "a\nb\r\nc\rd\te\x01\x7f");
    row("emoji", "😀👩‍👩‍👧 é e\xcc\x81");
    row("dollars", "$$ $tag$ $1 $$");
    row("injection", "'; DROP TABLE t; --");
    row("injection behind a backslash", "\\'; DROP TABLE t; --");
    row("comments", "/* -- */ --\n; \\. \\copy");
    row("null", "null");
    row("default", "DEFAULT");
    row("blanks", "  a  ");
    row("unicode escape", "U&'\\0041' E'\\x41'");
}

void RecordsTest::readsBackHostileText()
try {
    QFETCH(QByteArray, text);
    const std::string value = jsonString(text.toStdString());
    const cli::ScratchDatabase database(m_url);
    cli::Connection connection = database.connect();
    // The same whatever the session says of backslashes.
    for (const char *setting : {"on", "off"}) {
        connection.execute(
            fmt::format("SET standard_conforming_strings = {}; SET "
                        "client_min_messages = error; SET escape_string_warning = off",
                        setting));
        connection.execute("DROP TABLE IF EXISTS t; DROP TYPE IF EXISTS e");
        applyDocument(
            oneTable(column("id", "int", R"(, "primaryKey": true)") + ',' + column("v", "text") +
                         ',' + column("w", "varchar(200)") + ',' + column("e", "e"),
                     fmt::format("[1, {0}, {0}, {0}]", value),
                     fmt::format(R"(, "enums": [{{"name": "e", "values": [{}]}}])", value)),
            connection);
        const auto rows = connection.rows("SELECT v, w, e FROM t");
        QCOMPARE(rows.size(), std::size_t{1});
        for (const std::string &cell : rows[0])
            QCOMPARE(QByteArray::fromStdString(cell), text);
    }
} catch (const std::exception &error) {
    QFAIL(error.what());
}

void RecordsTest::takesRowsInAnyOrder()
try {
    const cli::ScratchDatabase database(m_url);
    cli::Connection connection = database.connect();
    // a and b refer to each other, c to a and to itself; every row comes before what it refers to.
    applyDocument(R"({"name": "s", "tables": [
        {"id": "c", "name": "c", "columns": [
            {"id": "id", "name": "id", "dataType": "int", "primaryKey": true},
            {"id": "up", "name": "up", "dataType": "int"},
            {"id": "a", "name": "a", "dataType": "int"}]},
        {"id": "a", "name": "a", "columns": [
            {"id": "id", "name": "id", "dataType": "int", "primaryKey": true},
            {"id": "b", "name": "b", "dataType": "int", "nullable": false}]},
        {"id": "b", "name": "b", "columns": [
            {"id": "id", "name": "id", "dataType": "int", "primaryKey": true},
            {"id": "a", "name": "a", "dataType": "int", "nullable": false}]}],
      "foreignKeys": [
        {"sourceTableId": "c", "sourceColumnId": "up", "targetTableId": "c", "targetColumnId": "id"},
        {"sourceTableId": "c", "sourceColumnId": "a", "targetTableId": "a", "targetColumnId": "id"},
        {"sourceTableId": "a", "sourceColumnId": "b", "targetTableId": "b", "targetColumnId": "id"},
        {"sourceTableId": "b", "sourceColumnId": "a", "targetTableId": "a", "targetColumnId": "id"}],
      "records": [
        {"tableId": "c", "rows": [[1, 2, 10], [2, 3, 11], [3, 1, null]]},
        {"tableId": "a", "rows": [[10, 21], [11, 20]]},
        {"tableId": "b", "rows": [[20, 10], [21, 11]]}]})",
                  connection);
    QCOMPARE(connection.value("SELECT string_agg(concat(id, up, a), ' ' ORDER BY id) FROM c"),
             std::string("1210 2311 31"));
    QCOMPARE(connection.value("SELECT count(*) FROM a JOIN b ON b.id = a.b"), std::string("2"));
    QCOMPARE(connection.value("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND "
                              "convalidated"),
             std::string("4"));
} catch (const std::exception &error) {
    QFAIL(error.what());
}

void RecordsTest::goesOnBehindTheRows_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("rows"); // of an identity and a text
    QTest::addColumn<QString>("ids");  // in the order of the text
    QTest::addColumn<QString>("next");
    const auto row = [](const char *name, const char *type, const char *rows, const char *ids,
                        const char *next) { QTest::newRow(name) << type << rows << ids << next; };
    row("given", "int", R"([1, "a"], [7, "b"], [3, "c"])", "1 7 3", "8");
    row("none", "int", "", "", "1");
    row("omitted", "int", R"([{"default": true}, "a"], [{"default": true}, "b"])", "1 2", "3");
    row("null", "int", R"([null, "a"], [null, "b"])", "1 2", "3");
    row("mixed", "int", R"([null, "a"], [5, "b"], [null, "c"])", "6 5 7", "8");
    row("negative", "bigint", R"([-5, "a"], [0, "b"])", "-5 0", "1");
    row("negative and omitted", "bigint", R"([-5, "a"], [null, "b"])", "-5 1", "2");
    row("serial", "serial", R"([9, "a"])", "9", "10");
    row("expression", "int", R"([{"expression": "40 + 1"}, "a"])", "41", "42");
    row("largest but one", "smallint", R"([32766, "a"])", "32766", "32767");
}

void RecordsTest::goesOnBehindTheRows()
try {
    QFETCH(QString, type);
    QFETCH(QString, rows);
    QFETCH(QString, ids);
    QFETCH(QString, next);
    const bool serial = type == QStringLiteral("serial");
    for (const char *name : {"t", "T's \\\"quoted\\\" .table"}) {
        const cli::ScratchDatabase database(m_url);
        cli::Connection connection = database.connect();
        const std::string more =
            serial ? R"(, "primaryKey": true)" : R"(, "primaryKey": true, "autoIncrement": true)";
        applyDocument(
            fmt::format(R"({{"name": "s", "tables": [{{"id": "t", "name": "{}", "namespace": "In",
            "columns": [{{"id": "id", "name": "The Id", "dataType": "{}"{}}}, {}]}}],
            "records": [{{"tableId": "t", "rows": [{}]}}]}})",
                        name, type.toStdString(), more, column("v", "text"), rows.toStdString()),
            connection);
        const std::string table =
            name == std::string("t") ? "\"In\".t" : R"("In"."T's ""quoted"" .table")";
        QCOMPARE(QString::fromStdString(connection.value(fmt::format(
                     "SELECT coalesce(string_agg(\"The Id\"::text, ' ' ORDER BY v), '') FROM {}",
                     table))),
                 ids);
        QCOMPARE(QString::fromStdString(connection.value(fmt::format(
                     "INSERT INTO {} (v) VALUES ('next') RETURNING \"The Id\"", table))),
                 next);
    }
} catch (const std::exception &error) {
    QFAIL(error.what());
}

void RecordsTest::givesDefaults()
try {
    const cli::ScratchDatabase database(m_url);
    cli::Connection connection = database.connect();
    applyDocument(
        oneTable(column("id", "int", R"(, "primaryKey": true)") + ',' +
                     column("n", "int", R"(, "nullable": false, "defaultValue": 5)") + ',' +
                     column("m", "int", R"(, "defaultValue": 6)") + ',' +
                     column("g", "int", R"(, "generated": "n * 2")"),
                 R"([1, null, null, {"default": true}], [2, {"default": true}, {"default": true},
                       {"default": true}], [3, 1, 2, {"default": true}])"),
        connection);
    QCOMPARE(connection.value("SELECT string_agg(concat_ws(',', id, n, coalesce(m, -1), g), ' ' "
                              "ORDER BY id) FROM t"),
             std::string("1,5,-1,10 2,5,6,10 3,1,2,2"));
} catch (const std::exception &error) {
    QFAIL(error.what());
}

void RecordsTest::writesManyRows()
try {
    constexpr int count = 100'000;
    std::string rows;
    for (int i = 1; i <= count; ++i)
        fmt::format_to(std::back_inserter(rows), "{}[{}, \"name {}\", \"2024-01-01\", {}, {}]",
                       i == 1 ? "" : ",", i, i, i / 7.0, i % 2 == 0);
    const std::string document = oneTable(
        column("id", "int", R"(, "primaryKey": true, "autoIncrement": true)") + ',' +
            column("name", "varchar(40)", R"(, "unique": true)") + ',' + column("made", "date") +
            ',' + column("x", "double precision") + ',' + column("b", "boolean"),
        rows);
    QElapsedTimer timer;
    timer.start();
    const Compiled compiled = compile({"many", Language::Json, document, {}});
    qInfo("%d rows: %lld ms to compile, %zu statements", count, timer.elapsed(),
          compiled.script().statements.size());
    QVERIFY2(compiled.result.ok, messages(compiled.result).c_str());
    for (const Statement &statement : compiled.script().statements)
        QVERIFY(statement.end - statement.begin < 300 * 1024);
    const cli::ScratchDatabase database(m_url);
    cli::Connection connection = database.connect();
    connection.execute(compiled.script().text);
    QCOMPARE(connection.value("SELECT count(*) FROM t"), std::to_string(count));
    QCOMPARE(connection.value("INSERT INTO t (name) VALUES ('x') RETURNING id"),
             std::to_string(count + 1));
} catch (const std::exception &error) {
    QFAIL(error.what());
}

namespace {

struct TypePool {
    const char *type;
    std::vector<const char *> values;
};

const std::vector<TypePool> pools = {
    {"int", {"1", "2", "1.0", "\"1\"", "\"x\"", "2147483648", "true", "null", "-0", "1e0"}},
    {"bigint", {"1", "2", "\"01\"", "9223372036854775807", "\"-1\"", "null", "\"\""}},
    {"smallint", {"1", "2", "32767", "32768", "null", "\"2 \""}},
    {"numeric(5,2)", {"1", "1.00", "1.004", "2", "999.99", "999.995", "\"1e0\"", "null", "\"a\""}},
    {"numeric", {"1", "1.0", "1e0", "\"NaN\"", "null", "0.1", "\"+1\""}},
    {"real", {"1", "1.0", "0.1", "0.10", "16777216", "16777217", "null", "\"1e50\""}},
    {"double precision", {"1", "1.0", "0.1", "\"inf\"", "0.10000000000000001", "null"}},
    {"text", {"\"a\"", "\"a \"", "\"A\"", "1", "\"1\"", "\"\"", "null", "true"}},
    {"varchar(3)", {"\"a\"", "\"abc\"", "\"abc  \"", "\"abcd\"", "\"ä😀x\"", "1", "null"}},
    {"char(3)", {"\"a\"", "\"a \"", "\"abc\"", "\"abc \"", "\"abcd\"", "null"}},
    {"boolean", {"true", "false", "0", "1", "2", "\"y\"", "\"on\"", "\"maybe\"", "null"}},
    {"date",
     {"\"2024-01-01\"", "\"2024-1-1\"", "\"2024-02-30\"", "\"20240101\"", "\"x\"", "null", "1"}},
    {"timestamp",
     {"\"2024-01-01\"", "\"2024-01-01 00:00\"", "\"2024-01-01T00:00:00.0\"", "\"2024-01-01 24:00\"",
      "\"2023-12-31 23:59:60\"", "null"}},
    {"timestamptz",
     {"\"2024-01-01 00:00:00Z\"", "\"2024-01-01 02:00:00+02\"", "\"2024-01-01T00:00:00Z\"",
      "null"}},
    {"time", {"\"10:00\"", "\"10:00:00\"", "\"10:00:00.0\"", "\"25:00\"", "null"}},
    {"uuid",
     {"\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"", "\"A0EEBC999C0B4EF8BB6D6BB9BD380A11\"", "\"x\"",
      "null"}},
    {"bytea", {"\"\\\\x61\"", "\"a\"", "\"\\\\x6\"", "\"\\\\141\"", "null"}},
    {"bit(3)", {"\"101\"", "\"x5\"", "\"10\"", "\"111\"", "null"}},
    {"inet", {"\"10.0.0.1\"", "\"10.0.0.1/32\"", "\"10.0.0.2\"", "\"x\"", "null"}},
    {"interval", {"\"1 day\"", "\"24 hours\"", "\"P1D\"", "\"x\"", "null"}},
    {"mood", {"\"sad\"", "\"happy\"", "\"Sad\"", "1", "null"}},
    {"jsonb", {"\"1\"", "\"1.0\"", "\"{}\"", "\"{\"", "1", "null"}},
    {"int[]", {"\"{1,2}\"", "\"{1, 2}\"", "\"{1,x}\"", "\"1\"", "null"}},
};

/// A parent `p(k, v)` and a child `c(r)` of values from the pools, keys and foreign keys at random.
class RandomDocument {
public:
    explicit RandomDocument(unsigned seed) : m_random(seed) {}

    std::string text()
    {
        const std::size_t parent = next(pools.size());
        const std::size_t child = next(3) == 0 ? next(pools.size()) : parent;
        const std::size_t other = next(pools.size());
        std::string key = next(2) == 0 ? R"(, "primaryKey": true)" : R"(, "unique": true)";
        std::string document =
            R"({"name": "s", "enums": [{"name": "mood", "values": ["sad", "happy", "1"]}],
            "tables": [{"id": "p", "name": "p", "columns": [)";
        document += column("k", pools[parent].type, key + defaultOf(parent)) + ',' +
                    column("v", pools[other].type,
                           (next(3) == 0 ? R"(, "nullable": false)" : "") + defaultOf(other)) +
                    R"(]}, {"id": "c", "name": "c", "columns": [)" +
                    column("r", pools[child].type) + "]}], \"foreignKeys\": [";
        if (next(3) != 0)
            document += R"({"sourceTableId": "c", "sourceColumnId": "r", "targetTableId": "p",
                "targetColumnId": "k"})";
        document += R"(], "records": [{"tableId": "p", "columnIds": ["k", "v"], "rows": [)";
        for (std::size_t i = next(4); i-- > 0;)
            document += fmt::format("[{}, {}]{}", value(parent), value(other), i > 0 ? "," : "");
        document += R"(]}, {"tableId": "c", "rows": [)";
        for (std::size_t i = next(3); i-- > 0;)
            document += fmt::format("[{}]{}", value(child), i > 0 ? "," : "");
        return document + "]}]}";
    }

private:
    std::size_t next(std::size_t below) { return m_random() % below; }

    std::string value(std::size_t pool)
    {
        if (next(8) == 0)
            return R"({"default": true})";
        // The first ones are often alike, so that keys clash and are found.
        const auto &values = pools[pool].values;
        return values[next(2) == 0 ? next(2) : next(values.size())];
    }

    std::string defaultOf(std::size_t pool)
    {
        return next(4) == 0 ? fmt::format(R"(, "defaultValue": {})", pools[pool].values[0]) : "";
    }

    std::mt19937 m_random;
};

} // namespace

void RecordsTest::agreesWithPostgresql()
try {
    const cli::ScratchDatabase database(m_url);
    cli::Connection connection = database.connect();
    int accepted = 0;
    int refused = 0;
    int open = 0;
    for (unsigned seed = 1; seed <= 4000; ++seed) {
        const std::string document = RandomDocument(seed).text();
        CompileOptions options;
        SourceManager sources;
        const SourceId source = sources.add("document", document);
        const CompileResult checked = compiler().compile(sources, source, options);
        options.passes.disabled = {"check-records"};
        const CompileResult unchecked = compiler().compile(sources, source, options);
        if (!unchecked.script)
            continue; // wrong beside its rows
        const bool unverified =
            std::ranges::any_of(checked.diagnostics, [](const Diagnostic &found) {
                return found.info->code == diag::RecordUnverified.code;
            });
        std::string error;
        connection.execute("BEGIN");
        try {
            connection.execute(unchecked.script->text);
        } catch (const cli::DatabaseError &refusal) {
            error = refusal.message().primary + ' ' + refusal.message().detail;
        }
        connection.execute("ROLLBACK");
        const bool applies = error.empty();
        const std::string seen =
            fmt::format("{}\n{}\n{}", document, messages(checked), applies ? "applies" : error);
        if (!checked.ok)
            QVERIFY2(!applies, seen.c_str());
        else if (!unverified)
            QVERIFY2(applies, seen.c_str());
        ++(!checked.ok ? refused : unverified ? open : accepted);
    }
    qInfo("%d accepted, %d refused, %d unverified", accepted, refused, open);
    QVERIFY(accepted > 300 && refused > 300);
} catch (const std::exception &error) {
    QFAIL(error.what());
}

QTEST_GUILESS_MAIN(RecordsTest)
#include "records_test.moc"
