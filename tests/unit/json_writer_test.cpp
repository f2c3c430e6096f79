// SPDX-License-Identifier: MIT
#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/frontend.h>
#include <tablewright/frontend/writers.h>
#include <tablewright/ir/partials.h>
#include <tablewright/ir/printer.h>
#include <tablewright/ir/verifier.h>

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <fmt/format.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

struct Reading {
    explicit Reading(std::string_view text, tw::Language language = tw::Language::Json)
    {
        const tw::SourceId source = sources.add("schema", text);
        tw::DiagnosticList list;
        tw::DiagnosticEmitter emitter(list);
        const tw::Limits limits;
        schema = tw::frontendFor(language).parse(sources, source, emitter, {limits});
        hasErrors = list.errorCount() > 0;
        for (const tw::Diagnostic &diagnostic : list.takeSorted())
            findings += fmt::format("{} {}\n", diagnostic.info->code, diagnostic.message);
    }

    tw::SourceManager sources;
    tw::ir::Schema schema;
    bool hasErrors = false;
    std::string findings;
};

QByteArray fileText(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The section of a golden file, or nothing.
QByteArray section(const QByteArray &golden, const QByteArray &name)
{
    const QByteArray mark = "\n--- " + name + "\n";
    const qsizetype begin = golden.indexOf(mark);
    if (begin < 0)
        return {};
    const qsizetype from = begin + mark.size();
    const qsizetype end = golden.indexOf("\n--- ", from - 1);
    return golden.mid(from, end < 0 ? -1 : end + 1 - from);
}

struct Document {
    QByteArray name;
    QByteArray text;
};

/// The DBML of the golden cases, and where they are at hand those with the reference's verdict.
std::vector<Document> dbmlDocuments()
{
    std::vector<Document> all;
    QDirIterator cases(QStringLiteral(TEST_GOLDEN_DIR), {u"*.test"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (cases.hasNext()) {
        const QString path = cases.next();
        if (const QByteArray text = section(fileText(path), "input.dbml"); !text.isEmpty())
            all.push_back({cases.fileName().toUtf8(), text});
    }
    const QList<QByteArray> lines = fileText(QStringLiteral(TEST_VERDICTS_FILE)).split('\n');
    for (const QByteArray &line : lines) {
        const QJsonObject one = QJsonDocument::fromJson(line).object();
        if (one["accept"_L1].toBool())
            all.push_back(
                {one["id"_L1].toVariant().toByteArray(), one["input"_L1].toString().toUtf8()});
    }
    return all;
}

std::vector<Document> documents()
{
    std::vector<Document> all;
    QDirIterator samples(QStringLiteral(TEST_SAMPLES_DIR), {u"*.json"_s}, QDir::Files);
    while (samples.hasNext()) {
        const QString path = samples.next();
        all.push_back({samples.fileName().toUtf8(), fileText(path)});
    }
    QDirIterator cases(QStringLiteral(TEST_GOLDEN_DIR), {u"*.test"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (cases.hasNext()) {
        const QString path = cases.next();
        if (const QByteArray text = section(fileText(path), "input.json"); !text.isEmpty())
            all.push_back({cases.fileName().toUtf8(), text});
    }
    return all;
}

std::string_view view(const QByteArray &text)
{
    return {text.data(), static_cast<std::size_t>(text.size())};
}

/// The schema with the ends of its links found, as DBML finds them at once.
tw::ir::Schema bound(tw::ir::Schema schema)
{
    const auto bindEnd = [&](tw::ir::Endpoint &end) {
        for (std::size_t i = 0; !end.table.isValid() && i < schema.tables.size(); ++i) {
            if (schema.tables[i].id == end.tableSyntax.text && !end.tableSyntax.empty())
                end.table = tw::ir::TableId(i);
        }
        if (!end.table.isValid())
            return;
        const auto &columns = schema.table(end.table).columns;
        for (tw::ir::ColumnRef &ref : end.columns) {
            for (std::size_t i = 0; !ref.column.isValid() && i < columns.size(); ++i) {
                if (columns[i].id == ref.name.text)
                    ref.column = tw::ir::ColumnId(i);
            }
        }
    };
    const auto bindAll = [&](auto &links) {
        for (auto &link : links) {
            bindEnd(link.source);
            bindEnd(link.target);
        }
    };
    bindAll(schema.foreignKeys);
    bindAll(schema.relationships);
    bindAll(schema.inactiveForeignKeys);
    bindAll(schema.inactiveRelationships);
    for (tw::ir::TablePartial &partial : schema.partials) {
        bindAll(partial.foreignKeys);
        bindAll(partial.relationships);
    }
    return schema;
}

/// The first line of each that the other does not have there.
QByteArray firstDifference(const std::string &a, const std::string &b)
{
    const QByteArrayList left = QByteArray::fromStdString(a).split('\n');
    const QByteArrayList right = QByteArray::fromStdString(b).split('\n');
    for (qsizetype i = 0; i < std::min(left.size(), right.size()); ++i) {
        if (left[i] != right[i])
            return '<' + left[i] + "> <" + right[i] + '>';
    }
    return left.size() == right.size() ? QByteArray() : "one has more lines"_ba;
}

/// Everything that is known of what a document says.
std::string meaning(const tw::ir::Schema &schema)
{
    return tw::ir::print(schema) + tw::writeJson(schema);
}

QByteArray everything()
{
    return section(fileText(QStringLiteral(TEST_GOLDEN_DIR "/tools/everything.test")),
                   "input.json");
}

/// Calls `use` with the document and each time one more place in it changed by `edit`, which
/// returns false where it cannot.
void atEachPlace(const QJsonValue &value, const QString &path,
                 const std::function<void(const QString &, const QJsonValue &)> &use,
                 const std::function<QJsonValue(const QJsonValue &)> &edit)
{
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member) {
            atEachPlace(
                member.value(), path + u'/' + member.key(),
                [&](const QString &where, const QJsonValue &changed) {
                    QJsonObject copy = object;
                    if (changed.isUndefined())
                        copy.remove(member.key());
                    else
                        copy[member.key()] = changed;
                    use(where, copy);
                },
                edit);
        }
    }
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i) {
            atEachPlace(
                array[i], path + u'/' + QString::number(i),
                [&](const QString &where, const QJsonValue &changed) {
                    QJsonArray copy = array;
                    if (changed.isUndefined())
                        copy.removeAt(i);
                    else
                        copy[i] = changed;
                    use(where, copy);
                },
                edit);
        }
    }
    if (!path.isEmpty())
        use(path, edit(value));
}

QJsonValue otherScalar(const QJsonValue &value)
{
    if (value.isString())
        return value.toString() + u'1';
    if (value.isDouble())
        return value.toDouble() + 1;
    if (value.isBool())
        return !value.toBool();
    return value;
}

} // namespace

