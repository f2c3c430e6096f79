// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/completion_rows.h"

#include <QPainter>

#include <algorithm>

namespace tw::preview {

namespace {

QString text(const std::string &utf8) { return QString::fromStdString(utf8); }

struct Sign {
    QChar letter;
    QColor color;
};

Sign signOf(Completion::Kind kind, const Theme &theme)
{
    switch (kind) {
    case Completion::Kind::Keyword:
        return {u'K', theme.keyword};
    case Completion::Kind::Table:
        return {u'T', theme.function};
    case Completion::Kind::Column:
        return {u'C', theme.note};
    case Completion::Kind::Type:
        return {u't', theme.typeName};
    case Completion::Kind::Enum:
        return {u'E', theme.typeName};
    case Completion::Kind::Value:
        return {u'V', theme.number};
    case Completion::Kind::Setting:
        return {u'S', theme.setting};
    case Completion::Kind::Member:
        return {u'M', theme.setting};
    case Completion::Kind::Name:
        return {u'N', theme.mutedText};
    }
    return {};
}

constexpr int margin = 8;
constexpr int signSize = 18;

} // namespace

void CompletionModel::setItems(const std::vector<Completion> &items, const std::string &prefix)
{
    beginResetModel();
    m_items = items;
    m_typed = text(prefix);
    endResetModel();
}

int CompletionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant CompletionModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Completion &one = item(index.row());
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return text(one.label);
    if (role == Qt::AccessibleDescriptionRole)
        return text(one.detail);
    return {};
}

void CompletionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Completion &item = m_model->item(index.row());
    const QRect row = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if ((option.state & QStyle::State_Selected) != 0) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.selection);
        painter->drawRoundedRect(row.adjusted(3, 1, -3, -1), 4, 4);
    }
    const Sign sign = signOf(item.kind, m_theme);
    const QRect badge(row.left() + margin, row.center().y() - signSize / 2 + 1, signSize, signSize);
    QColor ground = sign.color;
    ground.setAlphaF(0.16F);
    painter->setPen(Qt::NoPen);
    painter->setBrush(ground);
    painter->drawRoundedRect(badge, 4, 4);
    QFont badgeFont = option.font;
    badgeFont.setBold(true);
    badgeFont.setPixelSize(11);
    painter->setFont(badgeFont);
    painter->setPen(sign.color);
    painter->drawText(badge, Qt::AlignCenter, sign.letter);

    int x = badge.right() + margin;
    const QString label = text(item.label);
    const QString typed = m_model->typed();
    const auto found = typed.isEmpty() ? -1 : label.indexOf(typed, 0, Qt::CaseInsensitive);
    const auto draw = [&](const QString &part, bool strong) {
        QFont font = option.font;
        font.setBold(strong);
        painter->setFont(font);
        painter->setPen(strong ? m_theme.accent : m_theme.text);
        const int width = QFontMetrics(font).horizontalAdvance(part);
        painter->drawText(QRect(x, row.top(), std::max(row.right() - x - margin, 0), row.height()),
                          Qt::AlignLeft | Qt::AlignVCenter, part);
        x += width;
    };
    if (found < 0) {
        draw(label, false);
    } else {
        draw(label.left(found), false);
        draw(label.mid(found, typed.size()), true);
        draw(label.mid(found + typed.size()), false);
    }
    QFont small = option.font;
    small.setPointSizeF(std::max(small.pointSizeF() - 1, 7.0));
    painter->setFont(small);
    painter->setPen(m_theme.mutedText);
    const QRect rest(x + 2 * margin, row.top(), row.right() - x - 3 * margin, row.height());
    if (rest.width() > 30)
        painter->drawText(
            rest, Qt::AlignRight | Qt::AlignVCenter,
            QFontMetrics(small).elidedText(text(item.detail), Qt::ElideRight, rest.width()));
    painter->restore();
}

QSize CompletionDelegate::sizeHint(const QStyleOptionViewItem &option,
                                   const QModelIndex & /*index*/) const
{
    return {100, std::max(QFontMetrics(option.font).height() + 8, signSize + 6)};
}

} // namespace tw::preview
