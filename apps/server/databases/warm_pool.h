// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databases/database_maker.h"
#include "databases/lease_keeper.h"
#include "store/pg_pool.h"
#include "store/spare_store.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace tw::server {

/// A prepared empty database with its role: closed, tagged, under a lease that is renewed as long
/// as this lives. The password is known here only.
struct Spare {
    PhysicalDatabase database; ///< `id` is that of the spare's row
    std::string password;
    std::unique_ptr<LeaseKeeper::Held> held;
};

/// Keeps up to `size` spares ready, made on a thread of its own while nobody else needs the
/// machine. What a process that died had prepared, the reconciler drops. Thread-safe.
class WarmPool {
public:
    struct Parts {
        PgPool &adminPool;
        SpareStore &store;
        DatabaseMaker &maker;
        LeaseKeeper &keeper;
        std::string holder;
        std::function<bool()> isBusy; ///< whether requests are being worked on
    };

    WarmPool(Parts parts, std::size_t size);
    WarmPool(const WarmPool &) = delete;
    WarmPool &operator=(const WarmPool &) = delete;
    ~WarmPool();

    /// A spare, if there is one. Never waits.
    [[nodiscard]] std::optional<Spare> take();
    /// One that was not used after all.
    void giveBack(Spare spare);
    [[nodiscard]] std::size_t count();

    /// Begins to fill; more calls do nothing.
    void start();
    /// Ends filling and drops what is left, as far as PostgreSQL still answers.
    void stop();

private:
    void run();
    /// False when the pool is being stopped.
    bool awaitNeed();
    [[nodiscard]] Spare make();
    void drop(const Spare &spare);

    Parts m_parts;
    std::size_t m_size;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Spare> m_spares;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace tw::server
