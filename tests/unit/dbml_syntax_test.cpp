// SPDX-License-Identifier: MIT
#include "frontend/dbml/syntax.h"
#include "frontend/dbml/token_layout.h"
#include "frontend/dbml/token_scanner.h"

#include <DbmlParser.h>

#include <QFile>
#include <QtTest>

#include <array>
#include <memory>
#include <random>
#include <string>
#include <string_view>

using namespace tw;
using namespace tw::dbml;

namespace {

struct Parsed {
    std::unique_ptr<SourceManager> sources = std::make_unique<SourceManager>();
    std::vector<Diagnostic> found;
    SyntaxTree tree;

    explicit Parsed(std::string_view text) : tree(parse(text)) {}

    /// `2:5 message` of the first finding; empty when there is none.
    [[nodiscard]] std::string first() const
    {
        if (found.empty())
            return {};
        const LineColumn place = sources->buffer(SourceId(0)).lineColumn(found.front().range.begin);
        return fmt::format("{}:{} {}", place.line, place.column, found.front().message);
    }

private:
    SyntaxTree parse(std::string_view text)
    {
        DiagnosticList list;
        DiagnosticEmitter emitter(list);
        const Limits limits;
        SyntaxTree made = SyntaxTree::parse(*sources, sources->add("x.dbml", text), emitter, limits,
                                            SyntaxTree::Keep::Words);
        found = list.takeSorted();
        return made;
    }
};

/// The shape of an expression: leaves as written, the rest in brackets.
std::string shape(const Node &node)
{
    const auto joined = [&](std::string_view open, std::string_view close) {
        std::string text(open);
        for (const Node *part : node.parts)
            text += (text.size() > open.size() ? " " : "") + shape(*part);
        return text + std::string(close);
    };
    switch (node.kind) {
    case Node::Kind::Missing:
        return "∅";
    case Node::Kind::Path:
        return joined("path<", ">");
    case Node::Kind::Sign:
        return joined(fmt::format("sign{}<", node.text), ">");
    case Node::Kind::Binary:
        return joined(fmt::format("op{}<", node.text), ">");
    case Node::Kind::Call:
        return joined("call<", ">");
    case Node::Kind::Index:
        return joined("index<", fmt::format(" {}>", node.settings.size()));
    case Node::Kind::Group:
        return joined("group<", ">");
    case Node::Kind::Commas:
        return joined("commas<", ">");
    case Node::Kind::List:
        return fmt::format("list{}", node.settings.size());
    case Node::Kind::Body:
        return fmt::format("body{}", node.body->entries.size());
    default:
        return std::string(node.text);
    }
}

std::string shape(const Line &line)
{
    std::string text;
    for (const Node *item : line.items)
        text += (text.empty() ? "" : " | ") + shape(*item);
    return text;
}

std::string bodyShape(std::string_view lines)
{
    const Parsed parsed(fmt::format("Table t {{\n{}\n}}", lines));
    if (!parsed.found.empty())
        return parsed.first();
    std::string text;
    for (const Entry &entry : parsed.tree.elements().front().body->entries) {
        text += text.empty() ? "" : " ; ";
        if (entry.field != nullptr)
            text += std::string(entry.field->text) + ": ";
        text += shape(entry.line);
    }
    return text;
}

} // namespace

class DbmlSyntaxTest : public QObject {
    Q_OBJECT
private slots:
    void theGrammarIsDecidedByOneToken()
    {
        QFile generated(QStringLiteral(TEST_GENERATED_PARSER));
        QVERIFY(generated.open(QIODevice::ReadOnly));
        const QByteArray text = generated.readAll();
        QVERIFY(text.contains("DbmlParser::element()"));
        QVERIFY(!text.contains("adaptivePredict"));
    }

