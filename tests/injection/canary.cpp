// SPDX-License-Identifier: MIT
#include "canary.h"

#include "catalog_reader.h"
#include "input.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <iterator>
#include <stdexcept>

namespace tw::test {

namespace {

constexpr const char *owner = "canary_owner";

std::string withUser(std::string url, std::string_view user)
{
    const std::size_t at = url.find("user=");
    if (at == std::string::npos)
        throw std::runtime_error("TABLEWRIGHT_TEST_POSTGRES names no user");
    const std::size_t end = std::min(url.find('&', at), url.size());
    return url.replace(at + 5, end - at - 5, user);
}

std::string freshName()
{
    static std::atomic<unsigned> count{0};
    return fmt::format("tw_canary_{}", count++);
}

/// The lines of `after` that `before` has otherwise.
std::string changedLines(std::string_view before, std::string_view after)
{
    std::string text;
    while (!before.empty() || !after.empty()) {
        const std::string_view was = before.substr(0, before.find('\n'));
        const std::string_view is = after.substr(0, after.find('\n'));
        if (was != is)
            text += fmt::format("{} became {}; ", was, is);
        before.remove_prefix(std::min(was.size() + 1, before.size()));
        after.remove_prefix(std::min(is.size() + 1, after.size()));
    }
    return text;
}

std::string snapshotSql(bool rows)
{
    return rows ? "SELECT * FROM canary_ns.made() UNION ALL SELECT * FROM canary_ns.rows()"
                : "SELECT * FROM canary_ns.made()";
}

} // namespace

CanaryDatabase::CanaryDatabase(const std::string &url, Role role, std::string markerFile)
    : m_url(role == Role::Owner ? withUser(url, owner) : url), m_role(role),
      m_markerFile(std::move(markerFile)), m_name(freshName()),
      m_server(std::make_unique<cli::Connection>(url))
{
    m_server->execute("SELECT pg_advisory_lock(20)");
    for (const char *name : {"canary_role", owner}) {
        if (m_server->rows(fmt::format("SELECT FROM pg_roles WHERE rolname = '{}'", name)).empty())
            m_server->execute(fmt::format("CREATE ROLE {} LOGIN", name));
    }
    m_server->execute("SELECT pg_advisory_unlock(20)");
    make();
}

void CanaryDatabase::make()
{
    m_connection.reset();
    m_victim.reset();
    m_server->execute(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", m_name));
    m_server->execute(fmt::format("CREATE DATABASE {} TEMPLATE template0{}", m_name,
                                  m_role == Role::Owner ? fmt::format(" OWNER {}", owner) : ""));
    connect();
    m_victim = std::make_unique<cli::Connection>(m_url, m_name);
    m_connection->execute(cli::readFile(TABLEWRIGHT_INJECTION_DIR "/canary.sql"));
    m_connection->execute("BEGIN; SET LOCAL injection.mark = 'set'");
    m_before = state();
    m_connection->execute("ROLLBACK");
    m_linesBefore = readCatalog(*m_connection);
}

CanaryDatabase::~CanaryDatabase()
{
    try {
        m_connection.reset();
        m_victim.reset();
        m_server->execute(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", m_name));
    } catch (const cli::DatabaseError &error) {
        fmt::print(stderr, "{} stays: {}\n", m_name, error.what());
    }
}

void CanaryDatabase::connect()
{
    m_connection = std::make_unique<cli::Connection>(m_url, m_name);
    // Compiling the queries below would take longer than running them.
    m_connection->execute("SET jit = off; SET statement_timeout = '20s'");
}

std::string CanaryDatabase::state()
{
    return m_connection->value(
        fmt::format("SELECT canary_ns.state({})", PQbackendPID(m_victim->handle())));
}

std::string CanaryDatabase::compareState(const std::string &state) const
{
    return state == m_before ? std::string() : changedLines(m_before, state);
}

CanaryDatabase::Applied CanaryDatabase::begin(const std::string &script, bool rows)
{
    Applied applied;
    m_connection->execute("BEGIN; SET LOCAL injection.mark = 'set'");
    if (script.find('\0') != std::string::npos)
        applied.damage = "the script has a NUL in it; ";
    try {
        m_connection->execute(script);
    } catch (const cli::DatabaseError &error) {
        applied.refusal = error.what();
    }
    try {
        if (PQstatus(m_connection->handle()) != CONNECTION_OK)
            applied.damage += "the connection is gone; ";
        else if (applied.refusal.empty())
            applied.damage += compareState(state());
        else if (PQtransactionStatus(m_connection->handle()) != PQTRANS_INERROR)
            applied.damage += "it left the transaction; ";
    } catch (const cli::DatabaseError &error) {
        applied.damage += fmt::format("the canary is gone: {}; ", error.what());
    }
    if (!m_markerFile.empty() && std::filesystem::exists(m_markerFile)) {
        applied.damage += "a program was run; ";
        std::filesystem::remove(m_markerFile);
    }
    if (!applied.refusal.empty() || !applied.damage.empty())
        return applied;
    try {
        applied.snapshot = m_connection->rows(snapshotSql(rows));
        std::ranges::sort(applied.snapshot);
    } catch (const cli::DatabaseError &error) {
        applied.damage = fmt::format("the catalog cannot be read: {}", error.what());
    }
    return applied;
}

std::string CanaryDatabase::end(bool thorough)
{
    constexpr unsigned often = 16;
    std::string damage;
    try {
        if (!thorough && ++m_ended % often != 0) {
            m_connection->execute("ROLLBACK");
            return damage;
        }
        m_connection->execute("ROLLBACK; BEGIN; SET LOCAL injection.mark = 'set'");
        damage = compareState(state());
        m_connection->execute("ROLLBACK");
        if (damage.empty())
            return damage;
    } catch (const cli::DatabaseError &error) {
        damage = error.what();
    }
    make();
    return "what stays: " + damage;
}

std::vector<std::string> CanaryDatabase::declaredLines()
{
    const std::vector<std::string> now = readCatalog(*m_connection);
    std::vector<std::string> lines;
    std::ranges::set_difference(now, m_linesBefore, std::back_inserter(lines));
    return lines;
}

std::string CanaryDatabase::digestSql(bool rows) const
{
    return fmt::format("SELECT md5(coalesce(string_agg(r::text, E'\\n' ORDER BY r::text COLLATE "
                       "\"C\"), '')) FROM ({}) AS r",
                       snapshotSql(rows));
}

std::string CanaryDatabase::valueOf(const std::string &type, std::string_view text)
{
    const std::string bytes(text);
    const char *const values[] = {bytes.c_str()};
    const std::string sql = fmt::format("SELECT to_jsonb(CAST($1::text AS {})) #>> '{{}}'", type);
    m_connection->execute("SAVEPOINT value");
    const cli::ResultPtr result(
        PQexecParams(m_connection->handle(), sql.c_str(), 1, nullptr, values, nullptr, nullptr, 0));
    std::string value;
    if (PQresultStatus(result.get()) == PGRES_TUPLES_OK)
        value = PQgetvalue(result.get(), 0, 0);
    m_connection->execute("ROLLBACK TO value");
    return value;
}

} // namespace tw::test
