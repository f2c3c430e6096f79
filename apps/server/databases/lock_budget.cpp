// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/lock_budget.h"

#include "databases/script_watch.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace tw::server {

namespace {

/// The transaction's own entries, and the catalogs that it still holds at its end.
constexpr std::size_t locksOfTransaction = 32;

constexpr std::string_view itemStart = "\n    ";

/// First words of types that are PostgreSQL's own; in order. A type that is missing here only makes
/// the estimate larger.
constexpr std::array<std::string_view, 48> builtinTypes = {
    "bigint",  "bit",       "boolean",   "box",       "bytea",     "char",        "character",
    "cidr",    "circle",    "date",      "daterange", "double",    "float4",      "float8",
    "inet",    "int4range", "int8",      "int8range", "integer",   "interval",    "json",
    "jsonb",   "jsonpath",  "line",      "lseg",      "macaddr",   "macaddr8",    "money",
    "numeric", "numrange",  "oid",       "path",      "pg_lsn",    "point",       "polygon",
    "real",    "smallint",  "text",      "time",      "timestamp", "timestamptz", "timetz",
    "tsquery", "tsrange",   "tstzrange", "tsvector",  "uuid",      "xml"};

std::size_t countOf(std::string_view text, std::string_view word)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + word.size()))
        ++count;
    return count;
}

/// Behind the identifier at `at`.
std::size_t skipIdentifier(std::string_view text, std::size_t at)
{
    if (at == text.size() || text[at] != '"')
        return std::min(text.find(' ', at), text.size());
    for (++at; at < text.size(); ++at) {
        if (text[at] != '"')
            continue;
        if (at + 1 == text.size() || text[at + 1] != '"')
            return at + 1;
        ++at;
    }
    return at;
}

/// Columns of a type that the script makes: their table locks it.
std::size_t columnsOfOwnTypes(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(itemStart); at != std::string_view::npos;
         at = text.find(itemStart, at)) {
        at += itemStart.size();
        const std::size_t type = std::min(skipIdentifier(text, at) + 1, text.size());
        const std::size_t end = std::min(
            text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789", type), text.size());
        const bool isQualified = end < text.size() && text[end] == '.';
        const std::string_view word = text.substr(type, end - type);
        if (isQualified || !std::binary_search(builtinTypes.begin(), builtinTypes.end(), word))
            ++count;
    }
    return count;
}

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

} // namespace

std::size_t locksOf(std::string_view statement)
{
    // Words are counted wherever they stand, in a default's text too: too many never hurt.
    const std::size_t keys = countOf(statement, "REFERENCES ");
    if (statement.starts_with("CREATE TABLE ")) {
        const std::size_t indexes =
            countOf(statement, "PRIMARY KEY (") + countOf(statement, "UNIQUE (");
        // The table, its row type, its TOAST table with an index, its namespace; a sequence; a
        // constraint and its index; a constraint, the other table and its index.
        return 5 + countOf(statement, " AS IDENTITY") + 2 * indexes + 3 * keys +
               columnsOfOwnTypes(statement);
    }
    if (statement.starts_with("ALTER TABLE "))
        return 1 + 3 * std::max<std::size_t>(keys, 1);
    if (statement.starts_with("CREATE INDEX ") || statement.starts_with("CREATE UNIQUE INDEX "))
        return 2; // and its table
    if (statement.starts_with("CREATE TYPE "))
        return 2; // and its namespace
    if (statement.starts_with("COMMENT ON ") || statement.starts_with("CREATE SCHEMA "))
        return 1;
    return 8;
}

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
    std::vector<std::size_t> locks;
    locks.reserve(script.statements.size());
    std::size_t total = locksOfTransaction;
    for (const tw::Statement &statement : script.statements)
        total += locks.emplace_back(locksOf(script.textOf(statement)));
    if (total <= shares.free)
        return {{0, script.statements.size(), total}};

    std::vector<ScriptBatch> batches;
    for (std::size_t i = 0; i < locks.size(); ++i) {
        if (batches.empty() || batches.back().locks + locks[i] > shares.token)
            batches.push_back({i, 0, locksOfTransaction});
        ++batches.back().count;
        batches.back().locks += locks[i];
    }
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
    // Waiting is bounded by whoever waits.
    m_target.set("options", "-c search_path=pg_catalog -c statement_timeout=0 -c lock_timeout=0"
                            " -c idle_session_timeout=0");
}

void LockTokens::lock(int token, ScriptWatch &watch)
{
    const std::string sql =
        "SELECT pg_advisory_lock(" TOKEN_CLASS ", " + std::to_string(token) + ")";
    const ScriptWatch::End end = watch.run(*m_session, sql);
    if (end.reason)
        std::rethrow_exception(end.reason);
    if (end.error)
        throw PgError(*end.error);
}

void LockTokens::take(bool all, ScriptWatch &watch)
{
    if (!m_session || !m_session->isReusable())
        m_session.emplace(m_target);
    if (all) {
        for (int token = 0; token < LockShares::tokens; ++token)
            lock(token, watch);
        return;
    }
    const int first = QRandomGenerator::global()->bounded(LockShares::tokens);
    const PgResult found = m_session->query(
        tryOneToken, {std::to_string(first), std::to_string(first + LockShares::tokens - 1),
                      std::to_string(LockShares::tokens)});
    if (found.rowCount() == 0)
        lock(first, watch);
}

void LockTokens::release()
{
    if (m_session)
        m_session->query("SELECT pg_advisory_unlock_all()::text");
}

} // namespace tw::server
