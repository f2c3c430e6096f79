// SPDX-License-Identifier: MIT
// Keys, foreign keys, relationships, indexes and names: every combination of what a document can
// say of them is judged as a server does that runs its script. Takes the server from
// TABLEWRIGHT_TEST_POSTGRES and fails without it.

#include "postgresql_backend.h"
#include "postgresql_comparison.h"

#include <tablewright/base/utf8.h>
#include <tablewright/driver/compiler.h>

#include <fmt/format.h>

#include <QtTest>

#include <algorithm>
#include <map>
#include <memory>
#include <random>

using namespace tw;
using namespace tw::postgresql;
using namespace tw::test;

namespace {

class Judge {
public:
    explicit Judge(Server &server)
        : m_server(server), m_compiler(std::make_shared<const PostgresqlBackend>())
    {
        // What the database would refuse is let through, so that it does.
        for (const DiagnosticInfo *info : builtinDiagnostics()) {
            if (info->severity == Severity::Error && info->code >= "TW2" && info->code < "TW5")
                m_forced.emplace(std::string(info->code), Severity::Warning);
        }
    }

    /// Compares the verdicts on a document. The server also runs `rows`.
    void judge(const std::string &json, Disagreements &wrong, const std::string &rows = {})
    {
        SourceManager sources;
        const CompileResult result = compile(sources, json, {});
        std::string codes;
        for (const Diagnostic &found : result.diagnostics) {
            if (found.severity == Severity::Error)
                codes += std::string(found.info->code) + ' ';
            if (found.info->code < "TW2") {
                wrong.add(fmt::format("malformed: {}\n{}", found.message, json));
                return;
            }
        }
        SourceManager again;
        const CompileResult forced = compile(again, json, m_forced);
        if (!forced.script) {
            wrong.add(fmt::format("no script: {}\n{}", codes, json));
            return;
        }
        const std::string refused = m_server.refusal(forced.script->text + rows);
        ++(result.ok ? m_accepted : m_refused);
        if (result.ok != refused.empty())
            wrong.add(fmt::format("{}: {}\n{}\n{}", codes.empty() ? "accepted" : codes,
                                  refused.empty() ? "the server takes it" : refused, json,
                                  forced.script->text));
    }

    [[nodiscard]] std::size_t accepted() const { return m_accepted; }
    [[nodiscard]] std::size_t refused() const { return m_refused; }

private:
    CompileResult compile(SourceManager &sources, const std::string &json,
                          const SeverityOverrides &severities) const
    {
        CompileOptions options;
        options.severities = severities;
        return m_compiler.compile(sources, sources.add("keys.json", json), options);
    }

    Server &m_server;
    Compiler m_compiler;
    SeverityOverrides m_forced;
    std::size_t m_accepted = 0, m_refused = 0;
};

std::string column(std::string_view name, std::string_view type, std::string_view more = {})
{
    return fmt::format(R"({{"id": "{0}", "name": "{0}", "dataType": "{1}"{2}}})", name, type, more);
}

} // namespace

class PostgresqlKeysTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void judgesIndexes();
    void judgesNumbersOfColumns();
    void judgesForeignKeyTargets();
    void judgesActions();
    void judgesTypesWithArguments();
    void judgesRelationships();
    void judgesRandomNames();

private:
    /// All were judged alike, and both verdicts occurred.
    void finish(const Judge &judge, const Disagreements &wrong, std::size_t least)
    {
        QVERIFY2(
            judge.accepted() >= least && judge.refused() >= least,
            qPrintable(
                QString("%1 accepted, %2 refused").arg(judge.accepted()).arg(judge.refused())));
        QCOMPARE(wrong.count(), std::size_t(0));
    }

    std::unique_ptr<Server> m_server;
};

void PostgresqlKeysTest::initTestCase()
{
    QVERIFY2(qEnvironmentVariableIsSet("TABLEWRIGHT_TEST_POSTGRES"), "no server to compare with");
    m_server = std::make_unique<Server>();
    QVERIFY2(m_server->isOpen(), m_server->error().constData());
}

