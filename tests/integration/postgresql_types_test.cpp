// SPDX-License-Identifier: MIT
// What the PostgreSQL backend says of types, literals and expressions, compared with a server. A
// test program takes the server from TABLEWRIGHT_TEST_POSTGRES and fails without it.

#include "coercion.h"
#include "expression_gate.h"
#include "literal_writer.h"
#include "quoting.h"
#include "type_catalog.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <QtTest>

#include <memory>
#include <random>

using namespace tw;
using namespace tw::postgresql;

namespace {

/// Tries statements and undoes them.
class Server {
public:
    Server()
        : m_connection(PQconnectdb(qEnvironmentVariable("TABLEWRIGHT_TEST_POSTGRES").toUtf8()),
                       PQfinish)
    {
        if (!isOpen())
            return;
        run("SET client_min_messages = error");
        run("CREATE FUNCTION pg_temp.attempt(sql text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN "
            "EXECUTE sql; RAISE SQLSTATE 'TW000'; EXCEPTION WHEN SQLSTATE 'TW000' THEN RETURN "
            "NULL; "
            "WHEN OTHERS THEN RETURN sqlerrm; END $$");
    }

    [[nodiscard]] bool isOpen() const { return PQstatus(m_connection.get()) == CONNECTION_OK; }
    [[nodiscard]] QByteArray error() const { return PQerrorMessage(m_connection.get()); }

    /// The first value, or the empty string.
    std::string run(const std::string &sql)
    {
        return take(PQexec(m_connection.get(), sql.c_str()));
    }

    /// Why the server refuses the statements; empty when it takes them. Nothing of them stays.
    std::string refusal(const std::string &sql)
    {
        const char *values[] = {sql.c_str()};
        return take(PQexecParams(m_connection.get(), "SELECT pg_temp.attempt($1)", 1, nullptr,
                                 values, nullptr, nullptr, 0));
    }

private:
    std::string take(PGresult *raw)
    {
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(raw, PQclear);
        const ExecStatusType status = PQresultStatus(raw);
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
            return fmt::format("FAILED: {}", PQresultErrorMessage(raw));
        return PQntuples(raw) > 0 ? PQgetvalue(raw, 0, 0) : "";
    }

    std::unique_ptr<PGconn, decltype(&PQfinish)> m_connection;
};

/// Collects disagreements, so that a run shows all of them.
class Disagreements {
public:
    void add(const std::string &text)
    {
        constexpr std::size_t shown = 60;
        if (++m_count <= shown)
            qWarning("%s", text.c_str());
    }
    [[nodiscard]] std::size_t count() const { return m_count; }

private:
    std::size_t m_count = 0;
};

ir::DataType dataType(Builtin builtin)
{
    ir::DataType type;
    type.base = typeId(builtin);
    return type;
}

constexpr Builtin everyBuiltin[] = {
#define TW_TYPE(name, ...) Builtin::name,
#include "type_table.def"
};

/// Two enums, so that one is not the other.
ir::Schema enumSchema()
{
    ir::Schema schema;
    for (const char *name : {"mood", "Select"}) {
        ir::EnumType type;
        type.name.text = name;
        for (const char *value : {"sad", "it's", "NULL"})
            type.values.push_back({{value, {}}, {}});
        schema.enums.push_back(std::move(type));
    }
    return schema;
}

ir::DataType enumType(std::size_t index)
{
    ir::DataType type;
    type.enumType = ir::EnumId(index);
    return type;
}

ir::DataType arrayed(ir::DataType type)
{
    type.arrayDimensions = 1;
    return type;
}

/// Every type without arguments, arrays of all, the enums.
std::vector<ir::DataType> everyType()
{
    std::vector<ir::DataType> types;
    for (const Builtin builtin : everyBuiltin)
        types.push_back(dataType(builtin));
    types.push_back(enumType(0));
    types.push_back(enumType(1));
    for (std::size_t i = 0, count = types.size(); i < count; ++i)
        types.push_back(arrayed(types[i]));
    return types;
}

std::string sqlOf(const ir::Schema &schema, const ir::DataType &type)
{
    return PostgresqlTypeCatalog().spell(schema, type);
}

} // namespace

class PostgresqlTypesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void isMadeFromThisServersCatalog();
    void spellsTypesAsTheServerDoes();
    void knowsArgumentLimits();
    void knowsWhatAKeyMayReferTo();
    void knowsDefaultOperatorClasses();
    void readsLiteralsAsTheServerDoes();
    void resolvesOperatorsAsTheServerDoes();
    void resolvesFunctionsAsTheServerDoes();
    void judgesExpressionsAsTheServerDoes();

private:
    std::string makeColumns(std::vector<ir::Column> &columns);

    std::unique_ptr<Server> m_server;
    ir::Schema m_schema = enumSchema();
    PostgresqlTypeCatalog m_catalog;
};

