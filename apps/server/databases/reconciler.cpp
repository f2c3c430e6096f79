// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/reconciler.h"

#include "databases/database_dropper.h"
#include "databases/fail_point.h"
#include "databases/life_cycle_lock.h"
#include "store/idempotency_keys.h"

#include <QLoggingCategory>

#include <map>
#include <unordered_map>
#include <unordered_set>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcReconciler, "databases.reconciler")

using Patience = LifeCycleLock::Patience;

constexpr const char *selectTaggedRoles = R"(
SELECT r.rolname::text, substr(t.description, length($1) + 1)
FROM pg_roles r JOIN pg_shdescription t ON t.objoid = r.oid AND t.classoid = 'pg_authid'::regclass
WHERE starts_with(t.description, $1))";

// Owners may change the comment of their database, but not the one of their role: the owner counts.
constexpr const char *selectOwners = R"(
SELECT d.datname::text, pg_get_userbyid(d.datdba)::text FROM pg_database d)";

} // namespace

ReconcileReport Reconciler::run()
{
    ReconcileReport report;
    failPoint("reconcile.begin");
    {
        const auto admin = m_parts.adminPool.acquire();
        finishDatabases(*admin, report);
        dropSpares(*admin, report);
        sweepOrphans(*admin, report);
        comparePresence(*admin, report);
    }
    forgetOld(report);
    failPoint("reconcile.end");
    if (report.changes() + report.postponed + report.forgotten > 0)
        qCInfo(lcReconciler,
               "undone %zu, dropped %zu, spares %zu, orphans %zu, missing %zu, found again %zu, "
               "postponed %zu, forgotten %zu",
               report.undone, report.dropped, report.spares, report.orphans, report.missing,
               report.found, report.postponed, report.forgotten);
    return report;
}

void Reconciler::forgetOld(ReconcileReport &report)
{
    m_parts.databases.endIdempotencyKeys();
    sweepIdempotencyKeys(*m_parts.metadata.acquire());
    if (m_parts.keepEnded > std::chrono::days(0))
        report.forgotten = m_parts.databases.forgetEnded(m_parts.keepEnded);
}

void Reconciler::finishDatabases(PgConnection &admin, ReconcileReport &report)
{
    for (const StoredDatabase &database :
         m_parts.databases.unfinished(m_parts.holder, m_parts.isAlone)) {
        const LifeCycleLock lock(admin, database.id, Patience::Try);
        if (!lock.isHeld())
            continue; // somebody, or PostgreSQL, still works on it
        const auto taken = m_parts.databases.takeOver(database, m_parts.holder,
                                                      m_parts.keeper.time(), m_parts.isAlone);
        if (!taken)
            continue;
        failPoint("reconcile.taken");
        finishDatabase(admin, *taken, report);
    }
}

void Reconciler::finishDatabase(PgConnection &admin, const StoredDatabase &database,
                                ReconcileReport &report)
{
    const LeaseKeeper::Held held(m_parts.keeper, LeaseKeeper::Kind::Database,
                                 {database.id, m_parts.holder, database.leaseNumber});
    const bool wasCreating = database.state == database_state::creating;
    try {
        dropPhysical(admin, namesOf(database), database.roleName);
        const bool ended =
            wasCreating
                ? m_parts.databases.markFailed(held.lease(), "the server stopped while it was made")
                : m_parts.databases.markDropped(held.lease());
        if (ended)
            ++(wasCreating ? report.undone : report.dropped);
    } catch (const PgError &error) {
        qCWarning(lcReconciler, "%s database %s (%s): %s; this is tried again later",
                  wasCreating ? "undoing" : "dropping", database.id.c_str(),
                  database.databaseName.c_str(), error.what());
        if (m_parts.databases.postpone(held.lease()))
            ++report.postponed;
        if (!admin.isReusable()) // the next run begins with the others
            throw;
    }
}

