// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "language/completion.h"
#include "model/theme.h"

#include <QFrame>
#include <QObject>

class QListView;

namespace tw::preview {

class CompletionModel;
class Highlighter;
class TextView;

/// Offers what can stand at the cursor, as one types or when asked. The keys stay with the text;
/// those that choose go to the list while it is open.
class Completer : public QObject {
    Q_OBJECT
public:
    Completer(TextView *view, Highlighter *highlighter, Document *document);
    ~Completer() override;

    void setTheme(const Theme &theme);
    void setFont(const QFont &font);
    /// Also when nothing is typed yet.
    void open();
    void close();
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] const CompletionList &list() const { return m_list; }
    [[nodiscard]] QWidget *popup() const { return m_popup; }
    /// Puts the chosen one in.
    void accept();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void typed();
    void update(bool forced);
    void place();
    void findTypes();
    [[nodiscard]] const ir::Schema *goodSchema();

    TextView *m_view;
    Highlighter *m_highlighter;
    Document *m_document;
    QFrame *m_popup;
    QListView *m_rows;
    CompletionModel *m_model;
    CompletionList m_list;
    SnapshotPtr m_good; ///< the last one whose text could be read
    std::vector<std::string> m_types;
    bool m_accepting = false;
};

} // namespace tw::preview