void PostgresqlTypesTest::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("TABLEWRIGHT_TEST_POSTGRES"), "no server to compare with");
    m_server = std::make_unique<Server>();
    QVERIFY2(m_server->isOpen(), m_server->error().constData());
    m_server->run("DROP SCHEMA IF EXISTS type_test CASCADE; CREATE SCHEMA type_test; "
                  "SET search_path = type_test");
    m_server->run("CREATE TYPE mood AS ENUM ('sad', 'it''s', 'NULL'); "
                  "CREATE TYPE \"Select\" AS ENUM ('sad', 'it''s', 'NULL')");
}

void PostgresqlTypesTest::cleanupTestCase()
{
    if (m_server)
        m_server->run("DROP SCHEMA type_test CASCADE");
}

void PostgresqlTypesTest::isMadeFromThisServersCatalog()
{
    const std::string version = m_server->run("SHOW server_version_num");
    QVERIFY2(version.starts_with("15"), "the catalog data is of PostgreSQL 15");
    for (const Builtin builtin : everyBuiltin) {
        const TypeInfo &info = m_catalog.info(typeId(builtin));
        const Oid type = oidOf(dataType(builtin));
        QVERIFY2(findType(type) != nullptr, std::string(info.name).c_str());
    }
    // Keywords: quoted exactly when quote_ident quotes them.
    const std::string words = m_server->run("SELECT string_agg(word, ' ') FROM pg_get_keywords()");
    std::size_t count = 0;
    for (const QByteArray &word : QByteArray::fromStdString(words).split(' ')) {
        const std::string text = word.toStdString();
        std::string quoted;
        appendIdentifier(quoted, text);
        QCOMPARE(quoted, m_server->run(fmt::format("SELECT quote_ident('{}')", text)));
        ++count;
    }
    QVERIFY(count > 400);
}

void PostgresqlTypesTest::spellsTypesAsTheServerDoes()
{
    std::vector<ir::DataType> types = everyType();
    for (const ir::DataType &bare : everyType()) {
        if (bare.isEnum())
            continue;
        const TypeInfo &info = m_catalog.info(bare.base);
        ir::DataType type = bare;
        type.argumentCount = 1;
        if (info.takesLength || info.takesPrecision) {
            for (const std::int32_t first :
                 {info.minFirst, (info.minFirst + info.maxFirst) / 2, info.maxFirst}) {
                type.arguments[0] = first;
                types.push_back(type);
            }
        }
        if (info.takesScale) {
            type.argumentCount = 2;
            for (const std::int32_t scale : {info.minSecond, 0, 2, info.maxSecond}) {
                type.arguments = {10, scale};
                types.push_back(type);
            }
        }
    }
    Disagreements wrong;
    for (const ir::DataType &type : types) {
        const std::string spelled = sqlOf(m_schema, type);
        const std::string refused =
            m_server->run(fmt::format("CREATE TABLE spelled (c {})", spelled));
        std::string printed =
            m_server->run("SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
                          "WHERE attrelid = 'spelled'::regclass AND attname = 'c'");
        m_server->run("DROP TABLE IF EXISTS spelled");
        // The only difference is the fraction of a second, which `interval` keeps to itself.
        if (!refused.empty() || printed != spelled)
            wrong.add(fmt::format("{} is printed as {} {}", spelled, printed, refused));
    }
    QVERIFY(types.size() > 250);
    QCOMPARE(wrong.count(), std::size_t(0));
}

void PostgresqlTypesTest::knowsArgumentLimits()
{
    for (const Builtin builtin : everyBuiltin) {
        const TypeInfo &info = m_catalog.info(typeId(builtin));
        if (!info.takesLength && !info.takesPrecision)
            continue;
        // More digits of a second than 6 are a warning and become 6, so are no limit to compare.
        const bool seconds = info.minFirst == 0;
        const std::string name(info.name.substr(0, info.name.find(" with")));
        const std::string limits[] = {fmt::format("{}({})", name, info.minFirst - 1),
                                      fmt::format("{}({})", name, info.maxFirst + 1)};
        for (const std::string &type : limits) {
            if (seconds && !type.ends_with("(-1)"))
                continue;
            QVERIFY2(!m_server->refusal("CREATE TABLE t (c " + type + ")").empty(), type.c_str());
        }
        if (info.takesScale) {
            QVERIFY(!m_server->refusal("CREATE TABLE t (c numeric(5,-1001))").empty());
            QVERIFY(!m_server->refusal("CREATE TABLE t (c numeric(5,1001))").empty());
        }
    }
}

