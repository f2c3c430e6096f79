// SPDX-License-Identifier: MIT
// The gate and the typer without a server. That their answers are the server's is what the
// integration test compares.

#include "expression_gate.h"
#include "expression_scanner.h"
#include "type_catalog.h"

#include <QtTest>

#include <atomic>
#include <random>
#include <thread>

using namespace tw;
using namespace tw::postgresql;

namespace {

using Kind = ExpressionFinding::Kind;

/// One table with a column of each everyday type.
struct Shop {
    ir::Schema schema;
    ir::Table table;

    Shop()
    {
        table.name.text = "shop";
        add("id", Builtin::Int4);
        add("title", Builtin::Text);
        add("price", Builtin::Numeric);
        add("active", Builtin::Boolean);
        add("made", Builtin::TimestampTz);
        add("twice", Builtin::Int4);
        table.columns.back().generated.edit().text = "id * 2";
    }

    void add(const char *name, Builtin type)
    {
        ir::Column &column = table.columns.emplace_back();
        column.name.text = name;
        column.type.base = typeId(type);
    }
};

std::vector<ExpressionFinding> check(std::string_view text, ExpressionRole role,
                                     Builtin expected = Builtin::Text)
{
    static const Shop shop;
    static const PostgresqlExpressionChecker checker;
    ir::DataType type;
    type.base = typeId(expected);
    ir::Expression expression;
    expression.text = text;
    const bool typed = role == ExpressionRole::Default || role == ExpressionRole::Generated;
    return checker.check(expression, {shop.schema, shop.table, role, typed ? &type : nullptr, {}});
}

/// The kind of the only finding.
Kind only(const std::vector<ExpressionFinding> &findings)
{
    if (findings.size() != 1)
        qFatal("%zu findings", findings.size());
    return findings[0].kind;
}

} // namespace

class PostgresqlExpressionsTest : public QObject {
    Q_OBJECT

private slots:
    void letsNothingOutOfItsPlace_data();
    void letsNothingOutOfItsPlace();
    void takesWhatPeopleWrite_data();
    void takesWhatPeopleWrite();
    void saysWhatMayNotStandThere();
    void saysWhere();
    void boundsSizeBeforeParsing();
    void survivesNonsense();
    void servesSeveralThreads();
};

void PostgresqlExpressionsTest::letsNothingOutOfItsPlace_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"1); DROP TABLE x; --",
                             "1; DROP TABLE x",
                             "1) + (2",
                             "ALL 1",
                             "DISTINCT 1",
                             "1 FROM pg_user",
                             "1 INTO x",
                             "'a' AS b",
                             "'a' b",
                             "*",
                             "shop.* FROM shop",
                             "",
                             " ",
                             "-- x",
                             "/* x */",
                             "/*",
                             "1, 2",
                             "1 UNION SELECT 2",
                             "1 ORDER BY 1",
                             "1 LIMIT 1",
                             "1 WHERE true",
                             "1;",
                             "(1",
                             "1)",
                             "'x",
                             "\"x",
                             "$$x",
                             "$a$x$b$",
                             "E'x\\'",
                             "U&'\\00'",
                             "1 --\n; DROP TABLE x",
                             "1 FOR UPDATE",
                             "1 WINDOW w AS ()",
                             "DEFAULT",
                             "1 GROUP BY 1",
                             "x := 1"})
        QTest::newRow(text) << text;
}

void PostgresqlExpressionsTest::letsNothingOutOfItsPlace()
{
    QFETCH(QString, text);
    for (const ExpressionRole role : {ExpressionRole::Default, ExpressionRole::Check,
                                      ExpressionRole::Generated, ExpressionRole::IndexElement}) {
        const auto findings = check(text.toStdString(), role);
        QVERIFY(!findings.empty());
        QVERIFY(findings[0].kind == Kind::Syntax || findings[0].kind == Kind::NotOneExpression);
    }
}

void PostgresqlExpressionsTest::takesWhatPeopleWrite_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"id > 0",
                             "price >= 0 AND price < 1e6",
                             "char_length(title) BETWEEN 1 AND 100",
                             "title ~ '^[a-z]+$'",
                             "lower(title) = title",
                             "title IN ('a', 'b') -- one of two",
                             "/* not */ NOT active",
                             "made < now()",
                             "made > CURRENT_DATE",
                             "title LIKE 'a%' OR id IS NULL",
                             "CASE WHEN active THEN price > 0 ELSE true END",
                             "coalesce(title, '') <> ''",
                             "active",
                             "trim(title) <> ''",
                             "abs(price) < 10::numeric",
                             "shop.id > 0",
                             "twice > 0",
                             "\"id\" % 2 = 0",
                             "date_trunc('day', made) = made",
                             "length(title || id) > 3",
                             "$$a$$ = title"})
        QTest::newRow(text) << text;
}

void PostgresqlExpressionsTest::takesWhatPeopleWrite()
{
    QFETCH(QString, text);
    QVERIFY(check(text.toStdString(), ExpressionRole::Check).empty());
}

