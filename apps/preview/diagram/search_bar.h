// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "diagram/search_index.h"
#include "model/theme.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QListView;
class QToolButton;

namespace tw::preview {

class DiagramView;
class SearchResultDelegate;
class SearchResults;

/// Finds tables, columns, enums and their values as one types; going through the list takes the
/// view along. Closed until `open`.
class SearchBar : public QFrame {
    Q_OBJECT
public:
    SearchBar(DiagramView *view, Document *document, QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    [[nodiscard]] QString text() const;
    [[nodiscard]] const std::vector<DiagramMatch> &matches() const;
    [[nodiscard]] QSize sizeHint() const override;

public slots:
    void open(); ///< shows it with the old text selected
    void close();
    void setText(const QString &text);

signals:
    void closed();
    void resized(); ///< it would like another size

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void find();
    void go(int row);
    void step(int by);
    [[nodiscard]] int row() const;
    void setRow(int row);

    DiagramView *m_view;
    Document *m_document;
    QLineEdit *m_edit;
    QLabel *m_count;
    QToolButton *m_close;
    QListView *m_list;
    SearchResults *m_results;
    SearchResultDelegate *m_delegate;
    SearchIndex m_index;
    SnapshotPtr m_indexed;
    int m_gone = -1; ///< the row that the view shows
};

} // namespace tw::preview
