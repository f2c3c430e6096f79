// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_connection.h"

#include <tablewright/backend/script.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace tw::server {

class ScriptWatch;

/// How the lock table of a PostgreSQL is shared out.
struct LockShares {
    std::size_t free = 0;  ///< a transaction of so many locks needs nobody's leave
    std::size_t token = 0; ///< so many locks may be taken under one token
    static constexpr int tokens = 4;

    /// `tableSize` is the number of locks that PostgreSQL keeps room for.
    [[nodiscard]] static LockShares of(std::size_t tableSize);
};

/// A run of a script's statements for one transaction.
struct ScriptBatch {
    std::size_t first = 0;
    std::size_t count = 0;
    std::size_t locks = 0;
};

/// Cuts between statements only. One batch when the whole script needs no token; otherwise as few
/// as fit under a token. A statement that fits under none has a batch of its own.
[[nodiscard]] std::vector<ScriptBatch> batchesOf(const Script &script, const LockShares &shares);

/// Keeps the transactions of many locks of all servers over one PostgreSQL from exhausting its lock
/// table together. Thread-safe.
class LockBudget {
public:
    /// `target` is a database that all servers share: advisory locks are a database's own.
    explicit LockBudget(PgTarget target) : m_target(std::move(target)) {}

    /// Asks PostgreSQL the first time only. Throws `PgError`.
    [[nodiscard]] LockShares shares();
    [[nodiscard]] const PgTarget &target() const { return m_target; }

private:
    PgTarget m_target;
    std::atomic<std::size_t> m_tableSize{0};
};

/// The tokens of one script: advisory locks of a session of its own, made for the first one, so
/// that they go when this process does. For one thread.
class LockTokens {
public:
    explicit LockTokens(const LockBudget &budget);

    /// Waits for one token, or for all of them. Only who holds none waits for one, and all are
    /// taken in one order, so nobody waits in a circle. PostgreSQL's queue for a lock is fair.
    void take(bool all, ScriptWatch &watch);
    void release();

private:
    PgTarget m_target;
    std::unique_ptr<PgConnection> m_session;
};

} // namespace tw::server
