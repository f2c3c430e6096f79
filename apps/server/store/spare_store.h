// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database_lease.h"
#include "store/pg_pool.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw::server {

/// An empty database that waits to be used, or what is left of one.
struct StoredSpare {
    std::string id;
    std::string databaseName;
    std::string roleName;
    std::int64_t leaseNumber = 0;
};

/// The record of spare databases, written before one is made. `DatabaseStore::record()` removes
/// what is used. Thread-safe; blocks; throws `PgError`.
class SpareStore {
public:
    explicit SpareStore(PgPool &pool) : m_pool(pool) {}

    StoredSpare record(std::string_view databaseName, std::string_view roleName,
                       std::string_view holder, std::chrono::milliseconds time);
    /// Those that are not returned are lost.
    std::vector<std::string> renew(const std::vector<DatabaseLease> &leases,
                                   std::chrono::milliseconds time);
    /// False when the lease was lost.
    bool remove(const DatabaseLease &lease);
    bool postpone(const DatabaseLease &lease);

    /// Those whose lease is over, or, with `all`, which another holder has.
    std::vector<StoredSpare> abandoned(std::string_view holder, bool all);
    [[nodiscard]] std::optional<StoredSpare> takeOver(const StoredSpare &spare,
                                                      std::string_view holder,
                                                      std::chrono::milliseconds time, bool all);

private:
    PgPool &m_pool;
};

/// The name of this metadata database in the tags of what it has made. Throws `PgError`.
[[nodiscard]] std::string installationName(PgConnection &metadata);

} // namespace tw::server