void PostgresqlKeysTest::judgesIndexes()
{
    // A type that each method can hold, and an expression of it.
    struct Method {
        std::string_view name, type, expression;
    };
    static constexpr Method methods[] = {
        {"", "INT", "i + 1"},
        {"btree", "text", "lower(i)"},
        {"BTREE", "uuid[]", "i || i"},
        {"hash", "INT", "abs(i)"},
        {"gin", "int[]", "i || i"},
        {"gist", "box", "box(center(i), center(i))"},
        {"spgist", "inet", "network(i)"},
        {"brin", "date", "i + 1"},
    };
    static constexpr std::string_view orders[] = {"", R"(, "order": "ASC")", R"(, "order": "DESC")",
                                                  R"(, "nulls": "FIRST")",
                                                  R"(, "order": "DESC", "nulls": "LAST")"};
    static constexpr std::string_view extras[] = {
        "", R"(, "include": ["j"])", R"(, "include": ["i", "i"])", R"(, "where": "n > 0")"};
    Judge judge(*m_server);
    Disagreements wrong;
    for (const Method &method : methods) {
        for (const bool unique : {false, true}) {
            for (const std::string_view order : orders) {
                for (const std::string_view extra : extras) {
                    for (const int shape : {0, 1, 2, 3}) {
                        const std::string plain = fmt::format(R"({{"column": "i"{}}})", order);
                        const std::string expression =
                            fmt::format(R"({{"expression": "{}"{}}})", method.expression, order);
                        const std::string elements[] = {plain, plain + ", " + plain, expression,
                                                        plain + ", " + expression};
                        judge.judge(
                            fmt::format(
                                R"({{"name": "s", "tables": [{{"id": "t", "name": "t", "columns": [{}, {}, {}], "indexes": [{{"method": "{}", "unique": {}, "columns": [{}]{}}}]}}]}})",
                                column("i", method.type), column("j", "json"), column("n", "INT"),
                                method.name, unique, elements[shape], extra),
                            wrong);
                    }
                }
            }
        }
    }
    finish(judge, wrong, 100);
}

void PostgresqlKeysTest::judgesNumbersOfColumns()
{
    Judge judge(*m_server);
    Disagreements wrong;
    const auto names = [](std::size_t count, std::size_t from = 0) {
        std::string list;
        for (std::size_t i = 0; i < count; ++i)
            list += fmt::format("{}\"c{}\"", i == 0 ? "" : ", ", from + i);
        return '[' + list + ']';
    };
    const auto table = [&](std::size_t columns, const std::string &more) {
        std::string list;
        for (std::size_t i = 0; i < columns; ++i)
            list += (i == 0 ? "" : ", ") + column(fmt::format("c{}", i), "INT");
        return fmt::format(R"({{"id": "t", "name": "t", "columns": [{}]{}}})", list, more);
    };
    const auto document = [](const std::string &tables, const std::string &more = {}) {
        return fmt::format(R"({{"name": "s", "tables": [{}]{}}})", tables, more);
    };
    for (const std::size_t columns : {1U, 1600U, 1601U})
        judge.judge(document(table(columns, R"(, "primaryKey": ["c0"])")), wrong);
    for (const std::size_t count : {1U, 32U, 33U}) {
        judge.judge(document(table(40, R"(, "primaryKey": )" + names(count))), wrong);
        judge.judge(
            document(table(40, R"(, "uniqueConstraints": [{"columns": )" + names(count) + "}]")),
            wrong);
        for (const std::size_t included : {0U, 1U, 31U, 32U, 33U})
            judge.judge(
                document(table(
                    40, fmt::format(R"(, "indexes": [{{"columns": {}{}}}])", names(count),
                                    included == 0 ? "" : R"(, "include": )" + names(included)))),
                wrong);
        judge.judge(
            document(
                table(40, R"(, "primaryKey": )" + names(count)),
                fmt::format(
                    R"(, "foreignKeys": [{{"sourceTableId": "t", "sourceColumnIds": {0}, "targetTableId": "t", "targetColumnIds": {0}}}])",
                    names(count))),
            wrong);
        // A junction has the columns of both sides.
        for (const char *kind : {"many-to-many", "one-to-one", "one-to-many"})
            judge.judge(
                document(
                    table(40, R"(, "primaryKey": )" + names(count)),
                    fmt::format(
                        R"(, "relationships": [{{"kind": "{0}", "sourceTableId": "t", "sourceColumnIds": {1}, "targetTableId": "t", "targetColumnIds": {1}}}])",
                        kind, names(count))),
                wrong);
    }
    // Both sides of a one-to-one will have their keys, and no other check looks at them.
    for (const std::size_t count : {16U, 32U, 33U})
        judge.judge(
            document(
                table(70, R"(, "primaryKey": ["c69"])"),
                fmt::format(
                    R"(, "relationships": [{{"kind": "one-to-one", "sourceTableId": "t", "sourceColumnIds": {0}, "targetTableId": "t", "targetColumnIds": {1}}}, {{"kind": "one-to-one", "sourceTableId": "t", "sourceColumnIds": {1}, "targetTableId": "t", "targetColumnIds": {0}}}])",
                    names(count), names(count, 33))),
            wrong);
    for (const std::size_t count : {16U, 17U})
        judge.judge(
            document(
                table(70, R"(, "primaryKey": )" + names(count)),
                fmt::format(
                    R"(, "relationships": [{{"kind": "many-to-many", "sourceTableId": "t", "sourceColumnIds": {0}, "targetTableId": "t", "targetColumnIds": {0}}}])",
                    names(count))),
            wrong);
    finish(judge, wrong, 10);
}

