// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine.h"
#include "core/snapshot.h"

#include <QHash>
#include <QObject>
#include <QPointF>
#include <QUndoStack>

#include <vector>

namespace tw::preview {

class CompileWorker;

/// Puts `replacement` in place of the bytes from `begin` to `end` of the text.
struct TextEdit {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    QByteArray replacement;
};

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
    bool save(const QString &path,
              QString *error); ///< the text, and the positions where they belong
    void setNew(Language language, const QByteArray &text);
    [[nodiscard]] bool isModified() const;
    /// Compiles again, for a file that the text uses may have changed.
    void refresh();

    // The text, UTF-8.
    [[nodiscard]] const QByteArray &text() const { return m_text; }
    [[nodiscard]] std::uint64_t revision() const { return m_revision; }
    /// The editor's text after typing. Compiles after a pause.
    void setTyped(QByteArray text);
    /// Sorted, not overlapping, of the present text. One step of the editor's undo.
    void applyEdits(const std::vector<TextEdit> &edits, const QString &title);
    /// The edit when the snapshot is of the present text; false when it is not.
    bool applyFix(const Snapshot &snapshot, const FixIt &fix);

    // What it compiles to.
    [[nodiscard]] SnapshotPtr snapshot() const { return m_snapshot; } ///< null before the first
    [[nodiscard]] bool isCompiling() const;
    void setDiagramOptions(const DiagramOptions &options);
    [[nodiscard]] const DiagramOptions &diagramOptions() const { return m_diagramOptions; }

    // The diagram.
    [[nodiscard]] const TablePositions &positions() const { return m_positions; }
    /// The user moved these; one step of `diagramUndo`. From now on every table keeps its place.
    void moveTables(const TablePositions &moved, const QString &title);
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

private:
    friend class MoveCommand;

    Engine *m_engine;
    std::unique_ptr<CompileWorker> m_worker;
    QString m_path;
    Language m_language = Language::Dbml;
    QByteArray m_text;
    std::uint64_t m_revision = 0;
    SnapshotPtr m_snapshot;
    DiagramOptions m_diagramOptions;
    TablePositions m_positions;
    bool m_placed = false;
    QUndoStack m_diagramUndo;
};

} // namespace tw::preview
