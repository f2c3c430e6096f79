// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/selection.h"
#include "model/theme.h"

#include <QModelIndex>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QSplitter;
class QStackedLayout;
class QTextBrowser;
class QToolButton;
class QTreeView;

namespace tw::preview {

class FindingsDelegate;
class FindingsFilter;
class FindingsModel;

/// What the newest compile found: sorted, filtered, explained, taken to and mended.
class FindingsPanel : public QWidget {
    Q_OBJECT
public:
    FindingsPanel(Document *document, Selection *selection, QWidget *parent);
    ~FindingsPanel() override;

    void setTheme(const Theme &theme);
    [[nodiscard]] QTreeView *view() const { return m_view; }

public slots:
    void goToCurrent();
    void copyCurrent();
    void explainCurrent();
    void applyFixOfCurrent();
    /// The fixes of all findings with the current one's code, when none lies in another.
    void applyAllFixesOfCurrent();

signals:
    void titleChanged(const QString &title); ///< `Findings (3)`

private:
    void buildFilters(class QHBoxLayout *row);
    void buildExplanation();
    void showSnapshot();
    void showCounts();
    void showEmptyState();
    void fillPasses();
    void showMenu(const QPoint &place);
    void applyFixAt(const QModelIndex &shown);
    [[nodiscard]] const Diagnostic *currentFinding() const;

    Document *m_document;
    Selection *m_selection;
    FindingsModel *m_model;
    FindingsFilter *m_filter;
    FindingsDelegate *m_delegate;
    QTreeView *m_view = nullptr;
    QToolButton *m_severities[3] = {}; ///< errors, warnings, notes
    QComboBox *m_passes = nullptr;
    QLineEdit *m_search = nullptr;
    QStackedLayout *m_pages = nullptr;
    QLabel *m_empty = nullptr;
    QSplitter *m_splitter = nullptr;
    QWidget *m_explanation = nullptr;
    QTextBrowser *m_page = nullptr;
    QLabel *m_pageTitle = nullptr;
};

} // namespace tw::preview
