// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/lease_keeper.h"

#include <QLoggingCategory>

#include <algorithm>
#include <vector>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcLeases, "databases.leases")

} // namespace

LeaseKeeper::Held::Held(LeaseKeeper &keeper, Kind kind, DatabaseLease lease) : m_keeper(keeper)
{
    const std::scoped_lock lock(keeper.m_mutex);
    m_entry = keeper.m_entries.insert(keeper.m_entries.end(), {kind, std::move(lease), false});
}

LeaseKeeper::Held::~Held()
{
    const std::scoped_lock lock(m_keeper.m_mutex);
    m_keeper.m_entries.erase(m_entry);
}

bool LeaseKeeper::Held::isLost() const
{
    const std::scoped_lock lock(m_keeper.m_mutex);
    return m_entry->isLost;
}

LeaseKeeper::LeaseKeeper(DatabaseStore &databases, SpareStore &spares,
                         std::chrono::milliseconds time)
    : m_databases(databases), m_spares(spares), m_time(time), m_thread([this] { run(); })
{
}

LeaseKeeper::~LeaseKeeper()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void LeaseKeeper::run()
{
    std::unique_lock lock(m_mutex);
    // Three tries before a lease is over.
    while (!m_wake.wait_for(lock, m_time / 4, [&] { return m_stopping; })) {
        lock.unlock();
        try {
            renew(Kind::Database);
            renew(Kind::Spare);
        } catch (const std::exception &error) {
            qCWarning(lcLeases, "renewing leases: %s", error.what());
        }
        lock.lock();
    }
}

void LeaseKeeper::renew(Kind kind)
{
    std::vector<DatabaseLease> leases;
    {
        const std::scoped_lock lock(m_mutex);
        for (const Held::Entry &entry : m_entries) {
            if (entry.kind == kind && !entry.isLost)
                leases.push_back(entry.lease);
        }
    }
    if (leases.empty())
        return;
    const auto renewed =
        kind == Kind::Database ? m_databases.renew(leases, m_time) : m_spares.renew(leases, m_time);
    const std::scoped_lock lock(m_mutex);
    for (Held::Entry &entry : m_entries) {
        const auto isThis = [&](const DatabaseLease &lease) {
            return lease.id == entry.lease.id && lease.number == entry.lease.number;
        };
        if (std::any_of(leases.begin(), leases.end(), isThis) &&
            std::find(renewed.begin(), renewed.end(), entry.lease.id) == renewed.end())
            entry.isLost = true;
    }
}

} // namespace tw::server
