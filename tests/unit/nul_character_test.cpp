// SPDX-License-Identifier: MIT
// U+0000 is a character like any other to both languages, and no database can store it.

#include "postgresql_backend.h"

#include <tablewright/diag/render.h>
#include <tablewright/driver/compiler.h>
#include <tablewright/frontend/writers.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>

using namespace Qt::StringLiterals;

namespace {

using Use = std::function<void(const QString &pointer, const QJsonValue &changed)>;

/// Calls `use` with the whole as it is when U+0000 is put into one of its strings; for each of
/// them.
void atEachString(const QJsonValue &value, const QString &pointer, const Use &use)
{
    if (value.isString()) {
        use(pointer, value.toString() + QChar(u'\0'));
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            atEachString(array[i], u"%1/%2"_s.arg(pointer).arg(i),
                         [&](const QString &where, const QJsonValue &changed) {
                             QJsonArray copy = array;
                             copy[i] = changed;
                             use(where, copy);
                         });
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (const QString &key : object.keys())
            atEachString(object[key], pointer + u'/' + key,
                         [&](const QString &where, const QJsonValue &changed) {
                             QJsonObject copy = object;
                             copy[key] = changed;
                             use(where, copy);
                         });
    }
}

QByteArray section(const QString &path, const QByteArray &name)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray golden = file.readAll();
    const QByteArray mark = "\n--- " + name + "\n";
    const qsizetype begin = golden.indexOf(mark);
    if (begin < 0)
        return {};
    const qsizetype from = begin + mark.size();
    return golden.mid(from, golden.indexOf("\n--- ", from - 1) - from);
}

/// All that goes into a database and is no word of a fixed list.
QJsonObject stored()
{
    return QJsonDocument::fromJson(R"doc({"name": "s", "tables": [
  {"id": "t", "name": "t", "namespace": "n", "note": "a", "primaryKeyName": "pk", "columns": [
    {"id": "1", "name": "id", "dataType": "INT", "primaryKey": true, "note": "b"},
    {"id": "2", "name": "v", "dataType": "TEXT", "defaultValue": "d"},
    {"id": "3", "name": "w", "dataType": "TEXT", "defaultValue": {"expression": "'x'"}},
    {"id": "4", "name": "g", "dataType": "TEXT", "generated": "v || 'y'"}],
   "checks": [{"name": "ck", "expression": "v <> ''"}],
   "uniqueConstraints": [{"name": "uq", "columns": ["w"]}],
   "indexes": [{"name": "ix", "columns": [{"expression": "lower(v)"}], "where": "w <> ''",
                "note": "c"}]},
  {"id": "u", "name": "u", "columns": [
    {"id": "1", "name": "id", "dataType": "INT", "primaryKey": true}]}],
 "enums": [{"name": "e", "namespace": "m", "values": ["f", {"value": "h", "note": "i"}],
            "note": "j"}],
 "foreignKeys": [{"name": "fk", "sourceTableId": "u", "sourceColumnId": "1",
                  "targetTableId": "t", "targetColumnId": "1"}],
 "relationships": [
  {"name": "r", "kind": "many-to-many", "sourceTableId": "t", "sourceColumnId": "1",
   "targetTableId": "u", "targetColumnId": "1", "junction": {"name": "jn", "namespace": "jns"}},
  {"name": "o", "kind": "one-to-one", "sourceTableId": "u", "sourceColumnId": "1",
   "targetTableId": "t", "targetColumnId": "1"}],
 "records": [{"tableId": "t", "columnIds": ["1", "2", "3"],
              "rows": [[1, "k", {"expression": "'l'"}]]}]})doc")
        .object();
}

struct Compiled {
    Compiled(const std::string &text, tw::Language language)
    {
        tw::CompileOptions options;
        options.language = language;
        const tw::SourceId source = sources.add("document", text);
        result = compiler().compile(sources, source, options);
    }

    static const tw::Compiler &compiler()
    {
        static const tw::Compiler one(std::make_shared<tw::postgresql::PostgresqlBackend>());
        return one;
    }

    [[nodiscard]] bool isRefusedAt(const QString &pointer) const
    {
        return std::ranges::any_of(result.diagnostics, [&](const tw::Diagnostic &diagnostic) {
            return diagnostic.severity == tw::Severity::Error &&
                   diagnostic.message.find("U+0000") != std::string::npos &&
                   diagnostic.pointer == pointer.toStdString();
        });
    }

    tw::SourceManager sources;
    tw::CompileResult result;
};

