// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document.h"
#include "core/recovery.h"
#include "core/recovery_file.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QUuid>

#include <fcntl.h>
#include <unistd.h>

namespace tw::preview {

namespace {

/// From a change to its writing; with the writing itself it must stay below two seconds.
constexpr std::chrono::milliseconds delay{1000};

QString newId() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

} // namespace

QString replaceDurably(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush() ||
        ::fsync(file.handle()) != 0 || !file.commit())
        return file.errorString();
    const int folder = ::open(QFile::encodeName(QFileInfo(path).path()).constData(),
                              O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
    return {};
}

Autosave::Autosave(Document *document, QObject *parent)
    : QObject(parent), m_document(document), m_id(newId())
{
    m_writer.setMaxThreadCount(1);
    m_delay.setSingleShot(true);
    m_delay.setInterval(delay);
    connect(&m_delay, &QTimer::timeout, this, &Autosave::write);
    connect(document, &Document::closing, this, [this] {
        writeWhatWaits();
        m_document = nullptr;
    });
    connect(document, &Document::textChanged, this, &Autosave::onChanged);
    connect(document->diagramUndo(), &QUndoStack::indexChanged, this, &Autosave::onChanged);
    connect(document, &Document::modifiedChanged, this, &Autosave::onChanged);
    onChanged();
}

Autosave::~Autosave()
{
    writeWhatWaits();
    m_writer.waitForDone();
}

void Autosave::writeWhatWaits()
{
    if (m_delay.isActive())
        write();
}

void Autosave::onChanged()
{
    if (m_document && !m_document->isModified())
        remove();
    else if (!m_delay.isActive())
        m_delay.start();
}

void Autosave::write()
{
    m_delay.stop();
    if (!m_document || !m_document->isModified())
        return;
    if (!m_lock)
        m_lock = lockRecovery(m_id);
    RecoveryState state{m_id,
                        m_document->path(),
                        m_document->language(),
                        m_document->text(),
                        m_document->savedText(),
                        m_document->hasPlacedTables() ? m_document->positions() : TablePositions()};
    m_writer.start([this, state = std::move(state)] {
        const QString error = writeRecovery(state);
        QMetaObject::invokeMethod(
            this,
            [this, error] {
                if (error.isEmpty())
                    emit written();
                else if (!std::exchange(m_warned, true))
                    emit failed(QStringLiteral("Changes are not kept for a crash: %1.").arg(error));
            },
            Qt::QueuedConnection);
    });
}

void Autosave::remove()
{
    m_delay.stop();
    if (!m_lock)
        return;
    // After what is being written. The lock goes with it, so what comes next has another id.
    m_writer.start([id = m_id, lock = std::move(m_lock)] { removeRecovery(id); });
    m_id = newId();
}

void Autosave::adopt(RecoveredText recovered)
{
    remove();
    m_writer.waitForDone();
    m_id = recovered.id;
    m_lock = std::move(recovered.lock);
    m_delay.start();
}

void Autosave::discard() { remove(); }

void Autosave::flush()
{
    write();
    m_writer.waitForDone();
}

} // namespace tw::preview

#include "moc_recovery.cpp" // NOLINT(bugprone-suspicious-include)
