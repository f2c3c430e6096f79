// SPDX-License-Identifier: MIT
#pragma once

#include "cluster_folder.h"
#include "script_parts.h"

#include "databases/database_life_cycle.h"
#include "databases/fail_point.h"
#include "databases/life_cycle_lock.h"
#include "databases/names.h"
#include "databases/private_cluster.h"
#include "store/migrations.h"
#include "store/schema_statements.h"
#include "store/sha256.h"

#include <QDir>
#include <QStorageInfo>

#include <memory>
#include <set>
#include <stdexcept>
#include <string>

#define NEEDS_FAIL_POINTS                                                                          \
    if (!hasFailPoints)                                                                            \
    QSKIP("built without fail points")

/// A private cluster with migrated metadata, and what tests of life cycles ask of it.
class LifeCycleFixture {
public:
    LifeCycleFixture()
    {
        m_cluster = std::make_unique<tw::server::PrivateCluster>(m_folder.path());
        m_cluster->start();
        m_host = m_cluster->host();
        m_host.isPrivate = false; // several instances share it here
        m_metadata = std::make_unique<tw::server::PgPool>(m_host.metadata, 32);
        m_databases = std::make_unique<tw::server::DatabaseStore>(*m_metadata);
        tw::server::migrate(*m_metadata->acquire());
        m_admin = std::make_unique<tw::server::PgConnection>(m_host.admin);
    }

    /// One of several servers over the same PostgreSQL.
    [[nodiscard]] std::unique_ptr<tw::server::DatabaseLifeCycle>
    instance(const std::string &holder, std::size_t warmPool = 0,
             std::chrono::milliseconds leaseTime = std::chrono::seconds(60))
    {
        tw::server::LifeCycleOptions options;
        options.holder = holder;
        options.warmPool = warmPool;
        options.leaseTime = leaseTime;
        return instance(std::move(options));
    }
    [[nodiscard]] std::unique_ptr<tw::server::DatabaseLifeCycle>
    instance(tw::server::LifeCycleOptions options)
    {
        return std::make_unique<tw::server::DatabaseLifeCycle>(m_host, *m_metadata, *m_databases,
                                                               std::move(options));
    }

    /// For a new schema of `owner`.
    [[nodiscard]] tw::server::DatabaseRequest request(const std::string &owner = "local")
    {
        const auto document = std::make_shared<const std::string>(R"({"name":"a schema"})");
        const auto made =
            tw::server::run(*m_metadata->acquire(),
                            tw::server::createSchema({owner, "a schema", "", document, "", 0},
                                                     tw::server::sha256(*document)));
        return {owner, made.head.id, "a schema", 1, false, "", 0};
    }

    [[nodiscard]] bool has(const char *catalog, const char *column, const std::string &name)
    {
        const std::string sql =
            std::string("SELECT 1::text FROM ") + catalog + " WHERE " + column + " = $1";
        return m_admin->query(sql.c_str(), {name}).rowCount() == 1;
    }
    [[nodiscard]] bool hasDatabase(const std::string &name)
    {
        return has("pg_database", "datname", name);
    }
    [[nodiscard]] bool hasRole(const std::string &name) { return has("pg_roles", "rolname", name); }
    /// Whether a database and its role are there.
    [[nodiscard]] bool isThere(const tw::server::StoredDatabase &database)
    {
        return hasDatabase(database.databaseName) && hasRole(database.roleName);
    }
    [[nodiscard]] bool isGone(const tw::server::StoredDatabase &database)
    {
        return !hasDatabase(database.databaseName) && !hasRole(database.roleName);
    }
    [[nodiscard]] std::string stateOf(const tw::server::StoredDatabase &database)
    {
        const auto found = m_databases->find(database.owner, database.id);
        return found ? found->state : "nothing";
    }
    /// The first column of the first row, from the metadata.
    std::string value(const std::string &sql)
    {
        const auto connection = m_metadata->acquire();
        const auto result = connection->query(sql.c_str());
        return result.rowCount() == 0 ? std::string() : std::string(result.text(0, 0));
    }
    void change(const std::string &sql) { m_metadata->acquire()->execute(sql); }
    void expire(const std::string &table, const std::string &id)
    {
        change("UPDATE tablewright." + table +
               " SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL AND "
               "id = '" +
               id + "'");
    }
    /// Ends the sessions that hold locks of life cycles, as a lost network does.
    void breakLocks()
    {
        m_admin->query("SELECT pg_terminate_backend(pid)::text FROM pg_locks "
                       "WHERE locktype = 'advisory' AND pid <> pg_backend_pid()");
    }

