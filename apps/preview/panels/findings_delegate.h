// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/panel_parts.h"

namespace tw::preview {

/// Draws the button of a quick fix and answers its click.
class FindingsDelegate : public RowDelegate {
    Q_OBJECT
public:
    using RowDelegate::RowDelegate;

    void setTheme(const Theme &theme) { m_theme = theme; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

    /// Where the button stands in its cell.
    [[nodiscard]] static QRect buttonRect(const QRect &cell);

signals:
    void fixClicked(const QModelIndex &index);

private:
    Theme m_theme;
};

} // namespace tw::preview