    void bothWaysOfScanningGiveTheSameWords_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 0; seed < 20; ++seed)
            QTest::addRow("%d", seed) << seed;
    }

    void bothWaysOfScanningGiveTheSameWords()
    {
        QFETCH(int, seed);
        constexpr std::array<std::string_view, 56> pieces{
            "Table",   "a",   "_x9", "2fa",  "12", "1.5", "1.",    "1e3",  "1.2.3", "1e",
            "имя",     "é",   "𝒳",   "€",    " ",  "\t",  "\n",    "\r\n", "//c\n", "/*d*/",
            "/*",      "/",   "'s'", "''",   "'",  "'''", "\"q\"", "\"",   "\\",    "\\n",
            "\\u00e9", "`e`", "`",   "{",    "}",  "[",   "]",     "(",    ")",     ",",
            ":",       ".",   "*",   "#fff", "#",  "<",   ">",     "-",    "?",     "<>",
            "->",      "+",   "==",  "!",    "~",  ";"};
        std::mt19937 random(static_cast<unsigned>(seed));
        std::uniform_int_distribution<std::size_t> pick(0, pieces.size() - 1);
        for (int round = 0; round < 300; ++round) {
            std::string text;
            for (int i = 0; i < 12; ++i)
                text += pieces.at(pick(random));
            TokenScanner fast(text);
            TokenScanner generated(text, TokenScanner::Way::GeneratedOnly);
            TokenScanner::Word a;
            TokenScanner::Word b;
            bool more = true;
            while (more) {
                more = fast.next(a);
                QCOMPARE(generated.next(b), more);
                if (!more)
                    break;
                const std::string place = fmt::format("{} in {}", a.begin, text);
                QVERIFY2(a.type == b.type && a.begin == b.begin && a.end == b.end, place.c_str());
            }
        }
    }

    void linesEndWhereTheirMeaningDoes_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *lines, const char *expected) {
            QTest::addRow("%s", lines) << QByteArray(lines) << QByteArray(expected);
        };
        row("id int [pk]", "id | int | list1");
        row("id int\nname text", "id | int ; name | text");
        row("id int // note\n\n\nname text", "id | int ; name | text");
        row("id /* a\n b */ int", "id | int");
        row("a.b >\nc.d", "op><path<a b> path<c d>>");
        row("a.b\n> c.d", "op><path<a b> path<c d>>");
        row("a\n.b", "path<a b>");
        row("~p\n~q", "sign~<p> ; sign~<q>");
        row("id int[]", "id | index<int 0>");
        row("id int[3][] [pk]", "id | index<index<int 1> 0> | list1");
        row("id decimal(10, -2)", "id | call<decimal 10 sign-<2>>");
        row("(a, b) [unique]\n(c)", "group<a b> | list1 ; group<c>");
        row("1, 'a', , null", "commas<1 'a' ∅ null>");
        row(", 1,", "commas<∅ 1 ∅>");
        row("1,\n2", "commas<1 ∅> ; 2");
        row("note: 'x'\nid int", "note: 'x' ; id | int");
        row("note:\n'x'", "note: 'x'");
        row("indexes {\na\nb\n}\nid int", "indexes | body2 ; id | int");
        row("`f(x)` [name: 'n']", "`f(x)` | list1");
        row("a.(b, c) ?<>? d.(e, f)", "op?<>?<path<a group<b c>> path<d group<e f>>>");
        row("x - -1", "op-<x sign-<1>>");
        row("id int [\n  pk,\n  note: 'a'\n]", "id | int | list2");
    }

    void linesEndWhereTheirMeaningDoes()
    {
        QFETCH(QByteArray, lines);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(bodyShape(lines.toStdString())), expected);
    }

    void settingsHaveNamesOfSeveralWords()
    {
        const Parsed parsed("Table t [Not  NULL, delete: set Null, 'key': #fff, a: > b.c] { }");
        QCOMPARE(parsed.first(), std::string());
        const std::span<const Setting> settings = parsed.tree.elements()[0].settings->settings;
        QCOMPARE(settings.size(), std::size_t(4));
        QCOMPARE(settings[0].name, std::string_view("not null"));
        QVERIFY(!settings[0].hasColon);
        QCOMPARE(settings[1].valueName, std::string_view("set null"));
        QVERIFY(settings[2].key->isString() && settings[2].value->is(Node::Kind::Color));
        QCOMPARE(shape(*settings[3].value), std::string("sign><path<b c>>"));
    }

    void elementsHaveNamesAliasesAndTargets()
    {
        const Parsed parsed("Table a.b as c { x }\nMetadata Column a.b.x { k: 'v' }\n"
                            "Ref: a > b\nRecords t(x) [example] { 1 }\nTable as as as {}");
        QCOMPARE(parsed.first(), std::string());
        const std::span<const Element> elements = parsed.tree.elements();
        QCOMPARE(elements.size(), std::size_t(5));
        QCOMPARE(shape(*elements[0].name), std::string("path<a b>"));
        QCOMPARE(shape(*elements[0].alias), std::string("c"));
        QCOMPARE(shape(*elements[1].target), std::string("Column"));
        QVERIFY(elements[2].simple != nullptr && elements[2].name == nullptr);
        QCOMPARE(shape(*elements[3].name), std::string("call<t x>"));
        QCOMPARE(shape(*elements[4].alias), std::string("as"));
    }

    void filesAreUsed()
    {
        const Parsed parsed("use { table a.b as c\n enum e } from './x'\nreuse * from 'y'\n");
        QCOMPARE(parsed.first(), std::string());
        QCOMPARE(parsed.tree.uses().size(), std::size_t(2));
        QCOMPARE(parsed.tree.uses()[0].items.size(), std::size_t(2));
        QCOMPARE(shape(*parsed.tree.uses()[0].items[0].alias), std::string("c"));
        QVERIFY(parsed.tree.uses()[1].reuse && parsed.tree.uses()[1].star != nullptr);
    }

    void theFirstErrorStandsWhereAPersonWouldLook_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *text, const char *expected) {
            QTest::addRow("%s", text) << QByteArray(text) << QByteArray(expected);
        };
        row("Table a {", "1:10 found the end of the text, expected a line or `}`");
        row("Table a { id int [pk, ] }", "1:23 found `]`, expected a setting");
        row("Table a { id int [default: ] }", "1:28 found `]`, expected a name or a value");
        row("Table a b { }", "1:9 found `b`, expected `{` or `:`");
        row("Ref: a.b >", "1:11 found the end of the text, expected a name or a value");
        row("Table a { id 'x'y }", "1:14 found `'x'`, expected a space behind it");
        row("'x'", "1:1 found `'x'`, expected an element, such as `Table` or `Ref`");
        row("Table a { n 'x\n}",
            "1:13 this string is not closed, expected `'` before the end of its "
            "line");
        row("Table a { n `x\n}",
            "1:13 this expression is not closed, expected ``` before the end of "
            "the text");
        row("Table a { n 1.2.3 }", "1:13 `1.2.3` is no number");
        row("Table a { n $ }", "1:13 `$` is no character of DBML");
        row("Note n { '\\u12' }",
            "1:11 `\\u12` is no escape, expected `\\u` and four hexadecimal digits");
    }

    void theFirstErrorStandsWhereAPersonWouldLook()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(Parsed(text.toStdString()).first()), expected);
    }

    void severalErrorsAreFoundInOneRun()
    {
        const Parsed parsed("Table a {\n  x int [pk,]\n  y int [default: ]\n  ) z\n  ok int\n}\n"
                            "Table b c {\n}\n");
        std::vector<std::uint32_t> lines;
        for (const Diagnostic &found : parsed.found)
            lines.push_back(parsed.sources->buffer(SourceId(0)).lineColumn(found.range.begin).line);
        QCOMPARE(lines, (std::vector<std::uint32_t>{2, 3, 4, 7}));
    }

    void textsLoseTheirQuotesAndEscapes()
    {
        const Parsed parsed("Note n { 'a\\'b\\n\\t\\u00e9\\ud83d\\ude00\\q\\\\' }");
        const Node &text = *parsed.tree.elements()[0].body->entries[0].line.items[0];
        QCOMPARE(textOf(text), std::string("a'b\n\té😀q\\"));
        QCOMPARE(withoutIndent("\n\n    a\n      b\n\n    c\n  "), std::string("a\n  b\n\nc\n"));
    }

    void bracketsAreNotNestedWithoutEnd()
    {
        for (const std::string_view bracket : {"(", "[", "{"}) {
            std::string text = "Table a { x ";
            for (int i = 0; i < 30'000; ++i)
                text += bracket;
            QVERIFY(Parsed(text).first().find("nested deeper than 64 levels") != std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(DbmlSyntaxTest)
#include "dbml_syntax_test.moc"
