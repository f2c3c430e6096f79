// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database_store.h"

#include "store/statement.h"
#include "store/timestamps.h"

#include <charconv>

namespace tw::server {

namespace {

#define DATABASE_COLUMNS                                                                           \
    "id::text, schema_id::text, version::text, owner, database_name, role_name, state, "           \
    "coalesce(error, ''), " TABLEWRIGHT_TIMESTAMP("created_at") ", " TABLEWRIGHT_TIMESTAMP(        \
        "updated_at") ", coalesce(former_name, ''), lease_number::text"

constexpr std::string_view foreignKeyViolation = "23503";

/// Of the lease that a statement comes with: id, holder, number.
#define UNDER_LEASE                                                                                \
    " WHERE id = $1::text::uuid AND lease_holder = $2 AND lease_number = $3::text::bigint"

constexpr Statement insertDatabase = {"insert_database", R"(
INSERT INTO tablewright.databases
    (schema_id, version, owner, database_name, role_name, state, lease_holder, lease_until,
     former_name, idempotency_key)
SELECT $1::text::uuid, $2::text::int, $3::text, $4::text, $5::text, 'creating', $6::text,
    now() + $7::text::interval, $8::text, $9::text
WHERE $10::text::bigint = 0 OR $10::text::bigint > (
    SELECT count(*) FROM tablewright.databases
    WHERE owner = $3 AND state IN ('creating', 'ready', 'dropping', 'missing'))
ON CONFLICT (owner, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
RETURNING )" DATABASE_COLUMNS};

constexpr Statement deleteSpare = {"database_delete_spare",
                                   "DELETE FROM tablewright.spare_databases" UNDER_LEASE R"(
RETURNING id::text)"};

constexpr Statement selectByKey = {"database_select_by_key", "SELECT " DATABASE_COLUMNS R"(
FROM tablewright.databases WHERE owner = $1 AND idempotency_key = $2)"};

constexpr Statement endCreating = {"database_end_creating", R"(
UPDATE tablewright.databases
SET state = $4, error = $5, lease_holder = NULL, lease_until = NULL, former_name = NULL,
    attempts = 0, updated_at = now(),
    idempotency_key = CASE WHEN $4 = 'ready' THEN idempotency_key END)" UNDER_LEASE R"(
    AND state = 'creating' RETURNING id::text)"};

constexpr Statement endDropping = {"database_end_dropping", R"(
UPDATE tablewright.databases
SET state = 'dropped', error = NULL, lease_holder = NULL, lease_until = NULL, former_name = NULL,
    attempts = 0, updated_at = now())" UNDER_LEASE R"(
    AND state = 'dropping' RETURNING id::text)"};

constexpr Statement postponeWork = {"database_postpone_work", R"(
UPDATE tablewright.databases
SET lease_holder = NULL, lease_until = )" TABLEWRIGHT_BACK_OFF R"(,
    lease_number = lease_number + 1, attempts = attempts + 1)" UNDER_LEASE R"(
    AND state IN ('creating', 'dropping') RETURNING id::text)"};

constexpr Statement renewLeases = {"database_renew_leases", R"(
UPDATE tablewright.databases d SET lease_until = now() + $4::text::interval
FROM unnest($1::text::uuid[], $2::text::bigint[]) AS held (id, number)
WHERE d.id = held.id AND d.lease_number = held.number AND d.lease_holder = $3
    AND d.state IN ('creating', 'dropping')
RETURNING d.id::text)"};

constexpr Statement startDropping = {"database_start_dropping", R"(
UPDATE tablewright.databases
SET state = 'dropping', lease_holder = $3, lease_until = now() + $4::text::interval,
    lease_number = lease_number + 1, updated_at = now()
WHERE id = $1::text::uuid AND owner = $2 AND (state IN ('ready', 'missing', 'failed')
    OR (state IN ('creating', 'dropping') AND lease_holder IS NULL)
    OR (state = 'dropping' AND lease_until < now()))
RETURNING )" DATABASE_COLUMNS};

#define ABANDONED "(lease_until < now() OR ($2::text::boolean AND lease_holder <> $1))"

constexpr Statement selectUnfinished = {"database_select_unfinished", "SELECT " DATABASE_COLUMNS R"(
FROM tablewright.databases WHERE state IN ('creating', 'dropping') AND )" ABANDONED R"(
ORDER BY lease_until)"};

constexpr Statement takeOverRow = {"database_take_over_row", R"(
UPDATE tablewright.databases
SET lease_holder = $1, lease_until = now() + $5::text::interval, lease_number = lease_number + 1,
    updated_at = now()
WHERE id = $3::text::uuid AND lease_number = $4::text::bigint
    AND state IN ('creating', 'dropping') AND )" ABANDONED R"(
RETURNING )" DATABASE_COLUMNS};

constexpr Statement selectPresent = {"database_select_present", "SELECT " DATABASE_COLUMNS R"(
FROM tablewright.databases WHERE state IN ('ready', 'missing'))"};

constexpr Statement changePresence = {"database_change_presence", R"(
UPDATE tablewright.databases SET state = $3, updated_at = now()
WHERE id = $1::text::uuid AND state = $2 RETURNING id::text)"};

constexpr Statement selectLivingRoles = {"database_select_living_roles", R"(
SELECT role_name FROM tablewright.databases
WHERE state IN ('creating', 'ready', 'dropping', 'missing')
UNION ALL SELECT role_name FROM tablewright.spare_databases)"};

constexpr Statement selectLivingRole = {"database_select_living_role", R"(
SELECT role_name FROM tablewright.databases
WHERE role_name = $1 AND state IN ('creating', 'ready', 'dropping', 'missing')
UNION ALL SELECT role_name FROM tablewright.spare_databases WHERE role_name = $1)"};

constexpr Statement endKeys = {"database_end_keys", R"(
UPDATE tablewright.databases SET idempotency_key = NULL
WHERE idempotency_key IS NOT NULL AND created_at < now() - $1::text::interval
RETURNING id::text)"};

constexpr int forgottenAtOnce = 1000;
constexpr Statement forgetRows = {"database_forget_rows", R"(
DELETE FROM tablewright.databases
WHERE state IN ('failed', 'dropped') AND id IN (
    SELECT id FROM tablewright.databases
    WHERE state IN ('failed', 'dropped') AND updated_at < now() - $1::text::interval
    ORDER BY updated_at LIMIT $2::text::int)
RETURNING id::text)"};

constexpr Statement selectById = {"database_select_by_id", "SELECT " DATABASE_COLUMNS R"(
FROM tablewright.databases WHERE id = $1::text::uuid AND owner = $2)"};

constexpr Statement selectBySchema = {"database_select_by_schema", "SELECT " DATABASE_COLUMNS R"(
FROM tablewright.databases WHERE schema_id = $1::text::uuid AND owner = $2
    AND state <> 'dropped'
ORDER BY created_at DESC, id DESC)"};

constexpr Statement selectPage = {"database_select_page", "SELECT " DATABASE_COLUMNS R"(,
    (extract(epoch FROM created_at) * 1000000)::bigint::text
FROM tablewright.databases
WHERE owner = $1 AND ($2::text IS NULL OR schema_id = $2::text::uuid)
    AND CASE WHEN $3::text IS NULL THEN state <> 'dropped' ELSE state = $3 END
    AND ($4::text IS NULL OR (created_at, id) <
        (timestamptz 'epoch' + $4::text::bigint * interval '1 microsecond', $5::text::uuid))
ORDER BY created_at DESC, id DESC LIMIT $6::text::int)"};

constexpr Statement countStates = {"database_count_states", R"(
SELECT state, count(*)::text FROM tablewright.databases WHERE state <> 'dropped' GROUP BY state)"};

std::vector<StoredDatabase> databasesIn(const PgResult &result)
{
    std::vector<StoredDatabase> databases;
    databases.reserve(static_cast<std::size_t>(result.rowCount()));
    for (int row = 0; row < result.rowCount(); ++row) {
        const auto text = [&](int column) { return std::string(result.text(row, column)); };
        databases.push_back({text(0), text(1), std::stoi(text(2)), text(3), text(4), text(5),
                             text(6), text(7), text(8), text(9), text(10), std::stoll(text(11))});
    }
    return databases;
}

std::optional<StoredDatabase> firstOf(const PgResult &result)
{
    auto databases = databasesIn(result);
    return databases.empty() ? std::nullopt : std::optional(std::move(databases.front()));
}

Parameter orNull(std::string_view text)
{
    return text.empty() ? Parameter(std::nullopt) : Parameter(text);
}

} // namespace

RecordedDatabase DatabaseStore::record(const NewDatabase &database)
{
    using Kind = RecordedDatabase::Kind;
    const auto connection = m_pool.acquire();
    connection->execute("BEGIN"); // a connection in a transaction does not go back to the pool
    std::optional<StoredDatabase> recorded;
    try {
        recorded = firstOf(connection->run(
            insertDatabase, {database.schemaId, std::to_string(database.version), database.owner,
                             database.databaseName, database.roleName, database.leaseHolder,
                             intervalText(database.leaseTime), orNull(database.formerName),
                             orNull(database.idempotencyKey), std::to_string(database.quota)}));
    } catch (const PgError &error) {
        if (error.sqlState() != foreignKeyViolation)
            throw;
        connection->execute("ROLLBACK");
        return {Kind::SchemaGone, {}};
    }
    if (recorded && database.spare) {
        const DatabaseLease &spare = *database.spare;
        if (connection->run(deleteSpare, {spare.id, spare.holder, std::to_string(spare.number)})
                .rowCount() == 0) {
            connection->execute("ROLLBACK");
            return {Kind::SpareGone, {}};
        }
    }
    connection->execute("COMMIT");
    if (recorded)
        return {Kind::Recorded, std::move(*recorded)};
    if (database.idempotencyKey.empty())
        return {Kind::QuotaReached, {}};
    auto earlier = firstOf(connection->run(selectByKey, {database.owner, database.idempotencyKey}));
    if (!earlier)
        return {Kind::QuotaReached, {}};
    const bool same = earlier->schemaId == database.schemaId &&
                      (database.isNewestVersion || earlier->version == database.version);
    return {same ? Kind::Replayed : Kind::KeyReused, std::move(*earlier)};
}

bool DatabaseStore::markReady(const DatabaseLease &lease)
{
    const auto connection = m_pool.acquire();
    return connection
               ->run(endCreating,
                     {lease.id, lease.holder, std::to_string(lease.number), "ready", std::nullopt})
               .rowCount() == 1;
}

bool DatabaseStore::markFailed(const DatabaseLease &lease, std::string_view error)
{
    const auto connection = m_pool.acquire();
    return connection
               ->run(endCreating,
                     {lease.id, lease.holder, std::to_string(lease.number), "failed", error})
               .rowCount() == 1;
}

bool DatabaseStore::markDropped(const DatabaseLease &lease)
{
    const auto connection = m_pool.acquire();
    return connection->run(endDropping, {lease.id, lease.holder, std::to_string(lease.number)})
               .rowCount() == 1;
}

bool DatabaseStore::postpone(const DatabaseLease &lease)
{
    const auto connection = m_pool.acquire();
    return connection->run(postponeWork, {lease.id, lease.holder, std::to_string(lease.number)})
               .rowCount() == 1;
}

std::vector<std::string> DatabaseStore::renew(const std::vector<DatabaseLease> &leases,
                                              std::chrono::milliseconds time)
{
    return renewedBy(m_pool, renewLeases, leases, time);
}

DatabaseStore::Dropping DatabaseStore::beginDropping(std::string_view owner, std::string_view id,
                                                     std::string_view holder,
                                                     std::chrono::milliseconds time)
{
    using Kind = Dropping::Kind;
    if (!parseUuid(id))
        return {Kind::NotFound, {}};
    const auto connection = m_pool.acquire();
    if (auto begun =
            firstOf(connection->run(startDropping, {id, owner, holder, intervalText(time)})))
        return {Kind::Begun, std::move(*begun)};
    auto found = firstOf(connection->run(selectById, {id, owner}));
    if (!found)
        return {Kind::NotFound, {}};
    const bool dropped = found->state == database_state::dropped;
    return {dropped ? Kind::AlreadyDropped : Kind::Busy, std::move(*found)};
}

std::vector<StoredDatabase> DatabaseStore::unfinished(std::string_view holder, bool all)
{
    const auto connection = m_pool.acquire();
    return databasesIn(connection->run(selectUnfinished, {holder, all ? "true" : "false"}));
}

std::optional<StoredDatabase> DatabaseStore::takeOver(const StoredDatabase &database,
                                                      std::string_view holder,
                                                      std::chrono::milliseconds time, bool all)
{
    const auto connection = m_pool.acquire();
    return firstOf(
        connection->run(takeOverRow, {holder, all ? "true" : "false", database.id,
                                      std::to_string(database.leaseNumber), intervalText(time)}));
}

std::vector<StoredDatabase> DatabaseStore::present()
{
    const auto connection = m_pool.acquire();
    return databasesIn(connection->run(selectPresent, {}));
}

bool DatabaseStore::markMissing(std::string_view id)
{
    const auto connection = m_pool.acquire();
    return connection->run(changePresence, {id, "ready", "missing"}).rowCount() == 1;
}

bool DatabaseStore::markFound(std::string_view id)
{
    const auto connection = m_pool.acquire();
    return connection->run(changePresence, {id, "missing", "ready"}).rowCount() == 1;
}

std::vector<std::string> DatabaseStore::livingRoles()
{
    const auto connection = m_pool.acquire();
    const PgResult result = connection->run(selectLivingRoles, {});
    std::vector<std::string> roles;
    roles.reserve(static_cast<std::size_t>(result.rowCount()));
    for (int row = 0; row < result.rowCount(); ++row)
        roles.emplace_back(result.text(row, 0));
    return roles;
}

bool DatabaseStore::isLivingRole(std::string_view role)
{
    const auto connection = m_pool.acquire();
    return connection->run(selectLivingRole, {role}).rowCount() > 0;
}

std::size_t DatabaseStore::endIdempotencyKeys(std::chrono::seconds age)
{
    const auto connection = m_pool.acquire();
    return static_cast<std::size_t>(connection->run(endKeys, {intervalText(age)}).rowCount());
}

std::size_t DatabaseStore::forgetEnded(std::chrono::seconds age)
{
    const auto connection = m_pool.acquire();
    std::size_t forgotten = 0;
    for (int rows = forgottenAtOnce; rows == forgottenAtOnce;) {
        rows = connection->run(forgetRows, {intervalText(age), std::to_string(forgottenAtOnce)})
                   .rowCount();
        forgotten += static_cast<std::size_t>(rows);
    }
    return forgotten;
}

std::optional<StoredDatabase> DatabaseStore::find(std::string_view owner, std::string_view id)
{
    if (!parseUuid(id))
        return std::nullopt;
    const auto connection = m_pool.acquire();
    return firstOf(connection->run(selectById, {id, owner}));
}

std::vector<StoredDatabase> DatabaseStore::ofSchema(std::string_view owner,
                                                    std::string_view schemaId)
{
    if (!parseUuid(schemaId))
        return {};
    const auto connection = m_pool.acquire();
    return databasesIn(connection->run(selectBySchema, {schemaId, owner}));
}

std::optional<DatabasePage> DatabaseStore::list(const DatabaseFilter &filter)
{
    std::string_view time;
    std::string_view id;
    if (!filter.afterKey.empty()) {
        const std::string_view key = filter.afterKey;
        const std::size_t slash = key.find('/');
        if (slash == std::string_view::npos || !parseUuid(key.substr(slash + 1)))
            return std::nullopt;
        time = key.substr(0, slash);
        id = key.substr(slash + 1);
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(time.data(), time.data() + time.size(), number);
        constexpr std::int64_t maxTime = 4'000'000'000'000'000; // the year 2096
        if (error != std::errc() || end != time.data() + time.size() || number < 0 ||
            number > maxTime)
            return std::nullopt;
    }
    if (!filter.schemaId.empty() && !parseUuid(filter.schemaId))
        return DatabasePage{};
    const auto connection = m_pool.acquire();
    const PgResult result =
        connection->run(selectPage, {filter.owner, orNull(filter.schemaId), orNull(filter.state),
                                     orNull(time), orNull(id), std::to_string(filter.limit + 1)});
    DatabasePage page{databasesIn(result), false, {}};
    if (page.items.size() > static_cast<std::size_t>(filter.limit)) {
        page.items.pop_back();
        page.hasMore = true;
    }
    if (!page.items.empty()) {
        const int last = static_cast<int>(page.items.size()) - 1;
        page.lastKey = std::string(result.text(last, 12)) + '/' + page.items.back().id;
    }
    return page;
}

std::map<std::string, std::int64_t> DatabaseStore::countsByState()
{
    const auto connection = m_pool.acquire();
    const PgResult result = connection->run(countStates, {});
    std::map<std::string, std::int64_t> counts;
    for (const std::string_view state : database_state::all) {
        if (state != database_state::dropped)
            counts.emplace(state, 0);
    }
    for (int row = 0; row < result.rowCount(); ++row)
        counts[std::string(result.text(row, 0))] = std::stoll(std::string(result.text(row, 1)));
    return counts;
}

} // namespace tw::server
