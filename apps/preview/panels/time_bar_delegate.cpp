// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/time_bar_delegate.h"

#include "panels/pass_model.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace tw::preview {

namespace {
constexpr int textWidth = 76;
}

void TimeBarDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    QStyleOptionViewItem row(option);
    initStyleOption(&row, index);
    const QString text = std::exchange(row.text, QString());
    row.state &= ~QStyle::State_HasFocus;
    const QStyle *style = row.widget != nullptr ? row.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect cell = option.rect.adjusted(4, 0, -8, 0);
    painter->setPen(m_theme.mutedText);
    painter->drawText(
        QRect(cell.left(), cell.top(), std::min(textWidth - 8, cell.width()), cell.height()),
        Qt::AlignRight | Qt::AlignVCenter, text);
    const double share = index.data(PassModel::ShareRole).toDouble();
    const int room = cell.width() - textWidth;
    if (share > 0 && room > 8) {
        const double length = std::max(2.0, room * share);
        const QRectF bar(cell.left() + textWidth, cell.center().y() - 3.0, length, 7);
        QColor color = m_theme.accent;
        color.setAlpha(m_theme.dark ? 170 : 150);
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawRoundedRect(bar, 2, 2);
    }
    painter->restore();
}

} // namespace tw::preview
