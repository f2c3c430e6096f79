// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tw::server {

/// Expects how many entries of the lock table the statements of a script take, as the PostgreSQL
/// backend writes them. Never too few, and for plain tables hardly too many; the model is in
/// docs/design/lock_budget.md. Takes a script's statements in their order.
class LockEstimator {
public:
    /// The entries that every transaction has: its own, and catalogs still held at its end.
    static constexpr std::size_t perTransaction = 32;

    /// What one more statement would lock in the current transaction. Points into the statement and
    /// into what was added before.
    struct Demand {
        std::size_t locks = 0;
        std::size_t own = 0;                 ///< of these, what nothing else locks as well
        std::size_t indexes = 0;             ///< that it makes
        std::string table;                   ///< that it makes or changes
        std::vector<std::string_view> reads; ///< tables, one index of each
        std::vector<std::string_view> scans; ///< tables, all of their indexes
        std::vector<std::string> things;     ///< namespaces and types
        bool makesTable = false;
        bool makesType = false;
        bool addsKey = false; ///< of the first table that it scans to the last
    };

    /// Forgets what is locked, but not what there is.
    void beginTransaction() { ++m_transaction; }
    [[nodiscard]] Demand demandOf(std::string_view statement) const;
    void add(const Demand &demand);

private:
    struct Table {
        std::size_t indexes = 0;
        std::size_t lockedIn = 0;         ///< the transaction
        std::size_t indexesLockedIn = 0;  ///< all of them
        std::vector<std::string> targets; ///< of its foreign keys
    };

    void parseTable(std::string_view statement, Demand &demand) const;
    void price(Demand &demand) const;

    std::size_t m_transaction = 1;
    std::size_t m_types = 0;
    std::unordered_map<std::string, Table> m_tables;
    std::unordered_map<std::string, std::size_t> m_lockedIn; ///< namespaces and types
};

} // namespace tw::server
