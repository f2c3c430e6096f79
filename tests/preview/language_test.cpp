// SPDX-License-Identifier: MIT
// Completion, search and layout of texts, without a window.

#include "core/compile.h"
#include "language/completion.h"
#include "language/json_format.h"
#include "language/json_shape.h"
#include "language/spelling.h"
#include "language/text_search.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>
#include <string>

using namespace Qt::StringLiterals;
using namespace tw;
using namespace tw::preview;

namespace {

const char *const model =
    "Enum status { active\n retired }\n"
    "Table core.users as U {\n  id int [pk]\n  email text\n  state status\n}\n"
    "Table orders {\n  id int [pk]\n  user_id int\n  total numeric\n}\n"
    "TablePartial stamps { created_at timestamp }\n";

const char *const document =
    "{\"tables\": [{\"id\": \"t1\", \"name\": \"users\", \"columns\": [{\"id\": \"c1\", \"name\": "
    "\"id\", \"dataType\": \"INT\"}, {\"id\": \"c2\", \"name\": \"email\", \"dataType\": "
    "\"TEXT\"}]}, {\"id\": \"t2\", \"name\": \"orders\", \"columns\": [{\"id\": \"c3\", \"name\": "
    "\"user_id\", \"dataType\": \"INT\"}]}], \"enums\": [{\"name\": \"status\", \"values\": "
    "[\"a\"]}]}";

std::string applied(std::string_view text, const std::vector<Replacement> &replacements)
{
    std::string result(text);
    for (auto one = replacements.rbegin(); one != replacements.rend(); ++one)
        result.replace(one->begin, one->end - one->begin, one->text);
    return result;
}

} // namespace

class LanguageTest : public QObject {
    Q_OBJECT

    Engine m_engine;
    SnapshotPtr m_dbml;
    SnapshotPtr m_json;
    std::vector<std::string> m_types{"integer", "character varying", "double precision"};

    /// `|` is the cursor.
    [[nodiscard]] CompletionList completed(Language language, std::string text) const
    {
        const std::size_t cursor = text.find('|');
        if (cursor == std::string::npos)
            qFatal("no cursor");
        text.erase(cursor, 1);
        CompletionRequest request;
        request.language = language;
        request.text = text;
        request.cursor = static_cast<std::uint32_t>(cursor);
        request.schema = language == Language::Dbml ? &m_dbml->declared() : &m_json->declared();
        request.types = &m_types;
        CompletionList list = preview::complete(request);
        // What is replaced is around the cursor.
        if (list.begin > cursor || list.end < cursor)
            qFatal("a place that is not at the cursor");
        return list;
    }

    [[nodiscard]] QStringList labels(Language language, const std::string &text) const
    {
        QStringList result;
        for (const Completion &item : completed(language, text).items)
            result << QString::fromStdString(item.label);
        return result;
    }
    [[nodiscard]] QStringList dbml(const std::string &text) const
    {
        return labels(Language::Dbml, text);
    }
    [[nodiscard]] QStringList json(const std::string &text) const
    {
        return labels(Language::Json, text);
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(m_engine.compiler(), qPrintable(m_engine.error()));
        m_dbml = compileText(m_engine, {}, Language::Dbml, model);
        m_json = compileText(m_engine, {}, Language::Json, document);
        QCOMPARE(m_dbml->declared().tables.size(), 2U);
        QCOMPARE(m_json->declared().tables.size(), 2U);
    }

    void dbmlElements()
    {
        QVERIFY(dbml("|").contains(u"Table"_s));
        QCOMPARE(dbml("Tab|").value(0), u"Table"_s);
        QCOMPARE(dbml("Table a {\n  id int\n}\n\nRe|").value(0), u"Ref"_s);
        QVERIFY(dbml("// Tab|").isEmpty());
        QVERIFY(dbml("Table a [note: 'Tab|']").isEmpty());
        QCOMPARE(dbml("Table a {\n  ind|\n}").value(0), u"indexes"_s);
        QVERIFY(dbml("Table a {\n  Note: '''\n  Tab|\n  '''\n}").isEmpty());
    }

