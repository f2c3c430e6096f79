// SPDX-License-Identifier: MIT
#include "life_check.h"

#include <fmt/format.h>

#include <set>
#include <thread>

namespace tw::soak {

namespace {

using namespace std::chrono_literals;
using Names = std::set<std::string>;

constexpr const char *allRows = R"(
SELECT id::text, state, database_name, coalesce(former_name, ''), role_name
FROM tablewright.databases)";
constexpr const char *allSpares = R"(
SELECT database_name, role_name, (lease_until < now())::text FROM tablewright.spare_databases)";
constexpr const char *spareLeases =
    "SELECT database_name, lease_until::text FROM tablewright.spare_databases";
constexpr const char *allDatabases = R"(
SELECT d.datname, d.datallowconn::text, pg_get_userbyid(d.datdba),
    has_database_privilege('public', d.oid, 'CONNECT')::text
FROM pg_database d
WHERE d.datname NOT IN ('postgres', 'template0', 'template1', 'tablewright'))";
constexpr const char *allRoles = R"(
SELECT rolname FROM pg_roles
WHERE rolname !~ '^pg_' AND rolname NOT IN ('tablewright_app', 'tablewright_admin', $1))";
constexpr const char *publicTables = R"(
SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename COLLATE "C")";

} // namespace

void DatabaseLedger::created(const std::string &id)
{
    const std::lock_guard lock(m_mutex);
    m_databases[id] = Told::Ready;
}

void DatabaseLedger::dropBegins(const std::string &id)
{
    const std::lock_guard lock(m_mutex);
    m_databases[id] = Told::Unknown;
}

void DatabaseLedger::dropped(const std::string &id)
{
    const std::lock_guard lock(m_mutex);
    m_databases[id] = Told::Dropped;
}

std::string DatabaseLedger::oneToDrop()
{
    const std::lock_guard lock(m_mutex);
    for (auto &[id, told] : m_databases) {
        if (told == Told::Ready) {
            told = Told::Unknown;
            return id;
        }
    }
    return {};
}

std::map<std::string, DatabaseLedger::Told> DatabaseLedger::all() const
{
    const std::lock_guard lock(m_mutex);
    return m_databases;
}

std::vector<std::string> LifeCheck::findings(bool hasServers)
{
    std::vector<std::string> found;
    const auto told = m_ledger.all(); // before the record is read
    Sql metadata(m_postgres.superuserUrl("tablewright"));
    metadata.rows("BEGIN ISOLATION LEVEL REPEATABLE READ");
    const auto rows = metadata.rows(allRows);
    const auto spares = metadata.rows(allSpares);
    metadata.rows("COMMIT");

    std::map<std::string, std::vector<std::string>> databases;
    for (const auto &row : metadata.rows(allDatabases))
        databases[row[0]] = row;
    Names roles;
    for (const auto &row : metadata.rows(allRoles, {std::string(PrivatePostgres::superuser)}))
        roles.insert(row[0]);

    Names knownDatabases;
    Names knownRoles;
    std::map<std::string, std::string> states;
    for (const auto &row : rows) {
        const std::string &state = row[1];
        const std::string &name = row[2];
        const std::string &role = row[4];
        states[row[0]] = state;
        if (state == "creating" || state == "dropping") {
            found.push_back(fmt::format("database {} is still `{}`", name, state));
        } else if (state == "ready") {
            knownDatabases.insert(name);
            knownRoles.insert(role);
            const auto entry = databases.find(name);
            if (entry == databases.end())
                found.push_back(fmt::format("`ready` database {} does not exist", name));
            else if (entry->second[1] != "true" || entry->second[2] != role)
                found.push_back(
                    fmt::format("`ready` database {} is closed or somebody else's", name));
            else if (entry->second[3] != "false")
                found.push_back(fmt::format("everybody may connect to database {}", name));
            else
                checkTables(name, found);
            if (!roles.contains(role))
                found.push_back(
                    fmt::format("the role {} of `ready` {} does not exist", role, name));
        } else if (state == "failed" || state == "dropped") {
            if (databases.contains(name) || databases.contains(row[3]))
                found.push_back(fmt::format("`{}` database {} exists", state, name));
            if (roles.contains(role))
                found.push_back(fmt::format("the role {} of `{}` {} exists", role, state, name));
        } else {
            found.push_back(fmt::format("database {} is `{}`", name, state));
        }
    }
    for (const auto &row : spares) {
        knownDatabases.insert(row[0]);
        knownRoles.insert(row[1]);
        if (row[2] == "true" || !hasServers)
            found.push_back(fmt::format("spare {} belongs to nobody", row[0]));
    }
    for (const auto &[name, row] : databases) {
        if (!knownDatabases.contains(name))
            found.push_back(fmt::format("database {} is an orphan", name));
    }
    for (const std::string &role : roles) {
        if (!knownRoles.contains(role))
            found.push_back(fmt::format("role {} is an orphan", role));
    }
    for (const auto &[id, what] : told) {
        const std::string &state = states[id];
        if (what == DatabaseLedger::Told::Ready && state != "ready")
            found.push_back(fmt::format("database {} was acknowledged and is `{}`", id, state));
        if (what == DatabaseLedger::Told::Dropped && state != "dropped")
            found.push_back(fmt::format("database {} was dropped and is `{}`", id, state));
    }
    return found;
}

void LifeCheck::awaitHeldSpares(std::chrono::milliseconds patience) const
{
    Sql metadata(m_postgres.superuserUrl("tablewright"));
    std::map<std::string, std::string> unseen;
    for (const auto &row : metadata.rows(spareLeases))
        unseen[row[0]] = row[1];
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!unseen.empty() && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(100ms);
        std::map<std::string, std::string> still;
        for (const auto &row : metadata.rows(spareLeases)) {
            const auto first = unseen.find(row[0]);
            if (first != unseen.end() && first->second == row[1])
                still.insert(*first);
        }
        unseen = std::move(still);
    }
}

void LifeCheck::checkTables(const std::string &database, std::vector<std::string> &found)
{
    if (m_complete[database]) // nobody changes it after it was made
        return;
    Sql sql(m_postgres.superuserUrl(database));
    std::vector<std::string> tables;
    for (const auto &row : sql.rows(publicTables))
        tables.push_back(row[0]);
    m_complete[database] = tables == m_tables;
    if (tables != m_tables)
        found.push_back(fmt::format("`ready` database {} has {} tables, expected {}", database,
                                    tables.size(), m_tables.size()));
}

std::vector<std::string> LifeCheck::findingsAfter(std::chrono::milliseconds patience,
                                                  bool hasServers)
{
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        std::vector<std::string> found;
        try {
            found = findings(hasServers);
        } catch (const std::exception &error) { // a spare got its name while it was looked at
            found.emplace_back(error.what());
        }
        if (found.empty() || std::chrono::steady_clock::now() >= end)
            return found;
        std::this_thread::sleep_for(100ms);
    }
}

} // namespace tw::soak