/// The schema that the frontend alone reads, and whether it found errors.
std::pair<tw::ir::Schema, bool> read(const std::string &text, tw::Language language)
{
    tw::SourceManager sources;
    tw::DiagnosticList list;
    tw::DiagnosticEmitter emitter(list);
    const tw::Limits limits;
    const tw::SourceId source = sources.add("document", text);
    tw::ir::Schema schema = tw::frontendFor(language).parse(sources, source, emitter, {limits});
    return {std::move(schema), list.errorCount() > 0};
}

std::string textOf(const QJsonValue &document)
{
    return QJsonDocument(document.toObject()).toJson().toStdString();
}

} // namespace

class NulCharacterTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsStored();
    void anywhere_data();
    void anywhere();
    void bothLanguages();
};

/// Names what is stored; words of fixed lists, ids and what else refers to something are unknown.
void NulCharacterTest::whatIsStored()
{
    const QJsonObject document = stored();
    const Compiled whole(textOf(document), tw::Language::Json);
    QVERIFY2(whole.result.ok, tw::renderText(whole.result.diagnostics, whole.sources).c_str());
    const QStringList elsewhere{u"/name"_s, u"/relationships/0/name"_s};
    const QStringList references{u"Id"_s,
                                 u"Ids/0"_s,
                                 u"Ids/1"_s,
                                 u"Ids/2"_s,
                                 u"/id"_s,
                                 u"/kind"_s,
                                 u"/dataType"_s,
                                 u"/uniqueConstraints/0/columns/0"_s,
                                 u"/columns/2/name"_s};
    std::size_t reported = 0;
    atEachString(document, {}, [&](const QString &pointer, const QJsonValue &changed) {
        const Compiled compiled(textOf(changed), tw::Language::Json);
        const bool refers = std::ranges::any_of(
            references, [&](const QString &end) { return pointer.endsWith(end); });
        if (refers)
            return;
        if (elsewhere.contains(pointer)) {
            QVERIFY(compiled.result.ok);
            return;
        }
        ++reported;
        if (!compiled.isRefusedAt(pointer))
            QWARN(qPrintable(pointer + u'\n' +
                             QString::fromStdString(
                                 tw::renderText(compiled.result.diagnostics, compiled.sources))));
        QVERIFY(compiled.isRefusedAt(pointer));
    });
    QVERIFY(reported > 25);
}

void NulCharacterTest::anywhere_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::newRow("stored") << QJsonDocument(stored()).toJson();
    QTest::newRow("everything") << section(u"" TEST_GOLDEN_DIR "/tools/everything.test"_s,
                                           "input.json");
}

/// What is accepted has a script without it, and every document survives the writer.
void NulCharacterTest::anywhere()
{
    QFETCH(QByteArray, document);
    const QJsonObject original = QJsonDocument::fromJson(document).object();
    QVERIFY(!original.isEmpty());
    std::size_t accepted = 0;
    std::size_t written = 0;
    atEachString(original, {}, [&](const QString &pointer, const QJsonValue &changed) {
        const std::string text = textOf(changed);
        const Compiled compiled(text, tw::Language::Json);
        if (compiled.result.ok) {
            ++accepted;
            QVERIFY2(compiled.result.script->text.find('\0') == std::string::npos,
                     qPrintable(pointer));
        }
        const auto [schema, hasErrors] = read(text, tw::Language::Json);
        if (hasErrors)
            return;
        ++written;
        const std::string json = tw::writeJson(schema);
        QVERIFY2(json.find("\\u0000") != std::string::npos, qPrintable(pointer));
        const auto again = read(json, tw::Language::Json);
        QVERIFY2(!again.second, qPrintable(pointer));
        QCOMPARE(tw::writeJson(again.first), json);
    });
    QVERIFY(written > accepted);
}

/// What one language takes the other does.
void NulCharacterTest::bothLanguages()
{
    const std::string dbml = R"(Project "a\0" {
  k: 'v\0'
  Note: 'n\0'
}
Table t {
  id int [pk]
  x text [note: '\0', default: '\0']
}
Note "s\0" { 't\0' }
TableGroup "g\0" [note: '\0'] { t }
Records t(id, x) {
  1, '\0'
}
)";
    const auto [schema, hasErrors] = read(dbml, tw::Language::Dbml);
    QVERIFY(!hasErrors);
    const std::string json = tw::writeJson(schema);
    const auto inJson = read(json, tw::Language::Json);
    QVERIFY(!inJson.second);
    const auto inDbml = read(tw::writeDbml(inJson.first), tw::Language::Dbml);
    QVERIFY(!inDbml.second);
    QCOMPARE(tw::writeJson(inDbml.first), json);
    QVERIFY(!Compiled(json, tw::Language::Json).result.ok);
    QVERIFY(!Compiled(dbml, tw::Language::Dbml).result.ok);
}

QTEST_APPLESS_MAIN(NulCharacterTest)
#include "nul_character_test.moc"
