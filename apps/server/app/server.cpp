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
    startCounting();
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
    options.keepEnded = std::chrono::days(m_options.keepEndedDays);
    options.warmPool = static_cast<std::size_t>(m_options.pools.warmDatabases);
    options.readTestTimes();
    parts.lifeCycle = std::make_unique<DatabaseLifeCycle>(parts.host, *parts.metadataPool,
                                                          *parts.databases, std::move(options));
    parts.measuredLifeCycle = std::make_unique<MeasuredLifeCycle>(*parts.lifeCycle, parts.metrics);
    parts.scratchPool =
        std::make_unique<PgPool>(parts.host.admin, static_cast<std::size_t>(threads));
    parts.scratch = std::make_unique<PostgresScratchCheck>(
        parts.host, *parts.scratchPool, parts.lifeCycle->maker(), parts.lifeCycle->lockBudget());
    parts.measuredScratch = std::make_unique<MeasuredScratchCheck>(*parts.scratch, parts.metrics);
    parts.services = std::make_unique<Services>(
        Services{parts.compiler, parts.texts, parts.workers, parts.host, *parts.databases,
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
    const Parts &parts = *m_parts;
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

void Server::startCounting()
{
    // Blocks on PostgreSQL, so it is a worker's; one that finds no room comes again.
    const auto count = [this] {
        static_cast<void>(m_parts->workers.start(RunsOn::Worker, [&parts = *m_parts] {
            try {
                parts.metrics.setDatabases(parts.databases->countsByState());
            } catch (const std::exception &error) {
                qCWarning(lcServer, "%s", error.what());
            }
        }));
    };
    connect(&m_counting, &QTimer::timeout, this, count);
    m_counting.start(countInterval);
    count();
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
