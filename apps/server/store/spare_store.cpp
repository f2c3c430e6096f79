// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/spare_store.h"

#include "store/statement.h"
namespace tw::server {

namespace {

#define SPARE_COLUMNS "id::text, database_name, role_name, lease_number::text"
#define UNDER_LEASE                                                                                \
    " WHERE id = $1::text::uuid AND lease_holder = $2 AND lease_number = $3::text::bigint"
#define ABANDONED "(lease_until < now() OR ($2::text::boolean AND lease_holder <> $1))"

constexpr Statement insertSpare = {"insert_spare", R"(
INSERT INTO tablewright.spare_databases (database_name, role_name, lease_holder, lease_until)
VALUES ($1, $2, $3, now() + $4::text::interval) RETURNING )" SPARE_COLUMNS};

constexpr Statement renewLeases = {"spare_renew_leases", R"(
UPDATE tablewright.spare_databases s SET lease_until = now() + $4::text::interval
FROM unnest($1::text::uuid[], $2::text::bigint[]) AS held (id, number)
WHERE s.id = held.id AND s.lease_number = held.number AND s.lease_holder = $3
RETURNING s.id::text)"};

constexpr Statement deleteSpare = {"delete_spare",
                                   "DELETE FROM tablewright.spare_databases" UNDER_LEASE R"(
RETURNING id::text)"};

constexpr Statement postponeSpare = {"postpone_spare", R"(
UPDATE tablewright.spare_databases
SET lease_holder = NULL, lease_until = )" TABLEWRIGHT_BACK_OFF R"(,
    lease_number = lease_number + 1, attempts = attempts + 1)" UNDER_LEASE " RETURNING id::text"};

constexpr Statement selectAbandoned = {"spare_select_abandoned",
                                       "SELECT " SPARE_COLUMNS
                                       " FROM tablewright.spare_databases WHERE " ABANDONED};

constexpr Statement takeOverSpare = {"take_over_spare", R"(
UPDATE tablewright.spare_databases
SET lease_holder = $1, lease_until = now() + $5::text::interval, lease_number = lease_number + 1
WHERE id = $3::text::uuid AND lease_number = $4::text::bigint AND )" ABANDONED R"(
RETURNING )" SPARE_COLUMNS};

// Only a copy finds itself in another database than the one that it was made in.
constexpr Statement renameCopy = {"installation_rename_copy", R"(
UPDATE tablewright.installation i SET name = gen_random_uuid(), database_oid = d.oid
FROM pg_database d WHERE d.datname = current_database() AND d.oid <> i.database_oid)"};

constexpr Statement selectInstallation = {"installation_select",
                                          "SELECT name::text FROM tablewright.installation"};

std::vector<StoredSpare> sparesIn(const PgResult &result)
{
    std::vector<StoredSpare> spares;
    for (int row = 0; row < result.rowCount(); ++row) {
        const auto text = [&](int column) { return std::string(result.text(row, column)); };
        spares.push_back({text(0), text(1), text(2), std::stoll(text(3))});
    }
    return spares;
}

} // namespace

StoredSpare SpareStore::record(std::string_view databaseName, std::string_view roleName,
                               std::string_view holder, std::chrono::milliseconds time)
{
    const auto connection = m_pool.acquire();
    return sparesIn(
               connection->run(insertSpare, {databaseName, roleName, holder, intervalText(time)}))
        .at(0);
}

std::vector<std::string> SpareStore::renew(const std::vector<DatabaseLease> &leases,
                                           std::chrono::milliseconds time)
{
    return renewedBy(m_pool, renewLeases, leases, time);
}

bool SpareStore::remove(const DatabaseLease &lease)
{
    const auto connection = m_pool.acquire();
    return connection->run(deleteSpare, {lease.id, lease.holder, std::to_string(lease.number)})
               .rowCount() == 1;
}

bool SpareStore::postpone(const DatabaseLease &lease)
{
    const auto connection = m_pool.acquire();
    return connection->run(postponeSpare, {lease.id, lease.holder, std::to_string(lease.number)})
               .rowCount() == 1;
}

std::vector<StoredSpare> SpareStore::abandoned(std::string_view holder, bool all)
{
    const auto connection = m_pool.acquire();
    return sparesIn(connection->run(selectAbandoned, {holder, all ? "true" : "false"}));
}

std::optional<StoredSpare> SpareStore::takeOver(const StoredSpare &spare, std::string_view holder,
                                                std::chrono::milliseconds time, bool all)
{
    const auto connection = m_pool.acquire();
    auto spares = sparesIn(
        connection->run(takeOverSpare, {holder, all ? "true" : "false", spare.id,
                                        std::to_string(spare.leaseNumber), intervalText(time)}));
    return spares.empty() ? std::nullopt : std::optional(std::move(spares.front()));
}

std::string installationName(PgConnection &metadata)
{
    metadata.run(renameCopy, {});
    return std::string(metadata.run(selectInstallation, {}).text(0, 0));
}

} // namespace tw::server