void PostgresqlKeysTest::judgesForeignKeyTargets()
{
    // What makes `a` and `b` of the target unique, or seems to.
    static constexpr std::string_view keys[] = {
        R"("primaryKey": ["a", "b"])",
        R"("primaryKey": ["b", "a"])",
        R"("primaryKey": ["a"])",
        R"("primaryKey": ["a", "b", "c"])",
        R"("uniqueConstraints": [{"columns": ["a", "b"]}])",
        R"("uniqueConstraints": [{"columns": ["a", "b"]}, {"columns": ["b", "a"]}, {"columns": ["a"]}])",
        R"("indexes": [{"columns": ["a", "b"], "unique": true}])",
        R"("indexes": [{"columns": ["b", "a"], "unique": true}])",
        R"("indexes": [{"columns": ["a", "b"]}])",
        R"("indexes": [{"columns": ["a"], "unique": true}, {"columns": ["b"], "unique": true}])",
        R"("indexes": [{"columns": ["a", "b"], "unique": true, "include": ["c"]}])",
        R"("indexes": [{"columns": ["a"], "unique": true, "include": ["b"]}])",
        R"("indexes": [{"columns": ["a", "b"], "unique": true, "where": "c > 0"}])",
        R"("indexes": [{"columns": ["a", {"expression": "b"}], "unique": true}])",
        R"("indexes": [{"columns": ["a", {"expression": "b + 0"}], "unique": true}])",
        R"("indexes": [{"columns": [{"column": "a", "order": "DESC"}, {"column": "b", "nulls": "FIRST"}], "unique": true}])",
        R"("indexes": [{"columns": ["a", "b", "a"], "unique": true}])",
        R"("indexes": [{"columns": ["a", "a"], "unique": true}])",
        R"("indexes": [{"columns": ["a"]}, {"columns": ["b"]}, {"columns": ["c"]}, {"columns": ["a"]}, {"columns": ["b"]}, {"columns": ["c"]}, {"columns": ["a"]}, {"columns": ["b"]}, {"columns": ["b", "a"], "unique": true}])",
        R"("uniqueConstraints": [{"columns": ["a"]}, {"columns": ["b"]}, {"columns": ["c"]}, {"columns": ["b", "c"]}, {"columns": ["a", "c"]}, {"columns": ["c", "b"]}, {"columns": ["c", "a"]}, {"columns": ["a", "b", "c"]}, {"columns": ["b", "a"]}])",
    };
    static constexpr std::string_view targets[] = {R"(["a", "b"])", R"(["b", "a"])", R"(["a"])",
                                                   R"(["a", "a"])"};
    Judge judge(*m_server);
    Disagreements wrong;
    for (const std::string_view key : keys) {
        for (const std::string_view target : targets) {
            for (const char *source : {"t", "u"}) {
                for (const bool back : {false, true}) { // a cycle
                    for (const bool generated : {false, true}) {
                        const std::string more =
                            generated ? R"(, "generated": "c + 1")" : R"(, "nullable": false)";
                        const bool two = target.size() > 6;
                        std::string foreignKeys = fmt::format(
                            R"({{"sourceTableId": "{}", "sourceColumnIds": {}, "targetTableId": "t", "targetColumnIds": {}}})",
                            source, two ? R"(["c", "c"])" : R"(["c"])", target);
                        if (back)
                            foreignKeys +=
                                R"(, {"sourceTableId": "t", "sourceColumnId": "c", "targetTableId": "u", "targetColumnId": "id"})";
                        judge.judge(
                            fmt::format(
                                R"({{"name": "s", "tables": [{{"id": "t", "name": "t", "columns": [{}, {}, {}], {}}}, {{"id": "u", "name": "u", "columns": [{}, {}]}}], "foreignKeys": [{}]}})",
                                column("a", "INT"), column("b", "INT", more), column("c", "INT"),
                                key, column("id", "INT", R"(, "primaryKey": true)"),
                                column("c", "INT"), foreignKeys),
                            wrong);
                    }
                }
            }
        }
    }
    finish(judge, wrong, 100);
}

