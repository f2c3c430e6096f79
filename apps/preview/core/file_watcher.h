// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace tw::preview {

/// Tells that a file may have other contents than before, also when another file took its place,
/// as most editors and version control do it.
class FileWatcher : public QObject {
    Q_OBJECT
public:
    explicit FileWatcher(QObject *parent = nullptr);

    /// The document, empty for none, and the files that it uses; of those in its folder also such
    /// as are not there yet.
    void watch(const QString &document, const QStringList &used);

signals:
    void documentTouched();
    void documentGone(); ///< and nothing took its place
    void usedTouched();

private:
    void onFileChanged(const QString &path);
    void settle();
    bool watchedAnew(); ///< whether files are watched that were not before

    QFileSystemWatcher m_watcher;
    QTimer m_settle; ///< a file is seldom written at once
    QString m_document;
    QStringList m_used;
    bool m_documentTouched = false;
    bool m_usedTouched = false;
};

} // namespace tw::preview
