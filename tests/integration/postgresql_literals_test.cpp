// SPDX-License-Identifier: MIT
// What the PostgreSQL backend says of literals, compared with a server, which it takes from
// TABLEWRIGHT_TEST_POSTGRES; fails without it.

#include "literal_writer.h"
#include "postgresql_comparison.h"

#include <fmt/format.h>

#include <QFile>
#include <QRegularExpression>
#include <QtTest>

#include <memory>

using namespace tw;
using namespace tw::postgresql;
using namespace tw::test;

class PostgresqlLiteralsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void readsLiteralsAsTheServerDoes();
    void readsWhatItsPageShows();

private:
    void tryRow(const ir::DataType &type, const std::string &text, bool depends);

    std::unique_ptr<Server> m_server;
    ir::Schema m_schema = enumSchema();
    PostgresqlTypeCatalog m_catalog;
};

void PostgresqlLiteralsTest::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("TABLEWRIGHT_TEST_POSTGRES"), "no server to compare with");
    m_server = std::make_unique<Server>();
    QVERIFY2(m_server->isOpen(), m_server->error().constData());
    m_server->makeTypeSchema();
}

void PostgresqlLiteralsTest::cleanupTestCase()
{
    if (m_server)
        m_server->dropTypeSchema();
}

void PostgresqlLiteralsTest::readsLiteralsAsTheServerDoes()
{
    using Kind = ir::DefaultValue::Kind;
    std::vector<std::pair<Kind, std::string>> literals = {{Kind::Boolean, "true"},
                                                          {Kind::Boolean, "false"}};
    for (const char *number : {"0",
                               "1",
                               "-1",
                               "2",
                               "5",
                               "42",
                               "32767",
                               "32768",
                               "-32768",
                               "-32769",
                               "2147483647",
                               "2147483648",
                               "-2147483648",
                               "-2147483649",
                               "9223372036854775807",
                               "9223372036854775808",
                               "-9223372036854775808",
                               "-9223372036854775809",
                               "0.5",
                               "1.0",
                               "12.34",
                               "12345.678",
                               "99.994",
                               "99.995",
                               "-99.995",
                               "99.99",
                               "100",
                               "1e3",
                               "1E+2",
                               "1e-2",
                               "12e-1",
                               "1e5",
                               "1e30",
                               "1e39",
                               "1e400",
                               "3.4e38",
                               "1e-50",
                               "1e-400",
                               "-0",
                               "-0.0",
                               "0e0",
                               "20240229",
                               "123456789012345678901234567890"})
        literals.emplace_back(Kind::Number, number);
    const char *strings[] = {"",
                             " ",
                             "a",
                             "abc",
                             "abc   ",
                             "abcd",
                             "äöü",
                             "äöü😀",
                             "it's",
                             "back\\slash",
                             "\\",
                             "\\\\",
                             "\\x",
                             "\\x0",
                             "\\x00ff",
                             "\\x0g",
                             "\\xDE AD",
                             "\\101",
                             "\\400",
                             "5",
                             " 5 ",
                             "+5",
                             "--5",
                             "5-",
                             "1_000",
                             "0x1F",
                             "1.5",
                             ".5",
                             "5.",
                             "1e2",
                             "NaN",
                             "nan",
                             "inf",
                             "-Infinity",
                             "infinity",
                             "99999",
                             "12345.678",
                             "1e999",
                             "true",
                             "TRUE",
                             " t",
                             "yes",
                             "y",
                             "no",
                             "n",
                             "on",
                             "off",
                             "of",
                             "o",
                             "1",
                             "0",
                             "2",
                             "tru",
                             "truee",
                             "false",
                             "fals",
                             "null",
                             "NULL",
                             "2024-02-29",
                             "2024-02-30",
                             "2023-02-29",
                             "2024-13-01",
                             "2024-00-10",
                             "2024-1-5",
                             "24-1-5",
                             "0000-01-01",
                             "2024-02-29 BC",
                             "20240229",
                             "2024-060",
                             "January 8, 1999",
                             "1/8/1999",
                             "now",
                             "today",
                             "tomorrow",
                             "yesterday",
                             "epoch",
                             "allballs",
                             "monday",
                             "NOW",
                             " now ",
                             "2024-02-29T12:30:00",
                             "2024-02-29 12:30",
                             "2024-02-29 12:30:00.123456789",
                             "2024-02-29 24:00:00",
                             "2024-02-29 24:00:01",
                             "2024-02-29 25:00",
                             "2024-02-29 12:60",
                             "2024-02-29 12:30:60",
                             "2024-02-29 12:30:61",
                             "2024-02-29T12:30:00Z",
                             "2024-02-29 12:30:00+02",
                             "2024-02-29 12:30:00-0530",
                             "2024-02-29 12:30:00+05:30",
                             "2024-02-29 12:30:00 UTC",
                             "2024-02-29 12:30:00 Europe/Vienna",
                             "2024-02-29 12:30:00+14:00",
                             "2024-02-29 12:30:00+99",
                             "2024-02-29garbage",
                             "2024-02-29 garbage",
                             "12:30",
                             "12:30:15",
                             "12:30:15.5",
                             "24:00",
                             "24:00:00",
                             "24:00:01",
                             "25:00",
                             "12:60",
                             "12:30:60",
                             "12:30:61",
                             "7:05",
                             "7:5",
                             "12:30Z",
                             "12:30+02",
                             "12:30 PM",
                             "123000",
                             "noon",
                             "1 day",
                             "1 day 02:00:00",
                             "2 hours 30 minutes",
                             "1 year 2 mons 3 days 04:05:06",
                             "-1 day",
                             "1 day ago",
                             "P1Y2M3DT4H5M6S",
                             "P3W",
                             "PT1H",
                             "P",
                             "PT",
                             "1 fortnight",
                             "3 weeks",
                             "1.5 hours",
                             "1.5 months",
                             "5 days 5 days",
                             "1 day 1",
                             "1 century",
                             "1day",
                             "02:00",
                             "soon",
                             "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                             "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
                             "A0EEBC999C0B4EF8BB6D6BB9BD380A11",
                             "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11",
                             "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1",
                             "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a111",
                             "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1g",
                             " a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                             "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                             "a0eebc99--9c0b-4ef8-bb6d-6bb9bd380a11",
                             "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11-",
                             "{}",
                             "[]",
                             "[1, 2]",
                             "{\"a\": 1}",
                             "{\"a\": }",
                             "{a}",
                             "{a,b}",
                             "{1,2}",
                             "{1,x}",
                             "{\"a\",NULL}",
                             "{1,2",
                             "{1,,2}",
                             "{,}",
                             "{ }",
                             "{{1},{2}}",
                             "[1:2]={1,2}",
                             R"({"a\"b"})",
                             "{\"a\"b}",
                             "{1}x",
                             "{true,false}",
                             "{2024-02-30}",
                             "{sad,NULL}",
                             "{glad}",
                             "\"text\"",
                             "'text'",
                             R"({"a":1,"a":2})",
                             "01",
                             "[1,]",
                             R"("\u0000")",
                             R"("\ud800")",
                             R"("\ud83d\ude00")",
                             "\"tab\ttab\"",
                             "1e99999",
                             "[1e10]",
                             "nul",
                             "{\"k\": 1e400}",
                             "-",
                             "-1",
                             "- 1",
                             "101",
                             "111",
                             "B101",
                             "X1F",
                             "x1",
                             "102",
                             "0",
                             "b",
                             "10.0.0.1",
                             "10.0.0.0/8",
                             "10.0.0.1/8",
                             "10.1",
                             "10",
                             "10.0.0.256",
                             "010.0.0.1",
                             "10.0.0.1/33",
                             "10.0.0.1/",
                             "10.0.0.1/08",
                             "::1",
                             "::1/128",
                             "::1/129",
                             "2001:db8::/32",
                             "2001:db8::1/32",
                             "fe80::1%eth0",
                             "::ffff:1.2.3.4",
                             "1:2:3:4:5:6:7:8:9",
                             "localhost",
                             "08:00:2b:01:02:03",
                             "08-00-2b-01-02-03",
                             "08002b:010203",
                             "0800.2b01.0203",
                             "08002b010203",
                             "08:00:2b:01:02",
                             "08:00:2b:01:02:0g",
                             "08:00:2b:01:02:03:04:05",
                             "8:0:2b:1:2:3",
                             "08:00-2b:01:02:03",
                             "(1,2)",
                             "[1,5)",
                             "[5,1)",
                             "empty",
                             "<a/>",
                             "<a>",
                             "the quick",
                             "quick & fox",
                             "4294967295",
                             "4294967296",
                             "sad",
                             "Sad",
                             "it's",
                             "glad",
                             "0/16B3748",
                             "pg_class",
                             "$1,000.00",
                             "1000",
                             "1,000",
                             "2024-02-29 12:30:00.",
                             "12:30:",
                             "\t5\n",
                             "1e",
                             "e5",
                             "+",
                             "1e+",
                             "1 2",
                             "５",
                             "2024-2-29 1:02:03",
                             "99999-01-01",
                             "2024-02-29  12:30",
                             "2024-02-29 12:30:00 +02",
                             "P1.5D",
                             "P1H",
                             "1 day 25:00:00",
                             "1 day 24:00:00",
                             "-02:00",
                             "1 mon",
                             "1 minutes",
                             "1 millisecond",
                             "10 milleniums"};
    for (const char *string : strings)
        literals.emplace_back(Kind::String, string);

    std::vector<ir::DataType> types = everyType();
    std::erase_if(types, [](const ir::DataType &type) {
        return type.isArray() && !type.isEnum() && type.base.index() > 18;
    });
    const auto add = [&types](Builtin builtin, std::vector<std::int32_t> arguments) {
        ir::DataType type = dataType(builtin);
        type.argumentCount = static_cast<std::uint8_t>(arguments.size());
        std::copy(arguments.begin(), arguments.end(), type.arguments.begin());
        types.push_back(type);
    };
    add(Builtin::Varchar, {3});
    add(Builtin::Char, {3});
    add(Builtin::BpChar, {3});
    add(Builtin::Numeric, {4, 2});
    add(Builtin::Numeric, {2});
    add(Builtin::Numeric, {2, -1});
    add(Builtin::Numeric, {2, 4});
    add(Builtin::Bit, {3});
    add(Builtin::VarBit, {2});
    add(Builtin::Timestamp, {0});
    add(Builtin::Float, {10});

    Disagreements wrong;
    std::size_t readableCount = 0;
    std::size_t unreadableCount = 0;
    std::size_t unverifiedCount = 0;
    for (const ir::DataType &type : types) {
        for (const auto &[kind, text] : literals) {
            ir::DefaultValue literal;
            literal.kind = kind;
            literal.value.text = text;
            const LiteralVerdict verdict = m_catalog.checkLiteral(m_schema, type, literal);
            if (verdict.kind == LiteralVerdict::Kind::Unverified) {
                ++unverifiedCount;
                continue;
            }
            std::string constant;
            appendDefaultLiteral(constant, type, literal);
            // A plain constant with a fraction would be rounded to an integer without a word.
            const bool integer = !type.isEnum() && !type.isArray() &&
                                 m_catalog.info(type.base).family == TypeFamily::Integer;
            if (integer && verdict.kind == LiteralVerdict::Kind::Unreadable)
                constant = fmt::format("'{}'", text);
            const std::string refused = m_server->refusal(fmt::format(
                "CREATE TABLE literal (a int, c {} DEFAULT {}); INSERT INTO literal (a) VALUES (1)",
                sqlOf(m_schema, type), constant));
            const bool readable = verdict.kind == LiteralVerdict::Kind::Readable;
            ++(readable ? readableCount : unreadableCount);
            if (readable != refused.empty())
                wrong.add(fmt::format("{} as {} ({}): {} [{}]", constant, sqlOf(m_schema, type),
                                      static_cast<int>(kind), readable ? "readable" : "unreadable",
                                      refused.empty() ? "accepted" : refused));
        }
    }
    qInfo("%zu readable, %zu unreadable, %zu unverified", readableCount, unreadableCount,
          unverifiedCount);
    QVERIFY(readableCount > 1000 && unreadableCount > 1000);
    QCOMPARE(wrong.count(), std::size_t(0));
}

