// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/lock_budget.h"

#include "databases/lock_estimate.h"
#include "databases/script_watch.h"

#include <QRandomGenerator>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace tw::server {

namespace {

std::size_t numberIn(const PgResult &result, int column)
{
    const std::string_view text = result.text(0, column);
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// PostgreSQL's NLockEntries().
constexpr const char *lockTable = R"(
SELECT (current_setting('max_locks_per_transaction')::bigint
    * (current_setting('max_connections')::bigint
        + current_setting('autovacuum_max_workers')::bigint + 1
        + current_setting('max_worker_processes')::bigint
        + current_setting('max_wal_senders')::bigint
        + current_setting('max_prepared_transactions')::bigint))::text)";

/// The first half of the tokens' keys; what else takes advisory locks has keys of 64 bits.
#define TOKEN_CLASS "1953983595"

constexpr const char *tryOneToken =
    "SELECT n::text FROM generate_series($1::text::int, $2::text::int) AS n "
    "WHERE pg_try_advisory_lock(" TOKEN_CLASS ", n % $3::text::int) LIMIT 1";

void lock(PgConnection &session, int token, ScriptWatch &watch)
{
    const std::string sql =
        "SELECT pg_advisory_lock(" TOKEN_CLASS ", " + std::to_string(token) + ")";
    const ScriptWatch::End end = watch.run(session, sql);
    if (end.reason)
        std::rethrow_exception(end.reason);
    if (end.error)
        throw PgError(*end.error);
}

} // namespace

LockShares LockShares::of(std::size_t tableSize)
{
    // A quarter of the table is for what asks nobody: eight small scripts at once, and sessions.
    return {std::max<std::size_t>(tableSize / 32, 1),
            std::max<std::size_t>(tableSize / 4 * 3 / tokens, 1)};
}

std::vector<ScriptBatch> batchesOf(const Script &script, const LockShares &shares)
{
    if (script.statements.empty())
        return {};
    LockEstimator whole;
    LockEstimator cut;
    std::size_t total = LockEstimator::perTransaction;
    std::vector<ScriptBatch> batches;
    for (std::size_t i = 0; i < script.statements.size(); ++i) {
        const std::string_view statement = script.textOf(script.statements[i]);
        if (total <= shares.free) {
            const LockEstimator::Demand demand = whole.demandOf(statement);
            total += demand.locks;
            whole.add(demand);
        }
        LockEstimator::Demand demand = cut.demandOf(statement);
        if (batches.empty() || batches.back().locks + demand.locks > shares.token) {
            cut.beginTransaction();
            demand = cut.demandOf(statement);
            batches.push_back({i, 0, LockEstimator::perTransaction});
        }
        ++batches.back().count;
        batches.back().locks += demand.locks;
        cut.add(demand);
    }
    if (total <= shares.free)
        return {{0, script.statements.size(), total}};
    return batches;
}

LockShares LockBudget::shares()
{
    std::size_t tableSize = m_tableSize;
    if (tableSize == 0) {
        PgConnection connection(m_target);
        tableSize = numberIn(connection.query(lockTable), 0);
        m_tableSize = tableSize;
    }
    return LockShares::of(tableSize);
}

LockTokens::LockTokens(const LockBudget &budget) : m_target(budget.target())
{
    // Waiting is bounded by whoever waits; of a server that has vanished, tokens come back soon.
    m_target.set("options", "-c search_path=pg_catalog -c statement_timeout=0 -c lock_timeout=0"
                            " -c idle_session_timeout=0 -c tcp_keepalives_idle=20"
                            " -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3");
}

void LockTokens::take(bool all, ScriptWatch &watch)
{
    if (!m_session || !m_session->isReusable())
        m_session = std::make_unique<PgConnection>(m_target);
    if (all) {
        for (int token = 0; token < LockShares::tokens; ++token)
            lock(*m_session, token, watch);
        return;
    }
    const int first = QRandomGenerator::global()->bounded(LockShares::tokens);
    const PgResult found = m_session->query(
        tryOneToken, {std::to_string(first), std::to_string(first + LockShares::tokens - 1),
                      std::to_string(LockShares::tokens)});
    if (found.rowCount() == 0)
        lock(*m_session, first, watch);
}

void LockTokens::release()
{
    if (m_session)
        m_session->query("SELECT pg_advisory_unlock_all()::text");
}

} // namespace tw::server