void PostgresqlExpressionsTest::saysWhatMayNotStandThere()
{
    QCOMPARE(only(check("(SELECT 1)", ExpressionRole::Check)), Kind::Subquery);
    QCOMPARE(only(check("count(*)", ExpressionRole::Check)), Kind::Aggregate);
    QCOMPARE(only(check("sum(id) OVER ()", ExpressionRole::Check)), Kind::WindowFunction);
    QCOMPARE(only(check("id = $1", ExpressionRole::Check)), Kind::Parameter);
    QCOMPARE(only(check("generate_series(1, 2)", ExpressionRole::Default)), Kind::SetReturning);
    QCOMPARE(only(check("title", ExpressionRole::Default)), Kind::ColumnInDefault);
    QCOMPARE(only(check("nope > 0", ExpressionRole::Check)), Kind::UnknownColumn);
    QCOMPARE(only(check("other.id > 0", ExpressionRole::Check)), Kind::UnknownColumn);
    QCOMPARE(only(check("twice + 1", ExpressionRole::Generated, Builtin::Int4)),
             Kind::GeneratedColumn);
    QCOMPARE(only(check("now()", ExpressionRole::IndexElement)), Kind::NotImmutable);
    QCOMPARE(only(check("made::date", ExpressionRole::Generated)), Kind::NotImmutable);
    QCOMPARE(only(check("id", ExpressionRole::Check)), Kind::TypeMismatch);
    QCOMPARE(only(check("title > 1", ExpressionRole::Check)), Kind::TypeMismatch);
    QCOMPARE(only(check("'x'", ExpressionRole::Default, Builtin::Int4)), Kind::TypeMismatch);
    QCOMPARE(only(check("now()", ExpressionRole::Default, Builtin::Int4)), Kind::TypeMismatch);
    QCOMPARE(only(check("my_function(id)", ExpressionRole::Check)), Kind::Unverified);
    QVERIFY(check("now()", ExpressionRole::Default, Builtin::TimestampTz).empty());
    QVERIFY(check("gen_random_uuid()", ExpressionRole::Default, Builtin::Uuid).empty());
}

void PostgresqlExpressionsTest::saysWhere()
{
    const auto column = check("id > 0 AND nope = 1", ExpressionRole::Check);
    QCOMPARE(column[0].offset, std::size_t(11));
    QCOMPARE(column[0].length, std::size_t(4));
    QCOMPARE(column[0].detail, std::string("nope"));
    // The parser counts an error's place in characters, everything else in bytes.
    const auto syntax = check("title = 'äöü' )", ExpressionRole::Check);
    QCOMPARE(syntax[0].offset, std::string_view("title = 'äöü' ").size());
    const auto after = check("title = 'äöü' AND nope", ExpressionRole::Check);
    QCOMPARE(after[0].offset, std::string_view("title = 'äöü' AND ").size());
}

void PostgresqlExpressionsTest::boundsSizeBeforeParsing()
{
    const auto repeated = [](std::string_view text, std::size_t count) {
        std::string all;
        for (std::size_t i = 0; i < count; ++i)
            all += text;
        return all;
    };
    const std::string texts[] = {
        repeated("(", 200) + "1" + repeated(")", 200), "1" + repeated("+1", 2000),
        repeated("a", 9000), repeated("CASE WHEN active THEN ", 150), repeated("- ", 3500) + "1"};
    for (const std::string &text : texts)
        QCOMPARE(only(check(text, ExpressionRole::Check)), Kind::TooComplex);
    QCOMPARE(only(check(std::string("id > 0\0 --", 10), ExpressionRole::Check)), Kind::Syntax);
    // A long list of values is no depth.
    QVERIFY(check("title IN ('a'" + repeated(", 'b'", 1000) + ")", ExpressionRole::Check).empty());
    QCOMPARE(measureExpression("f(a[1], (b))").depth, std::size_t(2));
    QCOMPARE(measureExpression("a + 'b c' >= 1").tokens, std::size_t(6));
}

void PostgresqlExpressionsTest::survivesNonsense()
{
    static constexpr const char *parts[] = {"id",
                                            "title",
                                            "(",
                                            ")",
                                            "[",
                                            "]",
                                            "'",
                                            "\"",
                                            "$$",
                                            "$a$",
                                            "E'",
                                            "U&\"",
                                            "\\",
                                            "--",
                                            "/*",
                                            "*/",
                                            "+",
                                            "-",
                                            "::",
                                            ".",
                                            ",",
                                            ";",
                                            "1",
                                            "1e9",
                                            "AND",
                                            "NOT",
                                            "CASE",
                                            "WHEN",
                                            "THEN",
                                            "END",
                                            "int",
                                            "NULL",
                                            "ARRAY",
                                            "ROW",
                                            "OVER",
                                            "IN",
                                            "IS",
                                            "\n",
                                            " ",
                                            "\xC3",
                                            "\xF0\x9F\x98\x80",
                                            "lower",
                                            "count",
                                            "COLLATE",
                                            "INTERVAL",
                                            "B'",
                                            "@>",
                                            "?",
                                            "SELECT",
                                            "FROM",
                                            "%",
                                            "\x01",
                                            "AT TIME ZONE"};
    std::mt19937 random(15); // NOLINT: the same cases in each run
    std::size_t good = 0;
    for (std::size_t i = 0; i < 20'000; ++i) {
        std::string text;
        for (std::size_t count = random() % 12; count > 0; --count) {
            text += parts[random() % std::size(parts)];
            text += random() % 3 == 0 ? "" : " ";
        }
        good += check(text, static_cast<ExpressionRole>(random() % 5)).empty() ? 1U : 0U;
        std::string bytes;
        for (std::size_t count = random() % 40; count > 0; --count)
            bytes.push_back(static_cast<char>(random() % 256));
        good += check(bytes, ExpressionRole::Check).empty() ? 1U : 0U;
    }
    QVERIFY(good < 20'000);
}

void PostgresqlExpressionsTest::servesSeveralThreads()
{
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&wrong] {
            for (int i = 0; i < 300; ++i) {
                wrong +=
                    check("now()", ExpressionRole::Default, Builtin::Timestamp).empty() ? 0 : 1;
                wrong += check("id > 0", ExpressionRole::Check).empty() ? 0 : 1;
                wrong += check("id >", ExpressionRole::Check).size() == 1 ? 0 : 1;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

QTEST_APPLESS_MAIN(PostgresqlExpressionsTest)
#include "postgresql_expressions_test.moc"
