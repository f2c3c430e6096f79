// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "language/text_search.h"
#include "model/theme.h"

#include <QFutureWatcher>
#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace tw::preview {

class TextView;

/// Finds and replaces, below the text. Searches in another thread; all matches are marked.
class FindBar : public QWidget {
    Q_OBJECT
public:
    FindBar(TextView *view, Document *document, QWidget *parent);

    /// With what is selected, if that is on one line.
    void open(bool withReplace);
    void close();
    void findNext() { step(true); }
    void findPrevious() { step(false); }
    void setTheme(const Theme &theme);

    [[nodiscard]] const TextMatches &result() const { return m_result; }
    [[nodiscard]] TextQuery query() const;

signals:
    void closed();
    void matchesChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void startSearch();
    void takeResult();
    void showCount();
    void show(const TextMatch &match);
    void step(bool forward);
    void replaceOne();
    void replaceAll();
    /// The match that is selected; -1 when none is.
    [[nodiscard]] std::ptrdiff_t currentMatch() const;

    struct Answer {
        TextQuery query;
        std::uint64_t change = 0;
        TextMatches result;
    };

    TextView *m_view;
    Document *m_document;
    QLineEdit *m_pattern;
    QLineEdit *m_replacement;
    QWidget *m_replaceButtons;
    QToolButton *m_matchCase;
    QToolButton *m_wholeWord;
    QToolButton *m_isExpression;
    QLabel *m_count;
    QTimer m_pause;
    QFutureWatcher<Answer> m_watcher;
    TextMatches m_result;
    QString m_errorColor;
    std::uint64_t m_change = 0; ///< counts the changes of the text
    std::uint32_t m_origin = 0; ///< where typing a pattern searches from
    int m_stepWhenFound = 0;    ///< the user did not wait for the result
    bool m_incremental = false;
};

} // namespace tw::preview
