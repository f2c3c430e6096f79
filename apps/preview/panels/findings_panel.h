// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/selection.h"
#include "model/theme.h"

#include <QModelIndex>
#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLineEdit;
class QSplitter;
class QStackedLayout;
class QToolButton;
class QTreeView;

namespace tw::preview {

class ConfigurationView;
class EmptyState;
class ExplanationView;
class FindingsDelegate;
class FindingsFilter;
class FindingsModel;

/// What the newest compile found: sorted, filtered, explained, gone to and mended.
class FindingsPanel : public QWidget {
    Q_OBJECT
public:
    FindingsPanel(Document *document, Selection *selection, QWidget *parent);
    ~FindingsPanel() override;

    void setTheme(const Theme &theme);
    void setFontPointSize(int size); ///< of code
    [[nodiscard]] ConfigurationView *configuration() const { return m_configuration; }
    /// Goes to the first finding in the configuration; false when there is none.
    bool goToConfiguration();
    [[nodiscard]] QTreeView *view() const { return m_view; }
    /// Fixes that are one step, with all their edits, sorted.
    struct AlikeFixes {
        std::size_t fixes = 0;
        std::vector<TextEdit> edits;
    };
    /// That of the current finding and those of all findings with its code; none when two edits lie
    /// in each other.
    [[nodiscard]] AlikeFixes fixesLikeCurrent() const;

public slots:
    void goToCurrent();
    void copyCurrent();
    void explainCurrent();
    void closeSide();
    void applyFixOfCurrent();
    void applyAllFixesLikeCurrent();

signals:
    void titleChanged(const QString &title); ///< `Findings (3)`

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildFilters(QHBoxLayout *row);
    void buildView();
    void showSnapshot();
    void showCounts();
    void showEmptyState();
    void fillPasses();
    void fitColumns();
    void openSide(QWidget *side); ///< the page about a finding, or the configuration
    void fitSide();
    void followConfiguration();
    void showMenu(const QPoint &place);
    void goTo(const QModelIndex &shown);
    void applyFixAt(const QModelIndex &shown);
    [[nodiscard]] const Diagnostic *findingAt(const QModelIndex &shown) const;

    Document *m_document;
    Selection *m_selection;
    FindingsModel *m_model;
    FindingsFilter *m_filter;
    QTreeView *m_view = nullptr;
    FindingsDelegate *m_delegate = nullptr;
    QToolButton *m_severities[3] = {}; ///< errors, warnings, notes
    QComboBox *m_passes = nullptr;
    QLineEdit *m_search = nullptr;
    QStackedLayout *m_pages = nullptr;
    EmptyState *m_empty;
    QSplitter *m_splitter;
    ExplanationView *m_explanation;
    ConfigurationView *m_configuration;
};

} // namespace tw::preview