void PostgresqlKeysTest::judgesActions()
{
    static constexpr std::string_view sources[] = {"",
                                                   R"(, "nullable": false)",
                                                   R"(, "defaultValue": 1)",
                                                   R"(, "generated": "id + 1")",
                                                   R"(, "nullable": false, "defaultValue": 1)",
                                                   R"(, "unique": true)",
                                                   R"(, "autoIncrement": true)"};
    static constexpr std::string_view actions[] = {"CASCADE", "RESTRICT", "SET NULL", "NO ACTION",
                                                   "SET DEFAULT"};
    Judge judge(*m_server);
    Disagreements wrong;
    for (const std::string_view source : sources) {
        for (const std::string_view onDelete : actions) {
            for (const std::string_view onUpdate : {"CASCADE", "SET NULL", "NO ACTION"}) {
                for (const char *kind : {"", "one-to-one", "one-to-many", "many-to-many"}) {
                    const bool isForeignKey = *kind == 0;
                    const bool both = std::string_view(kind) == "many-to-many";
                    judge.judge(
                        fmt::format(
                            R"({{"name": "s", "tables": [{{"id": "t", "name": "t", "columns": [{}, {}]}}], "{}": [{{{}"sourceTableId": "t", "sourceColumnId": "{}", "targetTableId": "t", "targetColumnId": "id", "onDelete": "{}", "onUpdate": "{}"}}]}})",
                            column("id", "INT", R"(, "primaryKey": true)"),
                            column("c", "INT", source),
                            isForeignKey ? "foreignKeys" : "relationships",
                            isForeignKey ? "" : fmt::format(R"("kind": "{}", )", kind),
                            both ? "id" : "c", onDelete, onUpdate),
                        wrong);
                }
            }
        }
    }
    finish(judge, wrong, 20);
}

/// Scalars as they are without their arguments. A key between arrays of elements with arguments is
/// refused: the server takes it as long as there is no row to check, and then cannot compare any.
void PostgresqlKeysTest::judgesTypesWithArguments()
{
    struct Type {
        std::string_view name, value;
    };
    static constexpr Type types[] = {{"varchar(5)", "a"},
                                     {"char(3)", "a"},
                                     {"text", "a"},
                                     {"numeric", "1"},
                                     {"numeric(5,1)", "1"},
                                     {"float(3)", "1"},
                                     {"timestamp(3)", "2000-01-01"},
                                     {"timestamptz(0)", "2000-01-01"},
                                     {"date", "2000-01-01"},
                                     {"bit(3)", "101"},
                                     {"varbit", "101"},
                                     {"interval(2)", "1 day"},
                                     {"time(1)", "10:00"},
                                     {"varchar(5)[]", "{a}"},
                                     {"text[]", "{a}"},
                                     {"varchar[]", "{a}"},
                                     {"char(3)[]", "{a}"},
                                     {"bit(3)[]", "{101}"},
                                     {"numeric(5,1)[]", "{1}"},
                                     {"numeric[]", "{1}"},
                                     {"int[]", "{1}"},
                                     {"timestamp(3)[]", "{2000-01-01}"},
                                     {"timestamp[]", "{2000-01-01}"},
                                     {"interval day to second[]", "{1 day}"}};
    Judge judge(*m_server);
    Disagreements wrong;
    for (const Type &target : types) {
        for (const Type &source : types) {
            const bool same = source.value == target.value;
            for (const char *link :
                 {R"("foreignKeys": [{)", R"("relationships": [{"kind": "one-to-one", )"})
                judge.judge(
                    fmt::format(
                        R"({{"name": "s", "tables": [{{"id": "t", "name": "t", "columns": [{}]}}, {{"id": "u", "name": "u", "columns": [{}]}}], {}"sourceTableId": "u", "sourceColumnId": "s", "targetTableId": "t", "targetColumnId": "k"}}]}})",
                        column("k", target.name, R"(, "primaryKey": true)"),
                        column("s", source.name), link),
                    wrong,
                    same
                        ? fmt::format("INSERT INTO t VALUES ('{0}'); INSERT INTO u VALUES ('{0}'); "
                                      "DELETE FROM u; DELETE FROM t;",
                                      source.value)
                        : "");
        }
        judge.judge(
            fmt::format(
                R"({{"name": "s", "tables": [{{"id": "t", "name": "t", "columns": [{}]}}], "relationships": [{{"kind": "many-to-many", "sourceTableId": "t", "sourceColumnId": "k", "targetTableId": "t", "targetColumnId": "k"}}]}})",
                column("k", target.name, R"(, "primaryKey": true)")),
            wrong,
            fmt::format("INSERT INTO t VALUES ('{0}'); INSERT INTO t_t VALUES ('{0}', '{0}'); "
                        "DELETE FROM t;",
                        target.value));
    }
    finish(judge, wrong, 50);
}