class JsonWriterTest : public QObject {
    Q_OBJECT

private slots:
    void writesWhatItReads();
    void writesWhatDbmlSays();
    void everyPlaceMatters();
    void everyMutationShows_data();
    void everyMutationShows();
    void layout();
    void escapes();
    void numbers();
    void makesIdsUp();
    void keysAtColumns_data();
    void keysAtColumns();
    void manyTables();
    void cutAnywhere();
    void injectionIsLimited();
};

void JsonWriterTest::writesWhatItReads()
{
    std::size_t checked = 0;
    for (const Document &document : documents()) {
        const Reading first(view(document.text));
        if (first.hasErrors)
            continue;
        const std::string text = tw::writeJson(first.schema);
        const Reading second(text);
        QVERIFY2(second.findings.empty(),
                 fmt::format("{}: {}{}", document.name.data(), second.findings, text).c_str());
        QCOMPARE(QByteArray::fromStdString(tw::writeJson(second.schema)),
                 QByteArray::fromStdString(text));
        QCOMPARE(QByteArray::fromStdString(tw::ir::print(second.schema)),
                 QByteArray::fromStdString(tw::ir::print(first.schema)));
        const auto broken = tw::ir::verify(second.schema, tw::ir::Phase::Parsed);
        QVERIFY2(broken.empty(), broken.empty() ? "" : broken.front().c_str());
        ++checked;
    }
    QVERIFY2(checked > 100, fmt::format("{} documents", checked).c_str());
}

