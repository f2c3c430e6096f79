// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "core/selection.h"
#include "diagram/search_index.h"
#include "model/theme.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QListView;
class QToolButton;

namespace tw::preview {

class DiagramView;
class SearchResults;

/// Finds tables, columns and enums as one types; going through the list takes the view along.
/// Closed until `open`.
class SearchBar : public QFrame {
    Q_OBJECT
public:
    SearchBar(DiagramView *view, Document *document, Selection *selection,
              QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    [[nodiscard]] QString text() const;
    [[nodiscard]] const std::vector<SearchMatch> &matches() const;

public slots:
    void open(); ///< shows it with the old text selected
    void close();
    void setText(const QString &text);

signals:
    void closed();
    void resized();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void update();
    void go(int row);
    void step(int by);

    DiagramView *m_view;
    Document *m_document;
    Selection *m_selection;
    QLineEdit *m_edit;
    QLabel *m_count;
    QToolButton *m_close;
    QListView *m_list;
    SearchResults *m_results;
    SearchIndex m_index;
    SnapshotPtr m_indexed;
};

} // namespace tw::preview
