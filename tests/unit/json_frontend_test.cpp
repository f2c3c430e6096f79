// SPDX-License-Identifier: MIT
#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/frontend.h>

#include <QTest>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

using namespace Qt::StringLiterals;
using tw::ir::DefaultValue;
using tw::ir::Deferrability;
using tw::ir::IndexElement;
using tw::ir::ReferentialAction;
using tw::ir::Relationship;

namespace {

/// A text read by the JSON frontend, with all findings in order of place.
struct Reading {
    explicit Reading(std::string_view text, const tw::Limits &limits = {})
    {
        const tw::SourceId source = sources.add("schema.json", text);
        const tw::Frontend &frontend = tw::frontendFor(tw::Language::Json);
        tw::DiagnosticList list;
        tw::DiagnosticEmitter emitter(list);
        schema = frontend.parse(sources, source, emitter, {limits});
        diagnostics = list.takeSorted();
        frontend.annotate(sources, source, diagnostics);
    }

    [[nodiscard]] QString place(const tw::SourceRange &range) const
    {
        const tw::SourceBuffer &buffer = sources.buffer(range.source);
        const tw::LineColumn begin = buffer.lineColumn(range.begin);
        const tw::LineColumn end = buffer.lineColumn(range.end);
        return QString::fromStdString(
            fmt::format("{}:{}-{}:{}", begin.line, begin.column, end.line, end.column));
    }

    /// The text that a range covers.
    [[nodiscard]] QByteArray at(const tw::SourceRange &range) const
    {
        const std::string_view text = sources.buffer(range.source).text();
        return {text.data() + range.begin, static_cast<qsizetype>(range.size())};
    }

    /// `TW1005 1:1-1:2 /tables/0 message`, then a line for each note.
    [[nodiscard]] QStringList findings() const
    {
        QStringList result;
        for (const tw::Diagnostic &diagnostic : diagnostics) {
            result << u"%1 %2 %3 %4"_s.arg(
                QString::fromUtf8(diagnostic.info->code.data(), 6), place(diagnostic.range),
                diagnostic.hasPointer ? u'\'' + QString::fromStdString(diagnostic.pointer) + u'\''
                                      : u"-"_s,
                QString::fromStdString(diagnostic.message));
            for (const tw::DiagnosticNote &note : diagnostic.notes) {
                result << u"  %1 %2"_s.arg(note.range.isValid() ? place(note.range) : u"-"_s,
                                           QString::fromStdString(note.message));
            }
        }
        return result;
    }

    tw::SourceManager sources;
    tw::ir::Schema schema;
    std::vector<tw::Diagnostic> diagnostics;
};

/// A document with one table that has one column with these members beside its name and type.
std::string columnDocument(std::string_view members)
{
    return fmt::format(R"({{"tables":[{{"name":"t","columns":[
{{"name":"c","dataType":"INT",{}}}]}}]}})",
                       members);
}

/// The same for a table with the columns `a` (flagged as its key) and `b`.
std::string tableDocument(std::string_view members)
{
    return fmt::format(R"({{"tables":[{{"name":"t","columns":[
{{"id":"1","name":"a","dataType":"INT","primaryKey":true}},
{{"id":"2","name":"b","dataType":"INT"}}],
{}}}]}})",
                       members);
}

constexpr const char *kWholeNumbers =
    "expected a whole number from -9223372036854775808 to 9223372036854775807";

} // namespace

class JsonFrontendTest : public QObject {
    Q_OBJECT

private slots:
    void reports_data();
    void reports();
    void readsTheProductsMembers();
    void readsTheAdditions();
    void readsDefaults();
    void readsPrimaryKeys();
    void readsForeignKeys();
    void readsRelationships();
    void nullIsAbsent();
    void unescapes();
    void placesCountFromTheByteOrderMark();
    void placesInExpressions();
    void wholeNumbers();
    void limits();
    void fixes();
    void deepNesting();
    void manyDuplicates();
    void cutAnywhere();
};

