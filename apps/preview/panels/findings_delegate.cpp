// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/findings_delegate.h"

#include "panels/findings_model.h"

#include <QAbstractItemView>
#include <QCursor>
#include <QMouseEvent>
#include <QPainter>

namespace tw::preview {

namespace {

bool hasButton(const QModelIndex &index)
{
    return index.column() == FindingsModel::FixColumn &&
           index.data(FindingsModel::FixTitleRole).isValid();
}

} // namespace

QRect FindingsDelegate::buttonRect(const QRect &cell)
{
    return {cell.left() + 2, cell.top() + 3, 44, cell.height() - 6};
}

void FindingsDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    RowDelegate::paint(painter, option, index);
    if (!hasButton(index))
        return;
    const QRectF button = QRectF(buttonRect(option.rect)).adjusted(.5, .5, -.5, -.5);
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const bool hovered = view != nullptr && option.state.testFlag(QStyle::State_MouseOver) &&
                         button.contains(view->viewport()->mapFromGlobal(QCursor::pos()));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(hovered ? m_theme.accent : m_theme.border);
    painter->setBrush(hovered ? m_theme.accent : m_theme.raised);
    painter->drawRoundedRect(button, 4, 4);
    painter->setPen(hovered ? m_theme.onAccent : m_theme.accent);
    painter->drawText(button, Qt::AlignCenter, QStringLiteral("Fix"));
    painter->restore();
}

bool FindingsDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                   const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() == QEvent::MouseButtonRelease && hasButton(index)) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (mouse->button() == Qt::LeftButton && buttonRect(option.rect).contains(mouse->pos())) {
            emit fixClicked(index);
            return true;
        }
    }
    if (event->type() == QEvent::MouseMove && hasButton(index)) {
        // The view itself paints again only when another cell is hovered.
        if (auto *view = qobject_cast<QAbstractItemView *>(parent()))
            view->update(index);
    }
    return RowDelegate::editorEvent(event, model, option, index);
}

} // namespace tw::preview
