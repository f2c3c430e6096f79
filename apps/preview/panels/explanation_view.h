// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/theme.h"

#include <tablewright/diag/diagnostic.h>

#include <QWidget>

class QLabel;
class QTextBrowser;

namespace tw::preview {

/// The page about a diagnostic, beside the list of findings. Pages link to each other.
class ExplanationView : public QWidget {
    Q_OBJECT
public:
    explicit ExplanationView(QWidget *parent);

    void setTheme(const Theme &theme);
    /// The page of the code; for a plugin's code, which has none here, what its row says.
    void explain(const QString &code, const DiagnosticInfo *row);
    [[nodiscard]] const QString &code() const { return m_code; }
    [[nodiscard]] QTextBrowser *page() const { return m_page; }

signals:
    void closed();

private:
    void showPage(const QString &markdown);

    QLabel *m_title;
    QTextBrowser *m_page;
    Theme m_theme;
    QString m_code;
    QString m_markdown;
};

} // namespace tw::preview
