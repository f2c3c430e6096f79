// SPDX-License-Identifier: MIT
#include "net/request_parser.h"

#include <QTest>

#include <string>

using tw::server::RequestLimits;
using tw::server::RequestMessage;
using tw::server::RequestParser;
using State = RequestParser::State;

namespace {

RequestLimits testLimits()
{
    RequestLimits limits;
    limits.lineBytes = 200;
    limits.headerBytes = 600;
    limits.headerCount = 8;
    limits.bodyBytes = 100;
    limits.extensionBytes = 300;
    return limits;
}

QByteArray withHost(const char *fields, const char *body = "")
{
    return QByteArray("POST /a HTTP/1.1\r\nHost: localhost\r\n") + fields + "\r\n" + body;
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// What came of an input: `0` and the message, or the status of the refusal.
struct Outcome {
    int status = -1; ///< -1: more is needed
    std::string text;
    std::size_t used = 0;

    bool operator==(const Outcome &) const = default;
};

Outcome outcomeOf(RequestParser &parser, std::size_t used)
{
    if (parser.state() == State::Refused)
        return {parser.refusal(), {}, 0}; // how much a refused request is long says nothing
    if (parser.state() != State::Complete)
        return {-1, {}, used};
    const RequestMessage &message = parser.message();
    std::string text = message.method + ' ' + message.target + (message.close ? " close" : "");
    for (const auto &field : message.headers)
        text += '\n' + field.name + '=' + field.value;
    return {0, text + "\n\n" + message.body, used};
}

Outcome parse(std::string_view input, std::size_t split)
{
    RequestParser parser(testLimits());
    std::size_t used = parser.feed(input.substr(0, split));
    if (used == split)
        used += parser.feed(input.substr(split));
    return outcomeOf(parser, used);
}

} // namespace

class RequestParserTest : public QObject {
    Q_OBJECT
private slots:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void needsMore();
    void leavesTheNextRequest();
    void tellsOfExpectContinueOnce();
    void capsHeaders();
};

void RequestParserTest::accepts_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("expected");

    QTest::newRow("get") << QByteArray("GET /a?b=c HTTP/1.1\r\nHost: localhost:80\r\n\r\n")
                         << QByteArray("GET /a?b=c\nhost=localhost:80\n\n");
    QTest::newRow("one empty line first")
        << QByteArray("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n") << QByteArray("GET /\nhost=h\n\n");
    QTest::newRow("http/1.0 closes")
        << QByteArray("GET / HTTP/1.0\r\n\r\n") << QByteArray("GET / close\n\n");
    QTest::newRow("connection close") << withHost("Connection: foo , Close\r\n")
                                      << QByteArray("POST /a close\nhost=localhost\n\n");
    QTest::newRow("body") << withHost("Content-Length: 5\r\n", "hello")
                          << QByteArray("POST /a\nhost=localhost\n\nhello");
    QTest::newRow("blanks around a value")
        << withHost("X: \t b c \t\r\n") << QByteArray("POST /a\nhost=localhost\nx=b c\n\n");
    QTest::newRow("chunks") << withHost("Transfer-Encoding: Chunked\r\n",
                                        "3\r\nabc\r\n0A;x=\"y\"\r\n0123456789\r\n0\r\n\r\n")
                            << QByteArray("POST /a\nhost=localhost\n\nabc0123456789");
    QTest::newRow("trailers are dropped")
        << withHost("Transfer-Encoding: chunked\r\n", "0\r\nX-User-Id: root\r\n\r\n")
        << QByteArray("POST /a\nhost=localhost\n\n");
    QTest::newRow("absolute form") << QByteArray("GET HTTP://h:1/x HTTP/1.1\r\nHost: h:1\r\n\r\n")
                                   << QByteArray("GET /x\nhost=h:1\n\n");
    QTest::newRow("utf-8 in the target")
        << QByteArray("GET /%C3%A9 HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n")
        << QByteArray("GET /%C3%A9\nhost=[::1]:8080\n\n");
    QTest::newRow("upgrade is not offered") << withHost("Connection: upgrade\r\nUpgrade: h2c\r\n")
                                            << QByteArray("POST /a\nhost=localhost\n\n");
}

void RequestParserTest::accepts()
{
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, expected);
    const auto size = static_cast<std::size_t>(input.size());
    for (std::size_t split = 0; split <= size; ++split) {
        const Outcome outcome = parse(view(input), split);
        QCOMPARE(outcome.status, 0);
        QCOMPARE(QByteArray::fromStdString(outcome.text), expected);
        QCOMPARE(outcome.used, size);
    }
}

