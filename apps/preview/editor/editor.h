// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/selection.h"
#include "language/symbols.h"
#include "model/theme.h"

#include <QFutureWatcher>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>

class QMenu;

namespace tw::preview {

class Completer;
class FindBar;
class Highlighter;
class LineBar;
class OverviewStrip;
class RenameBar;
struct Rename;
class Squiggles;
class TextView;

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

    [[nodiscard]] TextView *textView() const { return m_view; }
    [[nodiscard]] Squiggles *squiggles() const { return m_squiggles; }
    [[nodiscard]] Completer *completer() const { return m_completer; }
    [[nodiscard]] FindBar *findBar() const { return m_findBar; }

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

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    /// The names of one text, and which change of it that is.
    struct Names {
        std::uint64_t change = 0;
        SymbolTable table;
    };
    using NamesPtr = std::shared_ptr<const Names>;

    void connectText();
    void connectDocument();
    void connectBars();
    void takeTyped();
    void apply(const std::vector<TextEdit> &edits);
    void loadText();
    void loadFormatted();
    void cursorMovedTo();
    void settle();
    void showSelected(const ElementRef &element, const QObject *by);
    void showSource(SourceRange range);
    void showHover(int offset, int x, int y);
    void showOverview();
    void markSameNames(const Names &names);
    void openRename(const Names &names);
    /// What the name that is open for renaming would become.
    [[nodiscard]] Rename renamedTo(std::string_view name) const;
    void hintRename(const QString &name);
    void applyRename(const QString &name);
    void showMenu(const QPoint &at);
    /// Calls `use` with the names of the present text, when they are there.
    void withNames(std::function<void(const Names &)> use);
    [[nodiscard]] SnapshotPtr currentSnapshot() const; ///< null when it is older than the text

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
    Theme m_theme;
    QTimer m_typed;  ///< gives the text to the document when the event is over
    QTimer m_settle; ///< the cursor stands still
    QFutureWatcher<NamesPtr> m_namesWatcher;
    NamesPtr m_names;
    std::vector<std::function<void(const Names &)>> m_waiting; ///< for names
    std::uint32_t m_renamed = Symbol::none;
    /// Not yet given to the document.
    struct Change {
        std::uint32_t position = 0;
        std::uint32_t removed = 0;
        std::uint32_t inserted = 0;
    };
    std::vector<Change> m_pending;
    std::uint64_t m_change = 0; ///< counts the changes of the text
    ElementRef m_awaited;       ///< selected by others before its snapshot came
    int m_fontPointSize = 10;
    bool m_applying = false; ///< the change comes from the document
    bool m_couldUndo = false;
    bool m_couldRedo = false;
    bool m_had = false; ///< a selection
    bool m_fixesWait = false;
};

} // namespace tw::preview
