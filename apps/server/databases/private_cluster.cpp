// SPDX-License-Identifier: GPL-3.0-or-later
#include "databases/private_cluster.h"

#include "databases/names.h"

#include <fmt/format.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QProcessEnvironment>
#include <QSaveFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QThread>

#include <csignal>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace tw::server {

namespace {

Q_LOGGING_CATEGORY(lcCluster, "cluster")

constexpr const char *appRole = "tablewright_app";
constexpr const char *adminRole = "tablewright_admin";
constexpr const char *metadataDatabase = "tablewright";
constexpr std::size_t maxSocketPath = 107 - sizeof("/.s.PGSQL.65535");
constexpr int startTimeout = 60'000; // milliseconds; recovery after a crash takes its time
constexpr int stopTimeout = 30'000;

constexpr const char *accessRules = R"(# Written by tablewright-server.
local   all   postgres                      reject
host    all   postgres   all                reject
local   all   all                           scram-sha-256
host    all   all        127.0.0.1/32       scram-sha-256
host    all   all        ::1/128            scram-sha-256
)";

[[noreturn]] void fail(const std::string &message) { throw ClusterError(message); }

/// The newest of the places where distributions put PostgreSQL, then `PATH`.
QString findBinaries()
{
    QStringList folders;
    const QDir root(QStringLiteral("/usr/lib/postgresql"));
    QStringList versions = root.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::sort(versions.begin(), versions.end(),
              [](const QString &a, const QString &b) { return a.toDouble() > b.toDouble(); });
    for (const QString &version : versions)
        folders += root.filePath(version + QStringLiteral("/bin"));
    const QString inPath = QStandardPaths::findExecutable(QStringLiteral("postgres"));
    if (!inPath.isEmpty())
        folders += QFileInfo(QFileInfo(inPath).canonicalFilePath()).path();
    for (const QString &folder : folders) {
        if (QFileInfo(folder + QStringLiteral("/postgres")).isExecutable() &&
            QFileInfo(folder + QStringLiteral("/initdb")).isExecutable())
            return folder;
    }
    fail("found no PostgreSQL: install it, or name a running one with `--postgres`");
}

SystemAccount accountOrFail()
{
    const auto account = clusterAccount();
    if (!account)
        fail("PostgreSQL does not run as root and there is no user `postgres`: start the server "
             "as another user");
    return *account;
}

int freePort()
{
    QTcpServer probe;
    if (!probe.listen(QHostAddress::LocalHost, 0))
        fail("found no free port on 127.0.0.1");
    return probe.serverPort();
}

bool isFree(int port)
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost, static_cast<quint16>(port));
}

void makeFolder(const QString &path, mode_t mode, const SystemAccount &account)
{
    const QByteArray name = QFile::encodeName(path);
    if (::mkdir(name.constData(), mode) != 0 && errno != EEXIST)
        fail(fmt::format("cannot make folder `{}`: {}", name.constData(), std::strerror(errno)));
    if (!account.isOwn && ::chown(name.constData(), account.user, account.group) != 0)
        fail(fmt::format("cannot give folder `{}` to `{}`: {}", name.constData(),
                         account.name.toStdString(), std::strerror(errno)));
    ::chmod(name.constData(), mode);
}

/// The process that `postmaster.pid` names, if it is a PostgreSQL of this folder; 0 otherwise.
pid_t postmasterOf(const QString &dataPath)
{
    QFile file(dataPath + QStringLiteral("/postmaster.pid"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const pid_t pid = file.readLine().trimmed().toInt();
    if (pid <= 1)
        return 0;
    const QString current = QFile::symLinkTarget(QStringLiteral("/proc/%1/cwd").arg(pid));
    return current == QFileInfo(dataPath).canonicalFilePath() ? pid : 0;
}

} // namespace

PrivateCluster::PrivateCluster(const QString &dataFolder, QObject *parent)
    : QObject(parent), m_dataFolder(dataFolder),
      m_folder(dataFolder + QStringLiteral("/postgresql")), m_binaries(findBinaries()),
      m_account(accountOrFail())
{
}

PrivateCluster::~PrivateCluster() { stop(); }

QString PrivateCluster::program(const char *name) const
{
    return m_binaries + QLatin1Char('/') + QLatin1String(name);
}

void PrivateCluster::prepare(QProcess &process, int deathSignal) const
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("PATH"), m_binaries + QStringLiteral(":/usr/bin:/bin"));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_folder);
    process.setChildProcessModifier([account = m_account, deathSignal, parent = ::getpid()] {
        becomeAccount(account, deathSignal, parent);
        ::umask(077);
    });
}

