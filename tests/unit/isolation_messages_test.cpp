// SPDX-License-Identifier: MIT
#include "isolation/messages.h"

#include <QtTest>

#include <array>
#include <functional>
#include <limits>
#include <string>
#include <vector>

using namespace std::string_literals;
using namespace tw::isolation;
using tw::DiagnosticNote;
using tw::FixIt;
using tw::PassOptions;
using tw::SourceId;
using tw::SourceRange;

namespace {

constexpr std::size_t rows = 3;
const std::array<std::uint32_t, 2> sourceEnds = {100, 50};

SourceRange range(std::size_t source, std::uint32_t begin, std::uint32_t end)
{
    return {SourceId(source), begin, end};
}

Answer received(const Answer &answer) { return decodeAnswer(encode(answer), rows, sourceEnds); }

Answer oneFinding(SentDiagnostic finding)
{
    return {Answer::Outcome::Done, {}, {std::move(finding)}};
}

/// What the host makes of the fix.
bool isKept(FixIt fix)
{
    const Answer answer = received(oneFinding({0, "m", range(0, 1, 2), {}, std::move(fix)}));
    return answer.diagnostics.at(0).fix.has_value();
}

template <class Decode> bool isRefused(std::string_view bytes, Decode decode)
{
    try {
        static_cast<void>(decode(bytes));
        return false;
    } catch (const WireError &) {
        return true;
    }
}

} // namespace

class IsolationMessagesTest : public QObject {
    Q_OBJECT
private slots:
    void start();
    void hello();
    void request();
    void answer();
    void whatIsNoText_data();
    void whatIsNoText();
    void longTexts();
    void tooMuch();
    void words_data();
    void words();
    void places_data();
    void places();
    void fixes();
    void refused_data();
    void refused();
    void otherBytes();
};

void IsolationMessagesTest::start()
{
    const Start sent{
        "0123ab", {"/a/b.so", "c\xff.so"}, "org.example.x", "postgresql", 1ULL << 40U, 65534, 7};
    const Start got = decodeStart(encode(sent));
    QCOMPARE(got.build, sent.build);
    QCOMPARE(buildOf(encode(sent)), std::string_view(sent.build));
    QCOMPARE(got.files, sent.files);
    QCOMPARE(got.pluginId, sent.pluginId);
    QCOMPARE(got.backend, sent.backend);
    QCOMPARE(got.memory, sent.memory);
    QCOMPARE(got.userId, sent.userId);
    QCOMPARE(got.groupId, sent.groupId);
}

void IsolationMessagesTest::hello()
{
    const Hello got =
        decodeHello(encode(Hello{"because",
                                 {{"check-x", "checks `x` – all"}},
                                 {{"XY0001", "Odd", tw::Severity::Error, "odd {}"}}}));
    QCOMPARE(got.failure, "because"s);
    QCOMPARE(got.passes.size(), 1U);
    QCOMPARE(got.passes[0].name, "check-x"s);
    QCOMPARE(got.passes[0].description, "checks `x` – all"s);
    QCOMPARE(got.rows.size(), 1U);
    QCOMPARE(got.rows[0].code, "XY0001"s);
    QCOMPARE(got.rows[0].name, "Odd"s);
    QCOMPARE(got.rows[0].severity, tw::Severity::Error);
    QCOMPARE(got.rows[0].message, "odd {}"s);
}

void IsolationMessagesTest::request()
{
    Request sent{5, UINT64_MAX, "schema\0bytes", {1, 2, 3, 4, 5, 6, SIZE_MAX}, {}};
    sent.options.set("b", true);
    sent.options.set("i", std::numeric_limits<std::int64_t>::min());
    sent.options.set("d", -0.5);
    sent.options.set("t", "text"s);
    sent.options.set("l", std::vector{"a"s, ""s});
    const std::string bytes = encode(sent);
    const Request got = decodeRequest(bytes);
    QCOMPARE(got.pass, sent.pass);
    QCOMPARE(got.schemaToken, sent.schemaToken);
    QCOMPARE(got.schema, sent.schema);
    QVERIFY(got.schema.data() >= bytes.data() && got.schema.data() < bytes.data() + bytes.size());
    QCOMPARE(got.limits.inputBytes, 1U);
    QCOMPARE(got.limits.nesting, 2U);
    QCOMPARE(got.limits.tables, 3U);
    QCOMPARE(got.limits.columns, 4U);
    QCOMPARE(got.limits.foreignKeys, 5U);
    QCOMPARE(got.limits.expressionBytes, 6U);
    QCOMPARE(got.limits.injectedBytes, SIZE_MAX);
    QVERIFY(got.options.values() == sent.options.values());
    QVERIFY(decodeRequest(encode(Request{})).schema.empty());
}

