// SPDX-License-Identifier: MIT
#include "dbml_texts.h"
#include "frontend/dbml/token_layout.h"

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/diag/render.h>
#include <tablewright/frontend/writers.h>

#include <QTest>

#include <algorithm>
#include <random>
#include <ranges>

using namespace Qt::StringLiterals;

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

/// A word or a comment, and what `TokenLayout` made of the white space around it.
struct Word {
    std::size_t type;
    std::string text;
    std::uint32_t begin;
    std::uint32_t end;
    bool isComment = false;

    friend bool operator==(const Word &a, const Word &b)
    {
        return a.type == b.type && a.text == b.text;
    }
};

/// A comment without the white space that layout may change: around each of its lines.
std::string trimmedLines(std::string_view comment)
{
    std::string result;
    for (const auto part : std::views::split(comment, '\n')) {
        const std::string_view line(part.begin(), part.end());
        const std::size_t begin = std::min(line.find_first_not_of(" \t\r"), line.size());
        const std::size_t end = line.find_last_not_of(" \t\r") + 1;
        result += line.substr(begin, std::max(begin, end) - begin);
        result += '\n';
    }
    return result;
}

/// Words and comments in the order of the text, and tokens that only mean something: line ends.
std::vector<Word> wordsOf(std::string_view text)
{
    if (text.starts_with(byteOrderMark))
        text.remove_prefix(byteOrderMark.size());
    tw::DiagnosticList list;
    tw::DiagnosticEmitter emitter(list);
    const tw::Limits limits;
    tw::dbml::TokenLayout layout(text, 0, tw::SourceId(0), emitter, limits);
    std::vector<Word> words;
    for (const tw::dbml::PlacedToken &token : layout.run())
        words.push_back({token.type(),
                         std::string(text.substr(token.begin(), token.end() - token.begin())),
                         token.begin(), token.end()});
    for (const tw::dbml::TokenPlace &comment : layout.takeComments())
        words.push_back({comment.type,
                         trimmedLines(text.substr(comment.begin, comment.end - comment.begin)),
                         comment.begin, comment.end, true});
    std::ranges::stable_sort(words, {}, &Word::begin);
    return words;
}

/// A word with its type and the two before it.
std::string describe(const std::vector<Word> &words, std::vector<Word>::const_iterator word)
{
    std::string result;
    for (auto at = word - std::min<std::ptrdiff_t>(2, word - words.begin());
         at != words.end() && at <= word; ++at)
        result += std::to_string(at->type) + ' ' + at->text + ' ';
    return result;
}

std::optional<std::string> format(std::string_view text, std::string *findings = nullptr)
{
    tw::SourceManager sources;
    const tw::SourceId source = sources.add("a.dbml", text);
    tw::DiagnosticList list;
    tw::DiagnosticEmitter emitter(list);
    std::optional<std::string> result = tw::formatDbml(sources, source, emitter, {});
    if (findings)
        *findings = tw::renderText(list.takeSorted(), sources);
    return result;
}

/// What is wrong with the white space of a formatted text; empty when nothing is.
std::string whiteSpaceFault(std::string_view text)
{
    if (text.empty())
        return {};
    if (!text.ends_with('\n') || text.ends_with("\n\n"))
        return "its end is not one line end";
    std::size_t before = 0;
    for (const Word &word : wordsOf(text)) {
        if (word.begin == word.end)
            continue;
        std::string_view gap = text.substr(before, word.begin - before);
        if (word.text == "[" && gap.starts_with(" \n")) // else it would be an index
            gap.remove_prefix(1);
        const std::size_t lineEnds = std::min(gap.find_first_not_of('\n'), gap.size());
        gap.remove_prefix(lineEnds);
        const bool isFine = lineEnds == 0 ? gap.empty() || gap == " "
                                          : gap.find_first_not_of(' ') == std::string_view::npos &&
                                                gap.size() % 2 == 0;
        if (!isFine || lineEnds > 2 || (before == 0 && word.begin > 0))
            return "white space before `" + word.text + "`";
        before = word.end;
    }
    return {};
}

/// Formats and checks what holds for every text; false when it is no DBML.
bool checkFormatted(const std::string &name, const std::string &text)
{
    const std::optional<std::string> once = format(text);
    if (!once)
        return false;
    const auto fail = [&](const std::string &what) {
        const std::string message =
            name + ": " + what + "\n--- before\n" + text + "\n--- after\n" + *once;
        QTest::qFail(message.c_str(), __FILE__, __LINE__);
        return true;
    };
    const std::vector<Word> before = wordsOf(text);
    const std::vector<Word> after = wordsOf(*once);
    const auto [a, b] = std::ranges::mismatch(before, after);
    if (a != before.end() || b != after.end())
        return fail("`" + describe(before, a) + "` became `" + describe(after, b) + "`");
    std::string findings;
    const std::optional<std::string> twice = format(*once, &findings);
    if (!twice)
        return fail("what comes out is no DBML: " + findings);
    if (*twice != *once)
        return fail("formatting again changes it to\n" + *twice);
    if (const std::string fault = whiteSpaceFault(*once); !fault.empty())
        return fail(fault);
    return true;
}

