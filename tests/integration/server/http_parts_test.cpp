// SPDX-License-Identifier: MIT
#include "app/parameters.h"
#include "app/problems.h"
#include "app/text_cache.h"
#include "http/authenticator.h"
#include "http/cross_origin.h"
#include "http/json_writer.h"
#include "http/negotiation.h"
#include "http/routes.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <string_view>

using namespace tw::server;

namespace {

Request with(std::vector<HeaderField> headers)
{
    Request request;
    request.headers = std::move(headers);
    return request;
}

Request asked(std::string_view query)
{
    Request request;
    request.path = "/api/v1/schemas";
    request.parameters = parseQuery(query);
    return request;
}

/// The kind of the problem that reading ends with; empty when there is none.
template <class Read> std::string kindOf(const Read &read)
{
    try {
        static_cast<void>(read());
        return {};
    } catch (const RequestError &error) {
        return std::string(error.problem().kind);
    }
}

} // namespace

/// The parts of http/ and of the calls that need no server.
class HttpPartsTest : public QObject {
    Q_OBJECT
private slots:
    void negotiates();
    void readsContentTypes();
    void matchesEntityTags();
    void knowsLoopback();
    void tellsAllowedMethods();
    void writesJson();
    void readsPreconditions();
    void readsKeys();
    void cursorsComeBackAsTheyWent();
    void linksToTheNextPage();
    void readsNumbers();
    void joinsVary();
    void keepsTextsWithinBounds();
};

void HttpPartsTest::negotiates()
{
    constexpr std::array<std::string_view, 2> offered = {"application/sql", "text/plain"};
    const auto pick = [&](std::string_view accept) { return negotiate(accept, offered); };
    QCOMPARE(pick(""), offered[0]);
    QCOMPARE(pick("*/*"), offered[0]);
    QCOMPARE(pick("text/*"), offered[1]);
    QCOMPARE(pick("Text/Plain"), offered[1]);
    QCOMPARE(pick("application/sql;q=0.5, text/plain;q=0.7"), offered[1]);
    QCOMPARE(pick("text/plain;q=0.7, application/sql"), offered[0]);
    QCOMPARE(pick("text/plain;q=0, */*;q=0.1"), offered[0]);
    QCOMPARE(pick("text/html"), std::string_view());
    QCOMPARE(pick("*/*;q=0"), std::string_view());
    QCOMPARE(pick(",,;"), std::string_view());
}

void HttpPartsTest::readsContentTypes()
{
    QVERIFY(isMediaType("application/json", "application/json"));
    QVERIFY(isMediaType("Application/JSON ; charset=UTF-8", "application/json"));
    QVERIFY(isMediaType("application/json; charset=\"utf-8\"", "application/json"));
    QVERIFY(!isMediaType("application/json; charset=utf-16", "application/json"));
    QVERIFY(!isMediaType("application/jsonx", "application/json"));
    QVERIFY(!isMediaType("", "application/json"));
}

void HttpPartsTest::matchesEntityTags()
{
    QVERIFY(matchesEntityTag("\"a\"", "\"a\""));
    QVERIFY(matchesEntityTag("\"b\", W/\"a\"", "\"a\""));
    QVERIFY(matchesEntityTag("*", "\"a\""));
    QVERIFY(!matchesEntityTag("a", "\"a\""));
    QVERIFY(!matchesEntityTag("", "\"a\""));
}

void HttpPartsTest::knowsLoopback()
{
    for (const char *host : {"localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:8080",
                             "127.8.9.1", "[::1]", "[::1]:8080"})
        QVERIFY2(isLoopbackHost(host), host);
    for (const char *host : {"", "localhost.", "localhost.evil.example", "127.0.0.1.evil.example",
                             "10.0.0.1", "0.0.0.0", "[::]", "[::ffff:10.0.0.1]", "evil.example:80"})
        QVERIFY2(!isLoopbackHost(host), host);
}

