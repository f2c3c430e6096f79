// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/selection.h"
#include "model/theme.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QsciScintilla;

namespace tw::preview {

class SqlLexer;

/// The script of the newest compile without errors, read only. It marks what was written for the
/// selected element, and a click in it selects the element that the place was written for.
class SqlPanel : public QWidget {
    Q_OBJECT
public:
    SqlPanel(Document *document, Selection *selection, QWidget *parent);
    ~SqlPanel() override;

    void setTheme(const Theme &theme);
    [[nodiscard]] QsciScintilla *view() const { return m_view; }
    /// The text on show lags behind the document's newest compile, because that has errors.
    [[nodiscard]] bool isStale() const { return m_stale; }

public slots:
    void copyAll();
    void find();
    void findNext();
    void findPrevious();

signals:
    void statusMessage(const QString &message);

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Shown;

    void buildView();
    void buildSearch();
    void showSnapshot();
    void showText();
    void showState();
    void setStale(bool stale);
    void markSelection(const ElementRef &element);
    void selectAtCursor();
    void findText(bool forward, bool fromHere);

    Document *m_document;
    Selection *m_selection;
    Theme m_theme;
    QLabel *m_state = nullptr;
    QsciScintilla *m_view = nullptr;
    SqlLexer *m_lexer = nullptr;
    QWidget *m_searchRow = nullptr;
    QLineEdit *m_search = nullptr;
    QLabel *m_matches = nullptr;
    std::unique_ptr<Shown> m_shown;
    bool m_stale = false;
    bool m_outdated = false; ///< a snapshot came while the panel was hidden
    bool m_marking = false;
};

} // namespace tw::preview
