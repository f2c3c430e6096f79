// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/main_window.h"

#include "diagram/diagram_view.h"
#include "window/appearance.h"
#include "window/message_area.h"
#include "window/status_line.h"

#include <tablewright/frontend/writers.h>

#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>

namespace tw::preview {

void MainWindow::chooseExport(ExportFormat format)
{
    auto *dialog = new QFileDialog(this, QStringLiteral("Export"), startFolder());
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({fileFilter(format), QStringLiteral("All files (*)")});
    const QString ending =
        QString::fromLatin1(infoOf(format).endings).section(QLatin1Char(' '), 0, 0);
    dialog->setDefaultSuffix(ending);
    // Nobody wants to write over the document itself.
    QString name = QFileInfo(m_document->displayName()).completeBaseName();
    if (QFileInfo(m_document->path()).suffix() == ending)
        name += QStringLiteral("-export");
    dialog->selectFile(name + QLatin1Char('.') + ending);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, format](const QString &path) { exportTo(path, format); });
    dialog->open();
}

void MainWindow::exportTo(const QString &path, ExportFormat format)
{
    if (path == m_document->path()) {
        m_messages->show({QStringLiteral("export"), Message::Kind::Error,
                          QStringLiteral("%1 is the document itself.").arg(path),
                          QStringLiteral("Choose another name, or save it with File ▸ Save.")});
        emit exported(path, false);
        return;
    }
    m_pendingExport = {path, format};
    startExport();
}

void MainWindow::startExport()
{
    if (!m_pendingExport || m_document->isCompiling() || !m_document->snapshot())
        return;
    const PendingExport wanted = *std::exchange(m_pendingExport, std::nullopt);
    ExportOptions options;
    options.positions = m_document->positions();
    m_messages->dismiss(QStringLiteral("export"));
    m_exporter->start(wanted.path, wanted.format, m_document->snapshot(),
                      Appearance::instance().theme(), options);
}

void MainWindow::exportFinished(const QString &path, bool ok, const QString &error)
{
    m_status->setProgress({}, -1);
    if (ok) {
        m_status->showMessage(QStringLiteral("Exported %1").arg(QFileInfo(path).fileName()), 6000);
    } else {
        m_messages->show(
            {QStringLiteral("export"), Message::Kind::Error,
             QStringLiteral("%1 could not be exported.").arg(QFileInfo(path).fileName()), error});
    }
    emit exported(path, ok);
}

void MainWindow::connectExport()
{
    connect(m_document, &Document::snapshotChanged, this, &MainWindow::startExport,
            Qt::QueuedConnection);
    connect(m_exporter, &Exporter::progressed, this,
            [this](int percent) { m_status->setProgress(QStringLiteral("Exporting"), percent); });
    connect(m_exporter, &Exporter::finished, this, &MainWindow::exportFinished);
    connect(m_status, &StatusLine::cancelRequested, this, [this] {
        m_exporter->cancel();
        m_pendingExport.reset();
        m_status->setProgress({}, -1);
        m_status->showMessage(QStringLiteral("Not exported"), 4000);
    });
}

void MainWindow::convert()
{
    const Language from = m_document->language();
    const Language to = from == Language::Dbml ? Language::Json : Language::Dbml;
    const QString other = to == Language::Dbml ? QStringLiteral("DBML") : QStringLiteral("JSON");
    const SnapshotPtr snapshot = m_document->snapshot();
    QString error = QStringLiteral("It is still being compiled; try again.");
    std::optional<QByteArray> text;
    if (snapshot && !m_document->isCompiling()) {
        ExportOptions options;
        options.positions = m_document->positions();
        text = exportBytes(to == Language::Dbml ? ExportFormat::Dbml : ExportFormat::Json, snapshot,
                           Appearance::instance().theme(), options, &error);
    }
    if (!text) {
        m_messages->show({QStringLiteral("convert"), Message::Kind::Error,
                          QStringLiteral("%1 could not be converted to %2.")
                              .arg(m_document->displayName(), other),
                          error});
        return;
    }
    MainWindow *window = holdsNothing() ? this : openWindow(m_engine);
    window->newDocument(to, *text);
}

// --- Ready to be looked at

void MainWindow::watchForReady()
{
    m_diagram->viewport()->installEventFilter(this);
    connect(m_document, &Document::snapshotChanged, this, [this] {
        m_painted = false;
        m_diagram->viewport()->update();
    });
}

bool MainWindow::isReady() const
{
    if (!m_hasDocument)
        return isVisible();
    const SnapshotPtr snapshot = m_document->snapshot();
    return snapshot && !m_document->isCompiling() && m_painted;
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_diagram->viewport() && event->type() == QEvent::Paint && !m_painted &&
        m_document->snapshot() && !m_document->isCompiling()) {
        m_painted = true;
        // The paint itself comes after this.
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (isReady())
                    emit whenReady();
            },
            Qt::QueuedConnection);
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace tw::preview