void JsonFrontendTest::reports_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, std::string_view document, const QStringList &expected) {
        QTest::newRow(name) << QByteArray(document.data(), static_cast<qsizetype>(document.size()))
                            << expected;
    };

    row("empty", "", {u"TW1003 1:1-1:1 '' the input is empty, expected a schema document"_s});
    row("blank", " \r\n\t",
        {u"TW1003 1:1-1:1 '' the input is empty, expected a schema document"_s});
    row("only a byte order mark", "\xEF\xBB\xBF",
        {u"TW1003 1:1-1:1 '' the input is empty, expected a schema document"_s});
    row("not an object", "[1]",
        {u"TW1004 1:1-1:2 '' the document is an array, expected an object"_s});
    row("no tables", "{}", {u"TW1005 1:1-1:2 '' the document has no member `tables`"_s});

    // Syntax
    row("text after the document", "{\"tables\":[]}\n\n  x",
        {u"TW1001 3:3-3:4 '' not valid JSON: found `x`, expected nothing after the document"_s});
    row("second document", R"({"tables":[]}{})",
        {u"TW1001 1:14-1:15 '' not valid JSON: found `{`, expected nothing after the document"_s});
    row("trailing comma in an object", "{\"tables\":[],\n}",
        {u"TW1001 2:1-2:2 '' not valid JSON: found `}`, expected the name of a member"_s});
    row("trailing comma in an array", "{\"tables\":[{\"name\":\"t\",\"columns\":[]},]}",
        {u"TW1001 1:38-1:39 '/tables' not valid JSON: found `]`, expected a value"_s});
    row("no comma", R"({"id":"a" "tables":[]})",
        {u"TW1001 1:11-1:19 '/id' not valid JSON: found a string, expected `,` or `}`"_s});
    row("no colon", R"({"tables" []})",
        {u"TW1001 1:11-1:12 '/tables' not valid JSON: found `[`, expected `:`"_s});
    row("wrong bracket", R"({"tables":[}])",
        {u"TW1001 1:12-1:13 '/tables' not valid JSON: found `}`, expected a value"_s});
    row("ends early", R"({"tables":[{"name":"t",)",
        {u"TW1001 1:24-1:24 '/tables/0' not valid JSON: found the end of the text, "
         "expected the name of a member"_s});
    row("ends after a colon", R"({"tables":)",
        {u"TW1001 1:11-1:11 '/tables' not valid JSON: found the end of the text, "
         "expected a value"_s});
    row("name without quotes", "{tables:[]}",
        {u"TW1001 1:2-1:8 '' not valid JSON: found `tables`, expected the name of a member"_s});
    row("misspelled literal", R"({"x-a":[1,{"b~/c":True}]})",
        {u"TW1001 1:19-1:23 '/x-a/1/b~0~1c' not valid JSON: found `True`, expected a value"_s});
    row("comment", "{\"tables\":[] // none\n}",
        {u"TW1001 1:14-1:16 '/tables' not valid JSON: found `//`, expected `,` or `}`"_s});
    row("leading zero", R"({"version":01})",
        {u"TW1001 1:12-1:14 '/version' not valid JSON: found `01`, expected a value"_s});
    row("number without digits", R"({"version":-})",
        {u"TW1001 1:12-1:13 '/version' not valid JSON: found `-`, expected a value"_s});
    row("number with a bare point", R"({"version":1.})",
        {u"TW1001 1:12-1:14 '/version' not valid JSON: found `1.`, expected a value"_s});
    row("number with a bare exponent", R"({"version":1e+})",
        {u"TW1001 1:12-1:15 '/version' not valid JSON: found `1e+`, expected a value"_s});
    row("unknown escape", R"({"name":"a\qb"})",
        {u"TW1001 1:11-1:12 '/name' not valid JSON: "
         "found a backslash that escapes nothing known"_s});
    row("short escape", R"({"name":"\u12"})",
        {u"TW1001 1:10-1:12 '/name' not valid JSON: "
         "found `\\u` without four hexadecimal digits"_s});
    row("half a surrogate pair", R"({"name":"x\udc00"})",
        {u"TW1001 1:11-1:17 '/name' not valid JSON: "
         "found half of a surrogate pair, expected both halves"_s});
    row("line break in a string", "{\"name\":\"ab\n\",\"tables\":[]}",
        {u"TW1001 1:9-1:12 '/name' not valid JSON: "
         "found a line break in a string, expected `\"` before it"_s});
    row("tab in a string", "{\"name\":\"a\tb\"}",
        {u"TW1001 1:11-1:12 '/name' not valid JSON: found the control character U+0009 in a "
         "string, expected an escape"_s});
    row("open string", R"({"tables":[],"name":"ab)",
        {u"TW1001 1:21-1:24 '/name' not valid JSON: found the end of the text in a string, "
         "expected `\"`"_s});
    row("findings before a syntax error", "{\"id\":1,\n\"tables\":}",
        {u"TW1004 1:7-1:8 '/id' `id` is a number, expected a string"_s,
         u"TW1001 2:10-2:11 '/tables' not valid JSON: found `}`, expected a value"_s});
    row("bad UTF-8 in a string", "{\"name\":\"\xC3\xA4\xC3\"}",
        {u"TW1002 1:11-1:12 '/name' the text is not valid UTF-8"_s});
    row("bad UTF-8 outside strings", "{\"tables\":\xFF}",
        {u"TW1002 1:11-1:12 '/tables' the text is not valid UTF-8"_s});
    row("surrogate in UTF-8", "{\"name\":\"\xED\xA0\x80\"}",
        {u"TW1002 1:10-1:11 '/name' the text is not valid UTF-8"_s});
    row("UTF-16", std::string_view("\xFF\xFE{\0}\0", 6),
        {u"TW1002 1:1-1:2 '' the text is not valid UTF-8"_s});
    row("grammar error before bad UTF-8", "{\"tables\":]\xFF",
        {u"TW1001 1:11-1:12 '/tables' not valid JSON: found `]`, expected a value"_s});
    row("raw U+0000", std::string_view("{\"tables\":[]}\0", 14),
        {u"TW1001 1:14-1:15 '' not valid JSON: found the control character U+0000, "
         "expected nothing after the document"_s});
    row("U+0000 after a number", std::string_view("{\"version\":1\0}", 14),
        {u"TW1001 1:12-1:13 '/version' not valid JSON: found `1`, expected a value"_s});
    row("carriage returns", "{\r\n\"id\": 1,\r\n\"tables\": []\r\n}\r\n",
        {u"TW1004 2:7-2:8 '/id' `id` is a number, expected a string"_s});
    row("columns are code points", "{\"name\":\"\xC3\xA4\xF0\x9F\x98\x80\",\"id\":1,\"tables\":[]}",
        {u"TW1004 1:19-1:20 '/id' `id` is a number, expected a string"_s});

    // Members
    row("wrong types",
        "{\"id\":{\"a\":[]},\"name\":[{}],\"description\":false,\"version\":\"1\",\n"
        "\"createdAt\":1e3,\"enums\":{},\"tables\":[1,null]}",
        {u"TW1004 1:7-1:8 '/id' `id` is an object, expected a string"_s,
         u"TW1004 1:23-1:24 '/name' `name` is an array, expected a string"_s,
         u"TW1004 1:42-1:47 '/description' `description` is false, expected a string"_s,
         u"TW1004 1:58-1:61 '/version' `version` is a string, expected a number"_s,
         u"TW1004 2:13-2:16 '/createdAt' `createdAt` is a number, expected a string"_s,
         u"TW1004 2:25-2:26 '/enums' `enums` is an object, expected an array"_s,
         u"TW1004 2:38-2:39 '/tables/0' an element of `tables` is a number, expected an object"_s,
         u"TW1004 2:40-2:44 '/tables/1' an element of `tables` is null, expected an object"_s});
    row("wrong types in a column",
        columnDocument(R"("nullable":"yes","length":"10","scale":2.5,"unique":1,)"
                       "\n"
                       R"("defaultValue":[1],"generated":true,"note":true)"),
        {u"TW1004 2:41-2:46 '/tables/0/columns/0/nullable' `nullable` is a string, "
         "expected true or false"_s,
         u"TW1004 2:56-2:60 '/tables/0/columns/0/length' `length` is a string, "
         "expected a whole number"_s,
         u"TW1004 2:69-2:72 '/tables/0/columns/0/scale' `scale` is `2.5`, "
         "expected a whole number"_s,
         u"TW1004 2:82-2:83 '/tables/0/columns/0/unique' `unique` is a number, "
         "expected true or false"_s,
         u"TW1004 3:16-3:17 '/tables/0/columns/0/defaultValue' `defaultValue` is an array, "
         "expected a number, a string, true, false or an expression"_s,
         u"TW1004 3:32-3:36 '/tables/0/columns/0/generated' `generated` is true, "
         "expected an expression as a string"_s,
         u"TW1004 3:44-3:48 '/tables/0/columns/0/note' `note` is true, expected a string"_s});
    row("missing members",
        "{\"tables\":[{},\n{\"name\":\"t\",\"columns\":[{},{\"name\":\"c\"}],\n"
        "\"indexes\":[{\"name\":\"i\"}],\"checks\":[{}],\"uniqueConstraints\":[{}]}],\n"
        "\"foreignKeys\":[{}],\"enums\":[{}],\"relationships\":[{\"name\":\"r\"}]}",
        {u"TW1005 1:12-1:13 '/tables/0' a table has no member `name`"_s,
         u"TW1005 1:12-1:13 '/tables/0' a table has no member `columns`"_s,
         u"TW1005 2:24-2:25 '/tables/1/columns/0' a column has no member `name`"_s,
         u"TW1005 2:24-2:25 '/tables/1/columns/0' a column has no member `dataType`"_s,
         u"TW1005 2:27-2:28 '/tables/1/columns/1' column `c` has no member `dataType`"_s,
         u"TW1005 3:12-3:13 '/tables/1/indexes/0' index `i` has no member `columns`"_s,
         u"TW1005 3:36-3:37 '/tables/1/checks/0' a check has no member `expression`"_s,
         u"TW1005 3:61-3:62 '/tables/1/uniqueConstraints/0' "
         "a unique constraint has no member `columns`"_s,
         u"TW1005 4:16-4:17 '/foreignKeys/0' a foreign key has no member `sourceTableId`"_s,
         u"TW1005 4:16-4:17 '/foreignKeys/0' a foreign key has no member `sourceColumnId`"_s,
         u"TW1005 4:16-4:17 '/foreignKeys/0' a foreign key has no member `targetTableId`"_s,
         u"TW1005 4:16-4:17 '/foreignKeys/0' a foreign key has no member `targetColumnId`"_s,
         u"TW1005 4:29-4:30 '/enums/0' an enum has no member `name`"_s,
         u"TW1005 4:29-4:30 '/enums/0' an enum has no member `values`"_s,
         u"TW1005 4:50-4:51 '/relationships/0' relationship `r` has no member `kind`"_s,
         u"TW1005 4:50-4:51 '/relationships/0' relationship `r` has no member `sourceTableId`"_s,
         u"TW1005 4:50-4:51 '/relationships/0' relationship `r` has no member `sourceColumnId`"_s,
         u"TW1005 4:50-4:51 '/relationships/0' relationship `r` has no member `targetTableId`"_s,
         u"TW1005 4:50-4:51 '/relationships/0' "
         "relationship `r` has no member `targetColumnId`"_s});
    row("null is missing", R"({"tables":null})",
        {u"TW1005 1:1-1:2 '' the document has no member `tables`"_s});
    row("duplicate member", "{\"tables\":[],\n\"name\":\"a\",\"na\\u006de\":{\"b\":1}}",
        {u"TW1006 2:12-2:23 '/name' member `name` occurs twice in one object"_s,
         u"  2:1-2:7 the first one is here"_s});
    row("duplicate after null", R"({"id":null,"id":null,"tables":[]})",
        {u"TW1006 1:12-1:16 '/id' member `id` occurs twice in one object"_s,
         u"  1:2-1:6 the first one is here"_s});
    row("duplicate unknown member", R"({"x-\u0061":1,"x-a":2,"tables":[]})",
        {u"TW1006 1:15-1:20 '/x-a' member `x-a` occurs twice in one object"_s,
         u"  1:2-1:12 the first one is here"_s});
    row("duplicate in an unknown value",
        R"({"tables":[],"x-a":{"b":[{"c":1},{"c":1,"c":2}],"d":{"b":1}}})",
        {u"TW1006 1:41-1:44 '/x-a/b/1/c' member `c` occurs twice in one object"_s,
         u"  1:35-1:38 the first one is here"_s});
    row("names that only look equal", R"({"tables":[],"x-\\u0061":1,"x-a":2,"x-\\\\u0061":3})", {});
    row("unknown members",
        "{\"tabels\":1,\"tables\":[{\"name\":\"t\",\"columns\":[],\"colour\":\"red\"}],\n"
        "\"x-editor\":{\"a\":{\"b\":[null,true,false,-0.5e-3,\"\\n\"]}},\"$schema\":\"s\"}",
        {u"TW1007 1:2-1:10 '/tabels' unknown member `tabels` of the document"_s,
         u"  - did you mean `tables`"_s,
         u"TW1007 1:48-1:56 '/tables/0/colour' unknown member `colour` of a table"_s});
    row("unknown member of a default", columnDocument(R"json("defaultValue":{"sql":"now()"})json"),
        {u"TW1005 2:45-2:46 '/tables/0/columns/0/defaultValue' "
         "`defaultValue` has no member `expression`"_s,
         u"TW1007 2:46-2:51 '/tables/0/columns/0/defaultValue/sql' "
         "unknown member `sql` of an expression"_s});
    row("equal ids",
        "{\"tables\":[{\"id\":\"1\",\"name\":\"a\",\"columns\":[\n"
        "{\"id\":\"x\",\"name\":\"a\",\"dataType\":\"int\"},{\"id\":\"\\u0078\",\"name\":\"b\","
        "\"dataType\":\"int\"}]},\n"
        "{\"id\":\"1\",\"name\":\"b\",\"columns\":[{\"id\":\"x\",\"name\":\"a\",\"dataType\":"
        "\"int\"}]}],\n"
        "\"enums\":[{\"id\":\"1\",\"name\":\"e\",\"values\":[]},{\"id\":\"1\",\"name\":\"f\","
        "\"values\":[]}]}",
        {u"TW1008 2:46-2:54 '/tables/0/columns/1/id' id `x` is used by two columns of one table"_s,
         u"  2:7-2:10 the other one is here"_s,
         u"TW1008 3:7-3:10 '/tables/1/id' id `1` is used by two tables"_s,
         u"  1:18-1:21 the other one is here"_s,
         u"TW1008 4:50-4:53 '/enums/1/id' id `1` is used by two enums"_s,
         u"  4:16-4:19 the other one is here"_s});
    row("unknown keywords",
        "{\"tables\":[],\"foreignKeys\":[{\"sourceTableId\":\"a\",\"sourceColumnId\":\"b\","
        "\"targetTableId\":\"a\",\"targetColumnId\":\"b\",\n"
        "\"onDelete\":\"DELETE\",\"onUpdate\":7,\"deferrable\":\"always\"}]}",
        {u"TW1009 2:12-2:20 '/foreignKeys/0/onDelete' `DELETE` is no referential action, "
         "expected `CASCADE`, `RESTRICT`, `SET NULL`, `NO ACTION` or `SET DEFAULT`"_s,
         u"TW1004 2:32-2:33 '/foreignKeys/0/onUpdate' `onUpdate` is a number, expected one of "
         "`CASCADE`, `RESTRICT`, `SET NULL`, `NO ACTION` or `SET DEFAULT`"_s,
         u"TW1009 2:47-2:55 '/foreignKeys/0/deferrable' `always` is no deferrability, "
         "expected `initially deferred` or `initially immediate`"_s});
    row("U+0000 everywhere",
        R"({"name":"a\u0000","x-a":["\u0000"],"x-\u0000":{"\u0000":1},"tables":[]})", {});
    row("U+0000 ends nothing", R"({"tables":[],"x-\u0000a":1,"x-\u0000b":2,"x-\u0000a":3})",
        {u"TW1006 1:42-1:53 '/x-"_s + QChar(0) + u"a' member `x-"_s + QChar(0) +
             u"a` occurs twice in one object"_s,
         u"  1:14-1:25 the first one is here"_s});
    row("keys that differ", tableDocument(R"("primaryKey":["b"])"),
        {u"TW1015 4:1-4:13 '/tables/0/primaryKey' "
         "`table.primaryKey` and `column.primaryKey` say different things"_s,
         u"  2:52-2:56 the first column that says so is here"_s});
    row("keys that are equal, by id", tableDocument(R"("primaryKey":["1"])"), {});
    row("index column and expression",
        tableDocument("\"indexes\":[{\"columns\":[{\"column\":\"a\",\"expression\":\"b\"},{},7]}]"),
        {u"TW1015 4:38-4:50 '/tables/0/indexes/0/columns/0/expression' "
         "`column` and `expression` say different things"_s,
         u"  4:25-4:33 the other one is here"_s,
         u"TW1005 4:56-4:57 '/tables/0/indexes/0/columns/1' "
         "an index column has no member `column`"_s,
         u"TW1004 4:59-4:60 '/tables/0/indexes/0/columns/2' an element of `columns` is a number, "
         "expected the name of a column or an object"_s});
    row("actions that differ",
        "{\"tables\":[],\"relationships\":[{\"kind\":\"many-to-many\",\"sourceTableId\":\"a\",\n"
        "\"sourceColumnId\":\"b\",\"targetTableId\":\"a\",\"targetColumnId\":\"b\",\n"
        "\"onUpdate\":\"CASCADE\",\"junction\":{\"onUpdate\":\"RESTRICT\"}}]}",
        {u"TW1015 3:22-3:32 '/relationships/0/junction' "
         "`onUpdate` and `junction.onUpdate` say different things"_s,
         u"  3:1-3:11 the other one is here"_s});
    row("one column and several",
        "{\"tables\":[],\"foreignKeys\":[{\"sourceTableId\":\"a\",\"sourceColumnId\":\"b\",\n"
        "\"sourceColumnIds\":[\"b\",\"c\"],\"targetTableId\":\"a\",\n"
        "\"targetColumnIds\":[\"b\"],\"targetColumnId\":\"b\"}]}",
        {u"TW1015 2:1-2:18 '/foreignKeys/0/sourceColumnIds' "
         "`sourceColumnId` and `sourceColumnIds` say different things"_s,
         u"  1:50-1:66 the other one is here"_s});
}

