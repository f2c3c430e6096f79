// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_connection.h"

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace tw::server {

/// Up to `limit` connections to one target, made when needed, kept when idle. Thread-safe.
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

    PgPool(PgTarget target, std::size_t limit) : m_target(std::move(target)), m_limit(limit) {}

    /// Waits for a connection to come back when all are lent. Throws `PgError`.
    [[nodiscard]] Lease acquire();
    [[nodiscard]] const PgTarget &target() const { return m_target; }

private:
    void giveBack(std::unique_ptr<PgConnection> connection);

    PgTarget m_target;
    std::size_t m_limit;
    std::mutex m_mutex;
    std::condition_variable m_returned;
    std::vector<std::unique_ptr<PgConnection>> m_idle;
    std::size_t m_lent = 0;
};

} // namespace tw::server
