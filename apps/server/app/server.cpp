// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server.h"

#include "databases/names.h"
#include "store/migrations.h"

#include <fmt/format.h>

#include <QCoreApplication>
#include <QDir>
#include <QHostInfo>
#include <QLoggingCategory>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <stdexcept>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcServer, "server")

constexpr int workerThreads = 8;
constexpr int databaseThreads = 4;
constexpr int queueLimit = 512;
constexpr std::chrono::seconds reconcileInterval{60};
constexpr std::chrono::seconds drainTime{10};

/// An event loop of its own with an endpoint that lives in it.
class LoopThread {
public:
    LoopThread(const EndpointContext &context, const std::function<Routes()> &makeRoutes)
    {
        m_home.moveToThread(&m_thread);
        m_thread.start();
        QMetaObject::invokeMethod(
            &m_home, [&] { m_endpoint = std::make_unique<Endpoint>(context, makeRoutes()); },
            Qt::BlockingQueuedConnection);
    }
    LoopThread(const LoopThread &) = delete;
    LoopThread &operator=(const LoopThread &) = delete;
    ~LoopThread()
    {
        QMetaObject::invokeMethod(
            &m_home, [&] { m_endpoint.reset(); }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }

    [[nodiscard]] std::string listenOn(const QHostAddress &address, quint16 port, bool shared)
    {
        std::string reason;
        QMetaObject::invokeMethod(
            &m_home, [&] { reason = m_endpoint->listenOn(address, port, shared); },
            Qt::BlockingQueuedConnection);
        return reason;
    }
    [[nodiscard]] Endpoint &endpoint() { return *m_endpoint; }

private:
    QThread m_thread;
    QObject m_home;
    std::unique_ptr<Endpoint> m_endpoint;
};

std::string holderName()
{
    return fmt::format("{}:{}:{}", QHostInfo::localHostName().toStdString(), ::getpid(),
                       randomName(8));
}

void warnWhenOpen(PgConnection &connection)
{
    const PgResult result = connection.query(
        "SELECT has_database_privilege('public', current_database(), 'CONNECT')::text");
    if (result.text(0, 0) == "true")
        qCWarning(lcServer, "every role may connect to the metadata's database; "
                            "REVOKE CONNECT on it FROM PUBLIC");
}

} // namespace

DataFolder::DataFolder(const std::string &path)
{
    // Another account's cluster has to get through, but not to look around.
    const mode_t mode = ::geteuid() == 0 ? 0711 : 0700;
    const bool isNew = !QDir(QString::fromStdString(path)).exists();
    if (!QDir().mkpath(QString::fromStdString(path)))
        throw std::runtime_error(fmt::format("cannot make folder `{}`", path));
    if (isNew)
        ::chmod(path.c_str(), mode);
    const std::string lockPath = path + "/server.lock";
    m_lock = ::open(lockPath.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_lock < 0)
        throw std::runtime_error(
            fmt::format("cannot open `{}`: {}", lockPath, std::strerror(errno)));
    if (::flock(m_lock, LOCK_EX | LOCK_NB) != 0)
        throw std::runtime_error(fmt::format("another server uses the folder `{}`", path));
}

DataFolder::~DataFolder() { ::close(m_lock); }

/// In the order in which they are made; the reverse of it is the order in which they may go.
struct Server::Parts {
    DocumentCompiler compiler;
    std::optional<DataFolder> folder;
    std::unique_ptr<PrivateCluster> cluster;
    DatabaseHost host;
    std::unique_ptr<PgPool> metadataPool;
    std::unique_ptr<PgPool> adminPool;
    std::unique_ptr<SchemaStore> schemas;
    std::unique_ptr<DatabaseStore> databases;
    std::unique_ptr<DatabaseCreator> creator;
    std::unique_ptr<Services> services;
    Workers workers{workerThreads, databaseThreads, queueLimit};
    std::unique_ptr<EndpointContext> context;
    std::vector<std::unique_ptr<LoopThread>> loops;
};

Server::Server(Options options) : m_options(std::move(options)) {}

Server::~Server()
{
    if (m_parts)
        m_parts->workers.finish();
}