void PostgresqlTypesTest::knowsWhatAKeyMayReferTo()
{
    std::vector<ir::DataType> types;
    for (const ir::DataType &type : everyType()) {
        // All scalar types, and enough of the arrays.
        if (!type.isArray() || type.isEnum() || type.base.index() < 23)
            types.push_back(type);
    }
    std::string sources = "CREATE TABLE sources (";
    for (std::size_t i = 0; i < types.size(); ++i)
        sources += fmt::format("{}c{} {}", i == 0 ? "" : ", ", i, sqlOf(m_schema, types[i]));
    QCOMPARE(m_server->run(sources + ")"), std::string());

    Disagreements wrong;
    std::size_t possible = 0;
    for (std::size_t target = 0; target < types.size(); ++target) {
        const bool keyed = m_server
                               ->run(fmt::format("CREATE TABLE target{} (k {} UNIQUE)", target,
                                                 sqlOf(m_schema, types[target])))
                               .empty();
        for (std::size_t source = 0; source < types.size(); ++source) {
            const std::string refused =
                keyed ? m_server->refusal(fmt::format(
                            "ALTER TABLE sources ADD FOREIGN KEY (c{}) REFERENCES target{} (k)",
                            source, target))
                      : "no key";
            possible += refused.empty() ? 1U : 0U;
            if (m_catalog.canReference(types[source], types[target]) != refused.empty())
                wrong.add(fmt::format("{} -> {}: {}", sqlOf(m_schema, types[source]),
                                      sqlOf(m_schema, types[target]), refused));
        }
    }
    QVERIFY(possible > types.size());
    QCOMPARE(wrong.count(), std::size_t(0));
}

void PostgresqlTypesTest::knowsDefaultOperatorClasses()
{
    Disagreements wrong;
    std::size_t possible = 0;
    for (const ir::DataType &type : everyType()) {
        const std::string sql = sqlOf(m_schema, type);
        for (const char *method : {"btree", "hash", "gin", "gist", "spgist", "brin"}) {
            const std::string refused = m_server->refusal(fmt::format(
                "CREATE TABLE indexed (c {}); CREATE INDEX ON indexed USING {} (c)", sql, method));
            possible += refused.empty() ? 1U : 0U;
            if (m_catalog.hasOperatorClass(method, type) != refused.empty())
                wrong.add(fmt::format("{} {}: {}", method, sql, refused));
        }
    }
    QVERIFY(possible > 200);
    QCOMPARE(wrong.count(), std::size_t(0));
}

void PostgresqlTypesTest::readsLiteralsAsTheServerDoes()
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
                             "{\"a\\\"b\"}",
                             "{\"a\"b}",
                             "{1}x",
                             "{true,false}",
                             "{2024-02-30}",
                             "{sad,NULL}",
                             "{glad}",
                             "\"text\"",
                             "'text'",
                             "{\"a\":1,\"a\":2}",
                             "01",
                             "[1,]",
                             "\"\\u0000\"",
                             "\"\\ud800\"",
                             "\"\\ud83d\\ude00\"",
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

/// The columns `c0…` of one table of all types; the result is its CREATE TABLE.
std::string PostgresqlTypesTest::makeColumns(std::vector<ir::Column> &columns)
{
    std::string sql = "CREATE TABLE typed (";
    for (const ir::DataType &type : everyType()) {
        if (type.isArray() && !type.isEnum() && type.base.index() > 20)
            continue;
        ir::Column &column = columns.emplace_back();
        column.name.text = fmt::format("c{}", columns.size() - 1);
        column.type = type;
        sql += fmt::format("{}{} {}", columns.size() == 1 ? "" : ", ", column.name.text,
                           sqlOf(m_schema, type));
    }
    return sql + ")";
}

namespace {

enum class Verdict : std::uint8_t { Accepted, Refused, Unverified };

Verdict verdictOf(const std::vector<ExpressionFinding> &findings)
{
    Verdict verdict = Verdict::Accepted;
    for (const ExpressionFinding &finding : findings) {
        if (finding.kind != ExpressionFinding::Kind::Unverified)
            return Verdict::Refused;
        verdict = Verdict::Unverified;
    }
    return verdict;
}

std::string describe(const std::vector<ExpressionFinding> &findings)
{
    std::string text;
    for (const ExpressionFinding &finding : findings)
        text += fmt::format("[{}: {} @{}+{}]", static_cast<int>(finding.kind), finding.detail,
                            finding.offset, finding.length);
    return text;
}

} // namespace

void PostgresqlTypesTest::resolvesOperatorsAsTheServerDoes()
{
    ir::Table table;
    table.name.text = "typed";
    QCOMPARE(m_server->run(makeColumns(table.columns)), std::string());
    std::vector<std::string> operands;
    for (const ir::Column &column : table.columns)
        operands.push_back(column.name.text);
    for (const char *constant :
         {"'5'", "'sad'", "NULL", "1", "2.5", "true", "5000000000", "B'101'", "now()", "'a'::text"})
        operands.emplace_back(constant);
    const char *operators[] = {"=", "<>", "<",  ">=", "+",   "-", "*",   "/",  "%", "||",  "~~",
                               "~", "@>", "&&", "->", "->>", "^", "<->", "<<", "?", "!~*", "IN"};

    const PostgresqlExpressionChecker checker;
    const ExpressionContext context{m_schema, table, ExpressionRole::Generated, nullptr, {}};
    std::mt19937 random(20240229); // NOLINT: the same cases in each run
    Disagreements wrong;
    std::size_t accepted = 0;
    std::size_t refusedCount = 0;
    std::size_t unverified = 0;
    const auto pick = [&random](const auto &from) { return from[random() % std::size(from)]; };
    for (std::size_t i = 0; i < 10'000; ++i) {
        const std::string left = pick(operands);
        // Half of the pairs have one type, which random ones seldom have.
        const std::string right = random() % 2 == 0 ? left : pick(operands);
        const std::string_view op = pick(operators);
        ir::Expression expression;
        expression.text = op == "IN" ? fmt::format("({0} IN ({1}, '5', {1})) IS NULL", left, right)
                                     : fmt::format("({} {} {}) IS NULL", left, op, right);
        const std::vector<ExpressionFinding> findings = checker.check(expression, context);
        const Verdict verdict = verdictOf(findings);
        if (verdict == Verdict::Unverified) {
            ++unverified;
            continue;
        }
        const std::string refused = m_server->refusal(fmt::format(
            "ALTER TABLE typed ADD g boolean GENERATED ALWAYS AS ({}) STORED", expression.text));
        ++(verdict == Verdict::Accepted ? accepted : refusedCount);
        if ((verdict == Verdict::Accepted) != refused.empty())
            wrong.add(fmt::format("{} with {} and {}: {} [{}]", expression.text, left, right,
                                  describe(findings), refused));
    }
    qInfo("%zu accepted, %zu refused, %zu unverified", accepted, refusedCount, unverified);
    m_server->run("DROP TABLE typed");
    QVERIFY(accepted > 1000 && refusedCount > 1000);
    QCOMPARE(wrong.count(), std::size_t(0));
}

