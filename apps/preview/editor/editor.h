// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/selection.h"
#include "model/theme.h"

#include <QTimer>
#include <QWidget>

namespace tw::preview {

class TextView;
class Completer;
class FindBar;
class Highlighter;
class LineBar;
class OverviewStrip;
class RenameBar;
class Squiggles;

/// The document's text, to be read and written. What is typed goes to the document at once; what
/// others edit comes back as one step of undo.
class Editor : public QWidget {
    Q_OBJECT
public:
    Editor(Document *document, Selection *selection, QWidget *parent = nullptr);
    ~Editor() override;

    void setTheme(const Theme &theme);
    void setFontPointSize(int points);
    [[nodiscard]] int fontPointSize() const { return m_fontPointSize; }

    [[nodiscard]] bool canUndo() const;
    [[nodiscard]] bool canRedo() const;
    [[nodiscard]] bool hasSelection() const;
    /// In bytes.
    [[nodiscard]] std::uint32_t cursorOffset() const;
    void setCursorOffset(std::uint32_t offset);

    [[nodiscard]] TextView *textView() { return m_view; }
    [[nodiscard]] Squiggles *squiggles() { return m_squiggles; }
    [[nodiscard]] Completer *completer() { return m_completer; }

public slots:
    void undo();
    void redo();
    void cut();
    void copy();
    void paste();
    void selectAll();
    void goToDefinition();
    void renameSymbol();
    void formatText();
    void showFixes();
    void find();
    void replace();
    void findNext();
    void findPrevious();
    void goToLine();
    void complete();
    void toggleComment();

signals:
    /// For a status bar; empty takes it away.
    void statusMessage(const QString &message);
    /// Both from 1; the column in characters.
    void cursorMoved(int line, int column);
    void canUndoChanged(bool can);
    void canRedoChanged(bool can);
    void hasSelectionChanged(bool has);
    void fontPointSizeChanged(int points); ///< by Ctrl and the wheel

private:
    void takeTyped();
    void apply(const std::vector<TextEdit> &edits);
    void loadText();
    void languageChanged();
    void cursorMovedTo(int position);
    void selectUnderCursor();
    void showSelected(const ElementRef &element, const QObject *by);
    void showSource(SourceRange range);
    [[nodiscard]] SnapshotPtr currentSnapshot() const; ///< null when it is older than the text
    void openRename();
    void applyRename(const QString &name);

    Document *m_document;
    Selection *m_selection;
    TextView *m_view;
    Highlighter *m_highlighter;
    Squiggles *m_squiggles;
    OverviewStrip *m_overview;
    Completer *m_completer;
    FindBar *m_findBar;
    LineBar *m_lineBar;
    RenameBar *m_renameBar;
    QTimer m_typed;  ///< gives the text to the document when the event is over
    QTimer m_settle; ///< the cursor stands still
    int m_fontPointSize = 11;
    bool m_applying = false; ///< the change comes from the document
    bool m_couldUndo = false;
    bool m_couldRedo = false;
    bool m_renameWaits = false; ///< for the snapshot of this text
};

} // namespace tw::preview
