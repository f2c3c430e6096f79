// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/database_life_cycle.h"

#include "databases/database_dropper.h"
#include "databases/fail_point.h"
#include "databases/life_cycle_lock.h"
#include "databases/names.h"

#include <QLoggingCategory>

#include <charconv>
#include <cstdlib>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcLifeCycle, "databases")

using Patience = LifeCycleLock::Patience;
using Kind = CreationOutcome::Kind;

constexpr const char *selectHealth = R"(
SELECT d.datallowconn::text, pg_stat_get_db_numbackends(d.oid)::text,
    CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid)::text END
FROM pg_database d WHERE d.datname = $1)";

std::string installationOf(PgPool &metadata) { return installationName(*metadata.acquire()); }

/// Why nothing was recorded.
Kind kindOf(RecordedDatabase::Kind kind)
{
    switch (kind) {
    case RecordedDatabase::Kind::Replayed:
        return Kind::Replayed;
    case RecordedDatabase::Kind::KeyReused:
        return Kind::KeyReused;
    case RecordedDatabase::Kind::SchemaGone:
        return Kind::SchemaGone;
    default:
        return Kind::QuotaReached;
    }
}

PhysicalDatabase physicalOf(const StoredDatabase &database)
{
    return {database.id, database.databaseName, database.roleName};
}

} // namespace

void LifeCycleOptions::readTestTimes()
{
    if constexpr (hasFailPoints) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe)
        const char *text = std::getenv("TABLEWRIGHT_LEASE_TIME");
        if (text == nullptr)
            return;
        leaseTime = begunTime = reconcileInterval = std::chrono::milliseconds(std::atoi(text));
    }
}

/// One of the pieces of work that may go on at once.
class DatabaseLifeCycle::Work {
public:
    explicit Work(DatabaseLifeCycle &lifeCycle) : m_lifeCycle(lifeCycle)
    {
        ++lifeCycle.m_active;
        lifeCycle.m_permits.acquire();
    }
    Work(const Work &) = delete;
    Work &operator=(const Work &) = delete;
    ~Work()
    {
        m_lifeCycle.m_permits.release();
        --m_lifeCycle.m_active;
    }

private:
    DatabaseLifeCycle &m_lifeCycle;
};

DatabaseLifeCycle::DatabaseLifeCycle(const DatabaseHost &host, PgPool &metadata,
                                     DatabaseStore &databases, LifeCycleOptions options)
    : m_host(host), m_databases(databases), m_options(std::move(options)),
      m_adminPool(host.admin, adminConnections), m_spareStore(metadata),
      m_maker(Tags(installationOf(metadata))), m_lockBudget(host.metadata), m_scripts(m_lockBudget),
      m_keeper(databases, m_spareStore, m_options.leaseTime),
      m_pool({m_adminPool, m_spareStore, m_maker, m_keeper, m_options.holder,
              [this] { return m_active > 0; }},
             m_options.warmPool),
      m_reconciler({metadata, m_adminPool, databases, m_spareStore, m_keeper, m_maker.tags(),
                    m_options.holder, host.isPrivate, m_options.keepEnded})
{
}

DatabaseLifeCycle::~DatabaseLifeCycle() { stop(); }

void DatabaseLifeCycle::start()
{
    m_pool.start();
    const std::scoped_lock lock(m_mutex);
    if (!m_stopping && !m_timer.joinable())
        m_timer = std::thread([this] { runReconciler(); });
}

void DatabaseLifeCycle::stop()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_stop.request_stop();
    if (m_timer.joinable())
        m_timer.join();
    m_pool.stop();
}

void DatabaseLifeCycle::runReconciler()
{
    std::unique_lock lock(m_mutex);
    do {
        lock.unlock();
        try {
            reconcile();
        } catch (const std::exception &error) {
            qCWarning(lcLifeCycle, "reconciling: %s", error.what());
        }
        lock.lock();
    } while (!m_wake.wait_for(lock, m_options.reconcileInterval, [&] { return m_stopping; }));
}

ReconcileReport DatabaseLifeCycle::reconcile()
{
    const std::scoped_lock one(m_reconciling);
    {
        const std::scoped_lock lock(m_mutex);
        const auto oldest = std::chrono::steady_clock::now() - 2 * m_options.begunTime;
        std::erase_if(m_begun, [&](const auto &begun) { return begun.second.since < oldest; });
    }
    return m_reconciler.run();
}

