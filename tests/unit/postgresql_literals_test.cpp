// SPDX-License-Identifier: MIT
#include "literal_check.h"
#include "literal_writer.h"
#include "type_catalog.h"

#include <QtTest>

using namespace tw;
using namespace tw::postgresql;

namespace {

using Kind = ir::DefaultValue::Kind;

/// What a spelled type without arguments in brackets means, with these arguments.
ir::DataType typeOf(std::string_view name, std::vector<std::int32_t> arguments = {},
                    std::uint8_t dimensions = 0)
{
    ir::DataType type;
    type.base = PostgresqlTypeCatalog().find({}, name);
    type.argumentCount = static_cast<std::uint8_t>(arguments.size());
    std::copy(arguments.begin(), arguments.end(), type.arguments.begin());
    type.arrayDimensions = dimensions;
    return type;
}

ir::DefaultValue value(Kind kind, std::string_view text)
{
    ir::DefaultValue literal;
    literal.kind = kind;
    literal.value.text = text;
    return literal;
}

std::string verdict(const ir::DataType &type, Kind kind, std::string_view text)
{
    const LiteralVerdict found = PostgresqlTypeCatalog().checkLiteral({}, type, value(kind, text));
    switch (found.kind) {
    case LiteralVerdict::Kind::Readable:
        return "readable";
    case LiteralVerdict::Kind::Unreadable:
        return found.expected;
    default:
        return "unverified";
    }
}

std::string written(const ir::DataType &type, Kind kind, std::string_view text)
{
    std::string out;
    appendDefaultLiteral(out, type, value(kind, text));
    return out;
}

} // namespace

class PostgresqlLiteralsTest : public QObject {
    Q_OBJECT

private slots:
    void readsWhatTheTypesTake();
    void leavesSettingsToTheServer();
    void saysWhatWasExpected();
    void readsEnums();
    void writesPlainOnlyWhatIsTheSame();
    void writesExpressionsInBrackets();
};

// That the verdicts are the server's is what the integration test compares; here is that there are
// verdicts at all, without a server.
void PostgresqlLiteralsTest::readsWhatTheTypesTake()
{
    QCOMPARE(verdict(typeOf("int"), Kind::String, " 42 "), std::string("readable"));
    QCOMPARE(verdict(typeOf("int"), Kind::Number, "1e3"), std::string("readable"));
    QCOMPARE(verdict(typeOf("boolean"), Kind::Number, "1"), std::string("readable"));
    QCOMPARE(verdict(typeOf("text"), Kind::Number, "5"), std::string("readable"));
    QCOMPARE(verdict(typeOf("text"), Kind::Boolean, "true"), std::string("readable"));
    QCOMPARE(verdict(typeOf("timestamp"), Kind::String, "now"), std::string("readable"));
    QCOMPARE(verdict(typeOf("date"), Kind::String, "January 8, 1999"), std::string("readable"));
    QCOMPARE(verdict(typeOf("xml"), Kind::String, "<a/>"), std::string("readable"));
    QCOMPARE(verdict(typeOf("point"), Kind::String, "(1,2)"), std::string("readable"));
    QCOMPARE(verdict(typeOf("tsvector"), Kind::String, "a b"), std::string("readable"));
    QCOMPARE(verdict(typeOf("int4range"), Kind::String, "empty"), std::string("readable"));
    QCOMPARE(verdict(typeOf("regconfig"), Kind::String, "English"), std::string("readable"));
    QCOMPARE(verdict(typeOf("jsonb"), Kind::String, "{\"a\": [1, null]}"), std::string("readable"));
    QCOMPARE(verdict(typeOf("int", {}, 1), Kind::String, "{1,NULL,3}"), std::string("readable"));
    QCOMPARE(verdict(typeOf("int", {}, 2), Kind::String, "{{1},{2}}"), std::string("readable"));
    QCOMPARE(verdict(typeOf("numeric", {4, 2}), Kind::Number, "99.994"), std::string("readable"));
}

void PostgresqlLiteralsTest::leavesSettingsToTheServer()
{
    for (const auto &[type, text] : std::initializer_list<std::pair<const char *, const char *>>{
             {"date", "01/02/2024"},
             {"timestamptz", "2024-01-01 10:00 Europe/Vienna"},
             {"time", "10:00 EST"},
             {"interval", "-1 02:03:04"},
             {"money", "$5"},
             {"regclass", "t"}})
        QCOMPARE(verdict(typeOf(type), Kind::String, text), std::string("unverified"));
    // The same under all of them.
    QCOMPARE(verdict(typeOf("date"), Kind::String, "13/13/2024"),
             std::string("a date as YYYY-MM-DD"));
    QCOMPARE(verdict(typeOf("date"), Kind::String, "2/2/02"), std::string("readable"));
    // A default of a plain number is written without quotes, which no locale reads otherwise.
    QCOMPARE(verdict(typeOf("money"), Kind::String, "12.50"), std::string("readable"));
    QCOMPARE(written(typeOf("money"), Kind::String, "12.50"), std::string("12.50"));
    QVERIFY(checkConstant({}, typeOf("money"), "12.50").kind == LiteralVerdict::Kind::Unverified);
}