namespace {

/// `numeric(5,2)`, `int[]`, `"char"`; unresolved when it is none.
ir::DataType typeOf(QString spelled)
{
    ir::DataType type;
    if (spelled.endsWith("[]")) {
        type.arrayDimensions = 1;
        spelled.chop(2);
    }
    static const QRegularExpression form("^([^(]+)(?:\\((\\d+)(?:,(\\d+))?\\))?$");
    const QRegularExpressionMatch match = form.match(spelled);
    for (int i = 2; i <= match.lastCapturedIndex(); ++i)
        type.arguments[type.argumentCount++] = match.captured(i).toInt();
    const bool isByte = spelled == "\"char\"";
    type.base = PostgresqlTypeCatalog().find(isByte ? "pg_catalog" : "",
                                             isByte ? "char" : match.captured(1).toStdString());
    return type;
}

/// What stands in backticks.
QStringList codeIn(const QString &cell)
{
    QStringList found;
    static const QRegularExpression code("`([^`]+)`");
    for (auto matches = code.globalMatch(cell); matches.hasNext();)
        found.append(matches.next().captured(1));
    return found;
}

} // namespace

void PostgresqlLiteralsTest::tryRow(const ir::DataType &type, const std::string &text, bool depends)
{
    using Verdict = LiteralVerdict::Kind;
    ir::DefaultValue literal;
    literal.kind = ir::DefaultValue::Kind::String;
    literal.value.text = text;
    QVERIFY2(type.isResolved(), text.c_str());
    const Verdict verdict = m_catalog.checkLiteral(m_schema, type, literal).kind;
    QVERIFY2(verdict == (depends ? Verdict::Unverified : Verdict::Readable), text.c_str());
    if (depends)
        return;
    std::string constant;
    appendDefaultLiteral(constant, type, literal);
    const std::string refused = m_server->refusal(
        fmt::format("CREATE TABLE literal (a int, c {} DEFAULT {}); INSERT INTO literal VALUES (1)",
                    sqlOf(m_schema, type), constant));
    QVERIFY2(refused.empty(), (text + ": " + refused).c_str());
}