void PostgresqlKeysTest::judgesRelationships()
{
    // Links between three tables whose `x` and `y` are no keys unless a one-to-one makes them so.
    Judge judge(*m_server);
    Disagreements wrong;
    std::mt19937 random(20240229);
    const auto below = [&random](std::size_t count) { return random() % count; };
    static constexpr std::string_view ids[] = {"a", "b", "c"};
    static constexpr std::string_view columns[] = {R"(["id"])", R"(["x"])", R"(["y"])",
                                                   R"(["x", "y"])", R"(["y", "x"])"};
    static constexpr std::string_view kinds[] = {"one-to-one",  "one-to-one",   "one-to-one",
                                                 "one-to-many", "many-to-many", "foreign key"};
    for (int round = 0; round < 600; ++round) {
        std::string foreignKeys, relationships;
        for (std::size_t links = 1 + below(4); links > 0; --links) {
            const std::string_view kind = kinds[below(std::size(kinds))];
            const bool isForeignKey = kind == "foreign key";
            std::size_t source = below(std::size(columns));
            std::size_t target = below(std::size(columns));
            if ((source < 3) != (target < 3) || below(2) == 0)
                target = source;
            std::string &list = isForeignKey ? foreignKeys : relationships;
            list += fmt::format(
                R"({}{{{}"sourceTableId": "{}", "sourceColumnIds": {}, "targetTableId": "{}", "targetColumnIds": {}}})",
                list.empty() ? "" : ", ",
                isForeignKey ? "" : fmt::format(R"("kind": "{}", )", kind), ids[below(3)],
                columns[source], ids[below(3)], columns[target]);
        }
        std::string tables;
        for (const std::string_view id : ids) {
            const char *types[] = {"INT", "INT", "INT", "INT", "BIGINT", "text", "int[]", "INT"};
            tables += fmt::format(R"({}{{"id": "{}", "name": "{}", "columns": [{}, {}, {}]}})",
                                  tables.empty() ? "" : ", ", id, id,
                                  column("id", "INT", R"(, "primaryKey": true)"),
                                  column("x", types[below(8)]), column("y", types[below(4)]));
        }
        judge.judge(
            fmt::format(
                R"({{"name": "s", "tables": [{}], "foreignKeys": [{}], "relationships": [{}]}})",
                tables, foreignKeys, relationships),
            wrong);
    }
    finish(judge, wrong, 50);
}

