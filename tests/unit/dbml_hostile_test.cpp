// SPDX-License-Identifier: MIT
//
// 64 KiB of anything are read or refused about as fast as 64 KiB of an ordinary text.
#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/writers.h>

#include <QTest>

#include <algorithm>
#include <ctime>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t size = std::size_t{64} * 1024;

std::string repeated(std::string_view unit, std::size_t length = size)
{
    std::string text;
    while (text.size() + unit.size() <= length)
        text += unit;
    return text;
}

/// Reads and formats, and writes what was read without errors. Returns CPU seconds.
double readAll(const std::string &text, std::size_t *errors = nullptr)
{
    const std::clock_t begin = std::clock();
    tw::SourceManager sources;
    const tw::SourceId source = sources.add("a.dbml", text);
    tw::DiagnosticList list;
    tw::DiagnosticEmitter emitter(list);
    const tw::Limits limits;
    const tw::ir::Schema schema =
        tw::frontendFor(tw::Language::Dbml).parse(sources, source, emitter, {limits});
    const std::vector<tw::Diagnostic> found = list.takeSorted();
    const auto count =
        static_cast<std::size_t>(std::ranges::count_if(found, [](const tw::Diagnostic &diagnostic) {
            return diagnostic.severity == tw::Severity::Error;
        }));
    if (errors)
        *errors = count;
    if (count == 0) {
        (void)tw::writeDbml(schema);
        (void)tw::writeJson(schema);
    }
    (void)tw::formatDbml(sources, source, emitter, limits);
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

std::string flatText()
{
    std::string text;
    for (int i = 0; text.size() < size; ++i)
        text += "Table t" + std::to_string(i) + " {\n  id int [pk, note: 'x']\n  name text\n}\n";
    return text;
}

} // namespace

class DbmlHostileTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void bombs_data();
    void bombs();
    void everyByte();

private:
    /// Generous: a shared machine, sanitizers, many errors to report.
    [[nodiscard]] double limit() const { return 20 * m_flat + 0.5; }

    double m_flat = 0;
};

void DbmlHostileTest::initTestCase()
{
    std::size_t errors = 0;
    m_flat = readAll(flatText(), &errors);
    QCOMPARE(errors, 0);
}

