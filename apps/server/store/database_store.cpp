// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database_store.h"

#include "store/schema_store.h"
#include "store/timestamps.h"

namespace tw::server {

namespace {

#define DATABASE_COLUMNS                                                                           \
    "id::text, schema_id::text, version::text, owner, database_name, role_name, state, "           \
    "coalesce(error, ''), " TABLEWRIGHT_TIMESTAMP("created_at") ", " TABLEWRIGHT_TIMESTAMP(        \
        "updated_at")

constexpr const char *insertDatabase = R"(
INSERT INTO tablewright.databases
    (schema_id, version, owner, database_name, role_name, state, lease_holder, lease_until)
VALUES ($1::text::uuid, $2::text::int, $3, $4, $5, 'creating', $6, now() + $7::text::interval)
RETURNING )" DATABASE_COLUMNS;

constexpr const char *finishDatabase = R"(
UPDATE tablewright.databases
SET state = $3, error = $4, lease_holder = NULL, lease_until = NULL, updated_at = now()
WHERE id = $1::text::uuid AND lease_holder = $2 AND state = 'creating'
RETURNING id::text)";

constexpr const char *renewLeaseOf = R"(
UPDATE tablewright.databases SET lease_until = now() + $3::text::interval
WHERE id = $1::text::uuid AND lease_holder = $2 AND state = 'creating'
RETURNING id::text)";

constexpr const char *takeOver = R"(
UPDATE tablewright.databases
SET lease_holder = $1, lease_until = now() + $2::text::interval, updated_at = now()
WHERE id IN (
    SELECT id FROM tablewright.databases
    WHERE state = 'creating'
        AND (lease_until < now() OR ($3::text::boolean AND lease_holder <> $1))
    FOR UPDATE SKIP LOCKED)
RETURNING )" DATABASE_COLUMNS;

constexpr const char *selectById = "SELECT " DATABASE_COLUMNS R"(
FROM tablewright.databases WHERE id = $1::text::uuid AND owner = $2)";

constexpr const char *selectBySchema = "SELECT " DATABASE_COLUMNS R"(
FROM tablewright.databases WHERE schema_id = $1::text::uuid AND owner = $2
    AND state <> 'dropped'
ORDER BY created_at DESC, id)";

#undef DATABASE_COLUMNS

std::string interval(std::chrono::seconds seconds)
{
    return std::to_string(seconds.count()) + " seconds";
}

std::vector<StoredDatabase> databasesIn(const PgResult &result)
{
    std::vector<StoredDatabase> databases;
    for (int row = 0; row < result.rowCount(); ++row) {
        const auto text = [&](int column) { return std::string(result.text(row, column)); };
        databases.push_back({text(0), text(1), std::stoi(text(2)), text(3), text(4), text(5),
                             text(6), text(7), text(8), text(9)});
    }
    return databases;
}

} // namespace

StoredDatabase DatabaseStore::create(const NewDatabase &database)
{
    const auto connection = m_pool.acquire();
    return databasesIn(connection->query(insertDatabase,
                                         {database.schemaId, std::to_string(database.version),
                                          database.owner, database.databaseName, database.roleName,
                                          database.leaseHolder, interval(leaseTime)}))
        .at(0);
}

bool DatabaseStore::renewLease(std::string_view id, std::string_view leaseHolder)
{
    const auto connection = m_pool.acquire();
    return connection->query(renewLeaseOf, {id, leaseHolder, interval(leaseTime)}).rowCount() == 1;
}

bool DatabaseStore::markReady(std::string_view id, std::string_view leaseHolder)
{
    const auto connection = m_pool.acquire();
    return connection->query(finishDatabase, {id, leaseHolder, "ready", std::nullopt}).rowCount() ==
           1;
}

bool DatabaseStore::markFailed(std::string_view id, std::string_view leaseHolder,
                               std::string_view error)
{
    const auto connection = m_pool.acquire();
    return connection->query(finishDatabase, {id, leaseHolder, "failed", error}).rowCount() == 1;
}

std::vector<StoredDatabase> DatabaseStore::takeUnfinished(std::string_view leaseHolder, bool all)
{
    const auto connection = m_pool.acquire();
    return databasesIn(
        connection->query(takeOver, {leaseHolder, interval(leaseTime), all ? "true" : "false"}));
}

std::optional<StoredDatabase> DatabaseStore::find(std::string_view owner, std::string_view id)
{
    if (!isUuid(id))
        return std::nullopt;
    const auto connection = m_pool.acquire();
    auto found = databasesIn(connection->query(selectById, {id, owner}));
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<StoredDatabase> DatabaseStore::ofSchema(std::string_view owner,
                                                    std::string_view schemaId)
{
    if (!isUuid(schemaId))
        return {};
    const auto connection = m_pool.acquire();
    return databasesIn(connection->query(selectBySchema, {schemaId, owner}));
}

} // namespace tw::server