void JsonWriterTest::writesWhatDbmlSays()
{
    std::size_t checked = 0;
    QByteArrayList different;
    for (const Document &document : dbmlDocuments()) {
        const Reading first(view(document.text), tw::Language::Dbml);
        if (first.hasErrors)
            continue;
        const std::string text = tw::writeJson(first.schema);
        ++checked;
        const Reading second(text);
        const QByteArray difference =
            !second.findings.empty() ? QByteArray::fromStdString(second.findings)
                                     : firstDifference(tw::ir::print(bound(first.schema)) + text,
                                                       tw::ir::print(bound(second.schema)) +
                                                           tw::writeJson(second.schema));
        if (!difference.isEmpty())
            different << document.name + ": " + difference;
    }
    QVERIFY2(different.empty(), different.join('\n').constData());
    qInfo("%zu documents", checked);
    QVERIFY(checked > 0);
}

/// A value changed or a member left out is an error or shows in what is written.
void JsonWriterTest::everyPlaceMatters()
{
    const QJsonObject document = QJsonDocument::fromJson(everything()).object();
    QVERIFY(!document.isEmpty());
    const Reading original(QJsonDocument(document).toJson().toStdString());
    QVERIFY2(!original.hasErrors, original.findings.c_str());
    const std::string meant = meaning(original.schema);
    QStringList ignored;
    std::size_t changes = 0;
    std::size_t accepted = 0;
    const auto use = [&](const QString &where, const QJsonValue &changed) {
        const QByteArray text = QJsonDocument(changed.toObject()).toJson();
        if (changed.toObject() == document)
            return;
        ++changes;
        const Reading reading(view(text));
        if (reading.hasErrors)
            return;
        ++accepted;
        if (meaning(reading.schema) == meant)
            ignored << where;
    };
    atEachPlace(document, {}, use, otherScalar);
    atEachPlace(document, {}, use,
                [](const QJsonValue &) { return QJsonValue(QJsonValue::Undefined); });
    // What says the default says nothing.
    const QStringList expected = {};
    QCOMPARE(ignored, expected);
    QVERIFY2(changes > 600 && accepted > 300, fmt::format("{} {}", changes, accepted).c_str());
}

void JsonWriterTest::everyMutationShows_data()
{
    using tw::ir::Schema;
    QTest::addColumn<std::function<void(Schema &)>>("mutate");
    const auto row = [](const char *name, std::function<void(Schema &)> mutate) {
        QTest::newRow(name) << std::move(mutate);
    };
    row("id of a table", [](Schema &s) { s.tables[0].id += 'x'; });
    row("explicit null", [](Schema &s) { s.tables[0].columns[0].nullable ^= true; });
    row("alias", [](Schema &s) { s.tables[0].alias.text.clear(); });
    row("header", [](Schema &s) { s.tables[0].headerColor.text = "#000"; });
    row("note's color", [](Schema &s) { s.stickyNotes[0].color.text.clear(); });
    row("metadata's kind", [](Schema &s) { s.metadata[1].isColor = false; });
    row("metadata's order", [](Schema &s) { std::swap(s.metadata[0], s.metadata[1]); });
    row("injection", [](Schema &s) { s.tables[0].injections.edit()[1].before = 0; });
    row("group's member", [](Schema &s) { s.groups[1].tables = s.groups[0].tables; });
    row("view", [](Schema &s) { s.views[2].tables.given = true; });
    row("view of all", [](Schema &s) { s.views[0].notes.all = false; });
    row("edge",
        [](Schema &s) { s.dependencies[1].edges[0].upstream.column = tw::ir::ColumnId(0); });
    row("row", [](Schema &s) { s.records[0].values[0].text.text = "2"; });
    row("kind of a value",
        [](Schema &s) { s.records[0].values[0].kind = tw::ir::RecordValue::Kind::String; });
    row("example", [](Schema &s) { s.records[0].isExample = true; });
    row("columns of records",
        [](Schema &s) { std::swap(s.records[0].columns[0], s.records[0].columns[1]); });
    row("swapped", [](Schema &s) { s.foreignKeys[0].looks.edit().swapped = false; });
    row("inactive", [](Schema &s) {
        s.foreignKeys.push_back(s.inactiveForeignKeys[0]);
        s.inactiveForeignKeys.clear();
    });
    row("order of a key", [](Schema &s) {
        std::swap(s.tables[1].primaryKey->columns[0], s.tables[1].primaryKey->columns[1]);
    });
    row("another primary key",
        [](Schema &s) { s.tables[1].extraPrimaryKeys.push_back(*s.tables[1].primaryKey); });
    row("a partial's check", [](Schema &s) { s.partials[0].table.checks[1].range = {}; });
    row("a partial's link", [](Schema &s) { s.partials[1].relationships.clear(); });
    row("default", [](Schema &s) {
        s.tables[1].columns[4].defaultValue.kind = tw::ir::DefaultValue::Kind::String;
    });
}

