// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"

#include <QDateTime>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <memory>
#include <vector>

namespace tw::preview {

class Document;

/// A lock that ends with its process, however that ends.
class ProcessLock {
public:
    /// Null when another one has it.
    [[nodiscard]] static std::unique_ptr<ProcessLock> take(const QString &path);
    ~ProcessLock(); ///< removes the file
    ProcessLock(const ProcessLock &) = delete;
    ProcessLock &operator=(const ProcessLock &) = delete;

private:
    ProcessLock(QString path, int descriptor) : m_path(std::move(path)), m_descriptor(descriptor) {}

    QString m_path;
    int m_descriptor;
};

/// A text that was not saved when its program died. As long as this lives no other process finds
/// it.
struct RecoveredText {
    QString id;
    QString path; ///< of the document; empty for a text without a file
    Language language = Language::Dbml;
    QByteArray text;
    TablePositions positions; ///< empty when none were placed
    QByteArray originalHash;  ///< of the file as it was when the text was begun
    QDateTime time;
    std::shared_ptr<ProcessLock> lock;

    [[nodiscard]] QString displayName() const;
    /// Someone else has changed the file since.
    [[nodiscard]] bool isOriginalChanged() const;
    /// Forgets it for good.
    void discard();
};

/// Those left behind by programs that are gone, the newest first. Files that cannot be read are
/// left alone.
[[nodiscard]] std::vector<RecoveredText> findRecoveredTexts();

/// Keeps what is not saved of a document in the user's state folder, at most two seconds behind,
/// for the case that the program dies. Files are written in a thread, and whole or not at all.
class Autosave : public QObject {
    Q_OBJECT
public:
    explicit Autosave(Document *document, QObject *parent = nullptr);
    /// Unless what was not saved has been discarded, it is found at the next start.
    ~Autosave() override;

    /// Goes on with a text that `Document::restore` has taken, in its file.
    void adopt(RecoveredText recovered);
    /// The user does not want it: nothing is kept until the next change.
    void discard();
    /// Writes at once, and returns when it is done.
    void flush();

signals:
    void written();
    void failed(const QString &message);

private:
    void onChanged();
    void writeWhatWaits();
    void write();
    void remove();

    Document *m_document; ///< null when it is gone
    QString m_id;
    std::shared_ptr<ProcessLock> m_lock; ///< of the file, when there is one
    QTimer m_delay;
    QThreadPool m_writer; ///< one thread: what is written last is what was last
    bool m_warned = false;
};

} // namespace tw::preview