void HttpPartsTest::tellsAllowedMethods()
{
    using Method = QHttpServerRequest::Method;
    Routes routes;
    for (const auto &[method, pattern] : {std::pair{Method::Get, "/a"},
                                          {Method::Post, "/a"},
                                          {Method::Get, "/a/<arg>"},
                                          {Method::Delete, "/a/<arg>/b"},
                                          {Method::Get, "/"}})
        routes.push_back({method, pattern, BodyRule::None, {}, RunsOn::EventLoop, {}});
    QCOMPARE(allowedMethods(routes, "/a"), std::string("GET, HEAD, POST, OPTIONS"));
    QCOMPARE(allowedMethods(routes, "/a/x"), std::string("GET, HEAD, OPTIONS"));
    QCOMPARE(allowedMethods(routes, "/a/x/b"), std::string("DELETE, OPTIONS"));
    QCOMPARE(allowedMethods(routes, "/"), std::string("GET, HEAD, OPTIONS"));
    for (const char *path : {"", "/b", "/a/", "/a//b", "/a/x/b/c", "/a/x/c"})
        QCOMPARE(allowedMethods(routes, path), std::string());
}

void HttpPartsTest::writesJson()
{
    QCOMPARE(JsonObject().take(), std::string("{}"));
    QCOMPARE(JsonObject()
                 .add("a\"", std::string_view("\x01\n\\é/</script>"))
                 .add("b", std::int64_t{-5})
                 .add("c", true)
                 .addNull("d")
                 .addJson("e", "[1]")
                 .take(),
             std::string("{\"a\\\"\":\"\\u0001\\n\\\\é/</script>\",\"b\":-5,\"c\":true,\"d\":null,"
                         "\"e\":[1]}"));
}

void HttpPartsTest::readsPreconditions()
{
    const std::string a(64, 'a');
    const std::string b(64, 'b');
    const auto holds = [&](std::vector<HeaderField> headers) {
        return ifMatch(with(std::move(headers))).holdsFor(a);
    };
    QVERIFY(!ifMatch(with({})).isGiven);
    QVERIFY(holds({}));
    QVERIFY(holds({{"if-match", "*"}}));
    QVERIFY(holds({{"if-match", '"' + a + '"'}}));
    QVERIFY(holds({{"if-match", '"' + a + "-0123456789abcdef\""}}));
    QVERIFY(holds({{"if-match", '"' + b + "\", \"" + a + '"'}}));
    QVERIFY(holds({{"if-match", '"' + b + '"'}, {"if-match", '"' + a + '"'}}));
    for (const std::string &other :
         {std::string(), '"' + b + '"', "W/\"" + a + '"', a, '"' + a, '"' + a + "x\"",
          std::string(","), std::string("\"\""), '"' + a.substr(1) + '"'}) {
        const IfMatch match = ifMatch(with({{"if-match", other}}));
        QVERIFY2(match.isGiven && !match.holdsFor(a), other.c_str());
    }
}

void HttpPartsTest::readsKeys()
{
    const auto key = [](std::vector<HeaderField> headers) {
        return idempotencyKey(with(std::move(headers)));
    };
    QCOMPARE(key({}), std::string());
    QCOMPARE(key({{"idempotency-key", "!~"}}), std::string("!~"));
    QCOMPARE(key({{"idempotency-key", std::string(200, 'k')}}).size(), std::size_t{200});
    for (const std::string &wrong : {std::string(), std::string(201, 'k'), std::string("a b"),
                                     std::string("\xC3\xA9"), std::string("a\tb")})
        QCOMPARE(kindOf([&] {
                     return key({{"idempotency-key", wrong}});
                 }),
                 std::string("invalid-idempotency-key"));
    QCOMPARE(kindOf([&] {
                 return key({{"idempotency-key", "a"}, {"idempotency-key", "a"}});
             }),
             std::string("invalid-idempotency-key"));
}

void HttpPartsTest::cursorsComeBackAsTheyWent()
{
    const Cursor cursor{"a\nb \xC3\xA9%\"", "00000000-0000-4000-8000-000000000000"};
    const std::string text = encodeCursor("list", cursor);
    const Cursor back = decodeCursor("list", text);
    QCOMPARE(back.key, cursor.key);
    QCOMPARE(back.id, cursor.id);
    QVERIFY(text.find_first_of("+/=&?% ") == std::string::npos);
    const auto isRefused = [](std::string_view list, const std::string &wrong) {
        return kindOf([&] { return decodeCursor(list, wrong); }) == "invalid-cursor";
    };
    QVERIFY(isRefused("other", text));
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string damaged = text;
        damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
        QVERIFY2(isRefused("list", damaged), damaged.c_str());
        QVERIFY2(isRefused("list", text.substr(0, i)), text.substr(0, i).c_str());
    }
    for (const char *wrong : {"AAAA", "x", "=", "\xFF", "AAAA AAAA"})
        QVERIFY2(isRefused("list", text + wrong), wrong);
    QVERIFY(isRefused("list", std::string(1 << 16, 'A')));
}

