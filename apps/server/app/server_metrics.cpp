// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server.h"

#include "app/plugin_metrics.h"
#include "app/server_parts.h"

namespace tw::server {

namespace {

using Kind = Metrics::Kind;
using Loops = std::vector<std::unique_ptr<EventLoop>>;

/// Has the metrics ask others when they are read. Whom they ask outlives them.
class Sources {
public:
    explicit Sources(Metrics &metrics) : m_metrics(metrics) {}

    template <typename Read>
    void add(Kind kind, const char *name, const char *help, Read read,
             const std::pair<std::string, std::string> &label = {})
    {
        m_metrics.addSource(
            kind, std::string("tablewright_") + name, help,
            [read] { return static_cast<double>(read()); }, label);
    }
    void addBudget(const char *name, const std::shared_ptr<Budget> &budget)
    {
        add(Kind::Gauge, "budget_used_bytes", "Memory taken from a budget",
            [budget] { return budget->used(); }, {"budget", name});
        add(Kind::Gauge, "budget_limit_bytes", "Memory that a budget has",
            [budget] { return budget->limit(); }, {"budget", name});
    }
    /// The sum over all loops.
    template <typename Member>
    void addStore(Kind kind, const char *name, const char *help, const Loops &loops, Member member)
    {
        add(kind, name, help, [&loops, member] {
            double sum = 0;
            for (const auto &loop : loops)
                sum += static_cast<double>(loop->metadataCounters().*member);
            return sum;
        });
    }
    void addPool(const char *name, const PgPool &pool)
    {
        const auto addCounter = [&](Kind kind, const char *what, const char *help, auto member) {
            add(kind, what, help, [&pool, member] { return pool.counters().*member; },
                {"pool", name});
        };
        using Counters = PgPool::Counters;
        addCounter(Kind::Gauge, "pool_connections",
                   "Connections of a pool for threads that are open", &Counters::size);
        addCounter(Kind::Gauge, "pool_connections_in_use", "Those of them that a thread has",
                   &Counters::inUse);
        addCounter(Kind::Gauge, "pool_waiting", "Threads that wait for a connection of a pool",
                   &Counters::waiting);
        addCounter(Kind::Counter, "pool_failures_total",
                   "Times that there was no connection of a pool to be had", &Counters::failures);
    }

private:
    Metrics &m_metrics;
};

void addFront(Sources &sources, const FrontLimits &limits, const DocumentCompiler &compiler)
{
    sources.add(Kind::Gauge, "http_requests_in_flight", "Requests being worked on",
                [&limits] { return limits.requestsInFlight->used(); });
    sources.add(Kind::Gauge, "http_connections", "Connections of clients",
                [&limits] { return limits.connections->used(); });
    sources.addBudget("bodies", limits.bodyBytes);
    sources.addBudget("unsent", limits.unsentBytes);
    sources.add(Kind::Gauge, "budget_used_bytes", "Memory taken from a budget",
                [&compiler] { return compiler.memoryInUse(); }, {"budget", "compiles"});
}

void addStore(Sources &sources, const Loops &loops)
{
    using Counters = MetadataClient::Counters;
    sources.addStore(Kind::Gauge, "store_queued", "Statements that wait", loops, &Counters::queued);
    sources.addStore(Kind::Gauge, "store_in_flight", "Statements under way", loops,
                     &Counters::inFlight);
    sources.addStore(Kind::Gauge, "store_connections", "Connections to the metadata that are up",
                     loops, &Counters::connected);
    sources.addStore(Kind::Gauge, "store_connections_wanted", "Connections that there should be",
                     loops, &Counters::connections);
    sources.addStore(Kind::Counter, "store_reads_total", "Statements that read", loops,
                     &Counters::reads);
    sources.addStore(Kind::Counter, "store_writes_total", "Statements that write", loops,
                     &Counters::writes);
    sources.addStore(Kind::Counter, "store_connections_lost_total", "Connections that broke", loops,
                     &Counters::lost);
}

void addVersions(Sources &sources, const VersionCache &versions)
{
    sources.add(Kind::Counter, "version_cache_hits_total", "Versions found in memory",
                [&versions] { return versions.counters().hits; });
    sources.add(Kind::Counter, "version_cache_misses_total", "Versions read from PostgreSQL",
                [&versions] { return versions.counters().misses; });
    sources.add(Kind::Gauge, "version_cache_bytes", "Memory of versions kept",
                [&versions] { return versions.counters().bytes; });
}

void addWork(Sources &sources, const Workers &workers, DatabaseLifeCycle &lifeCycle)
{
    for (const auto &[name, where] :
         {std::pair{"requests", RunsOn::Worker}, std::pair{"databases", RunsOn::DatabaseWorker},
          std::pair{"plugins", RunsOn::PluginWorker}})
        sources.add(Kind::Gauge, "worker_tasks", "Tasks that wait or run on threads of a pool",
                    [&workers, place = where] { return workers.load(place); }, {"pool", name});
    sources.add(Kind::Gauge, "warm_databases", "Empty databases kept ready",
                [&lifeCycle] { return lifeCycle.spareCount(); });
    sources.add(Kind::Gauge, "database_work_in_flight", "Databases being made or dropped here",
                [&lifeCycle] { return lifeCycle.activeWork(); });
}

} // namespace

void Server::addSources()
{
    const Parts &parts = *m_parts;
    Sources sources(m_parts->metrics);
    addFront(sources, parts.limits, parts.compiler);
    addStore(sources, parts.loops);
    addVersions(sources, parts.versions);
    addWork(sources, parts.workers, *parts.lifeCycle);
    addPluginMetrics(m_parts->metrics, parts.compiler);
    sources.addPool("metadata", *parts.metadataPool);
    sources.addPool("scratch", *parts.scratchPool);
    sources.addPool("administration", parts.lifeCycle->adminPool());
}

} // namespace tw::server
