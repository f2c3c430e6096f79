// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server.h"

#include "app/logging.h"
#include "app/server_parts.h"
#include "databases/names.h"
#include "store/metadata_target.h"
#include "store/migrations.h"

#include <fmt/format.h>

#include <QHostInfo>
#include <QLoggingCategory>

#include <chrono>
#include <stdexcept>

#include <unistd.h>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcServer, "server")

constexpr std::chrono::seconds countInterval{15};
constexpr std::chrono::minutes sweepInterval{5};
/// Of the life cycle's own threads, beside the workers.
constexpr int housekeepers = 4;

std::string holderName()
{
    return fmt::format("{}:{}:{}", QHostInfo::localHostName().toStdString(), ::getpid(),
                       randomName(8));
}

void requireFit(PgConnection &metadata, const DatabaseHost &host)
{
    PgConnection admin(host.admin);
    const HostFindings found = inspectHost(metadata, admin);
    for (const std::string &warning : found.warnings)
        qCWarning(lcServer, "%s", warning.c_str());
    if (!found.errors.empty())
        throw std::runtime_error(found.errors.front());
}

} // namespace

Server::Server(Options options) : m_options(std::move(options)) {}

Server::~Server() { shutDown(); }

void Server::start()
{
    auto authenticator = makeAuthenticator(m_options); // what is wrong with it is told first
    m_parts = std::make_unique<Parts>(m_options);
    Parts &parts = *m_parts;
    openHost();
    openStores();
    parts.endpoint = std::make_unique<EndpointContext>(
        EndpointContext{std::move(authenticator), parts.workers, parts.limits, explainStoreError,
                        [&parts, isLogged = m_options.accessLog](const Answered &answered) {
                            parts.metrics.answered(answered);
                            if (isLogged)
                                logAnswer(answered);
                        },
                        m_options.crossOrigins});
    makeLoops();
    addSources();
    listen();
    startTimers();
}

void Server::openHost()
{
    Parts &parts = *m_parts;
    if (!m_options.postgresUrl.empty()) {
        parts.host = externalHost(m_options.postgresUrl, m_options.postgresAdminUrl);
        return;
    }
    parts.folder.emplace(m_options.dataFolder);
    parts.cluster = std::make_unique<PrivateCluster>(QString::fromStdString(m_options.dataFolder));
    parts.cluster->start();
    parts.host = parts.cluster->host();
    connect(parts.cluster.get(), &PrivateCluster::died, this, [this] {
        qCCritical(lcServer, "PostgreSQL ended");
        emit failed();
    });
}

void Server::openStores()
{
    Parts &parts = *m_parts;
    // A pool as large as the threads that use it: nobody waits for a connection while holding one.
    const int threads = m_options.pools.workers + m_options.pools.databaseWorkers;
    parts.metadataPool =
        std::make_unique<PgPool>(metadataTarget(parts.host.metadata, std::chrono::seconds(10)),
                                 static_cast<std::size_t>(threads + housekeepers));
    {
        // A migration may take its time.
        PgConnection connection(parts.host.metadata);
        requireFit(connection, parts.host);
        migrate(connection);
    }
    parts.databases = std::make_unique<DatabaseStore>(*parts.metadataPool);
    LifeCycleOptions options;
    options.holder = holderName();
    options.opaqueNames = m_options.opaqueNames;
    options.warmPool = static_cast<std::size_t>(m_options.pools.warmDatabases);
    options.readTestTimes();
    parts.lifeCycle = std::make_unique<DatabaseLifeCycle>(parts.host, *parts.metadataPool,
                                                          *parts.databases, std::move(options));
    parts.measuredLifeCycle = std::make_unique<MeasuredLifeCycle>(*parts.lifeCycle, parts.metrics);
    parts.scratchPool =
        std::make_unique<PgPool>(parts.host.admin, static_cast<std::size_t>(threads));
    parts.scratch = std::make_unique<PostgresScratchCheck>(parts.host, *parts.scratchPool,
                                                           parts.lifeCycle->lockBudget());
    parts.measuredScratch = std::make_unique<MeasuredScratchCheck>(*parts.scratch, parts.metrics);
    parts.services = std::make_unique<Services>(
        Services{parts.compiler, parts.scripts, parts.workers, parts.host, *parts.databases,
                 *parts.measuredLifeCycle, parts.measuredScratch.get(),
                 Quotas{m_options.user.schemas, m_options.user.databases}});
    parts.lifeCycle->start();
}

