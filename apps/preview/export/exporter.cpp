// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/exporter.h"

#include "export/export_job.h"

#include <QFileInfo>
#include <QSaveFile>

namespace tw::preview {

QString cannotWrite(const QString &path, const QString &why)
{
    return QStringLiteral("cannot write `%1`: %2").arg(path, why);
}

bool writeFile(const QString &path, const QByteArray &bytes, QString *error)
{
    // A link stays a link, and its target is replaced; a pipe or a device cannot be replaced.
    const QFileInfo info(path);
    const QString target =
        info.isSymLink() && info.exists() ? info.canonicalFilePath() : info.absoluteFilePath();
    QSaveFile file(target);
    file.setDirectWriteFallback(info.exists() && !info.isFile());
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return true;
    *error = cannotWrite(path, file.errorString());
    return false;
}

std::optional<QByteArray> exportBytes(ExportFormat format, const SnapshotPtr &snapshot,
                                      const Theme &theme, const ExportOptions &options,
                                      QString *error)
{
    ExportWork work(format, snapshot, theme, options);
    if (!work.prepare(error))
        return {};
    while (!work.paintSome(std::chrono::hours(1))) {
    }
    return work.finish(error);
}

bool exportTo(const QString &path, ExportFormat format, const SnapshotPtr &snapshot,
              const Theme &theme, QString *error, const ExportOptions &options)
{
    QString why;
    const std::optional<QByteArray> bytes = exportBytes(format, snapshot, theme, options, &why);
    if (!bytes) {
        *error = cannotWrite(path, why);
        return false;
    }
    return writeFile(path, *bytes, error);
}

Exporter::Exporter(QObject *parent) : QObject(parent) {}

Exporter::~Exporter() = default;

void Exporter::start(const QString &path, ExportFormat format, const SnapshotPtr &snapshot,
                     const Theme &theme, const ExportOptions &options)
{
    cancel();
    m_job =
        new ExportJob(path, std::make_unique<ExportWork>(format, snapshot, theme, options), this);
    connect(m_job, &ExportJob::progressed, this, &Exporter::progressed);
    connect(m_job, &ExportJob::finished, this, [this, path](bool ok, const QString &error) {
        m_job->deleteLater();
        m_job = nullptr;
        emit finished(path, ok, error);
    });
    m_job->start();
}

void Exporter::cancel()
{
    if (m_job == nullptr)
        return;
    m_job->disconnect(this);
    m_job->cancel();
    m_job = nullptr;
}

bool Exporter::isRunning() const { return m_job != nullptr; }

} // namespace tw::preview

#include "moc_exporter.cpp"
