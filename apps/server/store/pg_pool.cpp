// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/pg_pool.h"

#include <QRandomGenerator>

#include <algorithm>
#include <thread>

namespace tw::server {

namespace {

constexpr std::chrono::milliseconds firstDelay{50};
constexpr std::chrono::milliseconds longestDelay{5'000};

} // namespace

PgPool::Lease PgPool::acquire()
{
    const auto deadline = Clock::now() + m_patience;
    {
        std::unique_lock lock(m_mutex);
        ++m_waiting;
        const bool isFree = m_returned.wait_until(lock, deadline, [&] { return m_lent < m_limit; });
        --m_waiting;
        if (!isFree) {
            ++m_failures;
            throw PgError("no connection became free in time", {});
        }
        ++m_lent;
    }
    try {
        auto connection = takeIdle();
        if (!connection)
            connection = connect(deadline);
        return {*this, std::move(connection)};
    } catch (...) {
        giveBack(nullptr);
        throw;
    }
}

/// The first of the idle connections that is still sound.
std::unique_ptr<PgConnection> PgPool::takeIdle()
{
    for (;;) {
        std::unique_ptr<PgConnection> connection;
        {
            const std::scoped_lock lock(m_mutex);
            if (m_idle.empty())
                return nullptr;
            connection = std::move(m_idle.back());
            m_idle.pop_back();
        }
        if (connection->isReusable())
            return connection;
    }
}

std::unique_ptr<PgConnection> PgPool::connect(Clock::time_point deadline)
{
    Clock::time_point attempt;
    {
        const std::scoped_lock lock(m_mutex);
        attempt = std::min(m_nextAttempt, deadline);
    }
    std::this_thread::sleep_until(attempt);
    try {
        auto connection = std::make_unique<PgConnection>(m_target);
        const std::scoped_lock lock(m_mutex);
        m_delay = {};
        m_nextAttempt = {};
        return connection;
    } catch (const PgError &) {
        const std::scoped_lock lock(m_mutex);
        ++m_failures;
        // Threads that failed together are one failure.
        if (m_nextAttempt <= attempt) {
            m_delay = m_delay.count() == 0 ? firstDelay : std::min(m_delay * 2, longestDelay);
            const double jitter = 0.5 + QRandomGenerator::global()->generateDouble() / 2;
            m_nextAttempt = Clock::now() + std::chrono::milliseconds(static_cast<std::int64_t>(
                                               static_cast<double>(m_delay.count()) * jitter));
        }
        throw;
    }
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

PgPool::Counters PgPool::counters() const
{
    const std::scoped_lock lock(m_mutex);
    return {m_limit, m_idle.size() + m_lent, m_lent, m_waiting, m_failures};
}

} // namespace tw::server