void JsonFrontendTest::reports()
{
    QFETCH(QByteArray, document);
    QFETCH(QStringList, expected);
    const Reading reading({document.constData(), static_cast<std::size_t>(document.size())});
    QCOMPARE(reading.findings(), expected);
}

void JsonFrontendTest::readsTheProductsMembers()
{
    const Reading reading(R"({
  "id": "s", "name": "shop", "description": "sells",
  "tables": [
    { "id": "t1", "name": "items", "position": {"x": -1.5, "y": 2e2},
      "columns": [
        {"id": "c1", "name": "id", "dataType": "INT", "nullable": false, "primaryKey": true,
         "autoIncrement": true, "unique": false},
        {"id": "c2", "name": "price", "dataType": "DECIMAL", "precision": 10, "scale": 2,
         "unique": true},
        {"id": "c3", "name": "title", "dataType": "VARCHAR", "length": 80}],
      "indexes": [{"name": "i", "columns": ["price", "title"], "unique": true}] }],
  "version": 3, "createdAt": "2024-01-01", "updatedAt": "2024-01-01" })");
    QCOMPARE(reading.findings(), QStringList());
    const tw::ir::Schema &schema = reading.schema;
    QCOMPARE(schema.id, "s");
    QCOMPARE(schema.name.text, "shop");
    QCOMPARE(schema.note.text, "sells");
    QCOMPARE(schema.tables.size(), 1U);
    const tw::ir::Table &table = schema.tables[0];
    QCOMPARE(table.id, "t1");
    QCOMPARE(table.name.text, "items");
    QCOMPARE(reading.at(table.name.range), "\"items\"");
    QVERIFY(reading.at(table.range).startsWith("{ \"id\": \"t1\""));
    QVERIFY(reading.at(table.range).endsWith("true}] }"));
    QVERIFY(table.position.has_value());
    QCOMPARE(table.position->x, -1.5);
    QCOMPARE(table.position->y, 200.0);
    QCOMPARE(table.columns.size(), 3U);
    QCOMPARE(table.columns[0].id, "c1");
    QVERIFY(!table.columns[0].nullable);
    QCOMPARE(reading.at(table.columns[0].nullableRange), "false");
    QVERIFY(table.columns[0].autoIncrement);
    QCOMPARE(reading.at(table.columns[0].autoIncrementRange), "true");
    QVERIFY(table.columns[1].nullable);
    QVERIFY(!table.columns[1].nullableRange.isValid());
    QCOMPARE(table.columns[1].typeSyntax.spelling.text, "DECIMAL");
    QCOMPARE(table.columns[1].typeSyntax.arguments->precision->value, 10);
    QCOMPARE(table.columns[1].typeSyntax.arguments->scale->value, 2);
    QCOMPARE(reading.at(table.columns[1].typeSyntax.arguments->precision->range), "10");
    QVERIFY(!table.columns[1].typeSyntax.arguments->length.has_value());
    QCOMPARE(table.columns[2].typeSyntax.arguments->length->value, 80);
    QVERIFY(table.primaryKey.has_value());
    QCOMPARE(table.primaryKey->columns.size(), 1U);
    QCOMPARE(table.primaryKey->columns[0].column.index(), 0U);
    QVERIFY(table.primaryKey->columns[0].name.empty());
    QCOMPARE(table.uniqueKeys.size(), 1U);
    QCOMPARE(table.uniqueKeys[0].columns[0].column.index(), 1U);
    QCOMPARE(table.indexes.size(), 1U);
    QVERIFY(table.indexes[0].unique);
    QCOMPARE(table.indexes[0].elements.size(), 2U);
    QCOMPARE(table.indexes[0].elements[1].column.name.text, "title");
    QVERIFY(!table.indexes[0].elements[1].column.column.isValid());
}

