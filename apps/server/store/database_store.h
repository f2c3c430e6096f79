// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_pool.h"

#include <chrono>
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
};

struct StoredDatabase {
    std::string id;
    std::string schemaId;
    int version = 0;
    std::string owner;
    std::string databaseName;
    std::string roleName;
    std::string state; ///< `creating`, `ready`, `failed`, `dropping`, `dropped`
    std::string error; ///< why it failed, in the client's words; may be empty
    std::string createdAt;
    std::string updatedAt;
};

/// The record of generated databases, which is written before anything is made and outlives it.
/// Thread-safe; blocks; throws `PgError`.
class DatabaseStore {
public:
    static constexpr std::chrono::seconds leaseTime{300};

    explicit DatabaseStore(PgPool &pool) : m_pool(pool) {}

    /// Records a database as `creating` under a lease.
    StoredDatabase create(const NewDatabase &database);

    /// Begins the lease anew. False when the row is not `creating` under this holder's lease.
    [[nodiscard]] bool renewLease(std::string_view id, std::string_view leaseHolder);

    /// These end the lease. False when the row was not `creating` under this holder's lease, that
    /// is, when somebody else has taken it over.
    [[nodiscard]] bool markReady(std::string_view id, std::string_view leaseHolder);
    [[nodiscard]] bool markFailed(std::string_view id, std::string_view leaseHolder,
                                  std::string_view error);

    /// Takes over what is unfinished and whose lease is over, or, with `all`, whatever another
    /// holder has.
    std::vector<StoredDatabase> takeUnfinished(std::string_view leaseHolder, bool all);

    std::optional<StoredDatabase> find(std::string_view owner, std::string_view id);
    std::vector<StoredDatabase> ofSchema(std::string_view owner, std::string_view schemaId);

private:
    PgPool &m_pool;
};

} // namespace tw::server
