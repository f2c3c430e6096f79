// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_connection.h"

#include <cstdint>
#include <string>

namespace tw::server {

/// Holds the session lock of one database's life cycle, on the connection that works on it: should
/// this process die, PostgreSQL lets go of it only when the statement under way is over. That, and
/// not the lease, tells whether somebody still works on it. All servers that share metadata make
/// their databases from one administrative database: advisory locks are a database's own.
class LifeCycleLock {
public:
    enum class Patience : std::uint8_t { Wait, Try };

    /// With `Try`, check `isHeld()`.
    LifeCycleLock(PgConnection &connection, const std::string &id, Patience patience);
    LifeCycleLock(const LifeCycleLock &) = delete;
    LifeCycleLock &operator=(const LifeCycleLock &) = delete;
    ~LifeCycleLock();

    [[nodiscard]] bool isHeld() const { return m_held; }

private:
    PgConnection &m_connection;
    std::string m_id;
    bool m_held = false;
};

} // namespace tw::server