void IsolationMessagesTest::answer()
{
    const FixIt fix{"change", range(0, 3, 4), "x", {{range(0, 4, 4), ""}, {range(1, 0, 50), "y"}}};
    const Answer got = received(
        {Answer::Outcome::Threw,
         "thrown",
         {{0, "first", {}, {}, {}},
          {2, "second", range(1, 7, 50), {{"here", range(0, 100, 100)}, {"nowhere", {}}}, fix}}});
    QCOMPARE(got.outcome, Answer::Outcome::Threw);
    QCOMPARE(got.thrown, "thrown"s);
    QCOMPARE(got.diagnostics.size(), 2U);
    QCOMPARE(got.diagnostics[0].row, 0U);
    QCOMPARE(got.diagnostics[0].message, "first"s);
    QVERIFY(!got.diagnostics[0].range.isValid());
    QVERIFY(!got.diagnostics[0].fix);
    const SentDiagnostic &second = got.diagnostics[1];
    QCOMPARE(second.row, 2U);
    QCOMPARE(second.message, "second"s);
    QVERIFY(second.range == range(1, 7, 50));
    QCOMPARE(second.notes.size(), 2U);
    QCOMPARE(second.notes[0].message, "here"s);
    QVERIFY(second.notes[0].range == range(0, 100, 100));
    QCOMPARE(second.notes[1].message, "nowhere"s);
    QVERIFY(!second.notes[1].range.isValid());
    QVERIFY(second.fix);
    QCOMPARE(second.fix->title, fix.title);
    QVERIFY(second.fix->range == fix.range);
    QCOMPARE(second.fix->replacement, fix.replacement);
    QCOMPARE(second.fix->also.size(), 2U);
    QVERIFY(second.fix->also[0].range == fix.also[0].range);
    QCOMPARE(second.fix->also[0].replacement, fix.also[0].replacement);
    QVERIFY(second.fix->also[1].range == fix.also[1].range);
    QCOMPARE(second.fix->also[1].replacement, fix.also[1].replacement);
}

void IsolationMessagesTest::whatIsNoText_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<QString>("shown");
    QTest::newRow("text") << QByteArray("é😀\t\n\x1b") << u"é😀\t\n\x1b"_qs;
    QTest::newRow("nul") << QByteArray("a\0b", 3) << u"a\uFFFDb"_qs;
    QTest::newRow("stray") << QByteArray("\x80z\xff") << u"\uFFFDz\uFFFD"_qs;
    QTest::newRow("cut") << QByteArray("é\xe2\x82") << u"é\uFFFD\uFFFD"_qs;
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80!") << u"\uFFFD\uFFFD\uFFFD!"_qs;
    QTest::newRow("too long a form") << QByteArray("\xc0\xaf") << u"\uFFFD\uFFFD"_qs;
}

/// A plugin may say anything; the host gets text.
void IsolationMessagesTest::whatIsNoText()
{
    QFETCH(QByteArray, said);
    QFETCH(QString, shown);
    const std::string text = said.toStdString();
    const std::string expected = shown.toStdString();
    const Answer got = received({Answer::Outcome::Threw,
                                 text,
                                 {{0,
                                   text,
                                   {},
                                   {{text, {}}},
                                   FixIt{text, range(0, 1, 2), text, {{range(0, 2, 3), text}}}}}});
    const SentDiagnostic &finding = got.diagnostics.at(0);
    QCOMPARE(got.thrown, expected);
    QCOMPARE(finding.message, expected);
    QCOMPARE(finding.notes.at(0).message, expected);
    QCOMPARE(finding.fix->title, expected);
    QCOMPARE(finding.fix->replacement, expected);
    QCOMPARE(finding.fix->also.at(0).replacement, expected);
    const Hello hello =
        decodeHello(encode(Hello{text, {{"x", text}}, {{"X", "Y", tw::Severity::Note, text}}}));
    QCOMPARE(hello.failure, expected);
    QCOMPARE(hello.passes.at(0).description, expected);
    QCOMPARE(hello.rows.at(0).message, expected);
}

void IsolationMessagesTest::longTexts()
{
    std::string text;
    while (text.size() < maxText + 100)
        text += "é!";
    const Answer got = received(
        oneFinding({0, text, {}, {}, FixIt{"t", range(0, 1, 2), std::string(1'000'000, 'r'), {}}}));
    const std::string &message = got.diagnostics.at(0).message;
    QVERIFY(message.size() <= maxText && message.size() > maxText - 8);
    QVERIFY(message.ends_with("…"));
    QCOMPARE(message.substr(0, message.size() - 3), text.substr(0, message.size() - 3));
    QVERIFY(QString::fromStdString(message).toUtf8().toStdString() == message);
    QCOMPARE(got.diagnostics.at(0).fix->replacement.size(), 1'000'000U);
}