    void dbmlTypes()
    {
        const QStringList types = dbml("Table a {\n  id |\n}");
        QCOMPARE(types.value(0), u"status"_s); // the document's own first
        QVERIFY(types.contains(u"int"_s));
        QVERIFY(types.contains(u"double precision"_s));
        const CompletionList list = completed(Language::Dbml, "Table a {\n  id doub|\n}");
        QCOMPARE(list.items.at(0).text, std::string("\"double precision\""));
        QCOMPARE(list.prefix, std::string("doub"));
    }

    void dbmlSettings()
    {
        const QStringList settings = dbml("Table a {\n  id int [|]\n}");
        for (const char *name : {"pk", "not null", "unique", "default", "ref", "note", "check"})
            QVERIFY2(settings.contains(QLatin1StringView(name)), name);
        QVERIFY(!dbml("Table a {\n  id int [pk, |]\n}").contains(u"pk"_s));
        QVERIFY(dbml("Table a {\n  id int [pk,\n    |]\n}").contains(u"not null"_s));
        QVERIFY(dbml("Table a {\n  id int\n  indexes { id [|] }\n}").contains(u"type"_s));
        QVERIFY(dbml("Table a {\n  id int\n  indexes { id [type: |] }\n}").contains(u"btree"_s));
        QVERIFY(dbml("Ref: orders.user_id > U.id [|]").contains(u"delete"_s));
        QCOMPARE(dbml("Ref: orders.user_id > U.id [delete: ca|]").value(0), u"cascade"_s);
        QVERIFY(dbml("Ref: orders.user_id > U.id [delete: set |").contains(u"set null"_s));
        QVERIFY(dbml("Table a [|] {").contains(u"headercolor"_s));
        QVERIFY(dbml("Table a {\n  s status [default: |]\n}").contains(u"active"_s));
    }

    void dbmlNames()
    {
        QVERIFY(dbml("Ref: |").contains(u"core.users"_s));
        QVERIFY(dbml("Ref: |").contains(u"U"_s));
        QCOMPARE(dbml("Ref: orders.|"), QStringList({u"id"_s, u"user_id"_s, u"total"_s}));
        QCOMPARE(dbml("Ref: orders.us|"), QStringList({u"user_id"_s}));
        QCOMPARE(dbml("Ref: orders.user_id > U.|"), QStringList({u"id"_s, u"email"_s, u"state"_s}));
        QCOMPARE(dbml("Ref: core.|").value(0), u"users"_s);
        QCOMPARE(dbml("Ref: core.users.em|"), QStringList({u"email"_s}));
        QVERIFY(dbml("Ref: orders.user_id |").contains(u">"_s));
        QCOMPARE(dbml("Ref: orders.(id, |)").value(1), u"user_id"_s);
        QVERIFY(dbml("Table a {\n  x int [ref: > |]\n}").contains(u"orders"_s));
        QVERIFY(dbml("Table a {\n  x int [ref: > orders.|]\n}").contains(u"total"_s));
        QVERIFY(dbml("TableGroup g {\n  |\n}").contains(u"orders"_s));
        QVERIFY(dbml("Records |").contains(u"orders"_s));
        QVERIFY(dbml("Records orders(|)").contains(u"total"_s));
        QVERIFY(dbml("Table orders {\n  id int\n  indexes {\n    |\n  }\n}").contains(u"total"_s));
        QVERIFY(dbml("Table a {\n  ~|\n}").contains(u"stamps"_s));
        QVERIFY(dbml("Table a {\n  s status [default: status.|]\n}").contains(u"retired"_s));
    }