void PostgresqlLiteralsTest::saysWhatWasExpected()
{
    QCOMPARE(verdict(typeOf("smallint"), Kind::Number, "32768"),
             std::string("a whole number from -32768 to 32767"));
    QCOMPARE(verdict(typeOf("int"), Kind::String, "abc"),
             std::string("a whole number from -2147483648 to 2147483647"));
    QCOMPARE(verdict(typeOf("int"), Kind::Boolean, "true"),
             std::string("a whole number from -2147483648 to 2147483647"));
    QCOMPARE(verdict(typeOf("date"), Kind::String, "2024-02-30"),
             std::string("a date as YYYY-MM-DD"));
    QCOMPARE(verdict(typeOf("date"), Kind::String, "2023-02-29"),
             std::string("a date as YYYY-MM-DD"));
    QCOMPARE(verdict(typeOf("varchar", {3}), Kind::String, "äöüß"),
             std::string("at most 3 characters"));
    QCOMPARE(verdict(typeOf("varchar", {4}), Kind::String, "äöüß"), std::string("readable"));
    QCOMPARE(verdict(typeOf("char"), Kind::String, "ab"), std::string("at most 1 character"));
    QCOMPARE(verdict(typeOf("numeric", {4, 2}), Kind::Number, "12345.678"),
             std::string("at most 2 digits before the decimal point"));
    QCOMPARE(verdict(typeOf("numeric", {4, 2}), Kind::Number, "99.995"),
             std::string("at most 2 digits before the decimal point"));
    QCOMPARE(verdict(typeOf("boolean"), Kind::Number, "2"), std::string("`true` or `false`"));
    QCOMPARE(verdict(typeOf("uuid"), Kind::String, "x"),
             std::string("a UUID as 8-4-4-4-12 hexadecimal digits"));
    QCOMPARE(verdict(typeOf("bit", {3}), Kind::String, "1111"), std::string("exactly 3 bits"));
    QCOMPARE(verdict(typeOf("json"), Kind::String, "{"), std::string("a JSON value"));
    QCOMPARE(verdict(typeOf("int", {}, 1), Kind::Number, "1"), std::string("an array as {…,…}"));
}

void PostgresqlLiteralsTest::readsEnums()
{
    ir::Schema schema;
    ir::EnumType &mood = schema.enums.emplace_back();
    mood.name.text = "mood";
    for (const char *name : {"sad", "happy"})
        mood.values.emplace_back().value.text = name;
    ir::DataType type;
    type.enumType = ir::EnumId(0);
    const PostgresqlTypeCatalog catalog;
    QVERIFY(catalog.checkLiteral(schema, type, value(Kind::String, "sad")).kind ==
            LiteralVerdict::Kind::Readable);
    QCOMPARE(catalog.checkLiteral(schema, type, value(Kind::String, "Sad")).expected,
             std::string("one of `sad`, `happy`"));
}

void PostgresqlLiteralsTest::writesPlainOnlyWhatIsTheSame()
{
    QCOMPARE(written(typeOf("int"), Kind::Number, "-5"), std::string("-5"));
    QCOMPARE(written(typeOf("int"), Kind::Number, "1e3"), std::string("1e3"));
    QCOMPARE(written(typeOf("numeric", {10, 2}), Kind::String, "85.50"), std::string("85.50"));
    QCOMPARE(written(typeOf("numeric"), Kind::String, "NaN"), std::string("'NaN'"));
    QCOMPARE(written(typeOf("int"), Kind::String, " 5"), std::string("' 5'"));
    QCOMPARE(written(typeOf("int"), Kind::String, "5; DROP TABLE x"),
             std::string("'5; DROP TABLE x'"));
    QCOMPARE(written(typeOf("boolean"), Kind::String, "true"), std::string("true"));
    QCOMPARE(written(typeOf("boolean"), Kind::String, "yes"), std::string("'yes'"));
    QCOMPARE(written(typeOf("boolean"), Kind::Number, "1"), std::string("'1'"));
    QCOMPARE(written(typeOf("text"), Kind::Number, "5"), std::string("'5'"));
    QCOMPARE(written(typeOf("text"), Kind::String, "it's \\"), std::string("E'it''s \\\\'"));
    QCOMPARE(written(typeOf("int", {}, 1), Kind::String, "{1}"), std::string("'{1}'"));
}

void PostgresqlLiteralsTest::writesExpressionsInBrackets()
{
    const auto expression = [](std::string_view text) {
        std::string out;
        appendDefaultExpression(out, text);
        return out;
    };
    QCOMPARE(expression("now()"), std::string("now()"));
    QCOMPARE(expression("CURRENT_TIMESTAMP"), std::string("CURRENT_TIMESTAMP"));
    QCOMPARE(expression("1 IS NULL"), std::string("(1 IS NULL)"));
    QCOMPARE(expression("lower('X')"), std::string("(lower('X'))"));
    QCOMPARE(expression("-1"), std::string("(-1)"));
    QCOMPARE(expression("()"), std::string("(())"));
}

QTEST_APPLESS_MAIN(PostgresqlLiteralsTest)
#include "postgresql_literals_test.moc"
