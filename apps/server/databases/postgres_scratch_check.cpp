// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/postgres_scratch_check.h"

#include "databases/database_dropper.h"
#include "databases/life_cycle_lock.h"
#include "databases/names.h"

#include <QLoggingCategory>

#include <chrono>
#include <utility>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcScratch, "scratch")

/// Dead rows of the catalogs make a much used database slow.
constexpr std::size_t statementsOfALife = 20'000;
constexpr std::chrono::seconds patience{30};

/// All that an owner can leave behind: what it owns, what it has set, and that it has taken away
/// the one schema that was there.
constexpr const char *isEmpty = R"(
SELECT (NOT EXISTS (SELECT FROM pg_shdepend WHERE dbid = d.oid)
    AND NOT EXISTS (SELECT FROM pg_db_role_setting
                    WHERE setdatabase = d.oid OR setrole = current_user::regrole)
    AND d.datacl::text[] = $1::text::text[] AND d.datallowconn AND d.datconnlimit = -1
    AND EXISTS (SELECT FROM pg_namespace
                WHERE nspname = 'public' AND nspowner = 'pg_database_owner'::regrole
                    AND nspacl::text[] = $2::text::text[]))::text
FROM pg_database AS d WHERE datname = current_database())";

constexpr const char *currentRights = R"(
SELECT d.datacl::text[]::text, n.nspacl::text[]::text
FROM pg_database AS d, pg_namespace AS n
WHERE d.datname = current_database() AND n.nspname = 'public')";

} // namespace

struct PostgresScratchCheck::Scratch {
    Scratch(const PgTarget &admin, std::string itsName)
        : name(std::move(itsName)), guard(admin), lock(guard, name, LifeCycleLock::Patience::Try)
    {
    }

    std::string name;
    std::string password = randomPassword();
    PgConnection guard;
    LifeCycleLock lock; ///< while it is held, no reconciler takes it for an orphan
    std::unique_ptr<PgConnection> owner;
    std::string databaseRights;
    std::string schemaRights;
    std::size_t statements = 0; ///< that ran in it
    bool isUsed = false;
    bool isSound = true;
};

PostgresScratchCheck::PostgresScratchCheck(const DatabaseHost &host, PgPool &adminPool,
                                           DatabaseMaker &maker, LockBudget &budget,
                                           std::size_t limit)
    : m_host(host), m_adminPool(adminPool), m_maker(maker), m_budget(budget), m_limit(limit)
{
}

PostgresScratchCheck::~PostgresScratchCheck()
{
    for (const auto &scratch : m_idle) {
        if (scratch->guard.isReusable()) // otherwise PostgreSQL has probably stopped
            drop(*scratch);
    }
}

std::optional<ScriptRefusal> PostgresScratchCheck::refusalOf(const Script &script)
{
    if (script.statements.empty())
        return std::nullopt;
    const bool fits = batchesOf(script, m_budget.shares()).size() == 1;
    for (;;) {
        std::unique_ptr<Scratch> scratch = acquire();
        const bool wasIdle = std::exchange(scratch->isUsed, true);
        try {
            auto refusal = fits ? inOneTransaction(*scratch, script) : inBatches(*scratch, script);
            giveBack(std::move(scratch));
            return refusal;
        } catch (const PgError &) {
            // A session may have been lost long before it was needed.
            const bool isLost = PQstatus(scratch->owner->get()) != CONNECTION_OK;
            scratch->isSound = false;
            giveBack(std::move(scratch));
            if (!wasIdle || !isLost)
                throw;
        } catch (...) {
            scratch->isSound = false;
            giveBack(std::move(scratch));
            throw;
        }
    }
}

