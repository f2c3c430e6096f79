// SPDX-License-Identifier: MIT
// Windows of any size list the same tokens and end with the same error.

#include "frontend/json/structural_index.h"

#include <tablewright/source/source.h>

#include <QDirIterator>
#include <QFile>
#include <QtTest>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

using namespace Qt::StringLiterals;
using tw::json::StructuralIndex;

namespace {

/// The tokens one after the other, as a reader goes through them that is `late` in turning.
std::string tokensOf(std::string_view padded, std::size_t window, std::size_t late)
{
    StructuralIndex index(padded, window);
    std::string list;
    std::size_t overdue = 0;
    for (const std::uint32_t *next = index.begin(); next != index.end(); ++next) {
        list += fmt::format("{} ", *next);
        if (next + 1 >= index.turnsAt() && overdue++ >= late) {
            next = index.turn(next);
            overdue = 0;
        }
    }
    list += fmt::format("end {}", *index.end());
    if (const auto &error = index.error())
        list +=
            fmt::format(" error {} {}-{}", static_cast<int>(error->kind), error->begin, error->end);
    return list;
}

/// As long as all of them at once are the right ones, so is each way to cut the text.
void compare(std::string_view text)
{
    tw::SourceManager sources;
    const std::string_view padded = sources.buffer(sources.add("text", std::string(text))).text();
    const std::string whole = tokensOf(padded, padded.size() + 1, 0);
    for (const std::size_t window : {1U, 2U, 7U, 64U, 100U, 1000U, 65536U}) {
        for (const std::size_t late : {0U, 3U, 5U})
            QCOMPARE(tokensOf(padded, window, late), whole);
    }
}

std::string repeated(std::string_view what, std::size_t count)
{
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += what;
    return text;
}

} // namespace

class StructuralIndexTest : public QObject {
    Q_OBJECT
private slots:
    void texts_data();
    void texts();
    void brokenAnywhere();
    void files();
};

void StructuralIndexTest::texts_data()
{
    QTest::addColumn<std::string>("text");
    const auto row = [](const char *name, const std::string &text) { QTest::newRow(name) << text; };
    row("nothing", "");
    row("white space", repeated(" \n", 500));
    row("few tokens and much white space", "{}" + repeated("\t", 5000) + "1");
    row("no line break", "[" + repeated(R"({"a":1,"b":[true,null]},)", 300) + "{}]");
    row("marks in strings", "[" + repeated(R"("},{", ",", ", },", "\",\"",)", 300) + "0]");
    row("long strings", "[" + repeated('"' + repeated("a,", 900) + "\",", 40) + "\"\"]");
    row("long words", repeated("x", 5000) + ' ' + repeated("9", 3000));
    row("escapes", repeated(R"("\\\\\"\\" )", 400));
    row("many bytes a character", repeated("\"\xF0\x9F\x98\x80,\xC3\xA9\" ,\n", 400));
    row("characters outside of strings", repeated("\xF0\x9F\x98\x80,\xC3\xA9 ", 400));
    row("open string", repeated("{\"a\":\"b\"},", 200) + "\"open");
    row("open string, marks in it",
        repeated("{\"a\":\"b\"},", 100) + "\"open" + repeated(",}", 500));
    row("line break in a string",
        repeated("{\"a\":\"b\"},\n", 100) + "\"a\nb\"," + repeated("1,\n", 500));
    row("control character", repeated("{\"a\":\"b\"},", 100) + "\"a\x01\"," + repeated("1,", 500));
    row("no UTF-8 at the end", repeated("1,\n", 500) + "\xF0\x9F");
    row("no UTF-8 in a string", repeated("\"a\",", 500) + "\"\xFF\"" + repeated(",\"a\"", 500));
}

void StructuralIndexTest::texts()
{
    QFETCH(std::string, text);
    compare(text);
}

/// One byte changed, at each place.
void StructuralIndexTest::brokenAnywhere()
{
    const std::string text = repeated(R"({"n": "a\"},{", "c": [1.5e3, "é", {}]},)"
                                      "\n",
                                      4) +
                             "[]";
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char byte : {'"', '\\', '\n', ',', '\x02', '\x80', '}', 'x'}) {
            std::string broken = text;
            broken[at] = byte;
            compare(broken);
        }
    }
}

void StructuralIndexTest::files()
{
    std::size_t checked = 0;
    QDirIterator files(QStringLiteral(TEST_CORPUS_DIR), {u"*.json"_s}, QDir::Files);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        compare(file.readAll().toStdString());
        ++checked;
    }
    QVERIFY(checked > 10);
}

QTEST_APPLESS_MAIN(StructuralIndexTest)
#include "structural_index_test.moc"
