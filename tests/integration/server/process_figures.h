// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>

#include <sys/types.h>

/// What the kernel tells of another process.
class ProcessFigures {
public:
    explicit ProcessFigures(pid_t pid) : m_folder(QStringLiteral("/proc/%1/").arg(pid)) {}

    [[nodiscard]] qint64 residentKilobytes() const { return status("VmRSS:"); }
    /// Since `forgetPeak()`.
    [[nodiscard]] qint64 peakKilobytes() const { return status("VmHWM:"); }
    void forgetPeak() const
    {
        QFile file(m_folder + QStringLiteral("clear_refs"));
        if (file.open(QIODevice::WriteOnly))
            file.write("5");
    }
    [[nodiscard]] qsizetype descriptors() const
    {
        return QDir(m_folder + QStringLiteral("fd"))
            .entryList(QDir::NoDotAndDotDot | QDir::System | QDir::Files)
            .size();
    }

private:
    [[nodiscard]] qint64 status(const QByteArray &name) const
    {
        QFile file(m_folder + QStringLiteral("status"));
        if (!file.open(QIODevice::ReadOnly))
            return 0;
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (line.startsWith(name))
                return line.mid(name.size()).chopped(2).trimmed().toLongLong();
        }
        return 0;
    }

    QString m_folder;
};