void Reconciler::dropSpares(PgConnection &admin, ReconcileReport &report)
{
    for (const StoredSpare &spare : m_parts.spares.abandoned(m_parts.holder, m_parts.isAlone)) {
        const LifeCycleLock lock(admin, spare.id, Patience::Try);
        if (!lock.isHeld())
            continue;
        const auto taken =
            m_parts.spares.takeOver(spare, m_parts.holder, m_parts.keeper.time(), m_parts.isAlone);
        if (!taken)
            continue;
        failPoint("reconcile.spare");
        const DatabaseLease lease{taken->id, m_parts.holder, taken->leaseNumber};
        try {
            dropPhysical(admin, {taken->databaseName}, taken->roleName);
            if (m_parts.spares.remove(lease))
                ++report.spares;
        } catch (const PgError &error) {
            qCWarning(lcReconciler, "dropping spare %s: %s; this is tried again later",
                      taken->databaseName.c_str(), error.what());
            if (m_parts.spares.postpone(lease))
                ++report.postponed;
            if (!admin.isReusable())
                throw;
        }
    }
}

void Reconciler::sweepOrphans(PgConnection &admin, ReconcileReport &report)
{
    // The catalog first: what is in it was recorded before, and still is unless it is an orphan.
    const PgResult tagged = admin.query(selectTaggedRoles, {m_parts.tags.prefix()});
    std::unordered_set<std::string> living;
    for (std::string &role : m_parts.databases.livingRoles())
        living.insert(std::move(role));
    std::map<std::string, std::string> orphans; // role, id
    for (int row = 0; row < tagged.rowCount(); ++row) {
        if (!living.contains(std::string(tagged.text(row, 0))))
            orphans.emplace(tagged.text(row, 0), tagged.text(row, 1));
    }
    if (orphans.empty())
        return;
    std::unordered_multimap<std::string, std::string> databasesOf;
    const PgResult owners = admin.query(selectOwners);
    for (int row = 0; row < owners.rowCount(); ++row)
        databasesOf.emplace(owners.text(row, 1), owners.text(row, 0));
    for (const auto &[role, id] : orphans) {
        const LifeCycleLock lock(admin, id, Patience::Try);
        if (!lock.isHeld() || m_parts.databases.isLivingRole(role))
            continue;
        failPoint("reconcile.orphan");
        std::vector<std::string> names;
        const auto [first, last] = databasesOf.equal_range(role);
        for (auto it = first; it != last; ++it)
            names.push_back(it->second);
        try {
            dropPhysical(admin, names, role);
            ++report.orphans;
            qCWarning(lcReconciler, "dropped orphan role %s with %zu databases", role.c_str(),
                      names.size());
        } catch (const PgError &error) {
            if (!admin.isReusable())
                throw;
            qCWarning(lcReconciler, "dropping orphan role %s: %s; this is tried again later",
                      role.c_str(), error.what());
            ++report.postponed;
        }
    }
}

void Reconciler::comparePresence(PgConnection &admin, ReconcileReport &report)
{
    // The record first: what is `ready` in it is in the catalog, unless its state changes as well.
    const auto expected = m_parts.databases.present();
    if (expected.empty())
        return;
    std::unordered_map<std::string, std::string> ownerOf;
    const PgResult owners = admin.query(selectOwners);
    for (int row = 0; row < owners.rowCount(); ++row)
        ownerOf.emplace(owners.text(row, 0), owners.text(row, 1));
    for (const StoredDatabase &database : expected) {
        const auto owner = ownerOf.find(database.databaseName);
        const bool exists = owner != ownerOf.end() && owner->second == database.roleName;
        const bool wasMissing = database.state == database_state::missing;
        if (exists != wasMissing)
            continue;
        failPoint("reconcile.missing");
        if (exists ? m_parts.databases.markFound(database.id)
                   : m_parts.databases.markMissing(database.id)) {
            ++(exists ? report.found : report.missing);
            qCWarning(lcReconciler, "database %s (%s) is %s", database.id.c_str(),
                      database.databaseName.c_str(), exists ? "there again" : "missing");
        }
    }
}

} // namespace tw::server
