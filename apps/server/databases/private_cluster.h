// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databases/database_host.h"
#include "databases/system_account.h"

#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

namespace tw::server {

class ClusterError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A PostgreSQL cluster of the server's own, in its data folder, running as its child: as an
/// unprivileged account, over a socket inside the folder and over TCP on loopback. Its superuser
/// has no password and so cannot log in at all; `tablewright_app` owns the metadata,
/// `tablewright_admin` makes databases. Use from one thread; the methods block.
class PrivateCluster final : public QObject {
    Q_OBJECT
public:
    /// `dataFolder` exists, is absolute and is locked by this process.
    explicit PrivateCluster(const QString &dataFolder, QObject *parent = nullptr);
    ~PrivateCluster() override;

    /// Makes the cluster if there is none and starts it. Throws `ClusterError`.
    void start();
    /// Disconnects everybody and waits for the end.
    void stop();

    [[nodiscard]] DatabaseHost host() const;

signals:
    /// It ended by itself.
    void died();

private:
    struct Secrets {
        QString app;
        QString admin;
        int port = 0;
    };

    [[nodiscard]] QString program(const char *name) const;
    [[nodiscard]] QString dataPath() const { return m_folder + QStringLiteral("/data"); }
    [[nodiscard]] QString socketPath() const { return m_folder + QStringLiteral("/run"); }
    [[nodiscard]] QString logPath() const
    {
        return m_dataFolder + QStringLiteral("/postgresql.log");
    }
    [[nodiscard]] std::string connectHost() const;
    [[nodiscard]] PgTarget targetFor(const char *role, const QString &password) const;

    void makeFolders();
    void create();
    void endOrphan();
    void startOnPort(int port);
    void awaitReady();
    void run(const QString &name, const QStringList &arguments, const QByteArray &input);
    void prepare(QProcess &process, int deathSignal) const;
    void readSecrets();
    void writeSecrets() const;

    QString m_dataFolder;
    QString m_folder;
    QString m_binaries;
    SystemAccount m_account;
    Secrets m_secrets;
    std::unique_ptr<QProcess> m_postmaster;
    bool m_stopping = false;
};

} // namespace tw::server