/// The same words with other white space and comments between some of them.
std::string withOtherSpace(std::string_view text, std::mt19937 &random)
{
    if (text.starts_with(byteOrderMark))
        text.remove_prefix(byteOrderMark.size());
    constexpr std::array spaces{
        "",          " ",      "\t ",         "\n",   "\r\n",      "\n\n",      "\n \n\n  ",
        " \n",       "// c\n", " // c  \r\n", "/**/", " /* c */ ", "\n/* c */", "/* c\n * d */",
        "\n// c\n\n"};
    const auto pick = [&](std::size_t count) { return random() % count; };
    std::string result;
    std::size_t before = 0;
    const std::size_t oneIn = 2 + pick(12);
    for (const Word &word : wordsOf(text)) {
        if (word.begin == word.end || word.isComment)
            continue;
        const bool changes = pick(oneIn) == 0;
        result += changes ? spaces[pick(spaces.size())]
                          : std::string(text.substr(before, word.begin - before));
        result += text.substr(word.begin, word.end - word.begin);
        before = word.end;
    }
    result += text.substr(before);
    return result;
}

} // namespace

class DbmlFormatterTest : public QObject {
    Q_OBJECT

private slots:
    void layout_data();
    void layout();
    void errors();
    void everyText();
    void otherWhiteSpace();
    void generated();
};

void DbmlFormatterTest::layout_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *text, const char *expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
    };
    row("nothing", "", "");
    row("only blanks", "\xEF\xBB\xBF \r\n\n", "");
    row("only comments", "\n\n  // a\n\n\n /* b */ // c", "// a\n\n/* b */ // c\n");
    row("a table", "Table  users{id int [pk,not   null]\r\n\r\n\r\nname text}",
        "Table users {\n  id int [pk, not null]\n\n  name text\n}\n");
    row("carriage returns", "Table a {\r\n  id int /* b\r\n c */\r\n  Note: '''b\r\nc'''\r\n}\r\n",
        "Table a {\n  id int /* b\n c */\n  Note: '''b\r\nc'''\n}\n");
    row("byte order mark", "\xEF\xBB\xBFRef:a.b>c.d", "Ref: a.b > c.d\n");
    row("empty bodies", "Table a {\n\n}\nTable b { // c\n}", "Table a {}\n\nTable b { // c\n}\n");
    row("blank lines between elements with bodies",
        "Enum a { x }\nRef: a.b > c.d\nRef: a.b > c.e\n\n\n\nRef: a.b > c.f\n// of d\nEnum d { x }",
        "Enum a {\n  x\n}\n\nRef: a.b > c.d\nRef: a.b > c.e\n\nRef: a.b > c.f\n\n// of d\n"
        "Enum d {\n  x\n}\n");
    row("a comment below an element stays there", "Enum a { x }\n// of a\n\n// of b\nEnum b { x }",
        "Enum a {\n  x\n}\n// of a\n\n// of b\nEnum b {\n  x\n}\n");
    row("comments in a body",
        "Table a { // first\n\n  // second\n\n  id int // third\n /* fourth */ b int /* fifth */\n"
        "\n  // last\n\n}",
        "Table a { // first\n  // second\n\n  id int // third\n  /* fourth */ b int /* fifth */\n"
        "\n  // last\n}\n");
    row("comments of several lines",
        "Table a {\n      /*\n       * moves\n       */\n  /* one\n     two */\n  id int\n}",
        "Table a {\n  /*\n   * moves\n   */\n  /* one\n     two */\n  id int\n}\n");
    row("comments in a list", "Table a {\n id int [pk, // the key\n // its name\n note: 'n' ]\n}",
        "Table a {\n  id int [\n    pk, // the key\n    // its name\n    note: 'n'\n  ]\n}\n");
    row("comments in a line", "Ref: a.b /* many */ > /* one */ c.d // why\n  // after",
        "Ref: a.b /* many */ > /* one */ c.d // why\n// after\n");
    row("a list of several lines stays one", "Table a {\n id int [ pk,\n unique ]\n b int [ ]\n}",
        "Table a {\n  id int [\n    pk,\n    unique\n  ]\n  b int []\n}\n");
    const QByteArray note = "note: '" + QByteArray(72, 'x') + "', b: ";
    QTest::newRow("a list that just fits") << "Table a [" + note + "#é] {}"
                                           << "Table a [" + note + "#é] {}\n";
    QTest::newRow("a list that is too long")
        << "Table a [" + note + "#éé] {}"
        << "Table a [\n  " + note.left(note.size() - 4) + "\n  b: #éé\n] {}\n";
    row("strings stay", "Note n {\n'''\n   a\n     b\n'''\n}",
        "Note n {\n  '''\n   a\n     b\n'''\n}\n");
    row("types", "Table a {\n b numeric( 10 , -2 )\n c int [ 3 ]\n d int[ 3 ][]\n e s . t\n}",
        "Table a {\n  b numeric(10,-2)\n  c int [3]\n  d int[3][]\n  e s.t\n}\n");
    row("operators",
        "Table a {\n ~ p\n b int [ref:>c.d, ref: ?-? e.f, default: - 1]\n}\nRef: a.(b,c)<>d.( e , "
        "f )",
        "Table a {\n  ~p\n  b int [ref: > c.d, ref: ?-? e.f, default: -1]\n}\n\n"
        "Ref: a.(b, c) <> d.(e, f)\n");
    row("a relationship of several lines", "Ref: a.b\n > c.d\nRef: a.b >\n c.e",
        "Ref: a.b > c.d\nRef: a.b > c.e\n");
    row("bodies inside bodies",
        "Table a {\n indexes {(b,c) [pk]}\n checks {\n`x`}\n Note {'n'}\n}\nDiagramView v {\n"
        "Tables { a\n b }\n Schemas {*}\n}",
        "Table a {\n  indexes { (b, c) [pk] }\n  checks {\n    `x`\n  }\n  Note { 'n' }\n}\n\n"
        "DiagramView v {\n  Tables {\n    a\n    b\n  }\n  Schemas { * }\n}\n");
    row("records", "Records a(b,c){\n1,'x' , 2,\n,\n}",
        "Records a(b, c) {\n  1, 'x', 2,\n  ,\n}\n");
    row("use",
        "use{table a}from './b'\nuse *\nfrom './c'\nreuse { table a as b\n enum c } from './d'",
        "use { table a } from './b'\nuse * from './c'\nreuse {\n  table a as b\n  enum c\n} from "
        "'./d'\n");
}

