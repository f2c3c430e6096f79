// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databases/database_host.h"
#include "databases/database_maker.h"
#include "databases/lease_keeper.h"
#include "databases/life_cycle.h"
#include "databases/lock_budget.h"
#include "databases/reconciler.h"
#include "databases/script_runner.h"
#include "databases/warm_pool.h"
#include "store/spare_store.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <semaphore>
#include <stop_token>
#include <string>
#include <thread>

namespace tw::server {

struct LifeCycleOptions {
    std::string holder;       ///< names this process in leases; never the same twice
    bool opaqueNames = false; ///< of databases
    std::size_t warmPool = 0; ///< spare databases to keep ready
    /// Renewed while work goes on; how long others wait after this process has died.
    std::chrono::milliseconds leaseTime{60'000};
    /// Between `begin()` and `finish()`.
    std::chrono::milliseconds begunTime{600'000};
    std::chrono::milliseconds reconcileInterval{60'000};
    std::chrono::days keepEnded{0}; ///< records of failed and dropped databases; 0: for ever

    /// In builds with fail points, `TABLEWRIGHT_LEASE_TIME` (milliseconds) replaces all times.
    void readTestTimes();
};

/// The life of generated databases over one PostgreSQL: each is recorded first, made under the lock
/// of its row, closed to all but its own owner, filled by that owner, then `ready`. What does not
/// get so far is undone, by this process or, should it die, by the reconciler of any.
class DatabaseLifeCycle final : public LifeCycle {
public:
    /// Asks the metadata for the installation's name. `metadata` and `databases` must outlive this.
    DatabaseLifeCycle(const DatabaseHost &host, PgPool &metadata, DatabaseStore &databases,
                      LifeCycleOptions options);
    DatabaseLifeCycle(const DatabaseLifeCycle &) = delete;
    DatabaseLifeCycle &operator=(const DatabaseLifeCycle &) = delete;
    ~DatabaseLifeCycle() override;

    /// Begins to reconcile, at once and then on a timer, and to fill the warm pool.
    void start();
    /// Ends scripts under way, undoes them, and drops the spares. Call it before PostgreSQL stops.
    void stop();
    /// One round of the reconciler, on this thread.
    ReconcileReport reconcile();
    [[nodiscard]] std::size_t spareCount() { return m_pool.count(); }
    /// For whatever else makes databases and runs scripts in this process.
    [[nodiscard]] DatabaseMaker &maker() { return m_maker; }
    [[nodiscard]] LockBudget &lockBudget() { return m_lockBudget; }
    [[nodiscard]] const PgPool &adminPool() const { return m_adminPool; }
    /// How many databases are being made or dropped by this process.
    [[nodiscard]] int activeWork() const { return m_active.load(); }

    [[nodiscard]] CreationOutcome create(const DatabaseRequest &request,
                                         const Script &script) override;
    [[nodiscard]] CreationOutcome begin(const DatabaseRequest &request) override;
    [[nodiscard]] CreationOutcome finish(const StoredDatabase &begun,
                                         const Script &script) override;
    [[nodiscard]] DropOutcome drop(std::string_view owner, std::string_view id) override;
    [[nodiscard]] std::optional<NewCredentials> renewCredentials(std::string_view owner,
                                                                 std::string_view id) override;
    [[nodiscard]] DatabaseHealth health(const StoredDatabase &database) override;

private:
    class Work;
    /// The password of a spare whose row a begun database has taken.
    struct BegunSpare {
        std::string password;
        std::chrono::steady_clock::time_point since;
    };

    [[nodiscard]] std::string makeEmpty(PgConnection &admin, const StoredDatabase &database);
    void undo(PgConnection &admin, const StoredDatabase &database,
              const LeaseKeeper::Held &held) noexcept;
    [[nodiscard]] std::string passwordOfSpare(const std::string &id);
    void runReconciler();

    /// Each needs a connection of the administrator and one of an owner.
    static constexpr std::ptrdiff_t parallelWork = 6;
    static constexpr std::size_t adminConnections = parallelWork + 4;

    const DatabaseHost &m_host;
    DatabaseStore &m_databases;
    LifeCycleOptions m_options;
    PgPool m_adminPool;
    SpareStore m_spareStore;
    DatabaseMaker m_maker;
    LockBudget m_lockBudget;
    ScriptRunner m_scripts;
    LeaseKeeper m_keeper;
    WarmPool m_pool;
    Reconciler m_reconciler;
    std::counting_semaphore<parallelWork> m_permits{parallelWork};
    std::atomic<int> m_active{0};
    std::stop_source m_stop;

    std::mutex m_mutex;
    std::map<std::string, BegunSpare> m_begun; ///< by id of the database
    std::condition_variable m_wake;
    bool m_stopping = false;
    std::mutex m_reconciling;
    std::thread m_timer;
};

} // namespace tw::server