void JsonWriterTest::everyMutationShows()
{
    QFETCH(std::function<void(tw::ir::Schema &)>, mutate);
    Reading reading(view(everything()));
    QVERIFY2(!reading.hasErrors, reading.findings.c_str());
    const std::string before = tw::writeJson(reading.schema);
    mutate(reading.schema);
    QVERIFY(tw::writeJson(reading.schema) != before);
}

void JsonWriterTest::layout()
{
    const Reading reading(R"({"name":"s","tables":[{"id":"t","name":"t","columns":[{"name":"c",
"dataType":"INT","primaryKey":true}],"position":{"x":1,"y":2.5}},{"name":"u","columns":[]}]})");
    const char *const expected = R"({
  "name": "s",
  "tables": [
    {
      "id": "t",
      "name": "t",
      "columns": [
        {
          "name": "c",
          "dataType": "INT",
          "primaryKey": true
        }
      ],
      "position": { "x": 1, "y": 2.5 }
    },
    {
      "name": "u",
      "columns": []
    }
  ]
}
)";
    QCOMPARE(QByteArray::fromStdString(tw::writeJson(reading.schema)), QByteArray(expected));
    QCOMPARE(tw::writeJson({}), "{\n  \"tables\": []\n}\n");
}

void JsonWriterTest::escapes()
{
    tw::ir::Schema schema;
    std::string text;
    for (char c = 1; c < 0x20; ++c)
        text += c;
    text += "\"\\/\x7f ünï \xF0\x9F\x98\x80";
    schema.name.text = text;
    const std::string written = tw::writeJson(schema);
    QVERIFY(written.find("\\u0001\\u0002") != std::string::npos);
    QVERIFY(written.find("\\b\\t\\n\\u000b\\f\\r") != std::string::npos);
    QVERIFY(written.find("\\\"\\\\/\x7f") != std::string::npos);
    const Reading reading(written);
    QCOMPARE(reading.findings, std::string());
    QCOMPARE(reading.schema.name.text, text);
}

void JsonWriterTest::numbers()
{
    for (const std::string_view good :
         {"0", "-0", "1", "-12", "1.5", "0.25", "1e3", "1E+3", "2.5e-7"}) {
        const Reading reading(fmt::format(
            R"({{"tables":[{{"name":"t","columns":[{{"name":"c","dataType":"INT","defaultValue":{}}}]}}]}})",
            good));
        QVERIFY(tw::writeJson(reading.schema).find(fmt::format("\"defaultValue\": {}\n", good)) !=
                std::string::npos);
    }
    for (const std::string_view odd : {"+1", "007", "1.", "-01", "1.e5"}) {
        const Reading reading(fmt::format(
            R"({{"tables":[{{"name":"t","columns":[{{"name":"c","dataType":"INT","defaultValue":{{"number":"{}"}}}}]}}]}})",
            odd));
        QCOMPARE(reading.findings, std::string());
        QCOMPARE(reading.schema.tables[0].columns[0].defaultValue.value.text, std::string(odd));
        QVERIFY(tw::writeJson(reading.schema).find(fmt::format("{{ \"number\": \"{}\" }}", odd)) !=
                std::string::npos);
    }
    for (const std::string_view bad : {"", "+", "x", "1;", "1e", ".5", "--1", "1 2", "0x1", "1)"}) {
        const Reading reading(fmt::format(
            R"({{"tables":[{{"name":"t","columns":[{{"name":"c","dataType":"INT","defaultValue":{{"number":"{}"}}}}]}}]}})",
            bad));
        QVERIFY2(reading.hasErrors, std::string(bad).c_str());
    }
}

