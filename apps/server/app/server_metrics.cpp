// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server.h"

#include "app/server_parts.h"

namespace tw::server {

void Server::addSources()
{
    using Kind = Metrics::Kind;
    Parts &parts = *m_parts;
    Metrics &metrics = parts.metrics;
    const auto add = [&](Kind kind, const char *name, const char *help, auto read,
                         const std::pair<std::string, std::string> &label = {}) {
        metrics.addSource(
            kind, std::string("tablewright_") + name, help,
            [read] { return static_cast<double>(read()); }, label);
    };
    add(Kind::Gauge, "http_requests_in_flight", "Requests being worked on",
        [&parts] { return parts.limits.requestsInFlight->used(); });
    add(Kind::Gauge, "http_connections", "Connections of clients",
        [&parts] { return parts.limits.connections->used(); });
    const auto addBudget = [&](const char *name, const std::shared_ptr<Budget> &budget) {
        add(Kind::Gauge, "budget_used_bytes", "Memory taken from a budget",
            [budget] { return budget->used(); }, {"budget", name});
        add(Kind::Gauge, "budget_limit_bytes", "Memory that a budget has",
            [budget] { return budget->limit(); }, {"budget", name});
    };
    addBudget("bodies", parts.limits.bodyBytes);
    addBudget("unsent", parts.limits.unsentBytes);
    add(Kind::Gauge, "budget_used_bytes", "Memory taken from a budget",
        [&parts] { return parts.compiler.memoryInUse(); }, {"budget", "compiles"});

    const auto addStore = [&](Kind kind, const char *name, const char *help, auto member) {
        add(kind, name, help, [&parts, member] {
            double sum = 0;
            for (const auto &loop : parts.loops)
                sum += static_cast<double>(loop->metadataCounters().*member);
            return sum;
        });
    };
    using Counters = MetadataClient::Counters;
    addStore(Kind::Gauge, "store_queued", "Statements that wait", &Counters::queued);
    addStore(Kind::Gauge, "store_in_flight", "Statements under way", &Counters::inFlight);
    addStore(Kind::Gauge, "store_connections", "Connections to the metadata that are up",
             &Counters::connected);
    addStore(Kind::Gauge, "store_connections_wanted", "Connections that there should be",
             &Counters::connections);
    addStore(Kind::Counter, "store_reads_total", "Statements that read", &Counters::reads);
    addStore(Kind::Counter, "store_writes_total", "Statements that write", &Counters::writes);
    addStore(Kind::Counter, "store_connections_lost_total", "Connections that broke",
             &Counters::lost);
    add(Kind::Counter, "version_cache_hits_total", "Versions found in memory",
        [&parts] { return parts.versions.counters().hits; });
    add(Kind::Counter, "version_cache_misses_total", "Versions read from PostgreSQL",
        [&parts] { return parts.versions.counters().misses; });
    add(Kind::Gauge, "version_cache_bytes", "Memory of versions kept",
        [&parts] { return parts.versions.counters().bytes; });
    for (const auto &[name, where] :
         {std::pair{"requests", RunsOn::Worker}, std::pair{"databases", RunsOn::DatabaseWorker}})
        add(Kind::Gauge, "worker_tasks", "Tasks that wait or run on threads of a pool",
            [&parts, place = where] { return parts.workers.load(place); }, {"pool", name});
    add(Kind::Gauge, "warm_databases", "Empty databases kept ready",
        [&parts] { return parts.lifeCycle->spareCount(); });
    add(Kind::Gauge, "database_work_in_flight", "Databases being made or dropped here",
        [&parts] { return parts.lifeCycle->activeWork(); });
    const auto addPool = [&](const char *name, const PgPool &pool) {
        const std::pair<std::string, std::string> label{"pool", name};
        add(
            Kind::Gauge, "pool_connections", "Connections of a pool for threads that are open",
            [&pool] { return pool.counters().size; }, label);
        add(
            Kind::Gauge, "pool_connections_in_use", "Those of them that a thread has",
            [&pool] { return pool.counters().inUse; }, label);
        add(
            Kind::Gauge, "pool_waiting", "Threads that wait for a connection of a pool",
            [&pool] { return pool.counters().waiting; }, label);
        add(
            Kind::Counter, "pool_failures_total",
            "Times that there was no connection of a pool to be had",
            [&pool] { return pool.counters().failures; }, label);
    };
    addPool("metadata", *parts.metadataPool);
    addPool("scratch", *parts.scratchPool);
    addPool("administration", parts.lifeCycle->adminPool());
}

} // namespace tw::server
