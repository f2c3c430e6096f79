// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

/// When what could not be undone or dropped is tried again: after 15 s, twice as long each time, at
/// most half an hour.
#define TABLEWRIGHT_BACK_OFF                                                                       \
    "now() + least(interval '30 minutes', interval '15 seconds' * 2 ^ least(attempts, 10))"

} // namespace tw::server
