// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_connection.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace tw::server {

/// Up to `limit` connections to one target, made when needed, kept when idle. While the target
/// cannot be reached, attempts become rarer. Thread-safe.
class PgPool {
public:
    /// A connection lent to one thread. Goes back when it is sound, and away when it is not.
    class Lease {
    public:
        Lease(PgPool &pool, std::unique_ptr<PgConnection> connection)
            : m_pool(&pool), m_connection(std::move(connection))
        {
        }
        Lease(Lease &&other) noexcept = default;
        Lease &operator=(Lease &&) = delete;
        Lease(const Lease &) = delete;
        Lease &operator=(const Lease &) = delete;
        ~Lease()
        {
            if (m_connection)
                m_pool->giveBack(std::move(m_connection));
        }
        PgConnection *operator->() const { return m_connection.get(); }
        PgConnection &operator*() const { return *m_connection; }

    private:
        PgPool *m_pool;
        std::unique_ptr<PgConnection> m_connection;
    };

    struct Counters {
        std::size_t limit = 0;
        std::size_t size = 0;       ///< connections that are open or being made
        std::size_t inUse = 0;      ///< of them
        std::size_t waiting = 0;    ///< threads
        std::uint64_t failures = 0; ///< to connect, or to get a connection in time
    };

    PgPool(PgTarget target, std::size_t limit,
           std::chrono::milliseconds patience = std::chrono::seconds(20))
        : m_target(std::move(target)), m_limit(limit), m_patience(patience)
    {
    }

    /// Waits for a connection to come back when all are lent. Throws `PgError`.
    [[nodiscard]] Lease acquire();
    [[nodiscard]] const PgTarget &target() const { return m_target; }
    [[nodiscard]] Counters counters() const;

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] std::unique_ptr<PgConnection> takeIdle();
    [[nodiscard]] std::unique_ptr<PgConnection> connect(Clock::time_point deadline);
    void giveBack(std::unique_ptr<PgConnection> connection);

    PgTarget m_target;
    std::size_t m_limit;
    std::chrono::milliseconds m_patience;
    mutable std::mutex m_mutex;
    std::condition_variable m_returned;
    std::vector<std::unique_ptr<PgConnection>> m_idle;
    std::size_t m_lent = 0;
    std::size_t m_waiting = 0;
    std::uint64_t m_failures = 0;
    Clock::time_point m_nextAttempt;
    std::chrono::milliseconds m_delay{0}; ///< zero while the target answers
};

} // namespace tw::server