/// A schema that no document has given ids to.
void JsonWriterTest::makesIdsUp()
{
    using namespace tw::ir;
    Schema schema;
    const auto addTable = [&](const char *space, const char *name, const char *id) -> Table & {
        Table &table = schema.tables.emplace_back();
        table.namespaceName.text = space;
        table.name.text = name;
        table.id = id;
        for (const char *columnName : {"id", "b"}) {
            Column &column = table.columns.emplace_back();
            column.name.text = columnName;
            column.typeSyntax.spelling.text = "int";
        }
        return table;
    };
    addTable("", "a", "");
    addTable("s", "a", "a");
    addTable("", "c", "");
    addTable("", "unused", "");
    schema.tables[0].columns[1].id = "id";
    ForeignKey &key = schema.foreignKeys.emplace_back();
    key.source.table = TableId(0);
    key.source.columns.push_back({{}, ColumnId(0)});
    key.target.table = TableId(1);
    key.target.columns.push_back({{"b", {}}, {}});
    TableGroup &group = schema.groups.emplace_back();
    group.name.text = "g";
    group.tables.push_back({TableId(2), {}});
    TablePartial &partial = schema.partials.emplace_back();
    partial.table.name.text = "p";
    Column &shared = partial.table.columns.emplace_back();
    shared.name.text = "shared";
    shared.typeSyntax.spelling.text = "int";
    for (const std::size_t table : {2U, 3U})
        schema.tables[table].injections.edit().push_back({{"p", {}}, TablePartialId(0), 1});
    injectPartials(schema);
    QCOMPARE(schema.tables[2].columns.size(), std::size_t(3));
    Records &records = schema.records.emplace_back();
    records.table = TableId(2);
    records.columns = {ColumnId(1)};
    records.values.resize(1);
    records.rowRanges.resize(1);

    const std::string written = tw::writeJson(schema);
    const Reading reading(written);
    QVERIFY2(reading.findings.empty(), (reading.findings + written).c_str());
    const Schema &read = reading.schema;
    QCOMPARE(read.tables[0].id, std::string("a_2")); // `a` is another's
    QCOMPARE(read.tables[0].columns[0].id, std::string("id_2"));
    QCOMPARE(read.tables[1].columns[1].id, std::string("b"));
    QCOMPARE(read.tables[2].id, std::string("c"));
    QCOMPARE(read.tables[3].id, std::string());
    QCOMPARE(read.partials[0].table.columns[0].id, std::string("shared"));
    QCOMPARE(read.records[0].columns[0], ColumnId(1));
    QCOMPARE(read.groups[0].tables[0].table, TableId(2));
    QCOMPARE(tw::writeJson(read), written);
}

void JsonWriterTest::keysAtColumns_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QByteArray>("written");
    // A key that its columns can say is theirs to say.
    QTest::newRow("one") << "\"primaryKey\": [\"a\"]"_ba
                         << "\"primaryKey\": true"_ba;
    QTest::newRow("in order") << "\"primaryKey\": [\"a\",\"b\"]"_ba
                              << "\"primaryKey\": true"_ba;
    QTest::newRow("not in order") << "\"primaryKey\": [\"b\",\"a\"]"_ba
                                  << "\"primaryKey\": [\"b\", \"a\"]"_ba;
    QTest::newRow("twice") << "\"primaryKey\": [\"a\",\"a\"]"_ba
                           << "\"primaryKey\": [\"a\", \"a\"]"_ba;
    QTest::newRow("unknown") << "\"primaryKey\": [\"x\"]"_ba
                             << "\"primaryKey\": [\"x\"]"_ba;
    QTest::newRow("none") << "\"primaryKey\": []"_ba
                          << "\"primaryKey\": []"_ba;
    QTest::newRow("unique") << "\"uniqueConstraints\": [{\"columns\":[\"b\"]}]"_ba
                            << "\"unique\": true"_ba;
    QTest::newRow("named") << "\"uniqueConstraints\": [{\"name\":\"n\",\"columns\":[\"b\"]}]"_ba
                           << "{ \"name\": \"n\", \"columns\": [\"b\"] }"_ba;
    QTest::newRow("in another order")
        << "\"uniqueConstraints\": [{\"columns\":[\"b\"]},{\"columns\":[\"a\"]}]"_ba
        << "{ \"columns\": [\"a\"] }"_ba;
}