void Server::makeLoops()
{
    Parts &parts = *m_parts;
    const EventLoopContext context{*parts.endpoint, *parts.services, parts.host.metadata,
                                   parts.metadata,  parts.versions,  parts.metrics,
                                   parts.isStopping};
    for (int i = 0; i < m_options.threads; ++i) {
        auto &loop = parts.loops.emplace_back(std::make_unique<EventLoop>(context));
        connect(&loop->endpoint().front(), &Front::drained, this, [this] {
            if (--m_draining == 0)
                afterDrain();
        });
    }
}

void Server::listen()
{
    Parts &parts = *m_parts;
    const QHostAddress address(QString::fromStdString(m_options.listenHost));
    const bool shared = m_options.threads > 1 || m_options.reusePort;
    m_port = m_options.listenPort;
    const auto refuse = [this](const std::string &reason) {
        return std::runtime_error(
            fmt::format("cannot listen on {}:{}: {}", m_options.listenHost, m_port, reason));
    };
    if (shared && m_port != 0 && !m_options.reusePort) {
        // A shared port would take a second server without a word.
        Front probe{FrontLimits{}};
        if (const std::string reason = probe.listenOn(address, m_port, false); !reason.empty())
            throw refuse(reason);
    }
    for (const auto &loop : parts.loops) {
        if (const std::string reason = loop->listenOn(address, m_port, shared); !reason.empty())
            throw refuse(reason);
        m_port = loop->endpoint().port();
    }
}

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
}

void Server::startTimers()
{
    // Blocks on PostgreSQL, so it is a worker's; one that finds no room comes again.
    const auto onTimer = [this](QTimer &timer, std::chrono::milliseconds interval, auto work) {
        const auto run = [this, work] {
            static_cast<void>(m_parts->workers.start(RunsOn::Worker, [this, work] {
                try {
                    work(*m_parts);
                } catch (const std::exception &error) {
                    qCWarning(lcServer, "%s", error.what());
                }
            }));
        };
        connect(&timer, &QTimer::timeout, this, run);
        timer.start(interval);
        run();
    };
    onTimer(m_counting, countInterval,
            [](Parts &parts) { parts.metrics.setDatabases(parts.databases->countsByState()); });
    onTimer(m_sweeping, sweepInterval, [](Parts &parts) { parts.scratch->sweep(); });
}

std::string Server::url() const
{
    const bool isIpv6 = m_options.listenHost.find(':') != std::string::npos;
    return fmt::format("http://{}:{}",
                       isIpv6 ? '[' + m_options.listenHost + ']' : m_options.listenHost, m_port);
}

void Server::stop()
{
    if (m_stopping)
        return;
    m_stopping = true;
    qCInfo(lcServer, "stopping");
    m_parts->isStopping = true;
    m_counting.stop();
    m_sweeping.stop();
    m_draining = m_parts->loops.size();
    for (const auto &loop : m_parts->loops)
        loop->drain();
    connect(&m_patience, &QTimer::timeout, this, &Server::afterDrain);
    m_patience.setSingleShot(true);
    m_patience.start(m_options.process.drainTime);
}

void Server::afterDrain()
{
    if (!m_parts)
        return;
    m_patience.stop();
    shutDown();
    emit stopped();
}

void Server::shutDown()
{
    if (!m_parts)
        return;
    Parts &parts = *m_parts;
    // What works on a database or a document is told to end, and is waited for; then those who
    // wait for it may go, and PostgreSQL last.
    parts.compiler.stop();
    if (parts.scratch)
        parts.scratch->stop();
    if (parts.lifeCycle)
        parts.lifeCycle->stop();
    parts.workers.finish();
    parts.loops.clear();
    parts.services.reset();
    parts.measuredScratch.reset();
    parts.scratch.reset();
    parts.measuredLifeCycle.reset();
    parts.lifeCycle.reset();
    if (parts.cluster)
        parts.cluster->stop();
    m_parts.reset();
}

} // namespace tw::server
