// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QDockWidget;
class QLabel;
class QToolButton;

namespace tw::preview {

/// A panel's title bar; nothing where tabs say the title.
class PanelTitle : public QWidget {
    Q_OBJECT
public:
    explicit PanelTitle(QDockWidget *dock);

    void setShown(bool shown);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

private:
    QLabel *m_label;
    QToolButton *m_float;
    QToolButton *m_close;
    bool m_shown = true;
};

} // namespace tw::preview
