// SPDX-License-Identifier: MIT
#pragma once

#include <QFile>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTest>

#include <csignal>

#include <sys/types.h>

/// The real program over a data folder, and the PostgreSQL that it starts.
class ServerProcess {
public:
    explicit ServerProcess(QString dataFolder) : m_data(std::move(dataFolder)) {}
    ~ServerProcess() { stop(); }
    ServerProcess(const ServerProcess &) = delete;
    ServerProcess &operator=(const ServerProcess &) = delete;

    /// True when it listens. Otherwise `error()` says why not.
    bool start(const QStringList &more = {})
    {
        m_process.setProgram(QStringLiteral(TABLEWRIGHT_SERVER));
        m_process.setArguments(QStringList{QStringLiteral("--listen"),
                                           QStringLiteral("127.0.0.1:0"), QStringLiteral("--data"),
                                           m_data} +
                               more);
        m_process.start();
        QByteArray line;
        while (!line.endsWith('\n') && m_process.waitForReadyRead(60000))
            line += m_process.readLine();
        const QByteArray greeting = "tablewright-server listening on http://127.0.0.1:";
        if (!line.startsWith(greeting)) {
            m_process.waitForFinished(60000);
            return false;
        }
        m_port = line.mid(greeting.size()).trimmed().toUShort();
        m_postmaster = postmasterPid();
        return m_port != 0;
    }

    /// Sends SIGTERM and waits; the exit code, or -1 when it crashed or did not end.
    int stop()
    {
        if (m_process.state() == QProcess::NotRunning)
            return -1;
        m_process.terminate();
        const bool ended = m_process.waitForFinished(60000);
        return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }

    [[nodiscard]] pid_t postmasterPid() const
    {
        QFile file(m_data + QStringLiteral("/postgresql/data/postmaster.pid"));
        return file.open(QIODevice::ReadOnly) ? file.readLine().trimmed().toInt() : 0;
    }

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] pid_t postmaster() const { return m_postmaster; }
    [[nodiscard]] QByteArray error() { return m_process.readAllStandardError(); }
    QProcess &process() { return m_process; }

    static bool isAlive(pid_t pid)
    {
        QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
        if (!file.open(QIODevice::ReadOnly))
            return false;
        return !file.readAll().contains(") Z ");
    }

private:
    QString m_data;
    QProcess m_process;
    quint16 m_port = 0;
    pid_t m_postmaster = 0;
};
