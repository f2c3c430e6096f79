// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database_lease.h"
#include "store/database_states.h"
#include "store/pg_pool.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

struct NewDatabase {
    std::string_view schemaId;
    int version = 0;
    std::string_view owner;
    std::string_view databaseName;
    std::string_view roleName;
    std::string_view leaseHolder;
    std::chrono::milliseconds leaseTime{300'000};
    std::string_view idempotencyKey; ///< empty: none
    bool isNewestVersion = false;    ///< no version was asked for: a repetition may meet another
    std::int64_t quota = 0;          ///< of databases of this owner; 0: none
    /// The spare that it is made of, under the same holder's lease; its role is `roleName`.
    std::optional<DatabaseLease> spare;
    std::string_view formerName; ///< of the spare
};

struct StoredDatabase {
    std::string id;
    std::string schemaId;
    int version = 0;
    std::string owner;
    std::string databaseName;
    std::string roleName;
    std::string state; ///< see `database_state`
    std::string error; ///< why it failed, in the client's words; may be empty
    std::string createdAt;
    std::string updatedAt;
    std::string formerName; ///< as a spare; empty: none
    std::int64_t leaseNumber = 0;
};

/// Every name that the database may have in the catalog.
[[nodiscard]] inline std::vector<std::string> namesOf(const StoredDatabase &database)
{
    std::vector<std::string> names{database.databaseName};
    if (!database.formerName.empty())
        names.push_back(database.formerName);
    return names;
}

struct RecordedDatabase {
    enum class Kind : std::uint8_t {
        Recorded,
        QuotaReached,
        Replayed,  ///< the key was used for the same schema and version; `database` is that one
        KeyReused, ///< the key was used for something else
        SpareGone, ///< somebody else has taken the spare; nothing was recorded
        SchemaGone ///< there is no such version; it was deleted meanwhile
    };
    Kind kind = Kind::Recorded;
    StoredDatabase database;
};

/// Which databases of a user to list; the newest first.
struct DatabaseFilter {
    std::string owner;
    std::string schemaId; ///< empty: of all schemas
    std::string state;    ///< empty: all but `dropped`
    int limit = 50;
    std::string afterKey; ///< `lastKey` of the page before; empty on the first page
};

struct DatabasePage {
    std::vector<StoredDatabase> items;
    bool hasMore = false;
    std::string lastKey;
};

/// The record of generated databases, which is written before anything is made and outlives it.
/// What works on a row does so under a lease; a statement that comes too late changes nothing and
/// says so. Thread-safe; blocks; throws `PgError`.
class DatabaseStore {
public:
    explicit DatabaseStore(PgPool &pool) : m_pool(pool) {}

    /// Records a database as `creating` under a lease, and removes the spare that it is made of, in
    /// one transaction.
    [[nodiscard]] RecordedDatabase record(const NewDatabase &database);

    /// These end the lease. False when it was lost.
    [[nodiscard]] bool markReady(const DatabaseLease &lease);
    [[nodiscard]] bool markFailed(const DatabaseLease &lease, std::string_view error);
    [[nodiscard]] bool markDropped(const DatabaseLease &lease);
    /// Gives the row to nobody until it is time to try again.
    [[nodiscard]] bool postpone(const DatabaseLease &lease);

    /// Begins leases of one holder anew. Those that are not returned are lost.
    std::vector<std::string> renew(const std::vector<DatabaseLease> &leases,
                                   std::chrono::milliseconds time);

    struct Dropping {
        enum class Kind : std::uint8_t { Begun, AlreadyDropped, NotFound, Busy };
        Kind kind = Kind::Begun;
        StoredDatabase database;
    };
    [[nodiscard]] Dropping beginDropping(std::string_view owner, std::string_view id,
                                         std::string_view holder, std::chrono::milliseconds time);

    /// What is `creating` or `dropping` and whose lease is over, or, with `all`, which another
    /// holder has.
    std::vector<StoredDatabase> unfinished(std::string_view holder, bool all);
    /// Gets the lease of a row that nobody has taken over since it was read.
    [[nodiscard]] std::optional<StoredDatabase> takeOver(const StoredDatabase &database,
                                                         std::string_view holder,
                                                         std::chrono::milliseconds time, bool all);

    /// What should be there, and is not while it is `missing`: id, name, role and state.
    std::vector<StoredDatabase> present();
    bool markMissing(std::string_view id);
    bool markFound(std::string_view id);

    /// The roles of everything that is or may come to be, spares included.
    std::vector<std::string> livingRoles();
    bool isLivingRole(std::string_view role);
    /// Forgets keys that are a day old. Returns how many.
    std::size_t endIdempotencyKeys(std::chrono::seconds age = std::chrono::hours(24));
    /// Forgets what has been `failed` or `dropped` for so long. Returns how many.
    std::size_t forgetEnded(std::chrono::seconds age);

    std::optional<StoredDatabase> find(std::string_view owner, std::string_view id);
    /// All that are not dropped, the newest first.
    std::vector<StoredDatabase> ofSchema(std::string_view owner, std::string_view schemaId);
    /// Empty when `afterKey` is none of ours.
    std::optional<DatabasePage> list(const DatabaseFilter &filter);
    /// How many there are in each state but `dropped`.
    std::map<std::string, std::int64_t> countsByState();

private:
    PgPool &m_pool;
};

} // namespace tw::server
