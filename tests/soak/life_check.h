// SPDX-License-Identifier: MIT
#pragma once

#include "private_postgres.h"

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace tw::soak {

/// What clients were told about generated databases. Thread-safe.
class DatabaseLedger {
public:
    void created(const std::string &id);
    /// From then on it may be there or not.
    void dropBegins(const std::string &id);
    void dropped(const std::string &id);
    /// One that is there and that nobody drops yet; empty when there is none.
    [[nodiscard]] std::string oneToDrop();

    enum class Told { Ready, Unknown, Dropped };
    [[nodiscard]] std::map<std::string, Told> all() const;

private:
    mutable std::mutex m_mutex;
    std::map<std::string, Told> m_databases;
};

/// The record of generated databases against PostgreSQL's catalog, and against what clients were
/// told.
class LifeCheck {
public:
    LifeCheck(const PrivatePostgres &postgres, const DatabaseLedger &ledger,
              std::vector<std::string> tables)
        : m_postgres(postgres), m_ledger(ledger), m_tables(std::move(tables))
    {
    }

    /// What does not fit. Empty: nothing is unfinished, orphaned, missing or wrongly named.
    /// `hasServers`: spares of servers that run are as they should be.
    [[nodiscard]] std::vector<std::string> findings(bool hasServers);
    /// Waits for the reconcilers; what is still wrong then.
    [[nodiscard]] std::vector<std::string> findingsAfter(std::chrono::milliseconds patience,
                                                         bool hasServers);
    /// Waits until each spare was seen to have its lease renewed, or is gone. PostgreSQL may die
    /// between recording a spare and saying so: nobody holds that one, and it goes with its lease.
    void awaitHeldSpares(std::chrono::milliseconds patience) const;

private:
    void checkTables(const std::string &database, std::vector<std::string> &found);

    const PrivatePostgres &m_postgres;
    const DatabaseLedger &m_ledger;
    std::vector<std::string> m_tables; ///< that every generated database has
    std::map<std::string, bool> m_complete;
};

} // namespace tw::soak