void HttpPartsTest::linksToTheNextPage()
{
    const HeaderField link = nextPage(asked("q=a%26b+%3E&cursor=old&limit=2"), "new");
    QCOMPARE(link.name, std::string("Link"));
    QCOMPARE(link.value,
             std::string("</api/v1/schemas?cursor=new&q=a%26b%20%3E&limit=2>; rel=\"next\""));
}

void HttpPartsTest::readsNumbers()
{
    QCOMPARE(pageLimit(asked("")), 50);
    QCOMPARE(pageLimit(asked("limit=1")), 1);
    QCOMPARE(pageLimit(asked("limit=200")), 200);
    for (const char *wrong : {"", "0", "201", "-1", "+1", "01", "1.0", "x", "1x", "99999999999"})
        QCOMPARE(kindOf([&] { return pageLimit(asked(std::string("limit=") + wrong)); }),
                 std::string("invalid-parameter"));
    QCOMPARE(versionNumber("12"), std::optional<int>(12));
    QVERIFY(!versionNumber("012") && !versionNumber("0") && !versionNumber(""));
    QCOMPARE(flag(asked("f=true"), "f"), true);
    QCOMPARE(flag(asked("f=false"), "f"), false);
    QCOMPARE(flag(asked(""), "f"), false);
    QCOMPARE(kindOf([] { return flag(asked("f=1"), "f"); }), std::string("invalid-parameter"));
    QCOMPARE(
        kindOf([] { return idParameter(asked("i={00000000-0000-4000-8000-00000000000a}"), "i"); }),
        std::string("invalid-parameter"));
    QCOMPARE(idParameter(asked("i=00000000-0000-4000-8000-00000000000a"), "i"),
             std::string("00000000-0000-4000-8000-00000000000a"));
}

void HttpPartsTest::joinsVary()
{
    Request request;
    request.headers = {{"origin", "https://a.example"}};
    const std::vector<std::string> origins{"https://a.example"};
    const auto fields = crossOriginFields(request, origins);
    Response negotiated{200, "text/plain", {}, {{"Vary", "Accept"}}};
    Response plain{200, "text/plain", {}, {}};
    for (Response *response : {&negotiated, &plain}) {
        addCrossOriginFields(*response, fields);
        QCOMPARE(std::ranges::count(response->headers, "Vary", &HeaderField::name), 1);
        QCOMPARE(std::ranges::count(response->headers, "Access-Control-Allow-Origin",
                                    &HeaderField::name),
                 1);
    }
    QCOMPARE(negotiated.headers.front().value, std::string("Accept, Origin"));
    QCOMPARE(plain.headers.front().value, std::string("Origin"));
}

void HttpPartsTest::keepsTextsWithinBounds()
{
    using Kind = TextCache::Kind;
    TextCache cache(4000);
    const auto script = [](std::size_t bytes) {
        return std::make_shared<const std::string>(bytes, 's');
    };
    QVERIFY(!cache.find("a", 1, Kind::Sql));
    cache.keep("a", 1, Kind::Sql, script(1000));
    cache.keep("a", 2, Kind::Sql, script(1000));
    cache.keep("b", 1, Kind::Sql, script(1000));
    QVERIFY(cache.find("a", 1, Kind::Sql)); // now the least recently used is a/2
    cache.keep("c", 1, Kind::Json, script(1000));
    QVERIFY(cache.find("a", 1, Kind::Sql) && cache.find("b", 1, Kind::Sql) &&
            cache.find("c", 1, Kind::Json));
    QVERIFY(!cache.find("a", 2, Kind::Sql));
    QVERIFY(!cache.find("c", 1, Kind::Dbml));    // what was made of one version is told apart
    cache.keep("d", 1, Kind::Sql, script(5000)); // larger than all of it
    QVERIFY(!cache.find("d", 1, Kind::Sql) && cache.find("c", 1, Kind::Json));
}

QTEST_GUILESS_MAIN(HttpPartsTest)
#include "http_parts_test.moc"