void PrivateCluster::run(const QString &name, const QStringList &arguments, const QByteArray &input)
{
    QProcess process;
    prepare(process, SIGTERM);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(name, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (process.waitForFinished(startTimeout) && process.exitStatus() == QProcess::NormalExit &&
        process.exitCode() == 0)
        return;
    fail(fmt::format("`{}` failed: {}", name.toStdString(),
                     process.error() == QProcess::FailedToStart
                         ? process.errorString().toStdString()
                         : process.readAll().trimmed().toStdString()));
}

void PrivateCluster::makeFolders()
{
    makeFolder(m_folder, 0700, m_account);
    makeFolder(socketPath(), 0700, m_account);
    if (m_account.isOwn)
        return;
    // The account must get there; a folder such as /root lets nobody through.
    try {
        run(QStringLiteral("/bin/sh"),
            {QStringLiteral("-c"), QStringLiteral("cd \"$0\""), m_folder}, {});
    } catch (const ClusterError &) {
        fail(fmt::format("user `{}` cannot enter `{}`: choose another folder with `--data`",
                         m_account.name.toStdString(), m_folder.toStdString()));
    }
}

void PrivateCluster::create()
{
    // The folder belongs to the cluster's account: all that is done in it is done as that one.
    const QString unfinished = m_folder + QStringLiteral("/data.new");
    run(QStringLiteral("/bin/rm"), {QStringLiteral("-rf"), unfinished}, {});
    qCInfo(lcCluster, "making a PostgreSQL cluster in %s", qPrintable(m_folder));
    m_secrets = {QString::fromStdString(randomPassword()), QString::fromStdString(randomPassword()),
                 0};
    writeSecrets();
    run(program("initdb"),
        {QStringLiteral("-D"), unfinished, QStringLiteral("-U"), QStringLiteral("postgres"),
         QStringLiteral("-E"), QStringLiteral("UTF8"), QStringLiteral("--locale=C.UTF-8"),
         QStringLiteral("-A"), QStringLiteral("reject"), QStringLiteral("--data-checksums")},
        {});
    // One statement a line, without a network and before there is anybody to be kept out.
    const std::string statements =
        fmt::format("CREATE ROLE {0} LOGIN PASSWORD '{3}'\n"
                    "CREATE ROLE {1} LOGIN CREATEDB CREATEROLE PASSWORD '{4}'\n"
                    "CREATE DATABASE {2} OWNER {0} TEMPLATE template0\n"
                    "REVOKE ALL ON DATABASE postgres FROM PUBLIC\n"
                    "REVOKE ALL ON DATABASE template1 FROM PUBLIC\n"
                    "REVOKE ALL ON DATABASE {2} FROM PUBLIC\n"
                    "GRANT CONNECT ON DATABASE {2} TO {1}\n",
                    appRole, adminRole, metadataDatabase, m_secrets.app.toStdString(),
                    m_secrets.admin.toStdString());
    run(program("postgres"),
        {QStringLiteral("--single"), QStringLiteral("-D"), unfinished, QStringLiteral("-c"),
         QStringLiteral("exit_on_error=on"), QStringLiteral("-c"),
         QStringLiteral("password_encryption=scram-sha-256"), QStringLiteral("postgres")},
        QByteArray::fromStdString(statements));
    run(QStringLiteral("/bin/sh"),
        {QStringLiteral("-c"), QStringLiteral("cat > \"$0\""),
         unfinished + QStringLiteral("/pg_hba.conf")},
        accessRules);
    // Only a complete cluster gets its name.
    run(QStringLiteral("/bin/mv"), {unfinished, dataPath()}, {});
}

void PrivateCluster::readSecrets()
{
    QFile file(m_dataFolder + QStringLiteral("/cluster.secrets"));
    if (!file.open(QIODevice::ReadOnly))
        fail(fmt::format("cannot read `{}`, which holds the cluster's passwords",
                         file.fileName().toStdString()));
    for (const QByteArray &line : file.readAll().split('\n')) {
        const qsizetype equals = line.indexOf('=');
        const QString value = QString::fromLatin1(line.mid(equals + 1));
        if (line.startsWith("app="))
            m_secrets.app = value;
        else if (line.startsWith("admin="))
            m_secrets.admin = value;
        else if (line.startsWith("port="))
            m_secrets.port = value.toInt();
    }
}

void PrivateCluster::writeSecrets() const
{
    QSaveFile file(m_dataFolder + QStringLiteral("/cluster.secrets"));
    const bool opened = file.open(QIODevice::WriteOnly);
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(QStringLiteral("app=%1\nadmin=%2\nport=%3\n")
                   .arg(m_secrets.app, m_secrets.admin)
                   .arg(m_secrets.port)
                   .toLatin1());
    if (!opened || !file.commit())
        fail(fmt::format("cannot write `{}`", file.fileName().toStdString()));
}

void PrivateCluster::endOrphan()
{
    // The folder is locked by this process: a postmaster in it has lost its server.
    const pid_t orphan = postmasterOf(dataPath());
    if (orphan == 0) {
        // Left by a crash; its number may be another process' by now, which PostgreSQL would mind.
        run(QStringLiteral("/bin/rm"),
            {QStringLiteral("-f"), dataPath() + QStringLiteral("/postmaster.pid")}, {});
        return;
    }
    qCWarning(lcCluster, "ending the PostgreSQL (process %d) of a server that died", orphan);
    for (const int signal : {SIGINT, SIGQUIT}) {
        ::kill(orphan, signal);
        for (int waited = 0; waited < stopTimeout; waited += 100) {
            if (::kill(orphan, 0) != 0)
                return;
            QThread::msleep(100);
        }
    }
    fail(fmt::format("PostgreSQL (process {}) of a server that died does not end", orphan));
}

std::string PrivateCluster::connectHost() const
{
    const QByteArray path = QFile::encodeName(socketPath());
    return static_cast<std::size_t>(path.size()) <= maxSocketPath ? path.toStdString()
                                                                  : std::string("127.0.0.1");
}

PgTarget PrivateCluster::targetFor(const char *role, const QString &password) const
{
    PgTarget target;
    target.set("host", connectHost())
        .set("port", std::to_string(m_secrets.port))
        .set("user", role)
        .set("password", password.toStdString())
        .set("dbname", metadataDatabase)
        .set("sslmode", "disable")
        .set("gssencmode", "disable")
        .set("connect_timeout", "10")
        .set("application_name", "tablewright-server")
        .set("options", "-c search_path=pg_catalog -c statement_timeout=120s");
    return target;
}

void PrivateCluster::startOnPort(int port)
{
    const bool hasSocket = connectHost() != "127.0.0.1";
    const QStringList settings = {
        QStringLiteral("listen_addresses=127.0.0.1"), QStringLiteral("port=%1").arg(port),
        QStringLiteral("unix_socket_directories=%1")
            .arg(hasSocket ? QLatin1Char('"') + socketPath() + QLatin1Char('"') : QString()),
        QStringLiteral("unix_socket_permissions=0700"),
        QStringLiteral("password_encryption=scram-sha-256"), QStringLiteral("max_connections=400"),
        QStringLiteral("max_locks_per_transaction=512"), QStringLiteral("jit=off"),
        QStringLiteral("log_destination=stderr"), QStringLiteral("logging_collector=off"),
        QStringLiteral("log_statement=none"), QStringLiteral("log_parameter_max_length_on_error=0"),
        // The text of a statement that fails may hold what users wrote; it is no business of a log.
        QStringLiteral("log_min_error_statement=panic"),
        QStringLiteral("cluster_name=tablewright")};
    QStringList arguments = {QStringLiteral("-D"), dataPath()};
    for (const QString &setting : settings)
        arguments << QStringLiteral("-c") << setting;

    m_secrets.port = port;
    m_postmaster = std::make_unique<QProcess>();
    prepare(*m_postmaster, SIGINT);
    m_postmaster->setStandardOutputFile(QProcess::nullDevice());
    QFile log(logPath());
    if (log.open(QIODevice::Append)) // before others can read it
        log.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    m_postmaster->setStandardErrorFile(logPath(), QIODevice::Append);
    m_postmaster->setStandardInputFile(QProcess::nullDevice());
    m_postmaster->start(program("postgres"), arguments);
    if (!m_postmaster->waitForStarted())
        fail(fmt::format("cannot start PostgreSQL: {}", m_postmaster->errorString().toStdString()));
}

void PrivateCluster::awaitReady()
{
    const PgTarget target = targetFor(appRole, m_secrets.app);
    std::string reason = "it does not answer";
    for (int waited = 0; waited < startTimeout; waited += 50) {
        if (m_postmaster->waitForFinished(50))
            fail(fmt::format("PostgreSQL ended at once; `{}` tells why", logPath().toStdString()));
        try {
            const PgConnection connection(target);
            return;
        } catch (const PgError &error) {
            reason = error.what();
        }
    }
    fail(fmt::format("cannot reach PostgreSQL: {}", reason));
}

void PrivateCluster::start()
{
    makeFolders();
    if (QFileInfo::exists(dataPath()))
        readSecrets();
    else
        create();
    endOrphan();
    const int lastPort = m_secrets.port;
    // The port stays the same, so that addresses given to people stay good.
    for (int attempt = 0;; ++attempt) {
        startOnPort(attempt == 0 && lastPort != 0 && isFree(lastPort) ? lastPort : freePort());
        try {
            awaitReady();
            break;
        } catch (const ClusterError &) {
            stop();
            m_stopping = false;
            if (attempt == 2)
                throw;
        }
    }
    if (m_secrets.port != lastPort)
        writeSecrets();
    connect(m_postmaster.get(), &QProcess::finished, this, [this] {
        if (!m_stopping)
            emit died();
    });
    qCInfo(lcCluster, "PostgreSQL is ready on 127.0.0.1:%d", m_secrets.port);
}

void PrivateCluster::stop()
{
    if (!m_postmaster || m_postmaster->state() == QProcess::NotRunning)
        return;
    m_stopping = true;
    const auto pid = static_cast<pid_t>(m_postmaster->processId());
    for (const int signal : {SIGINT, SIGQUIT, SIGKILL}) {
        ::kill(pid, signal);
        if (m_postmaster->waitForFinished(signal == SIGINT ? stopTimeout : 5000))
            return;
    }
    qCCritical(lcCluster, "PostgreSQL (process %d) does not end", pid);
}

DatabaseHost PrivateCluster::host() const
{
    return {targetFor(appRole, m_secrets.app), targetFor(adminRole, m_secrets.admin), "127.0.0.1",
            std::to_string(m_secrets.port), true};
}

} // namespace tw::server