/// More than a message holds fails, and says so, in a message that holds it.
void IsolationMessagesTest::tooMuch()
{
    Answer many;
    many.diagnostics.resize(maxFindings);
    QCOMPARE(received(many).diagnostics.size(), maxFindings);
    many.diagnostics[0].notes.resize(1);
    const Answer counted = received(many);
    QCOMPARE(counted.outcome, Answer::Outcome::Threw);
    QVERIFY(counted.thrown.find("500001 findings") != std::string::npos);
    QVERIFY(counted.diagnostics.empty());

    Answer large = oneFinding({0, "m", {}, {}, FixIt{"t", range(0, 1, 2), "", {}}});
    large.diagnostics[0].fix->replacement.resize(maxMessage, 'x');
    const Answer measured = received(large);
    QCOMPARE(measured.outcome, Answer::Outcome::Threw);
    QVERIFY(measured.thrown.find("at most") != std::string::npos);

    Hello hello;
    hello.rows.resize(maxMessage / maxText + 1,
                      {"X", "Y", tw::Severity::Note, std::string(maxText, 'x')});
    const Hello refused = decodeHello(encode(hello));
    QVERIFY(refused.failure.find("at most") != std::string::npos);
    QVERIFY(refused.rows.empty());
}

void IsolationMessagesTest::words_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<bool>("good");
    QTest::newRow("kebab") << QByteArray("check-x_1.y") << true;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("space") << QByteArray("check x") << false;
    QTest::newRow("line") << QByteArray("check\n") << false;
    QTest::newRow("escape") << QByteArray("\x1b[31m") << false;
    QTest::newRow("letters of others") << QByteArray("prüfe") << false;
    QTest::newRow("longest") << QByteArray(200, 'x') << true;
    QTest::newRow("too long") << QByteArray(201, 'x') << false;
}

void IsolationMessagesTest::words()
{
    QFETCH(QByteArray, word);
    QFETCH(bool, good);
    const std::string text = word.toStdString();
    for (const Hello &hello :
         {Hello{{}, {{text, "d"}}, {}}, Hello{{}, {}, {{text, "N", tw::Severity::Note, "m"}}},
          Hello{{}, {}, {{"C", text, tw::Severity::Note, "m"}}}})
        QCOMPARE(isRefused(encode(hello), decodeHello), !good);
}

void IsolationMessagesTest::places_data()
{
    QTest::addColumn<std::size_t>("source");
    QTest::addColumn<std::uint32_t>("begin");
    QTest::addColumn<std::uint32_t>("end");
    QTest::addColumn<bool>("good");
    const auto row = [](const char *name, std::size_t source, std::uint32_t begin,
                        std::uint32_t end,
                        bool good) { QTest::newRow(name) << source << begin << end << good; };
    row("whole", 0, 0, 100, true);
    row("end", 1, 50, 50, true);
    row("beyond", 0, 99, 101, false);
    row("beyond the other's", 1, 0, 51, false);
    row("backwards", 0, 10, 9, false);
    row("far", 0, UINT32_MAX, UINT32_MAX, false);
    row("another source", 2, 0, 1, false);
    row("the last source", UINT32_MAX - 1, 0, 1, false);
}

void IsolationMessagesTest::places()
{
    QFETCH(std::size_t, source);
    QFETCH(std::uint32_t, begin);
    QFETCH(std::uint32_t, end);
    QFETCH(bool, good);
    const SourceRange place = range(source, begin, end);
    const Answer got = received(oneFinding({1, "m", place, {{"n", place}}, {}}));
    QVERIFY(got.diagnostics.at(0).range == (good ? place : SourceRange{}));
    QVERIFY(got.diagnostics.at(0).notes.at(0).range == (good ? place : SourceRange{}));
    QCOMPARE(got.diagnostics.at(0).message, "m"s);
    QCOMPARE(isKept({"t", place, "r", {}}), good);
    QCOMPARE(isKept({"t", range(0, 0, 0), "r", {{place, "r"}}}), good);
}

void IsolationMessagesTest::fixes()
{
    QVERIFY(isKept({"t", range(0, 5, 8), "r", {{range(0, 8, 9), ""}, {range(0, 4, 5), ""}}}));
    QVERIFY(isKept({"t", range(0, 5, 8), "r", {{range(1, 5, 8), ""}}}));
    QVERIFY(isKept({"t", range(0, 5, 5), "r", {{range(0, 5, 8), ""}}}));
    QVERIFY(!isKept({"t", range(0, 5, 8), "r", {{range(0, 7, 9), ""}}}));
    QVERIFY(!isKept({"t", range(0, 5, 8), "r", {{range(0, 1, 50), ""}}}));
    QVERIFY(!isKept({"t", range(0, 5, 8), "r", {{range(0, 6, 6), ""}}}));
    // In which order?
    QVERIFY(!isKept({"t", range(0, 5, 5), "r", {{range(0, 5, 5), ""}}}));
    QVERIFY(!isKept({"t", {}, "r", {}}));
    QVERIFY(!isKept({"t", range(0, 5, 8), "r", {{{}, ""}}}));
}

