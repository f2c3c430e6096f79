// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/database_creator.h"

#include "databases/names.h"

#include <fmt/format.h>

#include <QLoggingCategory>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcDatabases, "databases")

/// Well below the lease, so that nobody takes a database over while it is being made.
constexpr std::chrono::seconds scriptDeadline{200};
constexpr int ownerConnectionLimit = 50;

/// Holds the session lock of one database's life cycle, on the connection that works on it: should
/// this process die, PostgreSQL releases it only when the statement under way is over.
class LifeCycleLock {
public:
    /// Without `wait`, check `isHeld()`.
    LifeCycleLock(PgConnection &connection, const std::string &id, bool wait)
        : m_connection(connection), m_id(id)
    {
        if (wait) {
            connection.query("SELECT pg_advisory_lock(hashtextextended($1, 0))::text", {id});
            m_held = true;
        } else {
            m_held =
                connection.query("SELECT pg_try_advisory_lock(hashtextextended($1, 0))::text", {id})
                    .text(0, 0) == "true";
        }
    }
    LifeCycleLock(const LifeCycleLock &) = delete;
    LifeCycleLock &operator=(const LifeCycleLock &) = delete;
    ~LifeCycleLock()
    {
        if (!m_held)
            return;
        try {
            m_connection.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))::text", {m_id});
        } catch (const std::exception &error) { // then the lock went with its connection
            qCWarning(lcDatabases, "unlocking %s: %s", m_id.c_str(), error.what());
        }
    }
    [[nodiscard]] bool isHeld() const { return m_held; }

private:
    PgConnection &m_connection;
    std::string m_id;
    bool m_held = false;
};

bool catalogHas(PgConnection &connection, const char *sql, const std::string &name)
{
    return connection.query(sql, {name}).rowCount() > 0;
}

constexpr const char *findDatabase = "SELECT 1::text FROM pg_database WHERE datname = $1";
constexpr const char *findRole = "SELECT 1::text FROM pg_roles WHERE rolname = $1";

} // namespace

DatabaseCreator::DatabaseCreator(const DatabaseHost &host, PgPool &adminPool, DatabaseStore &store,
                                 std::string holder)
    : m_host(host), m_adminPool(adminPool), m_store(store), m_holder(std::move(holder))
{
}

MadeDatabase DatabaseCreator::create(const StoredSchema &schema, const Script &script)
{
    const std::string name = databaseName(schema.owner, schema.name);
    const std::string role = "tw_" + randomName(20);
    const std::string password = randomPassword();
    const auto admin = m_adminPool.acquire();
    StoredDatabase database =
        m_store.create({schema.id, schema.version, schema.owner, name, role, m_holder});
    const LifeCycleLock lock(*admin, database.id, true);
    try {
        makeEmpty(*admin, database, password);
        auto refusal = runScript(m_host.ownerOf(name, role, password), script, scriptDeadline);
        if (refusal) {
            qCWarning(lcDatabases, "database %s: statement %zu refused: %s", database.id.c_str(),
                      refusal->statement, refusal->error.what());
            undoAfterFailure(*admin, database, "PostgreSQL refused a statement");
            database.state = "failed";
            return {std::move(database), {}, std::move(refusal)};
        }
        if (!m_store.markReady(database.id, m_holder))
            throw PgError("the lease of the database was lost", {});
    } catch (const std::exception &error) {
        qCCritical(lcDatabases, "database %s: %s", database.id.c_str(), error.what());
        undoAfterFailure(*admin, database, "it could not be made");
        throw;
    }
    database.state = "ready";
    return {std::move(database), password, std::nullopt};
}

void DatabaseCreator::makeEmpty(PgConnection &admin, const StoredDatabase &database,
                                const std::string &password)
{
    const std::string name = admin.quotedName(database.databaseName);
    const std::string role = admin.quotedName(database.roleName);
    admin.execute(fmt::format(
        "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT "
        "{} PASSWORD {}",
        role, ownerConnectionLimit,
        admin.quotedLiteral(admin.scramVerifier(database.roleName, password))));
    // Only a member of a role may make a database for it. The membership ends below: many of them
    // would make each CREATE slower.
    admin.execute(fmt::format("GRANT {} TO CURRENT_USER", role));
    admin.execute(fmt::format("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' "
                              "ALLOW_CONNECTIONS false",
                              name, role));
    admin.execute(fmt::format("REVOKE ALL ON DATABASE {} FROM PUBLIC", name));
    admin.execute(fmt::format("COMMENT ON DATABASE {} IS {}", name,
                              admin.quotedLiteral("tablewright:" + database.id)));
    admin.execute(fmt::format("ALTER DATABASE {} ALLOW_CONNECTIONS true", name));
    admin.execute(fmt::format("REVOKE {} FROM CURRENT_USER", role));
}

void DatabaseCreator::undo(PgConnection &admin, const StoredDatabase &database)
{
    const std::string name = admin.quotedName(database.databaseName);
    const std::string role = admin.quotedName(database.roleName);
    if (catalogHas(admin, findRole, database.roleName))
        admin.execute(fmt::format("GRANT {} TO CURRENT_USER", role));
    if (catalogHas(admin, findDatabase, database.databaseName)) {
        admin.execute(fmt::format("ALTER DATABASE {} ALLOW_CONNECTIONS false", name));
        admin.execute(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name));
    }
    admin.execute(fmt::format("DROP ROLE IF EXISTS {}", role));
}

void DatabaseCreator::undoAfterFailure(PgConnection &admin, const StoredDatabase &database,
                                       std::string_view reason) noexcept
{
    try {
        if (!m_store.renewLease(database.id, m_holder)) {
            qCWarning(lcDatabases, "database %s is not ours to undo", database.id.c_str());
            return;
        }
        undo(admin, database);
        if (!m_store.markFailed(database.id, m_holder, reason))
            qCWarning(lcDatabases, "database %s: the lease was lost", database.id.c_str());
    } catch (const std::exception &error) {
        // The row stays `creating`; reconcile() comes back to it.
        qCCritical(lcDatabases, "undoing database %s: %s", database.id.c_str(), error.what());
    }
}

std::size_t DatabaseCreator::reconcile()
{
    std::size_t undone = 0;
    const auto admin = m_adminPool.acquire();
    for (const StoredDatabase &database : m_store.takeUnfinished(m_holder, m_host.isPrivate)) {
        const LifeCycleLock lock(*admin, database.id, false);
        if (!lock.isHeld())
            continue; // PostgreSQL still works on it; again when the new lease is over
        qCInfo(lcDatabases, "undoing unfinished database %s", database.id.c_str());
        undoAfterFailure(*admin, database, "the server stopped while it was made");
        ++undone;
    }
    return undone;
}

bool DatabaseCreator::exists(const std::string &databaseName)
{
    const auto admin = m_adminPool.acquire();
    return catalogHas(*admin, findDatabase, databaseName);
}

} // namespace tw::server