    /// What is wrong once all leases are over and a reconciler was here: whatever a test did,
    /// nothing is left that no row knows of, and no row is wrong.
    [[nodiscard]] std::string settled()
    {
        const auto cleaner = instance("the cleaner");
        change("UPDATE tablewright.databases SET lease_until = now() - interval '1 second' WHERE "
               "lease_until IS NOT NULL");
        cleaner->reconcile();
        if (cleaner->reconcile().changes() != 0)
            return "the reconciler does not come to an end";
        if (value("SELECT count(*)::text FROM tablewright.databases WHERE state IN ('creating', "
                  "'dropping')") != "0")
            return "an unfinished row";
        std::set<std::string> known;
        for (const std::string &role : m_databases->livingRoles())
            known.insert(role);
        const auto roles =
            m_admin->query("SELECT rolname::text FROM pg_roles WHERE rolname ~ '^tw_'");
        for (int row = 0; row < roles.rowCount(); ++row) {
            if (known.erase(std::string(roles.text(row, 0))) == 0)
                return "an orphan role";
        }
        return known.empty() ? std::string() : "no role " + *known.begin();
    }

    [[nodiscard]] tw::server::PgTarget owner(const tw::server::StoredDatabase &database,
                                             const std::string &password) const
    {
        return m_host.ownerOf(database.databaseName, database.roleName, password);
    }

    [[nodiscard]] tw::server::PgConnection &admin() { return *m_admin; }
    [[nodiscard]] tw::server::PgPool &metadata() { return *m_metadata; }
    [[nodiscard]] tw::server::DatabaseStore &databases() { return *m_databases; }
    [[nodiscard]] const tw::server::DatabaseHost &host() const { return m_host; }

private:
    /// In memory where there is room: a disk makes and drops databases ten times slower.
    static QString folderTemplate()
    {
        const QStorageInfo memory(QStringLiteral("/dev/shm"));
        const bool fits = memory.isReady() && memory.bytesAvailable() > (qint64{1} << 30);
        return (fits ? QStringLiteral("/dev/shm") : QDir::tempPath()) +
               QStringLiteral("/tablewright-test.XXXXXX");
    }

    ClusterFolder m_folder{folderTemplate()};
    std::unique_ptr<tw::server::PrivateCluster> m_cluster;
    tw::server::DatabaseHost m_host;
    std::unique_ptr<tw::server::PgPool> m_metadata;
    std::unique_ptr<tw::server::DatabaseStore> m_databases;
    std::unique_ptr<tw::server::PgConnection> m_admin;
};

/// Holds whoever comes to a fail point until the end of the scope.
class PausedAt {
public:
    explicit PausedAt([[maybe_unused]] const std::string &point)
    {
#ifdef TABLEWRIGHT_FAIL_POINTS
        tw::server::armFailPoint(point + ":pause");
#else
        throw std::logic_error("built without fail points");
#endif
    }
    PausedAt(const PausedAt &) = delete;
    PausedAt &operator=(const PausedAt &) = delete;
    ~PausedAt() { release(); }
    void release()
    {
#ifdef TABLEWRIGHT_FAIL_POINTS
        tw::server::armFailPoint("");
#endif
    }
    [[nodiscard]] static bool isReached()
    {
#ifdef TABLEWRIGHT_FAIL_POINTS
        return tw::server::isFailPointReached();
#else
        return false;
#endif
    }
};
