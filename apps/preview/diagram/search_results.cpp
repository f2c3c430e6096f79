// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/search_results.h"

#include <QPainter>

#include <algorithm>
#include <array>

namespace tw::preview {

namespace {

constexpr std::size_t mostRows = 300;

} // namespace

void SearchResults::set(const SnapshotPtr &snapshot, std::vector<DiagramMatch> matches,
                        const QString &text)
{
    beginResetModel();
    m_snapshot = snapshot;
    m_matches = std::move(matches);
    m_text = text;
    endResetModel();
}

int SearchResults::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::min(m_matches.size(), mostRows));
}

QVariant SearchResults::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_snapshot)
        return {};
    const auto &match = m_matches[static_cast<std::size_t>(index.row())];
    const auto &table = m_snapshot->diagram.tables[static_cast<std::size_t>(match.table)];
    const bool isPart = match.column >= 0;
    const auto name =
        isPart ? table.columns[static_cast<std::size_t>(match.column)].name : table.name;
    const auto where = isPart ? table.name : table.namespaceName;
    const auto kind =
        table.isEnum ? (isPart ? ValueKind : EnumKind) : (isPart ? ColumnKind : TableKind);
    static const std::array kinds{QStringLiteral("table"), QStringLiteral("enum"),
                                  QStringLiteral("column"), QStringLiteral("value")};
    switch (role) {
    case Qt::DisplayRole:
        return name;
    case WhereRole:
        return where;
    case KindRole:
        return kind;
    case Qt::AccessibleTextRole: {
        const auto text = kinds[static_cast<std::size_t>(kind)] + u' ' + name;
        return isPart ? text + QStringLiteral(" of ") + where : text;
    }
    default:
        return {};
    }
}

SearchResultDelegate::SearchResultDelegate(const SearchResults *results, QObject *parent)
    : QStyledItemDelegate(parent), m_results(results), m_theme(Theme::light())
{
}

QSize SearchResultDelegate::sizeHint(const QStyleOptionViewItem &option,
                                     const QModelIndex & /*index*/) const
{
    return {0, option.fontMetrics.height() + 14};
}

void SearchResultDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    auto rect = option.rect.adjusted(4, 1, -4, -1);
    if (option.state & QStyle::State_Selected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.selection);
        painter->drawRoundedRect(rect, 5, 5);
    }
    rect.adjust(8, 0, -10, 0);

    // What it is, as a small sign: a table's card, an enum's list, a column's line.
    const auto kind = index.data(SearchResults::KindRole).toInt();
    const QRectF sign(rect.left(), rect.center().y() - 5, 12, 11);
    const bool isBox = kind == SearchResults::TableKind || kind == SearchResults::EnumKind;
    painter->setPen(QPen(isBox ? m_theme.accent : m_theme.mutedText, 1.2));
    painter->setBrush(Qt::NoBrush);
    if (isBox) {
        painter->drawRoundedRect(sign, 2, 2);
        painter->drawLine(sign.topLeft() + QPointF(0, 4), sign.topRight() + QPointF(0, 4));
    } else {
        painter->drawLine(sign.topLeft() + QPointF(2, 3), sign.topLeft() + QPointF(12, 3));
        painter->drawLine(sign.topLeft() + QPointF(2, 7.5), sign.topLeft() + QPointF(9, 7.5));
    }
    rect.setLeft(rect.left() + 22);

    const auto where = index.data(SearchResults::WhereRole).toString();
    const auto &metrics = option.fontMetrics;
    const int whereWidth =
        where.isEmpty() ? 0 : std::min(metrics.horizontalAdvance(where) + 2, rect.width() / 2);
    const auto full = index.data().toString();
    const auto name = metrics.elidedText(full, Qt::ElideRight, rect.width() - whereWidth - 12);

    // The part that fits in bold; widths are of the plain font but for that part.
    const auto text = m_results->text();
    const auto part = text.mid(text.lastIndexOf(u'.') + 1).trimmed();
    const auto at = part.isEmpty() ? -1 : name.indexOf(part, 0, Qt::CaseInsensitive);
    auto bold = option.font;
    bold.setWeight(QFont::Bold);
    int x = rect.left();
    const auto put = [&](const QString &piece, const QFont &font, const QColor &color) {
        painter->setFont(font);
        painter->setPen(color);
        painter->drawText(QRect(x, rect.top(), rect.right() - x + 1, rect.height()),
                          Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, piece);
        x += QFontMetrics(font).horizontalAdvance(piece);
    };
    if (at >= 0) {
        put(name.left(at), option.font, m_theme.text);
        put(name.mid(at, part.size()), bold, m_theme.text);
        put(name.mid(at + part.size()), option.font, m_theme.text);
    } else {
        put(name, option.font, m_theme.text);
    }
    painter->setFont(option.font);
    painter->setPen(m_theme.mutedText);
    painter->drawText(rect, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine,
                      metrics.elidedText(where, Qt::ElideRight, whereWidth));
    painter->restore();
}

} // namespace tw::preview

#include "moc_search_results.cpp" // NOLINT(bugprone-suspicious-include)