void JsonFrontendTest::readsTheAdditions()
{
    const Reading reading(R"json({"tables":[{"name":"t","namespace":"n","note":"tn","columns":[
 {"name":"a","dataType":"text","note":"cn","generated":"lower(b)"},
 {"name":"b","dataType":"text","generated":{"expression":"upper(a)"}}],
 "checks":[{"name":"k","expression":"a > 'x'"},{"expression":{"expression":"b"}}],
 "uniqueConstraints":[{"name":"u","columns":["a","b"]}],
 "indexes":[{"columns":["a",{"column":"b","order":"DESC","nulls":"First"},
   {"expression":"lower(a)","order":"asc","nulls":"last"}],"method":"gin","where":"a <> ''",
   "include":["b"],"note":"in","unique":false}]}],
 "enums":[{"id":"e","name":"mood","namespace":"m","note":"en",
   "values":["sad",{"value":"ok","note":"vn"}]}]})json");
    QCOMPARE(reading.findings(), QStringList());
    const tw::ir::Table &table = reading.schema.tables.at(0);
    QCOMPARE(table.namespaceName.text, "n");
    QCOMPARE(table.note.text, "tn");
    QCOMPARE(table.columns[0].note->text, "cn");
    QCOMPARE(table.columns[0].generated->text, "lower(b)");
    QCOMPARE(table.columns[1].generated->text, "upper(a)");
    QCOMPARE(reading.at(table.columns[1].generated->range), "\"upper(a)\"");
    QCOMPARE(table.checks.size(), 2U);
    QCOMPARE(table.checks[0].name.text, "k");
    QCOMPARE(table.checks[0].expression.text, "a > 'x'");
    QCOMPARE(table.checks[1].expression.text, "b");
    QCOMPARE(table.uniqueKeys.size(), 1U);
    QCOMPARE(table.uniqueKeys[0].name.text, "u");
    QCOMPARE(table.uniqueKeys[0].columns[1].name.text, "b");
    const tw::ir::Index &index = table.indexes.at(0);
    QCOMPARE(index.elements.size(), 3U);
    QVERIFY(index.elements[0].order == IndexElement::Order::Default);
    QCOMPARE(index.elements[1].column.name.text, "b");
    QVERIFY(index.elements[1].order == IndexElement::Order::Descending);
    QVERIFY(index.elements[1].nulls == IndexElement::Nulls::First);
    QVERIFY(index.elements[2].isExpression());
    QVERIFY(index.elements[2].order == IndexElement::Order::Ascending);
    QVERIFY(index.elements[2].nulls == IndexElement::Nulls::Last);
    QCOMPARE(index.method.text, "gin");
    QCOMPARE(index.where->text, "a <> ''");
    QCOMPARE(index.include.at(0).name.text, "b");
    QCOMPARE(index.note->text, "in");
    QCOMPARE(reading.at(index.uniqueRange), "false");
    const tw::ir::EnumType &type = reading.schema.enums.at(0);
    QCOMPARE(type.id, "e");
    QCOMPARE(type.name.text, "mood");
    QCOMPARE(type.namespaceName.text, "m");
    QCOMPARE(type.note.text, "en");
    QCOMPARE(type.values.size(), 2U);
    QCOMPARE(type.values[0].value.text, "sad");
    QCOMPARE(type.values[1].value.text, "ok");
    QCOMPARE(type.values[1].note.text, "vn");
}

