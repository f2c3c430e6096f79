// SPDX-License-Identifier: MIT
// Which operator or function the PostgreSQL backend finds for arguments of all types, compared with
// a server, which it takes from TABLEWRIGHT_TEST_POSTGRES; fails without it.

#include "catalog.h"
#include "postgresql_comparison.h"

#include <fmt/format.h>

#include <QtTest>

#include <algorithm>
#include <memory>
#include <random>

using namespace tw;
using namespace tw::postgresql;
using namespace tw::test;

class PostgresqlResolutionTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void resolvesOperatorsAsTheServerDoes();
    void resolvesFunctionsAsTheServerDoes();

private:
    std::string makeColumns(std::vector<ir::Column> &columns);

    std::unique_ptr<Server> m_server;
    ir::Schema m_schema = enumSchema();
};

void PostgresqlResolutionTest::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("TABLEWRIGHT_TEST_POSTGRES"), "no server to compare with");
    m_server = std::make_unique<Server>();
    QVERIFY2(m_server->isOpen(), m_server->error().constData());
    m_server->makeTypeSchema();
}

void PostgresqlResolutionTest::cleanupTestCase()
{
    if (m_server)
        m_server->dropTypeSchema();
}

/// The columns `c0…` of one table of all types; the result is its CREATE TABLE.
std::string PostgresqlResolutionTest::makeColumns(std::vector<ir::Column> &columns)
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

void PostgresqlResolutionTest::resolvesOperatorsAsTheServerDoes()
{
    ir::Table table;
    table.name.text = "typed";
    QCOMPARE(m_server->run(makeColumns(table.columns)), std::string());
    std::vector<std::string> operands;
    operands.reserve(table.columns.size());
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

void PostgresqlResolutionTest::resolvesFunctionsAsTheServerDoes()
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
    operands.reserve(table.columns.size());
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

QTEST_GUILESS_MAIN(PostgresqlResolutionTest)
#include "postgresql_resolution_test.moc"
