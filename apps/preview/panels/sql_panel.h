// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/selection.h"
#include "model/theme.h"

#include <QWidget>

#include <memory>

class QLabel;
class QStackedLayout;
class QToolButton;

namespace tw::preview {

class CodeSearch;
class CodeView;
class EmptyState;
class SqlLexer;
class SqlPlaces;

/// The script of the newest compile without errors, read only. It marks what was written for the
/// selected element, and a click in it selects the element that the place was written for.
class SqlPanel : public QWidget {
    Q_OBJECT
public:
    SqlPanel(Document *document, Selection *selection, QWidget *parent);
    ~SqlPanel() override;

    void setTheme(const Theme &theme);
    void setFontPointSize(int size);
    [[nodiscard]] CodeView *view() const { return m_view; }
    /// The script on show is older than the newest compile, which has errors.
    [[nodiscard]] bool isStale() const { return m_stale; }

public slots:
    void copyAll();
    void find();
    void findNext();
    void findPrevious();
    /// To what the cursor's place was written for.
    void goToSource();

signals:
    void statusMessage(const QString &message);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildBar();
    void buildView();
    void addShortcuts();
    void showSnapshot();
    void showNothing();
    void showScript(const SnapshotPtr &snapshot, const Script &script);
    void showErrors(const SnapshotPtr &snapshot);
    void setStale(bool stale);
    void markElement(const ElementRef &element, bool reveal);
    void selectAtCursor();
    void showMenu(const QPoint &place);
    [[nodiscard]] ElementRef elementAtCursor();

    Document *m_document;
    Selection *m_selection;
    Theme m_theme;
    QWidget *m_bar = nullptr;
    QLabel *m_sign = nullptr; ///< of errors
    QLabel *m_state = nullptr;
    QToolButton *m_copy = nullptr;
    QToolButton *m_find = nullptr;
    CodeSearch *m_search = nullptr;
    QStackedLayout *m_pages = nullptr;
    EmptyState *m_empty;
    CodeView *m_view = nullptr;
    SqlLexer *m_lexer = nullptr;
    std::unique_ptr<SqlPlaces> m_places; ///< of the script on show
    bool m_stale = false;
    bool m_outdated = true; ///< a snapshot came while the panel was hidden
    bool m_updating = false;
};

} // namespace tw::preview