void JsonFrontendTest::readsDefaults()
{
    const auto read = [](std::string_view json) {
        const Reading reading(columnDocument(fmt::format("\"defaultValue\": {} ", json)));
        const DefaultValue &value = reading.schema.tables.at(0).columns.at(0).defaultValue;
        return std::tuple(value.kind, QString::fromStdString(value.value.text),
                          value.value.range.isValid() ? reading.at(value.value.range)
                                                      : QByteArray());
    };
    using enum DefaultValue::Kind;
    QCOMPARE(read("-1.50e2"), std::tuple(Number, u"-1.50e2"_s, QByteArray("-1.50e2")));
    QCOMPARE(read("99999999999999999999"),
             std::tuple(Number, u"99999999999999999999"_s, QByteArray("99999999999999999999")));
    QCOMPARE(read("false"), std::tuple(Boolean, u"false"_s, QByteArray("false")));
    QCOMPARE(read(R"json("now()")json"), std::tuple(String, u"now()"_s, QByteArray("\"now()\"")));
    QCOMPARE(read(R"("")"), std::tuple(String, QString(u""_s), QByteArray("\"\"")));
    QCOMPARE(read(R"json({"expression":"now()"})json"),
             std::tuple(Expression, u"now()"_s, QByteArray("\"now()\"")));
    QCOMPARE(read("null"), std::tuple(None, QString(), QByteArray()));
}