void Server::start()
{
    m_parts = std::make_unique<Parts>();
    Parts &parts = *m_parts;
    if (m_options.postgresUrl.empty()) {
        parts.folder.emplace(m_options.dataFolder);
        parts.cluster =
            std::make_unique<PrivateCluster>(QString::fromStdString(m_options.dataFolder));
        parts.cluster->start();
        parts.host = parts.cluster->host();
        connect(parts.cluster.get(), &PrivateCluster::died, this, [this] {
            qCCritical(lcServer, "PostgreSQL ended");
            emit failed();
        });
    } else {
        parts.host = externalHost(m_options.postgresUrl, m_options.postgresAdminUrl);
    }
    // A pool as large as the threads that use it: nobody waits for a connection while holding one.
    parts.metadataPool =
        std::make_unique<PgPool>(parts.host.metadata, workerThreads + databaseThreads);
    parts.adminPool = std::make_unique<PgPool>(parts.host.admin, workerThreads + databaseThreads);
    {
        const auto connection = parts.metadataPool->acquire();
        migrate(*connection);
        warnWhenOpen(*connection);
    }
    parts.schemas = std::make_unique<SchemaStore>(*parts.metadataPool);
    parts.databases = std::make_unique<DatabaseStore>(*parts.metadataPool);
    parts.creator = std::make_unique<DatabaseCreator>(parts.host, *parts.adminPool,
                                                      *parts.databases, holderName());
    parts.creator->reconcile();
    parts.services = std::make_unique<Services>(
        Services{parts.compiler, parts.host, *parts.schemas, *parts.databases, *parts.creator});
    listen();

    connect(&m_reconcile, &QTimer::timeout, this, [this] {
        static_cast<void>(m_parts->workers.start(RunsOn::DatabaseWorker, [this] {
            try {
                m_parts->creator->reconcile();
            } catch (const std::exception &error) {
                qCWarning(lcServer, "reconciling: %s", error.what());
            }
        }));
    });
    m_reconcile.start(reconcileInterval);
}

void Server::listen()
{
    Parts &parts = *m_parts;
    parts.context =
        std::make_unique<EndpointContext>(EndpointContext{std::make_shared<LocalAuthenticator>(),
                                                          parts.workers,
                                                          FrontLimits{},
                                                          explainStoreError,
                                                          {},
                                                          {}});
    const auto makeRoutes = [&parts] {
        Routes routes;
        addPageCalls(routes);
        addDocumentCalls(routes, *parts.services);
        addSchemaCalls(routes, *parts.services);
        addDatabaseCalls(routes, *parts.services);
        return routes;
    };

    const QHostAddress address(QString::fromStdString(m_options.listenHost));
    const bool shared = m_options.threads > 1;
    m_port = m_options.listenPort;
    if (shared && m_port != 0) {
        // A shared port would take a second server without a word.
        Front probe{FrontLimits{}};
        if (const std::string reason = probe.listenOn(address, m_port, false); !reason.empty())
            throw std::runtime_error(
                fmt::format("cannot listen on {}:{}: {}", m_options.listenHost, m_port, reason));
    }
    for (int i = 0; i < m_options.threads; ++i) {
        auto &loop =
            parts.loops.emplace_back(std::make_unique<LoopThread>(*parts.context, makeRoutes));
        if (const std::string reason = loop->listenOn(address, m_port, shared); !reason.empty())
            throw std::runtime_error(
                fmt::format("cannot listen on {}:{}: {}", m_options.listenHost, m_port, reason));
        m_port = loop->endpoint().port();
        connect(&loop->endpoint().front(), &Front::drained, this, [this] {
            if (--m_draining == 0)
                afterDrain();
        });
    }
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
    m_reconcile.stop();
    m_draining = m_parts->loops.size();
    for (const auto &loop : m_parts->loops) {
        Front *front = &loop->endpoint().front();
        QMetaObject::invokeMethod(front, &Front::drain, Qt::QueuedConnection);
    }
    connect(&m_patience, &QTimer::timeout, this, &Server::afterDrain);
    m_patience.setSingleShot(true);
    m_patience.start(drainTime);
}

void Server::afterDrain()
{
    if (!m_parts)
        return;
    m_patience.stop();
    if (m_parts->cluster)
        m_parts->cluster->stop(); // whatever still works on a database ends with this
    m_parts->workers.finish();
    m_parts.reset();
    emit stopped();
}

} // namespace tw::server