void IsolationMessagesTest::refused_data()
{
    using Write = std::function<void(WireWriter &)>;
    QTest::addColumn<Write>("write");
    const auto row = [](const char *name, const Write &write) { QTest::newRow(name) << write; };
    row("nothing", [](WireWriter &) {});
    row("outcome", [](WireWriter &out) {
        out.number(2);
        out.text("");
        out.number(0);
    });
    row("more", [](WireWriter &out) {
        out.raw(encode(Answer{}));
        out.byte(0);
    });
    row("row", [](WireWriter &out) { out.raw(encode(oneFinding({rows, "m", {}, {}, {}}))); });
    row("no text", [](WireWriter &out) {
        out.number(0);
        out.text("\xff");
        out.number(0);
    });
    row("nul", [](WireWriter &out) {
        out.number(0);
        out.text(std::string(1, '\0'));
        out.number(0);
    });
    row("long text", [](WireWriter &out) {
        out.number(0);
        out.text(std::string(maxText + 1, 'x'));
        out.number(0);
    });
    row("count", [](WireWriter &out) {
        out.number(0);
        out.text("");
        out.number(UINT64_MAX);
    });
    row("many", [](WireWriter &out) {
        out.number(0);
        out.text("");
        out.number(maxFindings + 1);
        out.raw(std::string(5 * (maxFindings + 1), '\0'));
    });
    row("fix", [](WireWriter &out) {
        out.number(0);
        out.text("");
        out.raw(std::string("\1\0\0\0\0\2", 6)); // neither one nor none
    });
    row("place", [](WireWriter &out) {
        out.number(0);
        out.text("");
        out.raw(std::string("\1\0\0\1\0", 5));
        out.number(1ULL << 32U);
        out.raw(std::string("\0\0", 2));
    });
}

void IsolationMessagesTest::refused()
{
    QFETCH(std::function<void(WireWriter &)>, write);
    WireWriter out;
    write(out);
    QVERIFY(isRefused(
        out.bytes(), [](std::string_view bytes) { return decodeAnswer(bytes, rows, sourceEnds); }));
}

/// Whatever is flipped, cut or added: an error or a value.
void IsolationMessagesTest::otherBytes()
{
    Request request{1, 2, "schema", {}, {}};
    request.options.set("l", std::vector{"a"s, "b"s});
    const std::vector<std::pair<std::string, std::function<void(std::string_view)>>> messages = {
        {encode(Start{"v", {"a", "b"}, "i", "p", 1000, 1, 1}),
         [](std::string_view bytes) { static_cast<void>(decodeStart(bytes)); }},
        {encode(Hello{"f", {{"p", "d"}}, {{"C", "N", tw::Severity::Error, "m"}}}),
         [](std::string_view bytes) { static_cast<void>(decodeHello(bytes)); }},
        {encode(request), [](std::string_view bytes) { static_cast<void>(decodeRequest(bytes)); }},
        {encode(oneFinding({1,
                            "m",
                            range(0, 1, 2),
                            {{"n", range(0, 1, 2)}},
                            FixIt{"t", range(0, 1, 2), "r", {{range(0, 2, 3), "s"}}}})),
         [](std::string_view bytes) { static_cast<void>(decodeAnswer(bytes, rows, sourceEnds)); }}};
    for (const auto &[bytes, decode] : messages) {
        const auto check = [&, &decode = decode](const std::string &other) {
            const std::vector<char> copy(other.begin(), other.end());
            return isRefused({copy.data(), copy.size()}, [&](std::string_view view) {
                decode(view);
                return 0;
            });
        };
        QVERIFY(!check(bytes));
        for (std::size_t size = 0; size < bytes.size(); ++size)
            QVERIFY(check(bytes.substr(0, size)));
        QVERIFY(check(bytes + '\0'));
        std::size_t refused = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            for (unsigned bit = 0; bit < 8; ++bit) {
                std::string other = bytes;
                other[i] = static_cast<char>(static_cast<unsigned char>(other[i]) ^ (1U << bit));
                refused += check(other) ? 1 : 0;
            }
        }
        QVERIFY(refused > bytes.size());
    }
}

QTEST_GUILESS_MAIN(IsolationMessagesTest)
#include "isolation_messages_test.moc"
