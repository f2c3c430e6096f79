// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine.h"
#include "core/positions.h"
#include "core/snapshot.h"

#include <QHash>
#include <QObject>
#include <QPointF>
#include <QTimer>
#include <QUndoStack>

#include <vector>

namespace tw::preview {

class CompileWorker;
class FileWatcher;
struct RecoveredText;

/// One open file: its text, where its tables stand, and the newest compile of it. The text here is
/// the truth; the editor shows it and tells what was typed. Compiles run in a thread of their own,
/// after a pause in typing, and a newer text cancels an older compile.
class Document : public QObject {
    Q_OBJECT
public:
    explicit Document(Engine *engine, QObject *parent = nullptr);
    ~Document() override;

    // The file.
    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] QString displayName() const; ///< the file's name, or `Untitled.dbml`
    [[nodiscard]] Language language() const { return m_language; }
    /// On failure the document stays as it was, and `error` says why.
    bool load(const QString &path, QString *error);
    /// The text, and the positions where they belong. In JSON that is the text, so it may change.
    bool save(const QString &path, QString *error);
    void setNew(Language language, const QByteArray &text);
    /// What was not saved when the program died; modified, also when its file says the same now.
    void restore(const RecoveredText &recovered);
    [[nodiscard]] bool isModified() const { return m_modified; }
    [[nodiscard]] const QByteArray &savedText() const { return m_savedText; } ///< as on disk
    /// Compiles again, for a file that the text uses, or its configuration, may have changed.
    void refresh();

    // The file on disk was changed by someone else (`changedOnDisk`).
    [[nodiscard]] bool isChangedOnDisk() const { return m_changedOnDisk; }
    /// Takes what is on disk; one step of the editor's undo, and tables stay where they are.
    bool reload(QString *error);
    void keepMine(); ///< asks no more about this change; saving writes over it

    // The text, UTF-8.
    [[nodiscard]] const QByteArray &text() const { return m_text; }
    [[nodiscard]] std::uint64_t revision() const { return m_revision; }
    /// The editor's text after typing. Compiles after a pause.
    void setTyped(QByteArray text);
    /// Sorted, not overlapping, of the present text. One step of the editor's undo.
    void applyEdits(const std::vector<TextEdit> &edits, const QString &title);
    /// All of its edits as one step of the editor's undo. False when the snapshot is not of the
    /// present text, or an edit is of another source.
    bool applyFix(const Snapshot &snapshot, const FixIt &fix);

    // What it compiles to.
    /// Null before the first, and again after `load` and `setNew`.
    [[nodiscard]] SnapshotPtr snapshot() const { return m_snapshot; }
    /// The text or what else is compiled is newer than the snapshot.
    [[nodiscard]] bool isCompiling() const { return m_compiling; }
    [[nodiscard]] Engine *engine() const { return m_engine; }
    void setDiagramOptions(const DiagramOptions &options);
    [[nodiscard]] const DiagramOptions &diagramOptions() const { return m_diagramOptions; }

    // The diagram.
    /// Of every table and enum, moved or not; wins over the boxes in the snapshot.
    [[nodiscard]] const TablePositions &positions() const { return m_positions; }
    /// The user moved these; one step of `diagramUndo`. From now on every table keeps its place.
    /// Calls in a row with the same `gesture`, other than 0, are one step.
    void moveTables(const TablePositions &moved, const QString &title, int gesture = 0);
    /// Forgets every place and asks for a new layout; one step of `diagramUndo`.
    void layOutAgain();
    [[nodiscard]] bool hasPlacedTables() const { return m_placed; } ///< positions will be saved
    [[nodiscard]] QUndoStack *diagramUndo() { return &m_diagramUndo; }

signals:
    void textEdited(const std::vector<tw::preview::TextEdit> &edits); ///< by `applyEdits`
    void textReplaced();                                              ///< by load and setNew
    void textChanged();                                               ///< in whatever way
    void snapshotChanged();
    void compilingChanged(bool compiling);
    void positionsChanged(); ///< moved, undone, or laid out; not the editor's own text
    void fileChanged();      ///< path or language
    void modifiedChanged(bool modified);
    void changedOnDisk();                 ///< and modified here as well: `reload` or `keepMine`
    void reloadedFromDisk();              ///< by itself, as nothing was modified here
    void closing();                       ///< the last signal
    void noticed(const QString &message); ///< something to tell that is no failure

private:
    friend class MoveCommand;
    friend class LayOutCommand;

    void open(const QString &path, Language language, const QByteArray &text,
              const QByteArray &savedText, const TablePositions &positions);
    void changeText(QByteArray text, std::chrono::milliseconds pause);
    void updateModified();
    void checkDisk();
    void watchFiles(QStringList used); ///< beside the document

    void compileAfter(std::chrono::milliseconds pause);
    void startCompile();
    void takeSnapshot(const SnapshotPtr &snapshot, std::uint64_t request);
    bool takePositions(const Snapshot &snapshot);
    void setPositions(TablePositions positions, bool placed);
    /// Of what there still is.
    [[nodiscard]] TablePositions positionsToSave() const;

    Engine *m_engine;
    std::unique_ptr<FileWatcher> m_watcher;
    QString m_path;
    Language m_language = Language::Dbml;
    QByteArray m_text;
    QByteArray m_savedText; ///< as it is on disk
    std::uint64_t m_revision = 0;
    bool m_modified = false;
    bool m_recovered = false; ///< and so modified, whatever the text is
    bool m_changedOnDisk = false;
    bool m_gone = false; ///< from disk, and so modified

    QTimer m_pause; ///< from the last keystroke to the compile
    std::uint64_t m_request = 0;
    bool m_compiling = false;
    TablePositions m_requestPositions; ///< those that the running compile knows
    bool m_requestPlaced = false;
    SnapshotPtr m_snapshot;
    SnapshotPtr m_drawn; ///< the newest that has a diagram of its own

    DiagramOptions m_diagramOptions;
    TablePositions m_positions;
    TablePositions m_written;    ///< by the text, when `m_positions` took it over
    bool m_positionsWin = false; ///< those read beside the file, until the text was first read
    bool m_layOutAgain = false;
    bool m_placed = false;
    bool m_savedPlaced = false;
    QUndoStack m_diagramUndo;
    std::unique_ptr<CompileWorker> m_worker; ///< last: it ends before what it writes to
};

} // namespace tw::preview
