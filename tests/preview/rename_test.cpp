// SPDX-License-Identifier: MIT
// After a rename a text compiles to the same schema but for the name.

#include "core/compile.h"
#include "dbml_texts.h"
#include "language/rename.h"
#include "language/spelling.h"
#include "language/symbols.h"

#include <tablewright/ir/printer.h>

#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <set>
#include <string>

using namespace Qt::StringLiterals;
using namespace tw;
using namespace tw::preview;

namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

std::string applied(std::string_view text, const std::vector<Replacement> &replacements)
{
    std::string result(text);
    for (auto one = replacements.rbegin(); one != replacements.rend(); ++one)
        result.replace(one->begin, one->end - one->begin, one->text);
    return result;
}

QByteArray read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll();
}

const char *const shop =
    "\n"
    "Project shop { database_type: 'PostgreSQL' }\n"
    "TablePartial stamps {\n  created_at timestamp [default: `now()`]\n  updated_at timestamp\n}\n"
    "Enum core.status {\n  active\n  retired [note: 'no more']\n  \"on hold\"\n}\n"
    "Table core.users as U [note: 'people'] {\n"
    "  id int [pk]\n"
    "  email varchar(255) [unique, check: `email <> ''`]\n"
    "  \"full name\" text\n"
    "  state core.status [default: core.status.active]\n"
    "  ~stamps\n"
    "  indexes {\n"
    "    email\n"
    "    (state, created_at) [name: 'by_state']\n"
    "    `lower(email)`\n"
    "  }\n"
    "  checks { `length(\"full name\") > 2 and email like '%@%'` }\n"
    "}\n"
    "Table orders {\n"
    "  id int [pk]\n"
    "  user_id int [ref: > U.id]\n"
    "  total decimal(10,2) [default: 0]\n"
    "  ~stamps\n"
    "  records (id, user_id) { 1, 1 }\n"
    "}\n"
    "Table pairs {\n  a int\n  b int\n  indexes { (a, b) [pk] }\n}\n"
    "Table links {\n  x int\n  y int\n  id int [pk]\n}\n"
    "Ref both: links.(x, y) > pairs.(a, b) [delete: cascade]\n"
    "Ref: orders.id - core.users.id\n"
    "TableGroup sales {\n  orders\n  core.users\n}\n"
    "DiagramView v {\n  Tables {\n    orders\n    core.users\n  }\n}\n"
    "Metadata Column core.users.email { owner: 'sales' }\n"
    "Metadata Table orders { owner: 'sales' }\n"
    "Dep: orders -> links\n"
    "Records core.users(id, email, state) {\n"
    "  1, 'a@b.c', core.status.active\n"
    "}\n"
    "";

} // namespace

class RenameTest : public QObject {
    Q_OBJECT

    Engine m_engine;
    unsigned m_told = 0; ///< refused, or not complete

    struct Meaning {
        bool ok = false;
        std::string schema;
        std::multiset<std::string> findings;
        friend bool operator==(const Meaning &, const Meaning &) = default;
    };

    [[nodiscard]] const NameRules &rules() const
    {
        return m_engine.compiler()->backend().nameRules();
    }

    [[nodiscard]] Meaning meaningOf(Language language, std::string_view text,
                                    std::string_view newName = {},
                                    std::string_view oldName = {}) const
    {
        SourceManager sources;
        const SourceId source = sources.add("text", text);
        CompileOptions options = m_engine.options();
        options.language = language;
        options.until = CompileOptions::Until::Check;
        const CompileResult result = m_engine.compiler()->compile(sources, source, options);
        Meaning meaning;
        meaning.ok = result.ok;
        meaning.schema =
            ir::print(result.schema, [&](const ir::Schema &schema, const ir::DataType &type) {
                return m_engine.compiler()->backend().typeCatalog().spell(schema, type);
            });
        if (!newName.empty())
            meaning.schema = replaced(meaning.schema, newName, oldName);
        for (const Diagnostic &diagnostic : result.diagnostics)
            meaning.findings.insert(std::string(diagnostic.info->code));
        return meaning;
    }