void JsonFrontendTest::readsPrimaryKeys()
{
    const Reading listed(R"({"tables":[{"name":"t","primaryKey":["b","a"],"primaryKeyName":"pk",
 "columns":[{"name":"a","dataType":"int","primaryKey":true},
 {"name":"b","dataType":"int","primaryKey":true}]}]})");
    QCOMPARE(listed.findings(), QStringList());
    const auto &key = listed.schema.tables.at(0).primaryKey;
    QVERIFY(key.has_value());
    QCOMPARE(key->name.text, "pk");
    QCOMPARE(key->columns.size(), 2U);
    QCOMPARE(key->columns[0].name.text, "b");
    QCOMPARE(listed.at(key->range), "[\"b\",\"a\"]");

    const Reading flagged(R"({"tables":[{"name":"t","primaryKeyName":"pk","columns":[
 {"name":"a","dataType":"int","primaryKey":true},{"name":"b","dataType":"int"},
 {"name":"c","dataType":"int","primaryKey":true}]},{"name":"u","columns":[]}]})");
    QCOMPARE(flagged.findings(), QStringList());
    const auto &flags = flagged.schema.tables.at(0).primaryKey;
    QVERIFY(flags.has_value());
    QCOMPARE(flags->name.text, "pk");
    QCOMPARE(flags->columns.size(), 2U);
    QCOMPARE(flags->columns[1].column.index(), 2U);
    QCOMPARE(flagged.at(flags->range), "true");
    QVERIFY(!flagged.schema.tables.at(1).primaryKey.has_value());
}

void JsonFrontendTest::readsForeignKeys()
{
    const auto read = [](std::string_view members) {
        Reading reading(fmt::format(
            R"({{"tables":[],"foreignKeys":[{{"id":"f","name":"fk","sourceTableId":"s",
 "sourceColumnId":"sc","targetTableId":"t","targetColumnIds":["tc","td"]{}}}]}})",
            members));
        return reading.findings().isEmpty() ? reading.schema.foreignKeys.at(0)
                                            : tw::ir::ForeignKey();
    };
    const tw::ir::ForeignKey key =
        read(R"(,"onDelete":"set_null","onUpdate":"Cascade","deferrable":true)");
    QCOMPARE(key.id, "f");
    QCOMPARE(key.name.text, "fk");
    QCOMPARE(key.source.tableSyntax.text, "s");
    QCOMPARE(key.source.columns.size(), 1U);
    QCOMPARE(key.source.columns[0].name.text, "sc");
    QCOMPARE(key.target.columns.size(), 2U);
    QCOMPARE(key.target.columns[1].name.text, "td");
    QVERIFY(key.onDelete == ReferentialAction::SetNull);
    QVERIFY(key.onUpdate == ReferentialAction::Cascade);
    QVERIFY(key.deferrability == Deferrability::InitiallyImmediate);
    const auto action = [&](std::string_view name) {
        return read(fmt::format(R"(,"onDelete":"{}")", name)).onDelete;
    };
    QVERIFY(action("CASCADE") == ReferentialAction::Cascade);
    QVERIFY(action("RESTRICT") == ReferentialAction::Restrict);
    QVERIFY(action("SET NULL") == ReferentialAction::SetNull);
    QVERIFY(action("NO ACTION") == ReferentialAction::NoAction);
    QVERIFY(action("no_action") == ReferentialAction::NoAction);
    QVERIFY(action("Set Default") == ReferentialAction::SetDefault);
    QVERIFY(read("").onDelete == ReferentialAction::Unspecified);
    QVERIFY(read("").deferrability == Deferrability::NotDeferrable);
    QVERIFY(read(R"(,"deferrable":false)").deferrability == Deferrability::NotDeferrable);
    QVERIFY(read(R"(,"deferrable":"INITIALLY DEFERRED")").deferrability ==
            Deferrability::InitiallyDeferred);
    QVERIFY(read(R"(,"deferrable":"initially immediate")").deferrability ==
            Deferrability::InitiallyImmediate);
}

