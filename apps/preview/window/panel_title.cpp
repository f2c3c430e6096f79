// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/panel_title.h"

#include "window/icons.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace tw::preview {

PanelTitle::PanelTitle(QDockWidget *dock)
    : QWidget(dock), m_label(new QLabel(dock->windowTitle(), this)), m_float(new QToolButton(this)),
      m_close(new QToolButton(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 3, 6, 3);
    row->setSpacing(2);
    row->addWidget(m_label, 1);
    const auto dress = [&](QToolButton *button, Icon icon, const QString &tip) {
        button->setIcon(lineIcon(icon));
        button->setIconSize({13, 13});
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::NoFocus);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        row->addWidget(button);
    };
    dress(m_float, Icon::Detach, QStringLiteral("Into a window of its own, and back"));
    dress(m_close, Icon::Close, QStringLiteral("Hide this panel"));
    connect(m_float, &QToolButton::clicked, dock,
            [dock] { dock->setFloating(!dock->isFloating()); });
    connect(m_close, &QToolButton::clicked, dock, &QDockWidget::close);
    connect(dock, &QDockWidget::windowTitleChanged, m_label, &QLabel::setText);
}

void PanelTitle::setShown(bool shown)
{
    if (shown == m_shown)
        return;
    m_shown = shown;
    for (QWidget *part : {static_cast<QWidget *>(m_label), static_cast<QWidget *>(m_float),
                          static_cast<QWidget *>(m_close)})
        part->setVisible(shown);
    layout()->setContentsMargins(shown ? QMargins(12, 3, 6, 3) : QMargins());
    updateGeometry();
}

QSize PanelTitle::sizeHint() const { return m_shown ? QWidget::sizeHint() : QSize(0, 0); }

QSize PanelTitle::minimumSizeHint() const
{
    return m_shown ? QWidget::minimumSizeHint() : QSize(0, 0);
}

} // namespace tw::preview