    /// Renames each thing that the text declares, and compares what both texts mean.
    void renameAll(Language language, const std::string &name, const std::string &text,
                   unsigned &count, unsigned most = 60)
    {
        const SymbolTable table(language, text);
        const Meaning before = meaningOf(language, text);
        if (!before.ok)
            return; // an error may be about the name
        const auto symbols = static_cast<std::uint32_t>(table.symbols().size());
        const std::uint32_t step = std::max(1U, symbols / most);
        for (std::uint32_t i = 0; i < symbols; i += step) {
            const Symbol &symbol = table.symbol(i);
            if (!refuseRename(table, i).empty() || symbol.name.empty() || symbol.unsure > 0)
                continue;
            // What SQL writes in quotes stays so, for the texts to be alike.
            const bool isPlain = rules().quoted(symbol.name) == symbol.name;
            const char *const newName = isPlain ? "zz_renamed" : "Zz_renamed";
            if (symbol.name.find_first_of("\"\\") != std::string::npos)
                continue; // printed in another way
            const Rename change = rename(table, i, newName, &rules());
            if (!change.refusal.empty() || change.left > 0) {
                ++m_told; // the user knows
                continue;
            }
            const std::string after = applied(text, change.replacements);
            const Meaning meaning = meaningOf(language, after, newName, symbol.name);
            const std::string what =
                name + ": " + describe(table, i) + "\n" + after.substr(0, 4000);
            QVERIFY2(meaning.schema == before.schema, what.c_str());
            if (meaning.findings != before.findings)
                qWarning() << QByteArray::fromStdString(what);
            QVERIFY(meaning.findings == before.findings);
            ++count;
        }
    }

private slots:
    void initTestCase() { QVERIFY2(m_engine.compiler(), qPrintable(m_engine.error())); }

    void everySample()
    {
        unsigned count = 0;
        QDirIterator files(QStringLiteral(TEST_SAMPLES_DIR), {u"*.json"_s, u"*.dbml"_s});
        while (files.hasNext()) {
            const QString path = files.next();
            renameAll(path.endsWith(u".json"_s) ? Language::Json : Language::Dbml,
                      path.toStdString(), read(path).toStdString(), count, 1000);
        }
        qInfo("%u renames, %u told of", count, m_told);
        QVERIFY(count > 100);
    }

    void aTextWithEverything()
    {
        unsigned count = 0;
        const Meaning meaning = meaningOf(Language::Dbml, shop);
        for (const std::string &code : meaning.findings)
            qInfo("%s", code.c_str());
        QVERIFY(meaning.ok);
        renameAll(Language::Dbml, "shop", shop, count, 1000);
        qInfo("%u renames", count);
        QVERIFY(count > 20);
    }

