// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "export/diagram_painting.h"
#include "export/exporter.h"

#include <QFutureWatcher>

#include <atomic>

namespace tw::preview {

/// What one export does, in steps that each have their thread. Made and destroyed in the
/// application's.
class ExportWork {
public:
    ExportWork(ExportFormat format, const SnapshotPtr &snapshot, const Theme &theme,
               const ExportOptions &options);

    bool prepare(QString *error);                     ///< any thread
    bool paintSome(std::chrono::milliseconds budget); ///< the application's; true when done
    [[nodiscard]] int percent() const;
    [[nodiscard]] std::optional<QByteArray> finish(QString *error); ///< any thread

private:
    ExportFormat m_format;
    SnapshotPtr m_snapshot;
    ExportOptions m_options;
    /// None for what is not drawn, two for HTML: light and dark.
    std::vector<std::unique_ptr<DiagramPainting>> m_paintings;
};

/// One export that runs while the window lives on.
class ExportJob : public QObject {
    Q_OBJECT
public:
    ExportJob(QString path, std::unique_ptr<ExportWork> work, QObject *parent);
    ~ExportJob() override; ///< waits for what runs in another thread

    void start();
    /// Nothing more is emitted, and a file that is not complete is not written. Deletes itself.
    void cancel();

signals:
    void progressed(int percent);
    void finished(bool ok, const QString &error);

private:
    void paint();
    void advance();
    /// In another thread; `advance` follows.
    void runElsewhere(bool (ExportJob::*step)());
    bool prepare();
    bool write();

    enum class Step : std::uint8_t { Preparing, Painting, Writing };

    QString m_path;
    std::unique_ptr<ExportWork> m_work;
    Step m_step = Step::Preparing;
    QFutureWatcher<bool> m_watcher;
    QString m_error; ///< written by the other thread while one runs
    std::atomic_bool m_cancelled = false;
};

} // namespace tw::preview