    void jsonMembersByPosition()
    {
        const QStringList top = json("{|}");
        QVERIFY(top.contains(u"tables"_s));
        QVERIFY(top.contains(u"foreignKeys"_s));
        QVERIFY(!top.contains(u"dataType"_s));
        const QStringList column = json("{\"tables\": [{\"columns\": [{\"name\": \"x\", |}]}]}");
        QVERIFY(column.contains(u"dataType"_s));
        QVERIFY(!column.contains(u"name"_s)); // is there
        QVERIFY(!column.contains(u"tables"_s));
        QCOMPARE(json("{\"tables\": [{\"columns\": [{\n  \"data|\"\n}]}]}").value(0),
                 u"dataType"_s);
        const CompletionList list = completed(Language::Json, "{\"tab|");
        QCOMPARE(list.items.at(0).text, std::string("\"tables\": []"));
        QCOMPARE(list.items.at(0).back, 1);
        QCOMPARE(completed(Language::Json, "{\"tab|\": 1}").items.at(0).text,
                 std::string("\"tables\""));
        QVERIFY(jsonMembers(TokenFrame::Junction).size() > 2);
        QVERIFY(jsonMembers(TokenFrame::IndexColumn).size() > 2);
    }

    void jsonValues()
    {
        const std::string key = "{\"foreignKeys\": [{\"sourceTableId\": \"t1\", ";
        QCOMPARE(json("{\"foreignKeys\": [{\"sourceTableId\": |}]}"),
                 QStringList({u"t1"_s, u"t2"_s}));
        QCOMPARE(json(key + "\"sourceColumnId\": \"|\"}]}"), QStringList({u"c1"_s, u"c2"_s}));
        QVERIFY(json(key + "\"onDelete\": \"|\"}]}").contains(u"SET NULL"_s));
        QCOMPARE(json(key + "\"onDelete\": \"cas|\"}]}").value(0), u"CASCADE"_s);
        const std::string column = "{\"tables\": [{\"columns\": [{\"name\": \"x\", ";
        QVERIFY(json(column + "\"dataType\": \"|\"}]}]}").contains(u"status"_s));
        QVERIFY(json(column + "\"dataType\": \"|\"}]}]}").contains(u"integer"_s));
        QCOMPARE(json(column + "\"nullable\": |}]}]}"), QStringList({u"true"_s, u"false"_s}));
        QCOMPARE(json("{\"tables\": [{\"id\": \"t1\", \"columns\": [], \"primaryKey\": [\"|\"]}]}"),
                 QStringList({u"id"_s, u"email"_s}));
        QCOMPARE(json("{\"tables\": [{\"id\": \"t1\", \"columns\": [], \"indexes\": "
                      "[{\"columns\": [\"em|\"]}]}]}"),
                 QStringList({u"email"_s}));
        QCOMPARE(json("{\"relationships\": [{\"kind\": \"many|\"}]}").value(0), u"many-to-many"_s);
    }