void JsonWriterTest::keysAtColumns()
{
    QFETCH(QByteArray, members);
    QFETCH(QByteArray, written);
    const Reading reading(fmt::format(
        R"({{"tables":[{{"name":"t","columns":[{{"name":"a","dataType":"INT"}},
{{"name":"b","dataType":"INT"}}],{}}}]}})",
        members.toStdString()));
    QCOMPARE(reading.findings, std::string());
    const QByteArray text = QByteArray::fromStdString(tw::writeJson(reading.schema));
    QVERIFY2(text.contains(written), text.data());
}

void JsonWriterTest::manyTables()
{
    std::string text = R"({"tables":[)";
    for (int table = 0; table < 2000; ++table) {
        text += fmt::format(R"({}{{"id":"t{}","name":"table_{}","columns":[)", table > 0 ? "," : "",
                            table, table);
        for (int column = 0; column < 10; ++column)
            text += fmt::format(
                R"({}{{"id":"c{}","name":"column_{}","dataType":"VARCHAR","length":255}})",
                column > 0 ? "," : "", column, column);
        text += "]}";
    }
    text += R"(],"foreignKeys":[)";
    for (int key = 0; key < 2000; ++key)
        text += fmt::format(
            R"({}{{"sourceTableId":"t{}","sourceColumnId":"c1","targetTableId":"t0","targetColumnId":"c0"}})",
            key > 0 ? "," : "", key);
    const Reading reading(text + "]}");
    QCOMPARE(reading.findings, std::string());
    QBENCHMARK
    {
        const std::string written = tw::writeJson(reading.schema);
        QVERIFY(written.size() > text.size());
    }
}

/// What could be read of a broken text is whole: it can be verified, printed and written.
void JsonWriterTest::cutAnywhere()
{
    const QByteArray text = everything();
    for (qsizetype size = 0; size < text.size(); ++size) {
        const Reading reading(view(text.left(size)));
        QVERIFY(reading.hasErrors || text.mid(size).trimmed().isEmpty());
        const auto broken = tw::ir::verify(reading.schema, tw::ir::Phase::Parsed);
        QVERIFY2(broken.empty(), broken.empty() ? "" : broken.front().c_str());
        QVERIFY(!meaning(reading.schema).empty());
    }
}

/// A short text that asks for very much gets an error and little memory.
void JsonWriterTest::injectionIsLimited()
{
    std::string text = R"({"tablePartials":[{"name":"p","columns":[)";
    for (int column = 0; column < 1000; ++column)
        text +=
            fmt::format(R"({}{{"name":"c{}","dataType":"INT"}})", column > 0 ? "," : "", column);
    text += R"(]}],"tables":[)";
    for (int table = 0; table < 1000; ++table)
        text += fmt::format(R"({}{{"name":"t{}","columns":[{{"partial":"p"}}]}})",
                            table > 0 ? "," : "", table);
    text += "]}";
    QVERIFY(text.size() < 80'000);
    const Reading reading(text);
    QCOMPARE(reading.findings,
             std::string("TW1012 the document has more than 67108864 bytes from partials\n"));
    std::size_t columns = 0;
    for (const tw::ir::Table &table : reading.schema.tables)
        columns += table.columns.size();
    QVERIFY(columns > 100'000 && columns * sizeof(tw::ir::Column) <= 64U * 1024 * 1024);
}

QTEST_GUILESS_MAIN(JsonWriterTest)

#include "json_writer_test.moc"
