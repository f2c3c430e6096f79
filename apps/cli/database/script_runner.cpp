// SPDX-License-Identifier: MIT
#include "script_runner.h"

#include "connection.h"
#include "lock_estimate.h"

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

/// A run of statements and how it ended.
struct Run {
    std::size_t succeeded = 0;
    std::optional<ServerMessage> refusal;
};

class Runner {
public:
    Runner(const Script &script, const ir::Schema &schema, const TargetInfo &target,
           const RunOptions &options, DiagnosticEmitter &emitter, const DiagnosticList &found)
        : m_script(script), m_schema(schema), m_target(target), m_options(options),
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
        const LockEstimator estimator(m_schema, m_target.typeCatalog());
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
        const Origin origin = atCommit ? Origin() : batch[succeeded].origin;
        auto report = m_emitter.report(diag::StatementRefused, origin.range,
                                       atCommit ? "the transaction" : describe(origin, m_schema),
                                       message.primary);
        if (!message.detail.empty())
            report.note("detail: " + message.detail);
        if (!message.hint.empty())
            report.note("hint: " + message.hint);
        if (!message.context.empty())
            report.note("context: " + message.context);
        if (!message.sqlState.empty())
            report.note("SQLSTATE " + message.sqlState);
        if (before > 0) {
            report.note(fmt::format("{} of {} statements were applied before and stay", before,
                                    m_script.statements.size()));
        }
    }

    const Script &m_script;
    const ir::Schema &m_schema;
    const TargetInfo &m_target;
    const RunOptions &m_options;
    DiagnosticEmitter &m_emitter;
    const DiagnosticList &m_found;
};

std::string named(std::string_view kind, const ir::Name &name)
{
    return name.empty() ? fmt::format("an unnamed {}", kind)
                        : fmt::format("{} `{}`", kind, name.text);
}

} // namespace

std::string describe(const Origin &origin, const ir::Schema &schema)
{
    switch (origin.kind) {
    case Origin::Kind::Schema:
        break;
    case Origin::Kind::Namespace:
        return "the namespace";
    case Origin::Kind::Enum:
        return named("enum", schema.enums[origin.element].name);
    case Origin::Kind::Table:
        return named("table", schema.tables[origin.element].name);
    case Origin::Kind::Index:
        return named("index", schema.tables[origin.element].indexes[origin.part].name);
    case Origin::Kind::ForeignKey:
        return named("foreign key", schema.foreignKeys[origin.element].name);
    case Origin::Kind::Records:
        return named("the records of table",
                     schema.table(schema.records[origin.element].table).name);
    case Origin::Kind::Note:
        return "the note";
    }
    return "the schema";
}

std::size_t runScript(const Script &script, const ir::Schema &schema, const TargetInfo &target,
                      const RunOptions &options, DiagnosticList &found,
                      const SeverityOverrides &severities)
{
    DiagnosticEmitter emitter(found, &severities);
    emitter.setPass("apply");
    return Runner(script, schema, target, options, emitter, found).run();
}

} // namespace tw::cli