CreationOutcome DatabaseLifeCycle::create(const DatabaseRequest &request, const Script &script)
{
    CreationOutcome outcome = begin(request);
    if (outcome.kind == Kind::Ready)
        outcome = finish(outcome.database, script);
    return outcome;
}

CreationOutcome DatabaseLifeCycle::begin(const DatabaseRequest &request)
{
    failPoint("create.begin");
    const std::string name = m_options.opaqueNames
                                 ? opaqueDatabaseName()
                                 : databaseName(request.owner, request.schemaName);
    for (;;) {
        std::optional<Spare> spare = m_pool.take();
        NewDatabase wanted;
        const std::string role = spare ? spare->database.role : roleName();
        wanted.schemaId = request.schemaId;
        wanted.version = request.version;
        wanted.owner = request.owner;
        wanted.databaseName = name;
        wanted.roleName = role;
        wanted.leaseHolder = m_options.holder;
        wanted.leaseTime = m_options.begunTime;
        wanted.idempotencyKey = request.idempotencyKey;
        wanted.isNewestVersion = request.isNewestVersion;
        wanted.quota = request.quota;
        if (spare) {
            wanted.spare = spare->held->lease();
            wanted.formerName = spare->database.name;
        }
        RecordedDatabase recorded = m_databases.record(wanted);
        if (recorded.kind == RecordedDatabase::Kind::SpareGone)
            continue; // with another one, or without
        if (recorded.kind != RecordedDatabase::Kind::Recorded) {
            if (spare)
                m_pool.giveBack(std::move(*spare));
            return {kindOf(recorded.kind), std::move(recorded.database), {}, {}};
        }
        if (spare) {
            const std::scoped_lock lock(m_mutex);
            m_begun[recorded.database.id] = {spare->password, std::chrono::steady_clock::now()};
        }
        failPoint("create.recorded");
        return {Kind::Ready, std::move(recorded.database), {}, {}};
    }
}

CreationOutcome DatabaseLifeCycle::finish(const StoredDatabase &begun, const Script &script)
{
    const Work work(*this);
    const auto admin = m_adminPool.acquire();
    const LifeCycleLock lock(*admin, begun.id, Patience::Wait);
    const LeaseKeeper::Held held(m_keeper, LeaseKeeper::Kind::Database,
                                 {begun.id, m_options.holder, begun.leaseNumber});
    if (m_databases.renew({held.lease()}, m_options.leaseTime).empty())
        throw PgError("database " + begun.id + " was taken over before it was made", {});
    failPoint("create.locked");
    StoredDatabase database = begun;
    std::string password;
    try {
        password = makeEmpty(*admin, database);
        ScriptOptions options;
        options.stopToken = m_stop.get_token();
        options.onProgress = [&] {
            if (held.isLost())
                throw PgError("the lease of the database was lost", {});
        };
        auto refusal = m_scripts.run(
            m_host.ownerOf(database.databaseName, database.roleName, password), script, options);
        failPoint("create.filled");
        if (refusal) {
            qCWarning(lcLifeCycle, "database %s: statement %zu refused: %s", database.id.c_str(),
                      refusal->statement, refusal->error.what());
            undo(*admin, database, held);
            database.state = database_state::failed;
            return {Kind::Refused, std::move(database), {}, std::move(refusal)};
        }
        if (!m_databases.markReady(held.lease()))
            throw PgError("the lease of the database was lost", {});
    } catch (const std::exception &error) {
        qCCritical(lcLifeCycle, "database %s: %s", database.id.c_str(), error.what());
        undo(*admin, database, held);
        throw;
    }
    failPoint("create.ready");
    database.state = database_state::ready;
    database.formerName.clear();
    return {Kind::Ready, std::move(database), std::move(password), std::nullopt};
}

std::string DatabaseLifeCycle::passwordOfSpare(const std::string &id)
{
    const std::scoped_lock lock(m_mutex);
    const auto begun = m_begun.extract(id);
    return begun.empty() ? std::string() : begun.mapped().password;
}

std::string DatabaseLifeCycle::makeEmpty(PgConnection &admin, const StoredDatabase &database)
{
    const PhysicalDatabase physical = physicalOf(database);
    if (!database.formerName.empty()) {
        std::string password = passwordOfSpare(database.id);
        if (!password.empty()) {
            try {
                failPoint("create.renaming");
                m_maker.adopt(admin, database.formerName, physical);
                failPoint("create.renamed");
                return password;
            } catch (const PgError &error) {
                if (!admin.isReusable())
                    throw;
                qCWarning(lcLifeCycle, "spare %s is of no use: %s", database.formerName.c_str(),
                          error.what());
            }
        }
        dropPhysical(admin, namesOf(database), database.roleName);
    }
    std::string password = randomPassword();
    m_maker.makeRole(admin, physical, password);
    failPoint("create.role");
    m_maker.makeDatabase(admin, physical);
    failPoint("create.database");
    m_maker.makePrivate(admin, physical);
    m_maker.open(admin, physical);
    failPoint("create.opened");
    return password;
}