void JsonFrontendTest::readsRelationships()
{
    const Reading reading(R"({"tables":[],"relationships":[
 {"id":"r","name":"enrols","kind":"many-to-many","sourceTableId":"s","sourceColumnId":"a",
  "targetTableId":"t","targetColumnIds":["b"],
  "junction":{"name":"j","namespace":"n","onDelete":"RESTRICT","onUpdate":"CASCADE"}},
 {"kind":"one-to-one","sourceTableId":"s","sourceColumnId":"a","targetTableId":"t",
  "targetColumnId":"b","onDelete":"CASCADE"},
 {"kind":"one-to-many","sourceTableId":"s","sourceColumnId":"a","targetTableId":"t",
  "targetColumnId":"b"}]})");
    QCOMPARE(reading.findings(), QStringList());
    const auto &relationships = reading.schema.relationships;
    QCOMPARE(relationships.size(), 3U);
    QVERIFY(relationships[0].kind == Relationship::Kind::ManyToMany);
    QCOMPARE(relationships[0].id, "r");
    QCOMPARE(relationships[0].name.text, "enrols");
    QCOMPARE(relationships[0].junctionName.text, "j");
    QCOMPARE(relationships[0].junctionNamespace.text, "n");
    QVERIFY(relationships[0].onDelete == ReferentialAction::Restrict);
    QVERIFY(relationships[0].onUpdate == ReferentialAction::Cascade);
    QCOMPARE(relationships[0].target.columns.at(0).name.text, "b");
    QVERIFY(relationships[1].kind == Relationship::Kind::OneToOne);
    QVERIFY(relationships[1].onDelete == ReferentialAction::Cascade);
    QVERIFY(relationships[2].kind == Relationship::Kind::OneToMany);
}

void JsonFrontendTest::nullIsAbsent()
{
    const Reading reading(R"({"id":null,"enums":null,"foreignKeys":null,"tables":[{"id":null,
 "name":"t","indexes":null,"position":null,"primaryKey":null,"columns":[
 {"name":"c","dataType":"int","length":null,"nullable":null,"unique":null}]}]})");
    QCOMPARE(reading.findings(), QStringList());
    const tw::ir::Table &table = reading.schema.tables.at(0);
    QVERIFY(table.columns.at(0).nullable);
    QVERIFY(!table.columns[0].typeSyntax.arguments->length.has_value());
    QVERIFY(!table.primaryKey.has_value());
    QVERIFY(!table.position.has_value());
}

void JsonFrontendTest::unescapes()
{
    const Reading reading(R"({"name":"\u0041\"\\\/\b\f\n\r\t\u00e4\u20ac\ud83d\ude00z",
 "description":"plain \u00C4","tables":[{"name":"a \"quoted\" name","columns":[]}]})");
    QCOMPARE(reading.findings(), QStringList());
    QCOMPARE(reading.schema.name.text, "A\"\\/\b\f\n\r\t\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80z");
    QCOMPARE(reading.schema.note.text, "plain \xC3\x84");
    QCOMPARE(reading.schema.tables.at(0).name.text, "a \"quoted\" name");
    QCOMPARE(reading.at(reading.schema.tables[0].name.range), R"("a \"quoted\" name")");
}

void JsonFrontendTest::placesCountFromTheByteOrderMark()
{
    const Reading reading("\xEF\xBB\xBF{\"tables\":[],\"name\":\"n\",\"id\":2}");
    QCOMPARE(reading.findings(),
             QStringList{u"TW1004 1:30-1:31 '/id' `id` is a number, expected a string"_s});
    QCOMPARE(reading.at(reading.schema.name.range), "\"n\"");
    QCOMPARE(reading.schema.name.range.begin, 23U);
}

void JsonFrontendTest::placesInExpressions()
{
    const Reading reading(
        tableDocument(R"("checks":[{"expression":"a > b"},{"expression":"a\u003eb"}])"));
    QCOMPARE(reading.findings(), QStringList());
    const auto &checks = reading.schema.tables.at(0).checks;
    QCOMPARE(reading.at(checks.at(0).expression.subrange(4, 1)), "b");
    QCOMPARE(checks.at(1).expression.text, "a>b");
    QCOMPARE(reading.at(checks[1].expression.subrange(2, 1)), R"("a\u003eb")");
}

void JsonFrontendTest::wholeNumbers()
{
    const auto read = [](std::string_view number) -> QString {
        const Reading reading(columnDocument(fmt::format("\"length\":{}", number)));
        const auto &length = reading.schema.tables.at(0).columns.at(0).typeSyntax.arguments->length;
        return length ? QString::number(length->value) : reading.findings().join(u'\n');
    };
    const auto outOfRange = [](const char *number, int end) {
        return u"TW1013 2:39-2:%1 '/tables/0/columns/0/length' `length` is `%2`, %3"_s.arg(end).arg(
            QString::fromLatin1(number), QString::fromLatin1(kWholeNumbers));
    };
    QCOMPARE(read("0"), u"0"_s);
    QCOMPARE(read("-0"), u"0"_s);
    QCOMPARE(read("-7"), u"-7"_s);
    QCOMPARE(read("9223372036854775807"), u"9223372036854775807"_s);
    QCOMPARE(read("-9223372036854775808"), u"-9223372036854775808"_s);
    QCOMPARE(read("9223372036854775808"), outOfRange("9223372036854775808", 58));
    QCOMPARE(read("-9223372036854775809"), outOfRange("-9223372036854775809", 59));
    QCOMPARE(read("18446744073709551626"), outOfRange("18446744073709551626", 59));
    QCOMPARE(read("10.0"), u"10"_s);
    QCOMPARE(read("1.2e1"), u"12"_s);
    QCOMPARE(read("1e400"), u"TW1004 2:39-2:44 '/tables/0/columns/0/length' "
                            "`length` is `1e400`, expected a whole number"_s);
}