    /// Every prefix of every sample, at the speed of typing.
    void nothingBreaksIt()
    {
        QDirIterator files(QStringLiteral(TEST_SAMPLES_DIR), {u"*.json"_s, u"*.dbml"_s});
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const std::string text = file.readAll().toStdString();
            for (const Language language : {Language::Json, Language::Dbml}) {
                for (std::size_t at = 0; at <= text.size(); at += 101) {
                    std::string cut = text;
                    cut.insert(at, 1, '|');
                    (void)completed(language, cut);
                    (void)completed(language, text.substr(0, at) + '|');
                }
            }
        }
    }

    void jsonLayoutChangesWhiteSpaceOnly()
    {
        QDirIterator files(QStringLiteral(TEST_SAMPLES_DIR), {u"*.json"_s});
        int count = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray text = file.readAll();
            const QByteArray flat = QJsonDocument::fromJson(text).toJson(QJsonDocument::Compact);
            for (const QByteArray &before : {text, flat}) {
                const auto after = formatJson(before.toStdString());
                QVERIFY(after);
                QCOMPARE(QJsonDocument::fromJson(QByteArray::fromStdString(*after)),
                         QJsonDocument::fromJson(before));
                const auto bare = [](std::string_view of) {
                    std::string result;
                    for (const Token &token : tokenize(Language::Json, of))
                        result += of.substr(token.begin, token.end - token.begin);
                    return result;
                };
                QCOMPARE(bare(*after), bare(before.toStdString()));
                QCOMPARE(formatJson(*after), after);
                QCOMPARE(applied(before.toStdString(), lineEdits(before.toStdString(), *after)),
                         *after);
                ++count;
            }
        }
        QVERIFY(count >= 8);
        QCOMPARE(
            *formatJson("{\"b\":1.50e+1,\"a\":[1,2,{}],\"c\":\"\\u00e9\"}"),
            std::string("{\n  \"b\": 1.50e+1,\n  \"a\": [1, 2, {}],\n  \"c\": \"\\u00e9\"\n}\n"));
        QVERIFY(!formatJson("{\"a\": }"));
    }

    void editsMakeTheOtherText()
    {
        const std::string before = "a {\nb\n\u00e9 c\n}\n\nd { e }\nlast";
        for (const std::string after :
             {"a {\n  b\n  \u00e9 c\n}\n\nd {\n  e\n}\nlast\n", "", "x", "a {\nb\n\u00e8 c\n}\n"}) {
            const auto edits = lineEdits(before, after);
            QCOMPARE(applied(before, edits), after);
            for (std::size_t i = 1; i < edits.size(); ++i)
                QVERIFY(edits[i - 1].end <= edits[i].begin);
        }
        // A line that stands already is not touched.
        const auto edits =
            lineEdits("one {\ntwo three\n}\nfour five\n", "one {\n  two three\n}\nfour five\n");
        QCOMPARE(edits.size(), 1U);
        QCOMPARE(edits[0].begin, 6U);
        QCOMPARE(edits[0].end, 6U);
    }

    void search()
    {
        const QByteArray text =
            "Table \u00c4pfel { id int }\nRef: \u00e4pfel.ID > a.id\n\U0001F600id";
        const auto count = [&](const TextQuery &query) {
            return findAll(text, query).matches.size();
        };
        QCOMPARE(count({u"id"_s, false, false, false}), 4U);
        QCOMPARE(count({u"id"_s, true, false, false}), 3U);
        QCOMPARE(count({u"id"_s, true, true, false}), 3U);
        QCOMPARE(count({u"i"_s, true, true, false}), 0U);
        QCOMPARE(count({u"\u00e4PFEL"_s, false, false, false}), 2U);
        QCOMPARE(count({u"a.id"_s, false, false, false}), 1U);
        QCOMPARE(count({u"a.id"_s, false, false, true}), 1U);
        QVERIFY(!findAll(text, {u"("_s, false, false, true}).error.isEmpty());
        for (const TextMatch &match : findAll(text, {u"id"_s, true, false, false}).matches)
            QCOMPARE(text.mid(match.begin, match.end - match.begin), QByteArray("id"));
        const TextMatches groups = findAll(text, {u"(\\w+)\\.(id)"_s, false, false, true});
        QCOMPARE(expandReplacement(u"$2:\\1$$"_s, groups.matches.at(1)), QByteArray("id:a$"));
        QVERIFY(findAll("aaaa", {u"a"_s, false, false, false}, 2).isCut);
    }

    void names()
    {
        for (const char *name : {"plain", "two words", "as", "1st", "q\"uote", "back\\slash",
                                 "\u00e4", "Table", "null", "a.b"}) {
            const std::string text = name;
            QCOMPARE(readDbmlName(writeDbmlName(text)), text);
            QCOMPARE(readJsonString(writeJsonString(text)), text);
            const auto tokens = tokenize(Language::Dbml, writeDbmlName(text));
            QCOMPARE(tokens.size(), 1U);
        }
        QCOMPARE(writeDbmlName("plain"), std::string("plain"));
    }
};

QTEST_MAIN(LanguageTest)
#include "language_test.moc"