void DatabaseLifeCycle::undo(PgConnection &admin, const StoredDatabase &database,
                             const LeaseKeeper::Held &held) noexcept
{
    try {
        failPoint("undo.begin");
        if (m_databases.renew({held.lease()}, m_options.leaseTime).empty()) {
            qCWarning(lcLifeCycle, "database %s is not ours to undo", database.id.c_str());
            return;
        }
        dropPhysical(admin, namesOf(database), database.roleName);
        failPoint("undo.dropped");
        if (!m_databases.markFailed(held.lease(), "it could not be made"))
            qCWarning(lcLifeCycle, "database %s: the lease was lost", database.id.c_str());
        failPoint("undo.failed");
    } catch (const std::exception &error) {
        qCCritical(lcLifeCycle, "undoing database %s: %s; this is tried again later",
                   database.id.c_str(), error.what());
        try {
            static_cast<void>(m_databases.postpone(held.lease()));
        } catch (const std::exception &) { // then the lease ends by itself
            return;
        }
    }
}

LifeCycle::DropOutcome DatabaseLifeCycle::drop(std::string_view owner, std::string_view id)
{
    const Work work(*this);
    const auto admin = m_adminPool.acquire();
    const auto begun = m_databases.beginDropping(owner, id, m_options.holder, m_options.leaseTime);
    using Begun = DatabaseStore::Dropping::Kind;
    if (begun.kind != Begun::Begun)
        return begun.kind == Begun::NotFound ? DropOutcome::NotFound
               : begun.kind == Begun::Busy   ? DropOutcome::Busy
                                             : DropOutcome::Dropped;
    const StoredDatabase &database = begun.database;
    const LeaseKeeper::Held held(m_keeper, LeaseKeeper::Kind::Database,
                                 {database.id, m_options.holder, database.leaseNumber});
    try {
        failPoint("drop.recorded");
        const LifeCycleLock lock(*admin, database.id, Patience::Wait);
        failPoint("drop.locked");
        dropPhysical(*admin, namesOf(database), database.roleName);
        failPoint("drop.gone");
        if (!m_databases.markDropped(held.lease()))
            qCWarning(lcLifeCycle, "database %s was dropped by another instance",
                      database.id.c_str());
    } catch (const std::exception &error) {
        qCCritical(lcLifeCycle, "dropping database %s (%s): %s; this is tried again later",
                   database.id.c_str(), database.databaseName.c_str(), error.what());
        static_cast<void>(m_databases.postpone(held.lease()));
        throw;
    }
    failPoint("drop.dropped");
    return DropOutcome::Dropped;
}

std::optional<NewCredentials> DatabaseLifeCycle::renewCredentials(std::string_view owner,
                                                                  std::string_view id)
{
    auto database = m_databases.find(owner, id);
    if (!database || database->state != database_state::ready)
        return std::nullopt;
    const auto admin = m_adminPool.acquire();
    const LifeCycleLock lock(*admin, database->id, Patience::Wait);
    failPoint("credentials.locked");
    database = m_databases.find(owner, id); // nobody drops it from here on
    if (!database || database->state != database_state::ready)
        return std::nullopt;
    std::string password = randomPassword();
    DatabaseMaker::setPassword(*admin, database->roleName, password);
    failPoint("credentials.changed");
    return NewCredentials{std::move(*database), std::move(password)};
}

DatabaseHealth DatabaseLifeCycle::health(const StoredDatabase &database)
{
    DatabaseHealth health;
    {
        const auto admin = m_adminPool.acquire();
        const PgResult result = admin->query(selectHealth, {database.databaseName});
        if (result.rowCount() == 1) {
            health.exists = true;
            health.acceptsConnections = result.text(0, 0) == "true";
            health.connections = std::stoi(std::string(result.text(0, 1)));
            if (!result.isNull(0, 2))
                health.bytes = std::stoll(std::string(result.text(0, 2)));
        }
    }
    if (!health.exists && database.state == database_state::ready)
        m_databases.markMissing(database.id);
    return health;
}

} // namespace tw::server
