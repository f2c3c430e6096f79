// SPDX-License-Identifier: MIT
#include "name_rules.h"
#include "quoting.h"
#include "sequence_names.h"

#include <fmt/format.h>

#include <QtTest>

using namespace tw;
using namespace tw::postgresql;

namespace {

std::string identifier(std::string_view name)
{
    std::string out;
    appendIdentifier(out, name);
    return out;
}

std::string literal(std::string_view text)
{
    std::string out;
    appendLiteral(out, text);
    return out;
}

std::string expression(std::string_view text)
{
    std::string out;
    appendExpression(out, text);
    return out;
}

} // namespace

class PostgresqlQuotingTest : public QObject {
    Q_OBJECT

private slots:
    void quotesExactlyWhatNeedsIt_data();
    void quotesExactlyWhatNeedsIt();
    void cutsNamesAtACodePoint();
    void writesLiteralsForEverySession();
    void keepsCommentsFromTheBracket();
    void knowsReservedNames();
    void shortensSequenceNamesAsTheServerDoes();
};

void PostgresqlQuotingTest::quotesExactlyWhatNeedsIt_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("quoted");
    const std::pair<const char *, const char *> rows[] = {
        {"users", "users"},
        {"_x9", "_x9"},
        {"a$b", "\"a$b\""},
        {"9lives", "\"9lives\""},
        {"Users", "\"Users\""},
        {"first name", "\"first name\""},
        {"a\"b", "\"a\"\"b\""},
        {"\"", "\"\"\"\""},
        {"'", "\"'\""},
        {"größe", "\"größe\""},
        {"😀", "\"😀\""},
        {"order", "\"order\""},                 // reserved
        {"authorization", "\"authorization\""}, // reserved, may name a function
        {"timestamp", "\"timestamp\""},         // a column's name only
        {"name", "name"},                       // a word of no rank
        {"orders", "orders"},
        {"x\"; DROP TABLE y; --", "\"x\"\"; DROP TABLE y; --\""},
    };
    for (const auto &[name, quoted] : rows)
        QTest::newRow(name) << std::string(name) << std::string(quoted);
}

void PostgresqlQuotingTest::quotesExactlyWhatNeedsIt()
{
    QFETCH(std::string, name);
    QFETCH(std::string, quoted);
    QCOMPARE(identifier(name), quoted);
    QCOMPARE(PostgresqlNameRules().quoted(name), quoted);
}

void PostgresqlQuotingTest::cutsNamesAtACodePoint()
{
    const std::string plain(64, 'a');
    QCOMPARE(identifier(plain.substr(0, 62)), plain.substr(0, 62));
    QCOMPARE(identifier(plain.substr(0, 63)), plain.substr(0, 63));
    QCOMPARE(identifier(plain), plain.substr(0, 63));
    // The ä would take the bytes 63 and 64.
    QCOMPARE(identifier(fmt::format("{}ä", plain.substr(0, 62))), plain.substr(0, 62));
    QCOMPARE(identifier(fmt::format("{}ä", plain.substr(0, 61))),
             fmt::format("\"{}ä\"", plain.substr(0, 61)));
    QCOMPARE(identifier(fmt::format("{}😀", plain.substr(0, 60))), plain.substr(0, 60));
    // A quote counts once, as it does for the server.
    QCOMPARE(identifier(fmt::format("{}\"x", plain.substr(0, 62))),
             fmt::format("\"{}\"\"\"", plain.substr(0, 62)));
    // What is cut away decides nothing.
    QCOMPARE(identifier(fmt::format("{}X", plain.substr(0, 63))), plain.substr(0, 63));
}

void PostgresqlQuotingTest::writesLiteralsForEverySession()
{
    QCOMPARE(literal(""), std::string("''"));
    QCOMPARE(literal("it's"), std::string("'it''s'"));
    QCOMPARE(literal("a\\b"), std::string("E'a\\\\b'"));
    QCOMPARE(literal("\\'; DROP TABLE x; --"), std::string("E'\\\\''; DROP TABLE x; --'"));
    QCOMPARE(literal("line\nline"), std::string("'line\nline'"));
}

void PostgresqlQuotingTest::keepsCommentsFromTheBracket()
{
    QCOMPARE(expression("a > 0"), std::string("(a > 0)"));
    QCOMPARE(expression("a > 0 -- b"), std::string("(\na > 0 -- b\n)"));
    QCOMPARE(expression("a /* b */"), std::string("(\na /* b */\n)"));
    QCOMPARE(expression("a\n> 0"), std::string("(\na\n> 0\n)"));
}

void PostgresqlQuotingTest::knowsReservedNames()
{
    const PostgresqlNameRules rules;
    QCOMPARE(rules.maxBytes(), std::size_t(63));
    QCOMPARE(rules.defaultNamespace(), std::string_view("public"));
    QVERIFY(rules.isReservedNamespace("pg_x"));
    QVERIFY(rules.isReservedNamespace("information_schema"));
    QVERIFY(!rules.isReservedNamespace("pgx"));
    QVERIFY(!rules.isReservedNamespace("PG_x"));
    for (const char *hidden : {"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"})
        QVERIFY(rules.isReservedColumn(hidden));
    QVERIFY(!rules.isReservedColumn("oid"));
    QVERIFY(!rules.isReservedColumn("CTID"));
}

void PostgresqlQuotingTest::shortensSequenceNamesAsTheServerDoes()
{
    QCOMPARE(automaticSequenceName("users", "id"), std::string("users_id_seq"));
    const std::string name = automaticSequenceName(std::string(63, 't'), "id");
    QCOMPARE(name, fmt::format("{}_id_seq", std::string(56, 't')));
    QCOMPARE(automaticSequenceName(std::string(40, 't'), std::string(40, 'c')),
             fmt::format("{}_{}_seq", std::string(29, 't'), std::string(29, 'c')));
}

QTEST_APPLESS_MAIN(PostgresqlQuotingTest)
#include "postgresql_quoting_test.moc"
