// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_pool.h"
#include "store/statement.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace tw::server {

/// The right to work on one row, while `until` of the row is not over, and of nobody who comes with
/// another holder or number.
struct DatabaseLease {
    std::string id;
    std::string holder; ///< a process
    std::int64_t number = 0;
};

/// Leases as two arrays of PostgreSQL, `uuid[]` and `bigint[]`.
struct LeaseArrays {
    explicit LeaseArrays(const std::vector<DatabaseLease> &leases)
    {
        for (const DatabaseLease &lease : leases) {
            ids += (ids.empty() ? "{" : ",") + lease.id;
            numbers += (numbers.empty() ? "{" : ",") + std::to_string(lease.number);
        }
        ids += leases.empty() ? "{}" : "}";
        numbers += leases.empty() ? "{}" : "}";
    }
    std::string ids;
    std::string numbers;
};

/// As an `interval` of PostgreSQL.
[[nodiscard]] inline std::string intervalText(std::chrono::milliseconds time)
{
    return std::to_string(time.count()) + " milliseconds";
}

/// Runs a statement that begins these leases anew, which are all of one holder, with parameters
/// ids, numbers, holder and time; tells the ids of those that were still held.
[[nodiscard]] inline std::vector<std::string> renewedBy(PgPool &pool, const Statement &statement,
                                                        const std::vector<DatabaseLease> &leases,
                                                        std::chrono::milliseconds time)
{
    if (leases.empty())
        return {};
    const LeaseArrays arrays(leases);
    const auto connection = pool.acquire();
    const PgResult result = connection->run(
        statement, {arrays.ids, arrays.numbers, leases.front().holder, intervalText(time)});
    std::vector<std::string> renewed;
    renewed.reserve(static_cast<std::size_t>(result.rowCount()));
    for (int row = 0; row < result.rowCount(); ++row)
        renewed.emplace_back(result.text(row, 0));
    return renewed;
}

/// When what could not be undone or dropped is tried again: after 15 s, twice as long each time, at
/// most half an hour.
#define TABLEWRIGHT_BACK_OFF                                                                       \
    "now() + least(interval '30 minutes', interval '15 seconds' * 2 ^ least(attempts, 10))"

} // namespace tw::server