    void everyDbmlTextOfTheTests()
    {
        unsigned count = 0;
        unsigned texts = 0;
        for (const test::NamedText &text : test::dbmlTexts()) {
            if (text.text.size() > 60'000 || text.text.find("tw_") != std::string::npos)
                continue; // documents in strings are not looked into
            SourceManager sources;
            const SourceId source = sources.add("text", text.text);
            CompileOptions options = m_engine.options();
            options.language = Language::Dbml;
            options.until = CompileOptions::Until::Check;
            if (!m_engine.compiler()->compile(sources, source, options).ok)
                continue;
            ++texts;
            renameAll(Language::Dbml, text.name, text.text, count, 12);
        }
        qInfo("%u renames in %u texts, %u told of", count, texts, m_told);
        QVERIFY(count > 200);
    }

    void namesThatNeedQuotesGetThem()
    {
        QCOMPARE(rules().quoted("plain"), std::string("plain"));
        QCOMPARE(rules().quoted("order"), std::string("\"order\""));
        QCOMPARE(rules().quoted("Mixed"), std::string("\"Mixed\""));
        const std::string text = shop;
        const SymbolTable table(Language::Dbml, text);
        const auto nameAt = [&](const char *what, std::size_t shift) {
            const SymbolPlace *const place =
                table.at(static_cast<std::uint32_t>(text.find(what) + shift));
            return place == nullptr ? Symbol::none : place->symbol;
        };
        const std::uint32_t email = nameAt("email varchar", 1);
        QVERIFY(email != Symbol::none);
        const std::string after =
            applied(text, rename(table, email, "E \"mail\"", &rules()).replacements);
        QVERIFY(after.find("\"E \\\"mail\\\"\" varchar(255)") != std::string::npos);
        QVERIFY(after.find("lower(\"E \"\"mail\"\"\")") != std::string::npos);
        QCOMPARE(meaningOf(Language::Dbml, after).findings,
                 meaningOf(Language::Dbml, text).findings);

        const std::string json = "{\"tables\": [{\"id\": \"t\", \"name\": \"a\", \"columns\":\n"
                                 "            [{\"id\": \"c\", \"name\": \"x\", \"dataType\": "
                                 "\"INT\"}], \"primaryKey\": [\"x\"],\n"
                                 "            \"checks\": [{\"expression\": \"x > 0\"}]}]}";
        const SymbolTable names(Language::Json, json);
        const std::uint32_t column =
            names.at(static_cast<std::uint32_t>(json.find("\"x\"")))->symbol;
        const std::string renamed =
            applied(json, rename(names, column, "a\"\\b", &rules()).replacements);
        QVERIFY(renamed.find("\"name\": \"a\\\"\\\\b\"") != std::string::npos);
        QVERIFY(renamed.find("\"primaryKey\": [\"a\\\"\\\\b\"]") != std::string::npos);
        QVERIFY(renamed.find("\"\\\"a\\\"\\\"\\\\b\\\" > 0\"") != std::string::npos);
        QCOMPARE(meaningOf(Language::Json, renamed).findings,
                 meaningOf(Language::Json, json).findings);
    }

    void refusesWhatCannotBe()
    {
        const std::string text = "Table a {\n  id int\n  x int\n}\nTable b as z { id int }\n";
        const SymbolTable table(Language::Dbml, text);
        const auto refusal = [&](const char *what, const char *name) {
            return rename(table, table.at(static_cast<std::uint32_t>(text.find(what)))->symbol,
                          name, &rules())
                .refusal;
        };
        QCOMPARE(refusal("a {", "b"), std::string("table b is there already"));
        QCOMPARE(refusal("a {", "z"), std::string("table b is there already"));
        QCOMPARE(refusal("x int", "id"), std::string("column a.id is there already"));
        QVERIFY(!refusal("a {", "").empty());
        QVERIFY(!refusal("a {", "two\nlines").empty());
        QVERIFY(refusal("a {", "c").empty());
        QVERIFY(refusal("x int", "y").empty());
    }

    void saysHowManyAreLeft()
    {
        const std::string text = "Table a {\n  date date\n  checks { `date date '2020-01-01' < "
                                 "date` }\n}\n";
        const SymbolTable table(Language::Dbml, text);
        const SymbolPlace *const place = table.at(static_cast<std::uint32_t>(text.find("date")));
        QVERIFY(place != nullptr);
        const Rename change = rename(table, place->symbol, "day", &rules());
        QVERIFY(change.left >= 1);
        QCOMPARE(change.replacements.size(), 2U); // its own, and the one behind `<`
    }

    void findsDeclarations()
    {
        const std::string text = shop;
        const SymbolTable table(Language::Dbml, text);
        const auto leads = [&](std::string_view from, std::size_t shift, std::string_view to) {
            const SymbolPlace *const place =
                table.at(static_cast<std::uint32_t>(text.find(from) + shift));
            if (place == nullptr)
                return false;
            const SymbolPlace *const definition = table.definitionOf(place->symbol);
            return definition != nullptr && definition->begin == text.find(to);
        };
        QVERIFY(leads("> U.id", 4, "id int [pk]\n  email"));
        QVERIFY(leads("core.status [default", 6, "status {"));
        QVERIFY(leads("status.active]", 8, "active\n  retired"));
        QVERIFY(leads("state, created_at", 8, "created_at timestamp"));
        QVERIFY(leads("pairs.(a, b)", 10, "b int\n  indexes"));
        QVERIFY(leads("core.users\n}\nDiagramView", 6, "users as U"));
        QVERIFY(leads("lower(email)", 8, "email varchar"));
        QVERIFY(leads("~stamps", 3, "stamps {"));
        const std::string sample =
            read(QStringLiteral(TEST_SAMPLES_DIR "/shop.json")).toStdString();
        const SymbolTable json(Language::Json, sample);
        const std::size_t id = sample.find("\"targetTableId\": ") + 18;
        const SymbolPlace *const place = json.at(static_cast<std::uint32_t>(id));
        QVERIFY(place != nullptr);
        QCOMPARE(json.symbol(place->symbol).kind, Symbol::Kind::Table);
        QVERIFY(json.definitionOf(place->symbol) != nullptr);
    }
};

QTEST_GUILESS_MAIN(RenameTest)
#include "rename_test.moc"
