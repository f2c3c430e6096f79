// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/postgres_scratch_check.h"

#include "databases/names.h"

#include <fmt/format.h>

#include <QLoggingCategory>

#include <chrono>
#include <utility>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcScratch, "scratch")

constexpr std::string_view namePrefix = "tablewright__scratch_";
/// Dead rows of the catalogs make a much used database slow.
constexpr std::size_t statementsOfALife = 20'000;
constexpr std::chrono::seconds patience{30};

// The lock of a server that has vanished is let go soon.
constexpr const char *tryLock = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))::text, "
                                "set_config('tcp_keepalives_idle', '20', false), "
                                "set_config('tcp_keepalives_interval', '10', false), "
                                "set_config('tcp_keepalives_count', '3', false)";
constexpr const char *unlock = "SELECT pg_advisory_unlock(hashtextextended($1, 0))::text";

constexpr const char *allScratches = R"(
SELECT datname::text FROM pg_database WHERE starts_with(datname::text, $1)
UNION SELECT rolname::text FROM pg_roles WHERE starts_with(rolname::text, $1))";

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
    std::string name;
    std::string password;
    std::unique_ptr<PgConnection> guard; ///< holds the advisory lock
    std::unique_ptr<PgConnection> owner;
    std::string databaseRights;
    std::string schemaRights;
    std::size_t statements = 0; ///< that ran in it
    bool isUsed = false;
    bool isSound = true;
};

PostgresScratchCheck::PostgresScratchCheck(const DatabaseHost &host, PgPool &adminPool,
                                           LockBudget &budget, std::size_t limit)
    : m_host(host), m_adminPool(adminPool), m_budget(budget), m_limit(limit)
{
}

PostgresScratchCheck::~PostgresScratchCheck()
{
    for (const auto &scratch : m_idle) {
        if (!scratch->guard->isReusable())
            continue; // then PostgreSQL has probably stopped, and `sweep()` comes to it
        try {
            drop(*scratch);
        } catch (const std::exception &error) {
            qCWarning(lcScratch, "dropping %s: %s", scratch->name.c_str(), error.what());
        }
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
            end.error = PgError(PQresultErrorMessage(result.get()), result.sqlState());
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
    return ScriptRefusal{end.completed, std::move(*end.error)};
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
        // Without its lock another server may be dropping it; with the lock it still has to be
        // there.
        if (scratch && (!scratch->guard->isReusable() || !scratch->owner->isReusable()))
            scratch.reset();
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
        try {
            drop(*scratch);
        } catch (const std::exception &error) { // `sweep()` finds it
            qCWarning(lcScratch, "dropping %s: %s", scratch->name.c_str(), error.what());
        }
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
    try {
        sweep();
    } catch (const PgError &error) {
        qCWarning(lcScratch, "sweeping: %s", error.what());
    }
    auto scratch = std::make_unique<Scratch>();
    scratch->name = std::string(namePrefix) + randomName(20);
    scratch->password = randomPassword();
    scratch->guard = std::make_unique<PgConnection>(m_host.metadata);
    if (scratch->guard->query(tryLock, {scratch->name}).text(0, 0) != "true")
        throw PgError("the lock of a new scratch database is taken", {});
    try {
        const auto admin = m_adminPool.acquire();
        const std::string name = admin->quotedName(scratch->name);
        admin->execute(fmt::format(
            "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION "
            "LIMIT 4 PASSWORD {}",
            name, admin->quotedLiteral(admin->scramVerifier(scratch->name, scratch->password))));
        admin->execute(fmt::format("GRANT {} TO CURRENT_USER", name));
        admin->execute(fmt::format("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING "
                                   "'UTF8' ALLOW_CONNECTIONS false",
                                   name, name));
        admin->execute(fmt::format("REVOKE ALL ON DATABASE {} FROM PUBLIC", name));
        admin->execute(fmt::format("ALTER DATABASE {} ALLOW_CONNECTIONS true", name));
        admin->execute(fmt::format("REVOKE {} FROM CURRENT_USER", name));
        scratch->owner = std::make_unique<PgConnection>(
            m_host.ownerOf(scratch->name, scratch->name, scratch->password));
        const PgResult rights = scratch->owner->query(currentRights);
        scratch->databaseRights = rights.text(0, 0);
        scratch->schemaRights = rights.text(0, 1);
    } catch (const PgError &) {
        try {
            drop(*scratch);
        } catch (const std::exception &error) {
            qCWarning(lcScratch, "dropping %s: %s", scratch->name.c_str(), error.what());
        }
        throw;
    }
    return scratch;
}

void PostgresScratchCheck::drop(Scratch &scratch)
{
    scratch.owner.reset();
    dropBoth(scratch.name);
}

void PostgresScratchCheck::dropBoth(const std::string &name)
{
    const auto admin = m_adminPool.acquire();
    const std::string quoted = admin->quotedName(name);
    // Membership again: only who has the owner's rights may drop what it owns.
    if (admin->query("SELECT FROM pg_roles WHERE rolname = $1", {name}).rowCount() == 1)
        admin->execute(fmt::format("GRANT {} TO CURRENT_USER", quoted));
    admin->execute(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted));
    admin->execute(fmt::format("DROP ROLE IF EXISTS {}", quoted));
}

std::size_t PostgresScratchCheck::sweep()
{
    PgConnection session(m_host.metadata);
    const PgResult found = session.query(allScratches, {namePrefix});
    std::size_t swept = 0;
    for (int row = 0; row < found.rowCount(); ++row) {
        const std::string name(found.text(row, 0));
        if (session.query(tryLock, {name}).text(0, 0) != "true")
            continue;
        try {
            dropBoth(name);
            ++swept;
        } catch (const PgError &error) {
            qCWarning(lcScratch, "sweeping %s: %s", name.c_str(), error.what());
        }
        session.query(unlock, {name});
    }
    return swept;
}

} // namespace tw::server
