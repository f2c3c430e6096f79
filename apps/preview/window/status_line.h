// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document.h"
#include "model/theme.h"

#include <QStatusBar>
#include <QTimer>

class QLabel;
class QProgressBar;
class QToolButton;

namespace tw::preview {

class BusyIndicator;

/// The window's last line: what the compile says, where the cursor is, the language, the zoom, and
/// work that takes long.
class StatusLine : public QStatusBar {
    Q_OBJECT
public:
    /// A compile that takes no longer shows nothing.
    static constexpr int quietMilliseconds = 300;

    explicit StatusLine(Document *document, QWidget *parent = nullptr);

    void setTheme(const Theme &theme);
    void setCursor(int line, int column);
    void setZoom(double zoom);
    /// Also shows the bar; 100 or less than 0 hides it.
    void setProgress(const QString &work, int percent);
    [[nodiscard]] QString findingsText() const;

signals:
    void findingsRequested();
    void lineRequested();
    void zoomResetRequested();
    void cancelRequested();

private:
    void showFindings();
    void showCompiling(bool compiling);
    QToolButton *addButton(const QString &name, const QString &tip);

    Document *m_document;
    Theme m_theme;
    BusyIndicator *m_busy;
    QToolButton *m_findings;
    QLabel *m_work;
    QProgressBar *m_progress;
    QToolButton *m_cancel;
    QToolButton *m_place;
    QLabel *m_language;
    QToolButton *m_zoom;
    QTimer m_slow; ///< the compile takes longer than it should without a sign
};

} // namespace tw::preview
