// SPDX-License-Identifier: MIT
// The verdict on an expression is the server's: random expressions in every place where a schema
// can have one, against a real server (TABLEWRIGHT_TEST_POSTGRES), which undoes each.
//
//     RC_PARAMS="max_success=20000" tests/support/with_postgres build/dev/bin/property_expressions

#include "expression_maker.h"
#include "random_choice.h"

#include "expression_gate.h"
#include "literal_writer.h"
#include "postgresql_comparison.h"
#include "quoting.h"
#include "type_catalog.h"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace tw::test {

using namespace tw::postgresql;

namespace {

constexpr std::pair<ExpressionRole, std::string_view> roles[] = {
    {ExpressionRole::Default, "default"},          {ExpressionRole::Check, "check"},
    {ExpressionRole::Generated, "generated"},      {ExpressionRole::IndexElement, "index"},
    {ExpressionRole::IndexPredicate, "predicate"}, {ExpressionRole::Record, "row"}};

struct Count {
    std::size_t accepted = 0, refused = 0;
    std::size_t unverifiedGood = 0, unverifiedBad = 0; ///< as the server then judged
};

struct Reason {
    std::size_t count = 0;
    std::string example;
};

struct Tally {
    std::map<std::string_view, Count> byRole;
    std::map<std::string, Reason> reasons;
};

class Prover {
public:
    Prover() : m_schema(enumSchema()), m_maker(m_schema)
    {
        m_server.makeTypeSchema();
        std::string sql = "CREATE TABLE shop (";
        for (const ir::Column &column : m_maker.table().columns) {
            if (!sql.ends_with('('))
                sql += ", ";
            sql += columnSql(column);
        }
        const std::string problem = m_server.run(sql + "); SET statement_timeout = '5s'");
        if (!problem.empty())
            throw std::runtime_error(problem);
    }
    Prover(const Prover &) = delete;
    Prover &operator=(const Prover &) = delete;
    ~Prover() { m_server.dropTypeSchema(); }

    ExpressionMaker &maker() { return m_maker; }
    [[nodiscard]] std::size_t disagreements() const { return m_wrong; }

    void judge(const MadeExpression &made, ExpressionRole role, Tally &tally)
    {
        ir::Table table = m_maker.tableFor(made.text);
        ir::Expression expression;
        expression.text = made.text;
        ir::DataType type;
        const ir::DataType *expected = nullptr;
        if (role == ExpressionRole::Default || role == ExpressionRole::Generated ||
            role == ExpressionRole::Record) {
            type = columnType(made);
            expected = &type;
        }
        const ir::Expression *self = &expression;
        if (role == ExpressionRole::IndexElement) {
            ir::Index &index = table.indexes.emplace_back();
            index.elements.emplace_back().expression.edit().text = made.text;
            self = &*index.elements[0].expression;
        }
        const std::vector<ExpressionFinding> findings =
            m_checker.check(*self, {m_schema, table, role, expected, {}});
        const Verdict verdict = verdictOf(findings);
        const std::string statement = statementOf(made.text, role, table, type);
        const std::string refusal = m_server.refusal(statement);
        if (refusal.find("statement timeout") != std::string::npos)
            return;
        using Kind = ExpressionFinding::Kind;
        // A text that is more than one expression may make a statement that the server takes.
        if (verdict == Verdict::Refused &&
            (findings[0].kind == Kind::Syntax || findings[0].kind == Kind::NotOneExpression))
            return;
        // By policy no subquery stands in a row, nor what makes several.
        if (verdict == Verdict::Refused && role == ExpressionRole::Record &&
            (findings[0].kind == Kind::Subquery || findings[0].kind == Kind::SetReturning))
            return;
        // By policy nothing that acts may stand anywhere, immutable or not.
        const bool asksImmutable = role == ExpressionRole::Generated ||
                                   role == ExpressionRole::IndexElement ||
                                   role == ExpressionRole::IndexPredicate;
        if (verdict == Verdict::Refused && findings[0].kind == Kind::NotImmutable && !asksImmutable)
            return;
        Count &count = tally.byRole[nameOf(role)];
        if (verdict == Verdict::Unverified) {
            ++(refusal.empty() ? count.unverifiedGood : count.unverifiedBad);
            Reason &reason = tally.reasons[findings[0].detail];
            ++reason.count;
            if (reason.example.empty() || made.text.size() < reason.example.size())
                reason.example = fmt::format("{}: {}", nameOf(role), made.text);
            return;
        }
        ++(verdict == Verdict::Accepted ? count.accepted : count.refused);
        if ((verdict == Verdict::Accepted) == refusal.empty())
            return;
        constexpr std::size_t shown = 100;
        if (++m_wrong <= shown)
            fmt::print("WRONG {}: {}\n  we: {}\n  server: {}\n", nameOf(role), statement,
                       describe(findings), refusal.empty() ? "takes it" : refusal);
    }

private:
    static std::string_view nameOf(ExpressionRole role)
    {
        return std::ranges::find(roles, role, &std::pair<ExpressionRole, std::string_view>::first)
            ->second;
    }

