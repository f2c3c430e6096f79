// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database_lease.h"
#include "store/database_store.h"
#include "store/spare_store.h"

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

namespace tw::server {

/// Renews the leases of work under way, however long that takes, on a thread of its own.
class LeaseKeeper {
public:
    enum class Kind : std::uint8_t { Database, Spare };

    /// A lease that is renewed as long as this lives.
    class Held {
    public:
        Held(LeaseKeeper &keeper, Kind kind, DatabaseLease lease);
        Held(const Held &) = delete;
        Held &operator=(const Held &) = delete;
        ~Held();
        [[nodiscard]] const DatabaseLease &lease() const { return m_entry->lease; }
        /// Whether the last renewal found it with somebody else.
        [[nodiscard]] bool isLost() const;

    private:
        friend class LeaseKeeper;
        struct Entry {
            Kind kind;
            DatabaseLease lease;
            bool isLost = false;
        };
        LeaseKeeper &m_keeper;
        std::list<Entry>::iterator m_entry;
    };

    LeaseKeeper(DatabaseStore &databases, SpareStore &spares, std::chrono::milliseconds time);
    LeaseKeeper(const LeaseKeeper &) = delete;
    LeaseKeeper &operator=(const LeaseKeeper &) = delete;
    ~LeaseKeeper();

    [[nodiscard]] std::chrono::milliseconds time() const { return m_time; }

private:
    void run();
    void renew(Kind kind);

    DatabaseStore &m_databases;
    SpareStore &m_spares;
    std::chrono::milliseconds m_time;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::list<Held::Entry> m_entries;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace tw::server
