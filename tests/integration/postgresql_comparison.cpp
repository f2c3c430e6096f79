// SPDX-License-Identifier: MIT
#include "postgresql_comparison.h"

#include <fmt/format.h>

#include <QtDebug>

namespace tw::test {

using namespace tw::postgresql;

Server::Server()
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

std::string Server::run(const std::string &sql)
{
    return take(PQexec(m_connection.get(), sql.c_str()));
}

std::string Server::refusal(const std::string &sql)
{
    const char *values[] = {sql.c_str()};
    return take(PQexecParams(m_connection.get(), "SELECT pg_temp.attempt($1)", 1, nullptr, values,
                             nullptr, nullptr, 0));
}

void Server::makeTypeSchema()
{
    run("DROP SCHEMA IF EXISTS type_test CASCADE; CREATE SCHEMA type_test; "
        "SET search_path = type_test");
    run("CREATE TYPE mood AS ENUM ('sad', 'it''s', 'NULL'); "
        "CREATE TYPE \"Select\" AS ENUM ('sad', 'it''s', 'NULL')");
}

void Server::dropTypeSchema() { run("DROP SCHEMA type_test CASCADE"); }

std::string Server::take(PGresult *raw)
{
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(raw, PQclear);
    const ExecStatusType status = PQresultStatus(raw);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        return fmt::format("FAILED: {}", PQresultErrorMessage(raw));
    return PQntuples(raw) > 0 ? PQgetvalue(raw, 0, 0) : "";
}

void Disagreements::add(const std::string &text)
{
    constexpr std::size_t shown = 60;
    if (++m_count <= shown)
        qWarning("%s", text.c_str());
}

ir::DataType dataType(Builtin builtin)
{
    ir::DataType type;
    type.base = typeId(builtin);
    return type;
}

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

} // namespace tw::test
