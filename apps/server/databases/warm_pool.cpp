// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/warm_pool.h"

#include "databases/database_dropper.h"
#include "databases/fail_point.h"
#include "databases/life_cycle_lock.h"
#include "databases/names.h"

#include <QLoggingCategory>

#include <chrono>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcPool, "databases.pool")

using std::chrono::milliseconds;

/// Requests go first, but under a load that never ends the pool is of the most use.
constexpr milliseconds quietStep{50};
constexpr int mostQuietSteps = 40;
constexpr milliseconds afterFailure{10'000};

} // namespace

WarmPool::WarmPool(Parts parts, std::size_t size) : m_parts(std::move(parts)), m_size(size) {}

WarmPool::~WarmPool() { stop(); }

void WarmPool::start()
{
    const std::scoped_lock lock(m_mutex);
    if (m_size > 0 && !m_stopping && !m_thread.joinable())
        m_thread = std::thread([this] { run(); });
}

void WarmPool::stop()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
    try {
        while (auto spare = take())
            drop(*spare);
    } catch (const std::exception &error) {
        // PostgreSQL ends with this process; the next one's reconciler drops it.
        qCDebug(lcPool, "leaving spares behind: %s", error.what());
        const std::scoped_lock lock(m_mutex);
        m_spares.clear();
    }
}

std::optional<Spare> WarmPool::take()
{
    std::optional<Spare> spare;
    {
        const std::scoped_lock lock(m_mutex);
        while (!m_spares.empty() && !spare) {
            if (!m_spares.front().held->isLost())
                spare = std::move(m_spares.front());
            m_spares.pop_front();
        }
    }
    m_wake.notify_all();
    return spare;
}

void WarmPool::giveBack(Spare spare)
{
    const std::scoped_lock lock(m_mutex);
    m_spares.push_front(std::move(spare));
}

std::size_t WarmPool::count()
{
    const std::scoped_lock lock(m_mutex);
    return m_spares.size();
}

bool WarmPool::awaitNeed()
{
    std::unique_lock lock(m_mutex);
    const auto isStopping = [&] { return m_stopping; };
    m_wake.wait(lock, [&] { return m_stopping || m_spares.size() < m_size; });
    for (int step = 0; step < mostQuietSteps && !m_stopping; ++step) {
        lock.unlock();
        const bool busy = m_parts.isBusy();
        lock.lock();
        if (!busy)
            break;
        m_wake.wait_for(lock, quietStep, isStopping);
    }
    return !m_stopping;
}

void WarmPool::run()
{
    while (awaitNeed()) {
        try {
            Spare spare = make();
            const std::scoped_lock lock(m_mutex);
            m_spares.push_back(std::move(spare));
        } catch (const std::exception &error) {
            qCWarning(lcPool, "preparing a spare database: %s", error.what());
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, afterFailure, [&] { return m_stopping; });
        }
    }
}

Spare WarmPool::make()
{
    const StoredSpare row =
        m_parts.store.record(spareName(), roleName(), m_parts.holder, m_parts.keeper.time());
    const DatabaseLease lease{row.id, m_parts.holder, row.leaseNumber};
    Spare spare{
        {row.id, row.databaseName, row.roleName},
        randomPassword(),
        std::make_unique<LeaseKeeper::Held>(m_parts.keeper, LeaseKeeper::Kind::Spare, lease)};
    try {
        failPoint("spare.recorded");
        const auto admin = m_parts.adminPool.acquire();
        const LifeCycleLock lock(*admin, row.id, LifeCycleLock::Patience::Wait);
        m_parts.maker.makeRole(*admin, spare.database, spare.password);
        failPoint("spare.role");
        m_parts.maker.makeDatabase(*admin, spare.database);
        failPoint("spare.database");
        m_parts.maker.makePrivate(*admin, spare.database);
        failPoint("spare.closed");
    } catch (const std::exception &) {
        // The reconciler drops it when its time has come.
        m_parts.store.postpone(lease);
        throw;
    }
    failPoint("spare.ready");
    return spare;
}

void WarmPool::drop(const Spare &spare)
{
    const auto admin = m_parts.adminPool.acquire();
    const LifeCycleLock lock(*admin, spare.database.id, LifeCycleLock::Patience::Try);
    if (!lock.isHeld() || spare.held->isLost())
        return;
    dropPhysical(*admin, {spare.database.name}, spare.database.role);
    m_parts.store.remove(spare.held->lease());
}

} // namespace tw::server