void PostgresqlLiteralsTest::readsWhatItsPageShows()
{
    QFile page(TABLEWRIGHT_SOURCE_DIR "/docs/literals.md");
    QVERIFY(page.open(QIODevice::ReadOnly));
    enum { Readable, Dependent, Names } section = Readable;
    int rows[3] = {};
    for (const QString &line : QString::fromUtf8(page.readAll()).split('\n')) {
        if (line.startsWith("## What depends"))
            section = Dependent;
        else if (line.startsWith("## Names of types"))
            section = Names;
        if (!line.startsWith("| `"))
            continue;
        ++rows[section];
        const QStringList cells = line.split(" | ");
        const QStringList types = codeIn(cells.first());
        const QString last = codeIn(cells.last()).last();
        if (section != Names) {
            tryRow(typeOf(types.first()), last.toStdString(), section == Dependent);
            if (QTest::currentTestFailed())
                return;
            continue;
        }
        for (const QString &name : types) {
            ir::DataType type = typeOf(name);
            QVERIFY2(type.isResolved(), qPrintable(name));
            type.base = m_catalog.info(type.base).storageType;
            QCOMPARE(QString::fromStdString(sqlOf(m_schema, type)), last);
        }
    }
    QVERIFY(rows[Readable] > 60 && rows[Dependent] > 8 && rows[Names] > 10);
}

QTEST_GUILESS_MAIN(PostgresqlLiteralsTest)
#include "postgresql_literals_test.moc"
