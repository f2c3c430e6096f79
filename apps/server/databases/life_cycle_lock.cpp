// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/life_cycle_lock.h"

#include <QLoggingCategory>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcLock, "databases.lock")

// A peer that has vanished without a word would keep its locks for hours.
#define WITH_KEEPALIVE                                                                             \
    ", set_config('tcp_keepalives_idle', '20', false)"                                             \
    ", set_config('tcp_keepalives_interval', '10', false)"                                         \
    ", set_config('tcp_keepalives_count', '3', false)"

constexpr const char *waitForLock =
    "SELECT pg_advisory_lock(hashtextextended($1, 7310823))::text" WITH_KEEPALIVE;
constexpr const char *tryLock =
    "SELECT pg_try_advisory_lock(hashtextextended($1, 7310823))::text" WITH_KEEPALIVE;
constexpr const char *unlock = "SELECT pg_advisory_unlock(hashtextextended($1, 7310823))::text";

} // namespace

LifeCycleLock::LifeCycleLock(PgConnection &connection, const std::string &id, Patience patience)
    : m_connection(connection), m_id(id)
{
    const bool waits = patience == Patience::Wait;
    const PgResult result = connection.query(waits ? waitForLock : tryLock, {id});
    m_held = waits || result.text(0, 0) == "true";
}

LifeCycleLock::~LifeCycleLock()
{
    if (!m_held)
        return;
    try {
        m_connection.query(unlock, {m_id});
    } catch (const std::exception &error) { // then the lock went with its connection
        qCWarning(lcLock, "unlocking %s: %s", m_id.c_str(), error.what());
    }
}

} // namespace tw::server
