// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/pg_pool.h"

#include <chrono>

namespace tw::server {

namespace {

constexpr std::chrono::seconds patience{20};

} // namespace

PgPool::Lease PgPool::acquire()
{
    std::unique_ptr<PgConnection> connection;
    {
        std::unique_lock lock(m_mutex);
        if (!m_returned.wait_for(lock, patience, [&] { return m_lent < m_limit; }))
            throw PgError("no connection became free in time", {});
        ++m_lent;
        if (!m_idle.empty()) {
            connection = std::move(m_idle.back());
            m_idle.pop_back();
        }
    }
    try {
        if (!connection || !connection->isReusable())
            connection = std::make_unique<PgConnection>(m_target);
    } catch (...) {
        giveBack(nullptr);
        throw;
    }
    return {*this, std::move(connection)};
}

void PgPool::giveBack(std::unique_ptr<PgConnection> connection)
{
    const bool keep = connection && connection->isReusable();
    {
        const std::scoped_lock lock(m_mutex);
        --m_lent;
        if (keep)
            m_idle.push_back(std::move(connection));
    }
    m_returned.notify_one();
}

} // namespace tw::server