void DbmlFormatterTest::layout()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    std::string findings;
    const std::optional<std::string> formatted = format(text.toStdString(), &findings);
    QVERIFY2(formatted, findings.c_str());
    QCOMPARE(QByteArray::fromStdString(*formatted), expected);
    checkFormatted(QTest::currentDataTag(), text.toStdString());
}

void DbmlFormatterTest::errors()
{
    std::string findings;
    QVERIFY(!format("Table a {\n  id int [pk\n}\n", &findings));
    QVERIFY(!findings.empty());
    QVERIFY(!format("Table a { id 'int }\n", &findings));
    QVERIFY(!findings.empty());
}

void DbmlFormatterTest::everyText()
{
    std::size_t formatted = 0;
    for (const tw::test::NamedText &text : tw::test::dbmlTexts()) {
        const bool isDbml = checkFormatted(text.name, text.text);
        QVERIFY2(isDbml || !text.isAccepted, text.name.c_str());
        if (QTest::currentTestFailed())
            return;
        formatted += isDbml ? 1 : 0;
    }
    qInfo("%zu texts", formatted);
    QVERIFY(formatted > 10);
    if (!tw::test::hasSharedCases())
        QSKIP("the shared cases are not there");
}

void DbmlFormatterTest::otherWhiteSpace()
{
    const int rounds = qEnvironmentVariableIsSet("TABLEWRIGHT_LONG_TESTS") ? 500 : 10;
    std::mt19937 random(1);
    const std::vector<tw::test::NamedText> texts = tw::test::dbmlTexts();
    std::size_t formatted = 0;
    for (int round = 0; round < rounds; ++round) {
        for (const tw::test::NamedText &text : texts) {
            formatted += checkFormatted(text.name, withOtherSpace(text.text, random)) ? 1 : 0;
            if (QTest::currentTestFailed())
                return;
        }
    }
    qInfo("%zu of %zu are DBML", formatted, texts.size() * static_cast<std::size_t>(rounds));
    QVERIFY(formatted * 10 > texts.size() * static_cast<std::size_t>(rounds));
}

void DbmlFormatterTest::generated()
{
    const std::optional<std::string> text = tw::test::generatedDbml(200);
    if (!text)
        QSKIP("the generator is not there");
    QVERIFY(checkFormatted("generated", *text));
    std::mt19937 random(2);
    for (int round = 0; round < 5; ++round)
        checkFormatted("generated", withOtherSpace(*text, random));
}

QTEST_GUILESS_MAIN(DbmlFormatterTest)
#include "dbml_formatter_test.moc"