void PostgresqlKeysTest::judgesRandomNames()
{
    const auto seed = qEnvironmentVariableIsSet("TABLEWRIGHT_SEED")
                          ? qEnvironmentVariableIntValue("TABLEWRIGHT_SEED")
                          : static_cast<int>(std::random_device()() & 0xFFFFFFU);
    const int rounds = qEnvironmentVariableIsSet("TABLEWRIGHT_ROUNDS")
                           ? qEnvironmentVariableIntValue("TABLEWRIGHT_ROUNDS")
                           : 500;
    qInfo("TABLEWRIGHT_SEED=%d", seed);
    std::mt19937 random(static_cast<unsigned>(seed));
    const auto below = [&random](std::size_t count) { return random() % count; };
    const std::string x62(62, 'x'), e31 = [] {
        std::string text;
        for (int i = 0; i < 31; ++i)
            text += "é";
        return text;
    }();
    const std::vector<std::string> names = {"t",
                                            "T",
                                            "_t",
                                            "__t",
                                            "u",
                                            "_u",
                                            "t_pkey",
                                            "t_id_seq",
                                            "u_id_seq",
                                            "t_u",
                                            "t_n_key",
                                            "t_n_idx",
                                            "t_n_fkey",
                                            "select",
                                            "pg_x",
                                            "a b",
                                            "t_n_gt_0_check",
                                            x62,
                                            x62 + "y",
                                            x62 + "yz",
                                            x62 + "yw",
                                            e31,
                                            e31 + "é",
                                            e31 + "x",
                                            e31 + "xx",
                                            "_" + x62,
                                            "_" + x62 + "y",
                                            "t_t_pkey",
                                            "int4",
                                            "pg_class",
                                            "text",
                                            "_int4",
                                            "t_seq"};
    const auto name = [&] { return names[below(names.size())]; };
    const auto given = [&](std::string_view member) {
        return below(100) < 40 ? fmt::format(R"("{}": "{}", )", member, name()) : std::string();
    };
    const auto space = [&](std::string_view member) {
        const std::string spaces[] = {"", "", "", "public", "s", x62 + "y1", x62 + "y2"};
        const std::string &one = spaces[below(std::size(spaces))];
        return one.empty() ? std::string() : fmt::format(R"("{}": "{}", )", member, one);
    };
    Judge judge(*m_server);
    Disagreements wrong;
    for (int round = 0; round < rounds; ++round) {
        std::string tables, enums, foreignKeys, relationships;
        const std::size_t count = 1 + below(3);
        for (std::size_t i = 0; i < count; ++i) {
            std::string indexes, checks;
            for (std::size_t more = below(3); more > 0; --more)
                indexes += fmt::format(R"({}{{{}"columns": ["n"]}})", indexes.empty() ? "" : ", ",
                                       given("name"));
            for (std::size_t more = below(3); more > 0; --more)
                checks += fmt::format(R"({}{{{}"expression": "n > 0"}})",
                                      checks.empty() ? "" : ", ", given("name"));
            const std::string unique = fmt::format(R"({{{}"columns": ["n"]}})", given("name"));
            tables += fmt::format(
                R"({}{{"id": "t{}", {}"name": "{}", {}"primaryKey": ["id"], "columns": [{}, {}, {{"id": "o", "name": "{}", "dataType": "INT"}}], "uniqueConstraints": [{}], "indexes": [{}], "checks": [{}]}})",
                i == 0 ? "" : ", ", i, space("namespace"), name(), given("primaryKeyName"),
                column("id", "INT", below(2) == 0 ? R"(, "autoIncrement": true)" : ""),
                column("n", "INT"), below(4) == 0 ? std::string("ctid") : name(), unique, indexes,
                checks);
            if (below(2) == 0)
                foreignKeys += fmt::format(
                    R"({}{{{}"sourceTableId": "t{}", "sourceColumnId": "n", "targetTableId": "t{}", "targetColumnId": "id"}})",
                    foreignKeys.empty() ? "" : ", ", given("name"), i, below(i + 1));
            if (below(2) == 0) {
                const bool many = below(2) == 0;
                relationships += fmt::format(
                    R"({}{{{}"kind": "{}", "sourceTableId": "t{}", "sourceColumnId": "id", "targetTableId": "t{}", "targetColumnId": "id"{}}})",
                    relationships.empty() ? "" : ", ", many ? std::string() : given("name"),
                    many ? "many-to-many" : "one-to-one", i, below(i + 1),
                    many && below(2) == 0 ? fmt::format(R"(, "junction": {{{}"name": "{}"}})",
                                                        space("namespace"), name())
                                          : "");
            }
        }
        for (std::size_t i = 0, more = below(3); i < more; ++i)
            enums += fmt::format(R"({}{{"id": "e{}", {}"name": "{}", "values": ["v"]}})",
                                 i == 0 ? "" : ", ", i, space("namespace"), name());
        judge.judge(
            fmt::format(
                R"({{"name": "s", "tables": [{}], "enums": [{}], "foreignKeys": [{}], "relationships": [{}]}})",
                tables, enums, foreignKeys, relationships),
            wrong);
    }
    finish(judge, wrong, static_cast<std::size_t>(rounds) / 10);
}

QTEST_GUILESS_MAIN(PostgresqlKeysTest)
#include "postgresql_keys_test.moc"