std::optional<ScriptRefusal> PostgresScratchCheck::inOneTransaction(Scratch &scratch,
                                                                    const Script &script)
{
    ScriptOptions options;
    options.deadline = ScriptRunner::deadlineOf(script);
    options.stopToken = m_stop.get_token();
    ScriptWatch watch(options);
    const LockShares shares = m_budget.shares();
    LockTokens tokens(m_budget);
    const ScriptBatch batch = batchesOf(script, shares).front();
    if (batch.locks > shares.free)
        tokens.take(batch.locks > shares.token, watch);

    PgConnection &owner = *scratch.owner;
    owner.execute("BEGIN");
    ScriptWatch::End end = watch.run(owner, script.text);
    if (end.reason)
        std::rethrow_exception(end.reason);
    if (!end.error) {
        const PgResult result(PQexec(owner.get(), "SET CONSTRAINTS ALL IMMEDIATE"));
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
            end.error = PgError(result.get());
    }
    // Whatever ended the transaction may have kept what was done in it.
    const PGTransactionStatusType status = PQtransactionStatus(owner.get());
    if (status != PQTRANS_INTRANS && status != PQTRANS_INERROR)
        scratch.isSound = false;
    owner.execute("ROLLBACK");
    owner.execute("DISCARD ALL");
    tokens.release();
    scratch.statements += script.statements.size();
    if (scratch.isSound)
        scratch.isSound =
            owner.query(isEmpty, {scratch.databaseRights, scratch.schemaRights}).text(0, 0) ==
            "true";
    if (!scratch.isSound)
        qCWarning(lcScratch, "a script left something behind in %s", scratch.name.c_str());
    if (!end.error)
        return std::nullopt;
    if (!blamesStatement(end.error->sqlState()))
        throw PgError(*end.error);
    return ScriptRefusal{end.completed, std::move(*end.error), 0};
}

std::optional<ScriptRefusal> PostgresScratchCheck::inBatches(Scratch &scratch, const Script &script)
{
    scratch.isSound = false; // what stays in it goes with it
    ScriptOptions options;
    options.stopToken = m_stop.get_token();
    return ScriptRunner(m_budget).run(m_host.ownerOf(scratch.name, scratch.name, scratch.password),
                                      script, options);
}

std::unique_ptr<PostgresScratchCheck::Scratch> PostgresScratchCheck::acquire()
{
    std::unique_ptr<Scratch> scratch;
    {
        std::unique_lock lock(m_mutex);
        if (!m_returned.wait_for(lock, patience, [&] { return m_lent < m_limit; }))
            throw PgError("no scratch database became free in time", {});
        ++m_lent;
        if (!m_idle.empty()) {
            scratch = std::move(m_idle.back());
            m_idle.pop_back();
        }
    }
    try {
        if (scratch && !scratch->guard.isReusable())
            scratch.reset(); // without its lock it is the reconciler's
        if (scratch && !scratch->owner->isReusable()) {
            drop(*scratch);
            scratch.reset();
        }
        if (!scratch)
            scratch = make();
    } catch (...) {
        {
            const std::scoped_lock lock(m_mutex);
            --m_lent;
        }
        m_returned.notify_one();
        throw;
    }
    return scratch;
}

void PostgresScratchCheck::giveBack(std::unique_ptr<Scratch> scratch) noexcept
{
    if (!scratch->isSound || scratch->statements >= statementsOfALife) {
        drop(*scratch);
        scratch.reset();
    }
    {
        const std::scoped_lock lock(m_mutex);
        --m_lent;
        if (scratch)
            m_idle.push_back(std::move(scratch));
    }
    m_returned.notify_one();
}

std::unique_ptr<PostgresScratchCheck::Scratch> PostgresScratchCheck::make()
{
    auto scratch = std::make_unique<Scratch>(m_host.admin, scratchName());
    if (!scratch->lock.isHeld())
        throw PgError("the lock of a new scratch database is taken", {});
    try {
        const auto admin = m_adminPool.acquire();
        const PhysicalDatabase database{scratch->name, scratch->name, scratch->name};
        m_maker.makeRole(*admin, database, scratch->password);
        m_maker.makeDatabase(*admin, database);
        m_maker.makePrivate(*admin, database);
        m_maker.open(*admin, database);
        scratch->owner = std::make_unique<PgConnection>(
            m_host.ownerOf(scratch->name, scratch->name, scratch->password));
        const PgResult rights = scratch->owner->query(currentRights);
        scratch->databaseRights = rights.text(0, 0);
        scratch->schemaRights = rights.text(0, 1);
    } catch (const PgError &) {
        drop(*scratch);
        throw;
    }
    return scratch;
}

void PostgresScratchCheck::drop(Scratch &scratch) noexcept
{
    scratch.owner.reset();
    try {
        dropPhysical(*m_adminPool.acquire(), {scratch.name}, scratch.name);
    } catch (const std::exception &error) { // then the reconciler finds it
        qCWarning(lcScratch, "dropping %s: %s", scratch.name.c_str(), error.what());
    }
}

} // namespace tw::server
