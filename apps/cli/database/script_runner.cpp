// SPDX-License-Identifier: MIT
#include "script_runner.h"

#include "connection.h"
#include "lock_estimate.h"

#include <tablewright/backend/refusal.h>
#include <tablewright/diag/codes.h>

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace tw::cli {

namespace {

/// Relations and types that the database holds, those of extensions and of the system left out.
constexpr const char *contentQuery = R"sql(
SELECT kind, name FROM (
  SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                        WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table'
                        WHEN 'c' THEN 'type' ELSE 'table' END AS kind,
         n.nspname || '.' || c.relname AS name, c.oid, 'pg_class'::regclass AS class
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
  UNION ALL
  SELECT 'type', n.nspname || '.' || t.typname, t.oid, 'pg_type'::regclass
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typtype IN ('e', 'd', 'r')
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
) AS content
WHERE NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = content.class AND d.objid = content.oid AND d.deptype = 'e')
ORDER BY kind COLLATE "C", name COLLATE "C")sql";

std::string oneLine(std::string text)
{
    std::ranges::replace(text, '\n', ' ');
    return text;
}

/// A run of statements and how it ended.
struct Run {
    std::size_t succeeded = 0;
    std::optional<ServerMessage> refusal;
};

class Runner {
public:
    Runner(const Script &script, const ir::Schema &schema, const Backend &backend,
           const RunOptions &options, DiagnosticEmitter &emitter, const DiagnosticList &found)
        : m_script(script), m_schema(schema), m_backend(backend), m_options(options),
          m_emitter(emitter), m_found(found)
    {
    }

    std::size_t run()
    try {
        Connection connection(m_options.url, m_options.database);
        checkEmpty(connection);
        const std::vector<std::span<const Statement>> batches = planBatches(connection);
        if (m_found.errorCount() != 0)
            return 0;
        std::size_t applied = 0;
        for (const auto &batch : batches) {
            if (!runBatch(connection, batch, applied))
                return applied;
            applied += batch.size();
        }
        return m_options.dryRun ? 0 : applied;
    } catch (const DatabaseError &error) {
        auto report = m_emitter.report(diag::DatabaseUnreachable, {}, error.message().primary);
        if (!error.message().detail.empty())
            report.note(error.message().detail);
        return 0;
    }

private:
    void checkEmpty(Connection &connection)
    {
        const auto content = connection.rows(contentQuery);
        if (content.empty())
            return;
        std::string text = fmt::format("it has {} `{}`", content[0][0], content[0][1]);
        if (content.size() > 1)
            text += fmt::format(" and {} more", content.size() - 1);
        m_emitter.report(diag::DatabaseNotEmpty, {}, text);
    }

    /// One batch, or as many as the lock table asks for.
    std::vector<std::span<const Statement>> planBatches(Connection &connection)
    {
        const std::size_t room =
            m_options.maxLocks ? *m_options.maxLocks : lockTableRoom(connection);
        const LockEstimator estimator(m_schema, m_backend.typeCatalog());
        std::size_t total = 0;
        for (const Statement &statement : m_script.statements)
            total += estimator.locksOf(statement);
        const std::span<const Statement> all(m_script.statements);
        // A dry run takes everything back at the end, so it is one transaction.
        if (!m_options.batch || m_options.dryRun) {
            if (total > room) {
                m_emitter.report(diag::LockTableTooSmall, {}, total, room)
                    .note("--batch applies it in several transactions");
            }
            return {all};
        }
        // Half of the table for others and for the tables that keys refer to.
        const std::size_t share = std::max<std::size_t>(room / 2, 1);
        std::vector<std::span<const Statement>> batches;
        std::size_t begin = 0;
        std::size_t sum = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const std::size_t cost = estimator.locksAlone(all[i]);
            if (i > begin && sum + cost > share) {
                batches.push_back(all.subspan(begin, i - begin));
                begin = i;
                sum = 0;
            }
            sum += cost;
        }
        if (begin < all.size())
            batches.push_back(all.subspan(begin));
        return batches;
    }

    /// One transaction. False when it was refused, and then all of it is taken back.
    bool runBatch(Connection &connection, std::span<const Statement> batch, std::size_t before)
    {
        connection.execute("BEGIN");
        Run run = sendStatements(connection, batch, before);
        if (!run.refusal) {
            try {
                // What is deferred is checked before it is taken back.
                if (m_options.dryRun)
                    connection.execute("SET CONSTRAINTS ALL IMMEDIATE");
                connection.execute(m_options.dryRun ? "ROLLBACK" : "COMMIT");
            } catch (const DatabaseError &error) {
                run.refusal = error.message();
            }
        }
        if (run.refusal)
            reportRefusal(batch, run.succeeded, *run.refusal, before);
        return !run.refusal;
    }

    /// One query of many statements; results are counted to know which one failed.
    Run sendStatements(Connection &connection, std::span<const Statement> batch, std::size_t before)
    {
        Run run;
        if (batch.empty())
            return run;
        const std::string sql =
            m_script.text.substr(batch.front().begin, batch.back().end - batch.front().begin);
        PGconn *handle = connection.handle();
        if (PQsendQuery(handle, sql.c_str()) == 0)
            throw DatabaseError(serverMessage(handle, nullptr));
        while (const ResultPtr result{PQgetResult(handle)}) {
            const ExecStatusType status = PQresultStatus(result.get());
            if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
                if (!run.refusal)
                    run.refusal = serverMessage(handle, result.get());
                continue;
            }
            ++run.succeeded;
            if (m_options.progress)
                m_options.progress(before + run.succeeded, m_script.statements.size());
        }
        if (!run.refusal && PQstatus(handle) != CONNECTION_OK)
            run.refusal = serverMessage(handle, nullptr);
        return run;
    }

    void reportRefusal(std::span<const Statement> batch, std::size_t succeeded,
                       const ServerMessage &message, std::size_t before)
    {
        const bool atCommit = succeeded >= batch.size();
        const RefusedElement element = refusedElement(
            m_backend, m_schema, m_script,
            {.statement = atCommit ? m_script.statements.size() : before + succeeded,
             .position = message.position,
             .sentFrom = batch.empty() ? 0 : static_cast<std::size_t>(batch.front().begin),
             .column = message.column,
             .constraint = message.constraint,
             .message = message.primary});
        auto report = m_emitter.report(diag::StatementRefused, element.range, element.description,
                                       message.primary);
        if (!message.detail.empty())
            report.note("detail: " + oneLine(message.detail));
        if (!message.hint.empty())
            report.note("hint: " + oneLine(message.hint));
        if (!message.context.empty())
            report.note("context: " + oneLine(message.context));
        if (!message.sqlState.empty())
            report.note("SQLSTATE " + message.sqlState);
        if (before > 0) {
            report.note(fmt::format("{} of {} statements were applied before and stay", before,
                                    m_script.statements.size()));
        }
    }

    const Script &m_script;
    const ir::Schema &m_schema;
    const Backend &m_backend;
    const RunOptions &m_options;
    DiagnosticEmitter &m_emitter;
    const DiagnosticList &m_found;
};

} // namespace

std::size_t runScript(const Script &script, const ir::Schema &schema, const Backend &backend,
                      const RunOptions &options, DiagnosticList &found,
                      const SeverityOverrides &severities)
{
    DiagnosticEmitter emitter(found, &severities);
    emitter.setPass(options.pass);
    return Runner(script, schema, backend, options, emitter, found).run();
}

} // namespace tw::cli