void PostgresqlTypesTest::resolvesFunctionsAsTheServerDoes()
{
    ir::Table table;
    table.name.text = "typed";
    QCOMPARE(m_server->run(makeColumns(table.columns)), std::string());
    const std::string all =
        m_server->run("SELECT string_agg(DISTINCT proname, ' ' ORDER BY proname) FROM pg_proc "
                      "WHERE pronamespace = "
                      "'pg_catalog'::regnamespace AND proname ~ '^[a-z0-9_]+$' AND proname !~ "
                      "'^(pg_|binary_upgrade|lo_|brin|gin|gist|spg|hash|bt|ts_debug|inter_|txid)'");
    const QList<QByteArray> names = QByteArray::fromStdString(all).split(' ');
    QVERIFY(names.size() > 800);
    std::vector<std::string> operands;
    for (const ir::Column &column : table.columns)
        operands.push_back(column.name.text);
    for (const char *constant : {"'5'", "'month'", "NULL", "1", "2.5", "true", "'a'::text"})
        operands.emplace_back(constant);

    const PostgresqlExpressionChecker checker;
    const ExpressionContext context{m_schema, table, ExpressionRole::Generated, nullptr, {}};
    std::mt19937 random(20240301); // NOLINT: the same cases in each run
    Disagreements wrong;
    std::size_t accepted = 0;
    std::size_t refusedCount = 0;
    std::size_t unverified = 0;
    for (std::size_t i = 0; i < 10'000; ++i) {
        const std::string name =
            names[static_cast<qsizetype>(random() % static_cast<std::size_t>(names.size()))]
                .toStdString();
        // Mostly what one function of the name takes, which random arguments seldom are.
        const auto rows = functionsNamed(name);
        const CatalogFunction *row = rows.empty() ? nullptr : &rows[random() % rows.size()];
        std::string arguments;
        const std::size_t count = row && random() % 8 != 0 ? row->count : random() % 4;
        for (std::size_t k = 0; k < count; ++k) {
            std::string argument = operands[random() % operands.size()];
            const auto fitting = std::ranges::find_if(table.columns, [&](const ir::Column &column) {
                return row && k < row->count && oidOf(column.type) == row->arguments[k];
            });
            if (fitting != table.columns.end() && random() % 8 != 0)
                argument = fitting->name.text;
            arguments += (arguments.empty() ? "" : ", ") + argument;
        }
        ir::Expression expression;
        expression.text = fmt::format("(\"{}\"({})) IS NULL", name, arguments);
        const std::vector<ExpressionFinding> findings = checker.check(expression, context);
        const Verdict verdict = verdictOf(findings);
        if (verdict == Verdict::Unverified) {
            ++unverified;
            continue;
        }
        const std::string refused = m_server->refusal(fmt::format(
            "ALTER TABLE typed ADD g boolean GENERATED ALWAYS AS ({}) STORED", expression.text));
        ++(verdict == Verdict::Accepted ? accepted : refusedCount);
        if ((verdict == Verdict::Accepted) != refused.empty())
            wrong.add(fmt::format("{}: {} [{}]", expression.text, describe(findings), refused));
    }
    qInfo("%zu accepted, %zu refused, %zu unverified", accepted, refusedCount, unverified);
    m_server->run("DROP TABLE typed");
    QVERIFY(accepted > 1000 && refusedCount > 1000);
    QCOMPARE(wrong.count(), std::size_t(0));
}