void RequestParserTest::refuses_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("status");

    const auto row = [](const char *name, const QByteArray &input, int status) {
        QTest::newRow(name) << input << status;
    };
    const auto line = [](const char *requestLine) {
        return QByteArray(requestLine) + "\r\nHost: localhost\r\n\r\n";
    };
    row("bare LF", "GET / HTTP/1.1\nHost: h\n\n", 400);
    row("bare CR", withHost("X: a\rb\r\n"), 400);
    row("two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 400);
    row("no target", line("GET HTTP/1.1"), 400);
    row("two blanks", line("GET  / HTTP/1.1"), 400);
    row("blank first", line(" GET / HTTP/1.1"), 400);
    row("blank last", line("GET / HTTP/1.1 "), 400);
    row("http/0.9", "GET /\r\n\r\n", 400);
    row("http/2", line("GET / HTTP/2.0"), 505);
    row("http/1.2", line("GET / HTTP/1.2"), 505);
    row("lower-case http", line("GET / http/1.1"), 400);
    row("no version", line("GET / FTP"), 400);
    row("unknown method", line("BREW / HTTP/1.1"), 501);
    row("connect", line("CONNECT h:1 HTTP/1.1"), 501);
    row("lower-case method", line("get / HTTP/1.1"), 501);
    row("method that is no token", line("G(T / HTTP/1.1"), 400);
    row("asterisk target", line("OPTIONS * HTTP/1.1"), 400);
    row("relative target", line("GET a HTTP/1.1"), 400);
    row("two slashes", line("GET //evil/a HTTP/1.1"), 400);
    row("fragment", line("GET /a#b HTTP/1.1"), 400);
    row("raw byte in target", line("GET /\xC3\xA9 HTTP/1.1"), 400);
    row("cut percent", line("GET /%4 HTTP/1.1"), 400);
    row("bad percent", line("GET /%zz HTTP/1.1"), 400);
    row("NUL in target", line("GET /%00 HTTP/1.1"), 400);
    row("bad utf-8 in target", line("GET /%ff HTTP/1.1"), 400);
    row("overlong utf-8", line("GET /%c0%af HTTP/1.1"), 400);
    row("surrogate", line("GET /%ed%a0%80 HTTP/1.1"), 400);
    row("another authority", "GET http://evil/ HTTP/1.1\r\nHost: h\r\n\r\n", 400);
    row("no authority", "GET http:///a HTTP/1.1\r\nHost: h\r\n\r\n", 400);
    row("https target", line("GET https://localhost/ HTTP/1.1"), 400);
    row("no host", "GET / HTTP/1.1\r\n\r\n", 400);
    row("empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400);
    row("two hosts", withHost("Host: localhost\r\n"), 400);
    row("host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
    row("host with user", "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n", 400);
    row("host with a bad port", "GET / HTTP/1.1\r\nHost: h:8x\r\n\r\n", 400);
    row("blank before colon", withHost("X : a\r\n"), 400);
    row("folded field", withHost("X: a\r\n b\r\n"), 400);
    row("no colon", withHost("X\r\n"), 400);
    row("empty name", withHost(": a\r\n"), 400);
    row("control character",
        withHost("X: a\x01"
                 "b\r\n"),
        400);
    row("negative length", withHost("Content-Length: -5\r\n"), 400);
    row("signed length", withHost("Content-Length: +5\r\n"), 400);
    row("length abc", withHost("Content-Length: abc\r\n"), 400);
    row("length empty", withHost("Content-Length:\r\n"), 400);
    row("length list", withHost("Content-Length: 3, 3\r\n", "abc"), 400);
    row("length 2^64-1", withHost("Content-Length: 18446744073709551615\r\n"), 413);
    row("length over 2^64", withHost("Content-Length: 99999999999999999999999\r\n"), 413);
    row("two lengths", withHost("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400);
    row("length 0 twice", withHost("Content-Length: 0\r\nContent-Length: 0\r\n"), 400);
    row("length over the limit", withHost("Content-Length: 101\r\n"), 413);
    row("length and chunked",
        withHost("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400);
    row("chunked and length",
        withHost("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n"), 400);
    row("gzip, chunked", withHost("Transfer-Encoding: gzip, chunked\r\n"), 501);
    row("xchunked", withHost("Transfer-Encoding: xchunked\r\n"), 501);
    row("identity", withHost("Transfer-Encoding: identity\r\n"), 501);
    row("chunked twice", withHost("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
        400);
    row("chunked in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
    row("another expectation", withHost("Expect: the-best\r\n"), 417);
    row("two content types", withHost("Content-Type: a/b\r\nContent-Type: c/d\r\n"), 400);
    row("two users", withHost("X-User-Id: a\r\nX-User-Id: b\r\n"), 400);

    const auto chunked = [](const char *body) {
        return withHost("Transfer-Encoding: chunked\r\n", body);
    };
    row("chunk size x", chunked("x\r\n"), 400);
    row("chunk size empty", chunked("\r\n"), 400);
    row("chunk size 0x5", chunked("0x5\r\nabcde\r\n0\r\n\r\n"), 400);
    row("chunk size -1", chunked("-1\r\n"), 400);
    row("blank before chunk size", chunked(" 5\r\nabcde\r\n0\r\n\r\n"), 400);
    row("blank after chunk size", chunked("5 \r\nabcde\r\n0\r\n\r\n"), 400);
    row("chunk size with LF", chunked("5\nabcde\r\n0\r\n\r\n"), 400);
    row("chunk longer than its size", chunked("3\r\nabcd\r\n0\r\n\r\n"), 400);
    row("chunk end with LF", chunked("3\r\nabc\n0\r\n\r\n"), 400);
    row("chunk over the limit", chunked("65\r\n"), 413);
    row("chunk size 2^64-1", chunked("ffffffffffffffff\r\n"), 413);
    row("17 digits", chunked("00000000000000005\r\nabcde\r\n0\r\n\r\n"), 400);
    row("chunks over the limit", chunked("3\r\nabc\r\n62\r\n"), 413);
    row("long chunk extension", chunked(("5;" + QByteArray(300, 'x') + "\r\n").constData()), 400);
    row("chunk extensions that are long together",
        chunked((("1;" + QByteArray(150, 'x') + "\r\na\r\n").repeated(2)).constData()), 400);
    row("bad trailer", chunked("0\r\nX : a\r\n\r\n"), 400);

    row("long target", line(("GET /" + QByteArray(300, 'a') + " HTTP/1.1").constData()), 414);
    row("long target without an end", "GET /" + QByteArray(300, 'a'), 414);
    row("long field", withHost(("X: " + QByteArray(300, 'a') + "\r\n").constData()), 431);
    row("long field without an end", "GET / HTTP/1.1\r\nHost: h\r\nX: " + QByteArray(300, 'a'),
        431);
}

void RequestParserTest::refuses()
{
    QFETCH(QByteArray, input);
    QFETCH(int, status);
    const auto size = static_cast<std::size_t>(input.size());
    for (std::size_t split = 0; split <= size; ++split)
        QCOMPARE(parse(view(input), split).status, status);
}

void RequestParserTest::needsMore()
{
    const QByteArray input =
        withHost("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\nA: b\r\n\r\n");
    for (qsizetype size = 0; size < input.size(); ++size) {
        RequestParser parser(testLimits());
        const std::string_view piece = view(input).substr(0, static_cast<std::size_t>(size));
        QCOMPARE(parser.feed(piece), piece.size());
        QVERIFY(parser.state() != State::Complete && parser.state() != State::Refused);
        QCOMPARE(parser.state() == State::Idle, size == 0);
    }
}

void RequestParserTest::leavesTheNextRequest()
{
    const QByteArray first = withHost("Content-Length: 2\r\n", "ab");
    const QByteArray input = first + "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";
    RequestParser parser(testLimits());
    QCOMPARE(parser.feed(view(input)), static_cast<std::size_t>(first.size()));
    QCOMPARE(parser.state(), State::Complete);
    QCOMPARE(parser.feed(view(input)), std::size_t{0});
    parser.reset();
    parser.feed(view(input).substr(static_cast<std::size_t>(first.size())));
    QCOMPARE(parser.state(), State::Complete);
    QCOMPARE(parser.message().target, std::string("/next"));
    QCOMPARE(parser.message().body, std::string());
}

void RequestParserTest::tellsOfExpectContinueOnce()
{
    RequestParser parser(testLimits());
    const QByteArray header = withHost("Expect: 100-continue\r\nContent-Length: 2\r\n");
    parser.feed(view(header));
    QVERIFY(parser.takeExpectContinue());
    QVERIFY(!parser.takeExpectContinue());

    RequestParser tooLarge(testLimits());
    const QByteArray large = withHost("Expect: 100-continue\r\nContent-Length: 200\r\n");
    tooLarge.feed(view(large));
    QVERIFY(!tooLarge.takeExpectContinue());
    QCOMPARE(tooLarge.refusal(), 413);

    RequestParser withoutBody(testLimits());
    const QByteArray none = withHost("Expect: 100-continue\r\n");
    withoutBody.feed(view(none));
    QVERIFY(!withoutBody.takeExpectContinue());
    QCOMPARE(withoutBody.state(), State::Complete);
}

void RequestParserTest::capsHeaders()
{
    QByteArray fields;
    for (int i = 0; i < 7; ++i)
        fields += "X-" + QByteArray::number(i) + ": a\r\n";
    QCOMPARE(parse(view(withHost(fields.constData())), 0).status, 0); // 8 with Host
    fields += "X-8: a\r\n";
    QCOMPARE(parse(view(withHost(fields.constData())), 0).status, 431);

    const QByteArray longField = "X: " + QByteArray(190, 'a') + "\r\n";
    QCOMPARE(parse(view(withHost((longField + longField + longField).constData())), 0).status,
             431); // each is short enough, together they are not
}

QTEST_GUILESS_MAIN(RequestParserTest)
#include "request_parser_test.moc"
