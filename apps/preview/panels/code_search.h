// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/panel_parts.h"

class QLineEdit;

namespace tw::preview {

class CodeView;

/// A row to search a `CodeView` with; hidden until it is opened.
class CodeSearch : public PanelBar {
    Q_OBJECT
public:
    CodeSearch(CodeView *view, QWidget *parent);

    /// Looks again after the view has another text.
    void refresh();
    [[nodiscard]] QString matches() const;

public slots:
    void open();
    void close();
    void next();
    void previous();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search();
    void showCount(int matches);

    CodeView *m_view;
    QLineEdit *m_text;
    QLabel *m_count;
};

} // namespace tw::preview