void JsonFrontendTest::limits()
{
    constexpr std::string_view document =
        R"({"tables":[{"name":"a","columns":[]},{"name":"b","columns":[]},7,
{"name":"c","columns":[]}],"foreignKeys":[{},{}]})";
    tw::Limits limits;
    limits.tables = 2;
    limits.foreignKeys = 0;
    const Reading few(document, limits);
    QCOMPARE(few.findings(),
             (QStringList{u"TW1012 1:64-1:65 '/tables/2' the document has more than 2 tables"_s,
                          u"TW1012 2:43-2:44 '/foreignKeys/0' "
                          "the document has more than 0 foreign keys"_s}));
    QCOMPARE(few.schema.tables.size(), 2U);

    limits = {};
    limits.nesting = 4;
    QCOMPARE(Reading(R"({"tables":[{"name":"a","columns":[{}]}]})", limits).findings(),
             QStringList{u"TW1010 1:35-1:36 '/tables/0/columns/0' "
                         "the document is nested deeper than 4 levels"_s});
    QCOMPARE(Reading(R"({"tables":[{"name":"a","columns":[]}]})", limits).findings(),
             QStringList());
    QCOMPARE(Reading(R"({"tables":[],"x-a":[[[1],[[]]]]})", limits).findings(),
             QStringList{u"TW1010 1:27-1:28 '/x-a/0/1/0' "
                         "the document is nested deeper than 4 levels"_s});
}

void JsonFrontendTest::fixes()
{
    const Reading reading(
        R"({"tabels":[],"tables":[],"relationships":[{"kind":"many_to-many","sourceTableId":"a",
"sourceColumnId":"a","targetTableId":"b","targetColumnId":"b","onDelete":"casacde"}]})");
    const auto fixOf = [&](std::size_t i) {
        const auto &fix = reading.diagnostics.at(i).fix;
        return fix ? reading.at(fix->range) + " -> " + QByteArray::fromStdString(fix->replacement) +
                         ": " + QByteArray::fromStdString(fix->title)
                   : QByteArray("none");
    };
    QCOMPARE(reading.diagnostics.size(), 3U);
    QCOMPARE(fixOf(0), "\"tabels\" -> \"tables\": change to `tables`");
    QCOMPARE(fixOf(1), "\"many_to-many\" -> \"many-to-many\": change to `many-to-many`");
    QCOMPARE(fixOf(2), "\"casacde\" -> \"CASCADE\": change to `CASCADE`");
}

void JsonFrontendTest::deepNesting()
{
    const QString tooDeep = u"the document is nested deeper than 64 levels"_s;
    for (const char *bracket : {"[", "{\"a\":"}) {
        std::string text = "{\"x-a\":";
        for (int i = 0; i < 100'000; ++i)
            text += bracket;
        const Reading reading(text);
        QCOMPARE(reading.diagnostics.size(), 1U);
        QCOMPARE(QString::fromStdString(reading.diagnostics[0].message), tooDeep);
    }
    // Without a limit the depth is that of the heap.
    tw::Limits limits;
    limits.nesting = SIZE_MAX;
    const std::size_t depth = 1'000'000;
    const std::string open = "{\"tables\":[],\"x-a\":" + std::string(depth, '[');
    QCOMPARE(Reading(open + std::string(depth, ']') + "}", limits).findings(), QStringList());
    const Reading broken(open + std::string(depth, ']'), limits);
    QCOMPARE(broken.diagnostics.size(), 1U);
    QCOMPARE(broken.diagnostics[0].info->code, "TW1001");
    QCOMPARE(broken.diagnostics[0].pointer, "/x-a");
}

void JsonFrontendTest::manyDuplicates()
{
    // A hundred thousand ids in one table, then all of them again: linear, or this takes hours.
    std::string columns;
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 100'000; ++i)
            columns += fmt::format(R"({}{{"id":"{}","name":"n","dataType":"int"}})",
                                   columns.empty() ? "" : ",", i);
    }
    const Reading reading(fmt::format(R"({{"tables":[{{"name":"t","columns":[{}]}}]}})", columns));
    QCOMPARE(reading.diagnostics.size(), 100'000U);
    QCOMPARE(reading.diagnostics.back().message, "id `99999` is used by two columns of one table");
}

void JsonFrontendTest::cutAnywhere()
{
    // Whatever a text is cut down to, there is exactly one syntax error, and it is at the end.
    const std::string text =
        tableDocument(R"("note":"\u00e4\n","indexes":[{"columns":["a"],"unique":true}],)"
                      R"("position":{"x":1.5,"y":-2e3},"x-a":{"b":[null,false]})");
    QCOMPARE(Reading(text).findings(), QStringList());
    for (std::size_t size = 1; size < text.size(); ++size) {
        const Reading reading(std::string_view(text).substr(0, size));
        std::vector<const tw::Diagnostic *> errors;
        for (const tw::Diagnostic &diagnostic : reading.diagnostics) {
            if (diagnostic.severity == tw::Severity::Error)
                errors.push_back(&diagnostic);
        }
        QCOMPARE(errors.size(), 1U);
        QCOMPARE(errors[0]->info->code, "TW1001");
        QCOMPARE(errors[0]->range.end, size);
    }
}

QTEST_GUILESS_MAIN(JsonFrontendTest)
#include "json_frontend_test.moc"