void PostgresqlTypesTest::judgesExpressionsAsTheServerDoes()
{
    ir::Table table;
    table.name.text = "shop";
    std::string sql = "CREATE TABLE shop (";
    const auto add = [&](const char *name, Builtin type, bool array = false) {
        ir::Column &column = table.columns.emplace_back();
        column.name.text = name;
        column.type = array ? arrayed(dataType(type)) : dataType(type);
        sql += sql.ends_with("(") ? "" : ", ";
        appendIdentifier(sql, name);
        sql += " " + sqlOf(m_schema, column.type);
    };
    add("id", Builtin::Int4);
    add("price", Builtin::Numeric);
    add("ratio", Builtin::Float8);
    add("title", Builtin::Text);
    add("code", Builtin::Varchar);
    add("fixed", Builtin::BpChar);
    add("active", Builtin::Boolean);
    add("born", Builtin::Date);
    add("made", Builtin::TimestampTz);
    add("seen", Builtin::Timestamp);
    add("span", Builtin::Interval);
    add("ref", Builtin::Uuid);
    add("doc", Builtin::Jsonb);
    add("raw", Builtin::Json);
    add("tags", Builtin::Text, true);
    add("nums", Builtin::Int4, true);
    add("during", Builtin::DateRange);
    add("Total Sum", Builtin::Int8);
    add("order", Builtin::Int2);
    {
        ir::Column &column = table.columns.emplace_back();
        column.name.text = "status";
        column.type = enumType(0);
        sql += ", status mood, twice int GENERATED ALWAYS AS (id * 2) STORED";
    }
    {
        ir::Column &column = table.columns.emplace_back();
        column.name.text = "twice";
        column.type = dataType(Builtin::Int4);
        column.generated.edit().text = "id * 2";
    }
    QCOMPARE(m_server->run(sql + ")"), std::string());

    static constexpr const char *expressions[] = {"1",
                                                  "id > 0",
                                                  "price >= 0",
                                                  "price > 0 AND price < 1e6",
                                                  "ratio BETWEEN 0 AND 1",
                                                  "ratio NOT BETWEEN SYMMETRIC 1 AND 0",
                                                  "title <> ''",
                                                  "char_length(title) > 2",
                                                  "length(title) <= 10",
                                                  "title ~ '^[a-z]+$'",
                                                  "title LIKE 'a%'",
                                                  "title ILIKE 'a%'",
                                                  "title SIMILAR TO 'a%'",
                                                  "title > 1",
                                                  "title = 1",
                                                  "id = 'x'",
                                                  "id = '5'",
                                                  "id || title",
                                                  "title || id",
                                                  "id || 5",
                                                  "code || title",
                                                  "lower(title) = title",
                                                  "upper(code)",
                                                  "trim(title) <> ''",
                                                  "trim(both 'x' from title)",
                                                  "btrim(code)",
                                                  "abs(price)",
                                                  "round(price, 2)",
                                                  "round(ratio)",
                                                  "round(ratio, 2)",
                                                  "now()",
                                                  "now() > made",
                                                  "CURRENT_TIMESTAMP",
                                                  "CURRENT_TIMESTAMP(3)",
                                                  "CURRENT_DATE",
                                                  "CURRENT_DATE - born > 18",
                                                  "born > '2000-01-01'",
                                                  "born > '2000-02-30'",
                                                  "born > DATE '2000-01-01'",
                                                  "born < CURRENT_DATE",
                                                  "made < seen",
                                                  "born < made",
                                                  "born + 1",
                                                  "born + interval '1 day'",
                                                  "born - born",
                                                  "made + '1 day'",
                                                  "seen + '1 day'::interval",
                                                  "date_trunc('day', seen)",
                                                  "date_trunc('day', made)",
                                                  "date_trunc('day', made, 'UTC')",
                                                  "extract(year from born)",
                                                  "extract(epoch from made)",
                                                  "date_part('year', seen)",
                                                  "age(seen)",
                                                  "gen_random_uuid()",
                                                  "uuid_generate_v4()",
                                                  "random()",
                                                  "active",
                                                  "NOT active",
                                                  "active AND id",
                                                  "active = true",
                                                  "active IS TRUE",
                                                  "id IS TRUE",
                                                  "active IS NOT NULL",
                                                  "id IS DISTINCT FROM 5",
                                                  "id IN (1, 2, 3)",
                                                  "title IN ('a', 'b')",
                                                  "status IN ('sad', 'it''s')",
                                                  "status = 'sad'",
                                                  "status = 'glad'",
                                                  "status::text = 'glad'",
                                                  "status > 'sad'",
                                                  "title IN (1, 2)",
                                                  "id IN (1, 'x')",
                                                  "id IN ('1', '2')",
                                                  "id IN (1, price)",
                                                  "id = ANY (nums)",
                                                  "id = ANY (ARRAY[1, 2])",
                                                  "title = ANY (ARRAY['a', 'b'])",
                                                  "title = ANY ('{a,b}')",
                                                  "id = ANY (id)",
                                                  "title = ANY (tags)",
                                                  "'x' = ANY (tags)",
                                                  "id = ALL (tags)",
                                                  "tags @> ARRAY['a']",
                                                  "tags && '{a}'",
                                                  "array_length(tags, 1) > 0",
                                                  "cardinality(tags) > 0",
                                                  "tags[1] = 'a'",
                                                  "tags[1:2]",
                                                  "tags['x']",
                                                  "nums[1] + 1",
                                                  "doc ->> 'a' = 'b'",
                                                  "doc -> 'a' IS NOT NULL",
                                                  "doc ? 'a'",
                                                  "doc @> '{\"a\": 1}'",
                                                  "doc @> '{'",
                                                  "jsonb_typeof(doc) = 'object'",
                                                  "raw ->> 'a'",
                                                  "raw = raw",
                                                  "raw::text = '{}'",
                                                  "CASE WHEN id > 0 THEN 'a' ELSE 'b' END",
                                                  "CASE WHEN id > 0 THEN 1 ELSE 'b' END",
                                                  "CASE id WHEN 1 THEN 'a' END",
                                                  "CASE title WHEN 1 THEN 'a' END",
                                                  "CASE WHEN id THEN 1 END",
                                                  "CASE WHEN active THEN id ELSE price END",
                                                  "CASE WHEN active THEN id ELSE title END",
                                                  "coalesce(title, '')",
                                                  "coalesce(id, 0)",
                                                  "coalesce(id, '')",
                                                  "coalesce(title, id)",
                                                  "coalesce(code, title)",
                                                  "nullif(title, '')",
                                                  "nullif(id, 0)",
                                                  "nullif(id, 'x')",
                                                  "greatest(id, price)",
                                                  "greatest(id, title)",
                                                  "least(born, seen)",
                                                  "id::text",
                                                  "title::int",
                                                  "id::numeric(10,2)",
                                                  "price::int",
                                                  "made::date",
                                                  "seen::date",
                                                  "seen::timestamptz",
                                                  "title::date",
                                                  "title::date > born",
                                                  "'5'::int",
                                                  "'x'::int",
                                                  "'2024-01-01'::date",
                                                  "'sad'::mood",
                                                  "'glad'::mood",
                                                  "title::mood",
                                                  "status::int",
                                                  "id::boolean",
                                                  "active::int",
                                                  "doc::text",
                                                  "doc::int",
                                                  "CAST(id AS varchar(3))",
                                                  "id::varchar(3)",
                                                  "ref = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
                                                  "ref = 'x'",
                                                  "ref::text",
                                                  "text(id)",
                                                  "date(seen)",
                                                  "date(made)",
                                                  "int4(price)",
                                                  "concat(title, code)",
                                                  "concat(title, id)",
                                                  "concat_ws(' ', title, code)",
                                                  "format('%s', title)",
                                                  "replace(title, 'a', 'b')",
                                                  "substring(title from 1 for 3)",
                                                  "substring(title, 1, 3)",
                                                  "substr(title, 2)",
                                                  "left(title, 3)",
                                                  "position('a' in title) > 0",
                                                  "overlay(title placing 'x' from 1)",
                                                  "lpad(code, 5, '0')",
                                                  "split_part(title, ',', 1)",
                                                  "md5(title)",
                                                  "to_char(made, 'YYYY')",
                                                  "to_char(price, '999')",
                                                  "to_date(title, 'YYYY')",
                                                  "to_timestamp(ratio)",
                                                  "to_tsvector(title)",
                                                  "to_tsvector('english', title)",
                                                  "seen AT TIME ZONE 'UTC'",
                                                  "made AT TIME ZONE 'UTC'",
                                                  "made AT TIME ZONE title",
                                                  "sqrt(id)",
                                                  "power(id, 2)",
                                                  "mod(id, 2) = 0",
                                                  "id % 2 = 0",
                                                  "price % 2",
                                                  "ratio % 2",
                                                  "-id",
                                                  "-title",
                                                  "+price",
                                                  "@ id",
                                                  "|/ ratio",
                                                  "~ id",
                                                  "id & 1",
                                                  "id << 1",
                                                  "id ^ 2",
                                                  "\"Total Sum\" > 0",
                                                  "total sum",
                                                  "\"total sum\" > 0",
                                                  "\"order\" > 0",
                                                  "order > 0",
                                                  "shop.id > 0",
                                                  "other.id > 0",
                                                  "shop.nope",
                                                  "nope",
                                                  "nope > 1",
                                                  "ID > 0",
                                                  "\"ID\" > 0",
                                                  "type_test.shop.id > 0",
                                                  "shop",
                                                  "shop IS NOT NULL",
                                                  "ctid",
                                                  "xmin",
                                                  "tableoid > 0",
                                                  "twice > 1",
                                                  "id + twice",
                                                  "count(*)",
                                                  "sum(id)",
                                                  "max(id) > 1",
                                                  "row_number() over ()",
                                                  "rank()",
                                                  "sum(id) over ()",
                                                  "generate_series(1, id)",
                                                  "unnest(tags)",
                                                  "(SELECT 1)",
                                                  "EXISTS (SELECT 1)",
                                                  "id IN (SELECT 1)",
                                                  "ARRAY(SELECT 1)",
                                                  "$1",
                                                  "id = $1",
                                                  "*",
                                                  "shop.*",
                                                  "id, 1",
                                                  "1; DROP TABLE shop; --",
                                                  "1); DROP TABLE shop; --",
                                                  "1) + (2",
                                                  "ALL 1",
                                                  "DISTINCT id",
                                                  "1 FROM pg_user",
                                                  "'a' AS b",
                                                  "'a' b",
                                                  "id id",
                                                  "1 WHERE true",
                                                  "1 ORDER BY 1",
                                                  "1 LIMIT 1",
                                                  "1 INTO x",
                                                  "1 UNION SELECT 2",
                                                  "",
                                                  " ",
                                                  "-- only",
                                                  "/* only */",
                                                  "1 -- one",
                                                  "1 /* one */",
                                                  "/* a */ id > 0 -- b",
                                                  "1 /*",
                                                  "'x",
                                                  "\"x",
                                                  "$$x$$",
                                                  "$a$it's$a$",
                                                  "E'it\\'s'",
                                                  "U&'\\0041'",
                                                  "U&\"id\" > 0",
                                                  "B'101'",
                                                  "X'1F'",
                                                  "'a' 'b'",
                                                  "1 + ",
                                                  "(1",
                                                  "1)",
                                                  "((id)) > ((0))",
                                                  "(id > 0) IS NOT NULL",
                                                  "id ISNULL",
                                                  "id NOTNULL",
                                                  "1 IS NULL",
                                                  "NULL",
                                                  "NULL::int",
                                                  "true",
                                                  "'true'",
                                                  "'yes'",
                                                  "'maybe'",
                                                  "(1, 2) = (id, 3)",
                                                  "ROW(1, 2)",
                                                  "ROW(id) IS NULL",
                                                  "ARRAY[1, 2]",
                                                  "ARRAY[]",
                                                  "ARRAY[]::int[]",
                                                  "ARRAY[1, 'x']",
                                                  "ARRAY[[1], [2]]",
                                                  "ARRAY['1', 2]",
                                                  "'{1,2}'::int[]",
                                                  "'{1,x}'::int[]",
                                                  "title COLLATE \"C\" > 'a'",
                                                  "title COLLATE \"nope\" > 'a'",
                                                  "id COLLATE \"C\" > 1",
                                                  "lower(title COLLATE \"C\")",
                                                  "current_user",
                                                  "session_user = title",
                                                  "current_setting('x')",
                                                  "nextval('s')",
                                                  "nextval('s'::regclass)",
                                                  "pg_sleep(1)",
                                                  "version()",
                                                  "nope(1)",
                                                  "public.nope(1)",
                                                  "pg_catalog.lower(title)",
                                                  "lower(id)",
                                                  "lower()",
                                                  "lower(title, code)",
                                                  "abs('x')",
                                                  "abs('5')",
                                                  "abs(title)",
                                                  "lower(title => 'x')",
                                                  "make_date(2024, 1, 1)",
                                                  "make_interval(days => 1)",
                                                  "make_interval(1)",
                                                  "to_json(title)",
                                                  "to_jsonb(title)",
                                                  "jsonb_build_object('a', title)",
                                                  "row_to_json(shop)",
                                                  "num_nonnulls(id, price) = 1",
                                                  "num_nulls(VARIADIC nums)",
                                                  "during @> born",
                                                  "during && '[2024-01-01,2024-02-01)'",
                                                  "daterange(born, born + 1)",
                                                  "lower(during)",
                                                  "isempty(during)",
                                                  "upper(during) > born",
                                                  "during @> '2024-01-01'",
                                                  "daterange(born, NULL, '[]')",
                                                  "seen - seen > interval '1 day'",
                                                  "span > '1 day'",
                                                  "span > '1 dax'",
                                                  "span * 2",
                                                  "extract(day from span)",
                                                  "justify_hours(span)",
                                                  "id > 2147483648",
                                                  "id > 99999999999999999999",
                                                  "id = 1.5",
                                                  "id / 0",
                                                  "1/0",
                                                  "id = -2147483648",
                                                  "regexp_match(title, 'a')",
                                                  "regexp_replace(title, 'a', 'b', 'g')",
                                                  "title ~ '('",
                                                  "string_to_array(title, ',')",
                                                  "array_to_string(tags, ',')",
                                                  "array_append(tags, 'x')",
                                                  "array_position(tags, 'x')",
                                                  "array_remove(tags, 'x')",
                                                  "tags || 'x'",
                                                  "tags || ARRAY['x']",
                                                  "'x' || tags",
                                                  "nums || 1",
                                                  "xmlparse(content title)",
                                                  "title IS DOCUMENT",
                                                  "title IS NORMALIZED",
                                                  "normalize(title)",
                                                  "grouping(id)",
                                                  "DEFAULT",
                                                  "id = DEFAULT",
                                                  "fixed = 'a'",
                                                  "fixed || 'a'",
                                                  "fixed = title",
                                                  "code = fixed",
                                                  "CURRENT_TIME",
                                                  "LOCALTIME",
                                                  "LOCALTIMESTAMP",
                                                  "LOCALTIMESTAMP > seen",
                                                  "hashtext(title)",
                                                  "encode(sha256(title::bytea), 'hex')",
                                                  "sha256(title)",
                                                  "convert_to(title, 'UTF8')",
                                                  "title::bytea",
                                                  "'x'::bytea",
                                                  "starts_with(title, 'a')",
                                                  "title ^@ 'a'",
                                                  "(title) > ('a')",
                                                  "title > 'a' AND",
                                                  "id > 0 id",
                                                  "status = ANY (ARRAY['sad', 'it''s']::mood[])",
                                                  "status = ANY (ARRAY['glad']::mood[])",
                                                  "enum_first(status)",
                                                  "enum_first(NULL::mood)",
                                                  "enum_range(status)",
                                                  "status = title",
                                                  "status || 'x'",
                                                  "status::text || 'x'",
                                                  "timezone('UTC', made)",
                                                  "date_bin('15 minutes', seen, '2001-01-01')",
                                                  "interval '1' day",
                                                  "interval '1 day' > span",
                                                  "time '12:00'",
                                                  "timestamp '2024-01-01'",
                                                  "timestamp '2024-02-30'",
                                                  "int '5'",
                                                  "float8 '5'",
                                                  "'now'::timestamp",
                                                  "'now'::text::timestamp",
                                                  "ratio = 'NaN'",
                                                  "price = 'NaN'",
                                                  "bool 't'",
                                                  "bool(id)",
                                                  "int4(title)",
                                                  "title::regclass",
                                                  "'pg_class'::regclass",
                                                  "id::oid",
                                                  "id::money",
                                                  "price::money",
                                                  "title::xml"};
    static constexpr ExpressionRole roles[] = {
        ExpressionRole::Default, ExpressionRole::Check, ExpressionRole::Generated,
        ExpressionRole::IndexElement, ExpressionRole::IndexPredicate};
    static constexpr Builtin results[] = {Builtin::Int4,    Builtin::Text,        Builtin::Boolean,
                                          Builtin::Numeric, Builtin::TimestampTz, Builtin::Date,
                                          Builtin::Varchar, Builtin::Uuid};

    const PostgresqlExpressionChecker checker;
    Disagreements wrong;
    std::size_t counts[3] = {};
    const auto compare = [&](const ir::Table &owner, const ir::Expression &expression,
                             ExpressionRole role, const ir::DataType *expected,
                             const std::string &statement) {
        const std::vector<ExpressionFinding> findings =
            checker.check(expression, {m_schema, owner, role, expected, {}});
        const Verdict verdict = verdictOf(findings);
        ++counts[static_cast<std::size_t>(verdict)];
        if (verdict == Verdict::Unverified)
            return;
        const std::string refused = m_server->refusal(statement);
        // A text that is more than one expression may make a statement that the server takes.
        using Kind = ExpressionFinding::Kind;
        if (verdict == Verdict::Refused &&
            (findings[0].kind == Kind::Syntax || findings[0].kind == Kind::NotOneExpression))
            return;
        if ((verdict == Verdict::Accepted) != refused.empty())
            wrong.add(fmt::format("{}: {} [{}]", statement, describe(findings), refused));
    };
    for (const char *text : expressions) {
        std::string bracketed;
        appendExpression(bracketed, text);
        for (const ExpressionRole role : roles) {
            ir::Expression expression;
            expression.text = text;
            if (role == ExpressionRole::Check) {
                compare(table, expression, role, nullptr,
                        fmt::format("ALTER TABLE shop ADD CHECK {}", bracketed));
            } else if (role == ExpressionRole::IndexPredicate) {
                compare(table, expression, role, nullptr,
                        fmt::format("CREATE INDEX ON shop (id) WHERE {}", bracketed));
            } else if (role == ExpressionRole::IndexElement) {
                ir::Table owner = table;
                ir::Index &index = owner.indexes.emplace_back();
                index.elements.emplace_back().expression.edit().text = text;
                compare(owner, *index.elements[0].expression, role, nullptr,
                        fmt::format("CREATE INDEX ON shop ({})", bracketed));
            } else {
                for (const Builtin result : results) {
                    const ir::DataType type = dataType(result);
                    std::string value;
                    if (role == ExpressionRole::Default)
                        appendDefaultExpression(value, text);
                    if (!value.starts_with('('))
                        value = text == value ? value : bracketed;
                    compare(
                        table, expression, role, &type,
                        role == ExpressionRole::Default
                            ? fmt::format("ALTER TABLE shop ADD g {}; ALTER TABLE shop ALTER g SET "
                                          "DEFAULT {}",
                                          sqlOf(m_schema, type), value)
                            : fmt::format("ALTER TABLE shop ADD g {} GENERATED ALWAYS AS {} STORED",
                                          sqlOf(m_schema, type), bracketed));
                }
            }
        }
    }
    qInfo("%zu accepted, %zu refused, %zu unverified", counts[0], counts[1], counts[2]);
    m_server->run("DROP TABLE shop");
    QVERIFY(counts[0] > 300 && counts[1] > 1000);
    QCOMPARE(wrong.count(), std::size_t(0));
}

QTEST_GUILESS_MAIN(PostgresqlTypesTest)
#include "postgresql_types_test.moc"
