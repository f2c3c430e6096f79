// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/panel_parts.h"

namespace tw::preview {

/// Draws a time with a bar of its share behind it.
class TimeBarDelegate : public RowDelegate {
    Q_OBJECT
public:
    using RowDelegate::RowDelegate;

    void setTheme(const Theme &theme) { m_theme = theme; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    Theme m_theme;
};

} // namespace tw::preview