    std::string columnSql(const ir::Column &column) const
    {
        std::string sql;
        appendIdentifier(sql, column.name.view());
        sql += ' ' + sqlOf(m_schema, column.type);
        if (!column.generated->empty())
            sql += " GENERATED ALWAYS AS (" + column.generated->text + ") STORED";
        return sql;
    }

    /// What the server makes of the expression; 0 when it does not say.
    Oid typeOnServer(const std::string &text)
    {
        return m_maker.typePrinted(m_server.run(fmt::format(
            "SELECT pg_typeof(({})) FROM shop RIGHT JOIN (SELECT 1) AS one ON true", text)));
    }

    ir::DataType columnType(const MadeExpression &made)
    {
        Oid wanted = 0;
        if (chance(75))
            wanted = made.type ? made.type : typeOnServer(made.text);
        ir::DataType type = dataTypeOf(wanted ? wanted : m_maker.anyColumnType());
        if (!type.isResolved())
            type = dataTypeOf(oid::text);
        if (type.base == typeId(Builtin::Bit) && !type.isArray())
            type.base = typeId(Builtin::VarBit);
        if (chance(10) &&
            (type.base == typeId(Builtin::Varchar) || type.base == typeId(Builtin::Numeric))) {
            type.argumentCount = 1;
            type.arguments[0] = 3;
        }
        return type;
    }

    std::string statementOf(const std::string &text, ExpressionRole role, const ir::Table &table,
                            const ir::DataType &type) const
    {
        std::string bracketed;
        appendExpression(bracketed, text);
        switch (role) {
        case ExpressionRole::Default:
            return fmt::format("CREATE TABLE one (g {} DEFAULT {})", sqlOf(m_schema, type),
                               bracketed);
        case ExpressionRole::Record:
            return fmt::format("CREATE TABLE one (g {}); INSERT INTO one (g) VALUES ({})",
                               sqlOf(m_schema, type), bracketed);
        case ExpressionRole::IndexElement:
            return fmt::format("CREATE INDEX ON shop ({})", bracketed);
        case ExpressionRole::IndexPredicate:
            return fmt::format("CREATE INDEX ON shop (id) WHERE {}", bracketed);
        default:
            break;
        }
        std::string sql = "DROP TABLE shop; CREATE TABLE shop (";
        for (const ir::Column &column : table.columns)
            sql += columnSql(column) + ", ";
        if (role == ExpressionRole::Check)
            return sql + "CHECK " + bracketed + ')';
        return fmt::format("{}g {} GENERATED ALWAYS AS {} STORED)", sql, sqlOf(m_schema, type),
                           bracketed);
    }

    ir::Schema m_schema;
    ExpressionMaker m_maker;
    Server m_server;
    PostgresqlExpressionChecker m_checker;
    std::size_t m_wrong = 0;
};

void print(std::string_view what, const Tally &tally)
{
    fmt::print("{}:\n", what);
    for (const auto &[role, count] : tally.byRole) {
        const std::size_t taken = count.accepted + count.unverifiedGood;
        fmt::print("  {:<10} {:>6} accepted {:>6} refused {:>5} unverified ({} of what the server "
                   "takes: {:.2f} %)\n",
                   role, count.accepted, count.refused, count.unverifiedGood + count.unverifiedBad,
                   count.unverifiedGood,
                   taken == 0 ? 0.0
                              : 100.0 * static_cast<double>(count.unverifiedGood) /
                                    static_cast<double>(taken));
    }
    std::vector<std::pair<std::string, Reason>> reasons(tally.reasons.begin(), tally.reasons.end());
    std::ranges::sort(reasons, std::greater(),
                      [](const auto &reason) { return reason.second.count; });
    constexpr std::size_t most = 60;
    if (reasons.size() > most)
        reasons.resize(most);
    for (const auto &[reason, seen] : reasons)
        fmt::print("    {:>5} {}  [{}]\n", seen.count, reason, seen.example);
}

int run()
{
    setenv("RC_PARAMS", "max_success=1000 noshrink=1", 0); // NOLINT(concurrency-mt-unsafe)
    if (!qEnvironmentVariableIsSet("TABLEWRIGHT_TEST_POSTGRES"))
        throw std::runtime_error("no server: TABLEWRIGHT_TEST_POSTGRES is not set");
    Prover prover;
    Tally people;
    Tally catalog;
    const auto each = [&](auto &&make, Tally &tally) {
        const ExpressionRole role = roles[number(std::size(roles))].first;
        const bool columns = role != ExpressionRole::Default && role != ExpressionRole::Record;
        prover.judge(make(columns), role, tally);
    };
    bool good = rc::check("expressions as people write them", [&] {
        each([&](bool columns) { return prover.maker().ofPeople(columns); }, people);
    });
    print("as people write them", people);
    good =
        rc::check(
            "expressions of anything in the catalog",
            [&] {
                each([&](bool columns) { return prover.maker().ofCatalog(1 + number(3), columns); },
                     catalog);
            }) &&
        good;
    print("anything in the catalog", catalog);
    fmt::print("{} disagreements\n", prover.disagreements());
    return good && prover.disagreements() == 0 ? 0 : 1;
}

} // namespace

} // namespace tw::test

int main()
{
    try {
        return tw::test::run();
    } catch (const std::exception &error) {
        fmt::print(stderr, "{}\n", error.what());
        return 2;
    }
}
