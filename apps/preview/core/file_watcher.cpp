// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/file_watcher.h"

#include <QFile>
#include <QFileInfo>

#include <tuple>
#include <utility>

namespace tw::preview {

namespace {
constexpr std::chrono::milliseconds settleTime{80};
}

FileWatcher::FileWatcher(QObject *parent) : QObject(parent)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleTime);
    connect(&m_settle, &QTimer::timeout, this, &FileWatcher::settle);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &FileWatcher::onFileChanged);
    // A file that is replaced is no longer watched; its folder tells when one stands there again.
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] {
        if (watchedAnew())
            m_settle.start();
    });
}

void FileWatcher::watch(const QString &document, const QStringList &used)
{
    if (document == m_document && used == m_used)
        return;
    if (document != m_document) {
        m_settle.stop();
        m_documentTouched = false;
        m_usedTouched = false;
    } else if (watchedAnew()) {
        m_settle.start();
    }
    m_document = document;
    m_used = used;
    const QString folder = document.isEmpty() ? QString() : QFileInfo(document).absolutePath();
    // What stays is watched without a gap.
    QStringList gone;
    for (const QString &path : m_watcher.files() + m_watcher.directories()) {
        if (path != document && path != folder && !used.contains(path))
            gone.append(path);
    }
    if (!gone.isEmpty())
        m_watcher.removePaths(gone);
    if (!folder.isEmpty() && !m_watcher.directories().contains(folder))
        m_watcher.addPath(folder);
    const auto touched = std::pair(m_documentTouched, m_usedTouched);
    watchedAnew();
    std::tie(m_documentTouched, m_usedTouched) = touched;
}

bool FileWatcher::watchedAnew()
{
    bool any = false;
    const QStringList watched = m_watcher.files();
    const auto add = [&](const QString &path, bool &touched) {
        if (path.isEmpty() || watched.contains(path) || !QFile::exists(path) ||
            !m_watcher.addPath(path))
            return;
        touched = true;
        any = true;
    };
    add(m_document, m_documentTouched);
    for (const QString &path : m_used)
        add(path, m_usedTouched);
    return any;
}

void FileWatcher::onFileChanged(const QString &path)
{
    (path == m_document ? m_documentTouched : m_usedTouched) = true;
    m_settle.start();
}

void FileWatcher::settle()
{
    watchedAnew();
    if (std::exchange(m_documentTouched, false)) {
        if (QFile::exists(m_document))
            emit documentTouched();
        else
            emit documentGone();
    }
    if (std::exchange(m_usedTouched, false))
        emit usedTouched();
}

} // namespace tw::preview

#include "moc_file_watcher.cpp" // NOLINT(bugprone-suspicious-include)