void DbmlHostileTest::bombs_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const std::string &text) {
        QTest::newRow(name) << QByteArray::fromStdString(text);
    };
    constexpr std::array<std::string_view, 24> units{
        "(",   "[", "{", "(a,", "[a:", "{a ", "- ", "-",   "a.",    ".",          "~",        "a ",
        "a, ", ",", "?", "<>",  "a[",  "a(",  "'",  "'''", "Ref: ", "a.b > c.d ", "[a: 'b']", "\\"};
    for (const std::string_view unit : units) {
        const std::string name = '`' + std::string(unit) + '`';
        row((name + " alone").c_str(), repeated(unit));
        row((name + " in a body").c_str(), "Table t {\n" + repeated(unit));
        row((name + " in settings").c_str(), "Table t {\n a int [x: " + repeated(unit));
        row((name + " in a relationship").c_str(), "Ref: a.b > " + repeated(unit));
        row((name + " closed").c_str(), "Table t {\n a int " + repeated(unit) + "\n}\n");
    }
    for (const auto &[open, close] :
         {std::pair("(", ")"), std::pair("[", "]"), std::pair("{", "}")}) {
        row((std::string("balanced ") + open).c_str(),
            "Table t {\n a " + repeated(open, size / 2) + repeated(close, size / 2) + "\n}\n");
        row((std::string("shallow ") + open).c_str(),
            "Table t {\n" + repeated(" a " + repeated(open, 50) + repeated(close, 50) + "\n") +
                "}\n");
    }
    row("columns of one name", "Table t {\n" + repeated("a int\n") + "}\n");
    row("columns with all settings", "Table t {\n a int [" + repeated("pk, ") + "pk]\n}\n");
    row("checks of a column", "Table t {\n a int [" + repeated("check: `a`, ") + "pk]\n}\n");
    row("refs of a column", "Table t {\n a int [" + repeated("ref: > t.a, ") + "pk]\n}\n");
    row("refs without tables", repeated("Ref: a.b > c.d\n"));
    row("tables of one name", repeated("Table t { a int }\n"));
    row("one partial again and again",
        "TablePartial p { b int }\nTable t {\n a int\n" + repeated("~p\n") + "}\n");
    row(
        "partials with many columns", "TablePartial p {\n" + [] {
            std::string columns;
            for (int i = 0; columns.size() < size / 2; ++i)
                columns += "c" + std::to_string(i) + " int\n";
            return columns;
        }() + "}\n" + repeated("Table t { a int\n ~p }\n", size / 2));
    row("values of one row", "Table t { a int }\nRecords t(a) {\n" + repeated("1, ") + "1\n}\n");
    row("rows", "Table t { a int [pk] }\nRecords t(a) {\n" + repeated("1\n") + "}\n");
    row("columns of a composite", "Table t { a int }\nRef: t.(" + repeated("a,") + "a) > t.a\n");
    row("a long name", "Table " + repeated("a") + " { b int }\n");
    row("a long quoted name", "Table \"" + repeated("a.") + "\" { b int }\n");
    row("a path of names", "Table " + repeated("a.") + "a { b int }\n");
    const std::string path = repeated("a.") + "a";
    row("a path of names in a relationship", "Table b { c int }\nRef: b.c > " + path + "\n");
    row("a path of names as a type", "Table b { c " + path + " }\n");
    row("a path of names as a default", "Table b { c int [default: " + path + "] }\n");
    row("a path of names in a group", "TableGroup g { " + path + " }\n");
    row("a path of names in a view", "DiagramView v { Tables { " + path + " } }\n");
    row("a path of names with records", "Records " + path + "(b) { " + path + " }\n");
    row("a path of names with metadata", "Metadata Column " + path + " { b: 'c' }\n");
    row("a path of names as a dependency", "Dep: " + path + " -> " + path + "\n");
    row("a path of names from elsewhere", "use { table " + path + " as b } from './c'\n");
    row("many long paths", repeated("Table " + repeated("a.", 1000) + "a { b int }\n"));
    row("a group with one table", "Table t { a int }\nTableGroup g {\n" + repeated("t\n") + "}\n");
    row("uses", repeated("use * from './a'\n"));
    row("empty lines", repeated("\n"));
    row("comments", repeated("// a\n") + repeated("/**/"));
    row("comments in a list", "Table t {\n a int [pk " + repeated("/* a */ ") + "]\n}\n");
    row("lists in a line", "Table t {\n a int " + repeated("[a] ") + "\n}\n");
    row("indexes in a line", "Table t {\n a int" + repeated("[1]") + "\n}\n");
    row("calls in a line", "Table t {\n a int" + repeated("(1)") + "\n}\n");
    row("a chain of operators", "Ref: a.b " + repeated("- a.b ") + "\n");
    row("a block string of backslashes", "Note n { '''" + repeated("\\") + "''' }\n");
    row("a block string of lines", "Note n { '''" + repeated(" a\n") + "''' }\n");
}

void DbmlHostileTest::bombs()
{
    QFETCH(QByteArray, text);
    const double seconds = readAll(text.toStdString());
    QVERIFY2(seconds < limit(),
             qPrintable(QStringLiteral("%1 s, a flat text %2 s").arg(seconds).arg(m_flat)));
}

void DbmlHostileTest::everyByte()
{
    for (int byte = 0; byte < 256; ++byte) {
        const std::string text(size, static_cast<char>(byte));
        for (const char *begin : {"", "Table t {\n a int ", "Table t { a int [note: "}) {
            const double seconds = readAll(begin + text);
            QVERIFY2(seconds < limit(),
                     qPrintable(QStringLiteral("byte %1 behind `%2`: %3 s, a flat text %4 s")
                                    .arg(byte)
                                    .arg(QLatin1String(begin))
                                    .arg(seconds)
                                    .arg(m_flat)));
        }
    }
}

QTEST_GUILESS_MAIN(DbmlHostileTest)
#include "dbml_hostile_test.moc"
