// SPDX-License-Identifier: MIT
#include "http/authenticator.h"
#include "http/json_writer.h"
#include "http/negotiation.h"
#include "http/routes.h"

#include <QTest>

#include <array>
#include <string_view>

using namespace tw::server;

/// The parts of http/ that need no server.
class HttpPartsTest : public QObject {
    Q_OBJECT
private slots:
    void negotiates();
    void readsContentTypes();
    void matchesEntityTags();
    void knowsLoopback();
    void tellsAllowedMethods();
    void writesJson();
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

QTEST_GUILESS_MAIN(HttpPartsTest)
#include "http_parts_test.moc"
