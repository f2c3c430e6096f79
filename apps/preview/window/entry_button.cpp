// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/entry_button.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace tw::preview {

namespace {

constexpr int padding = 12;
constexpr int rowIcon = 20;
constexpr QSize pictureSize(86, 54);

QFont titleFont(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont detailFont(QFont font)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * 0.92);
    return font;
}

QColor withAlpha(QColor color, int alpha)
{
    color.setAlpha(alpha);
    return color;
}

} // namespace

Thumbnail Thumbnail::of(const QByteArray &json)
{
    constexpr double width = 220, header = 36, row = 24;
    Thumbnail made;
    QHash<QString, std::size_t> byId;
    const QJsonObject schema = QJsonDocument::fromJson(json).object();
    for (const QJsonValue &value : schema[u"tables"].toArray()) {
        const QJsonObject table = value.toObject();
        const QJsonObject place = table[u"position"].toObject();
        const double height = header + row * double(table[u"columns"].toArray().size());
        byId.insert(table[u"id"].toString(), made.boxes.size());
        made.boxes.emplace_back(place[u"x"].toDouble(), place[u"y"].toDouble(), width, height);
    }
    const auto join = [&](const QJsonValue &list) {
        for (const QJsonValue &value : list.toArray()) {
            const QJsonObject key = value.toObject();
            const auto from = byId.constFind(key[u"sourceTableId"].toString());
            const auto to = byId.constFind(key[u"targetTableId"].toString());
            if (from != byId.cend() && to != byId.cend() && *from != *to)
                made.lines.emplace_back(made.boxes[*from].center(), made.boxes[*to].center());
        }
    };
    join(schema[u"foreignKeys"]);
    join(schema[u"relationships"]);
    return made;
}

EntryButton::EntryButton(const QString &title, const QString &detail, QWidget *parent)
    : QAbstractButton(parent), m_detail(detail)
{
    setText(title);
    setAccessibleDescription(detail);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void EntryButton::setTheme(const Theme &theme)
{
    m_theme = theme;
    update();
}

void EntryButton::setThumbnail(Thumbnail thumbnail)
{
    m_thumbnail = std::move(thumbnail);
    updateGeometry();
}

void EntryButton::setMissing(bool missing)
{
    setEnabled(!missing);
    setCursor(missing ? Qt::ArrowCursor : Qt::PointingHandCursor);
}

QSize EntryButton::sizeHint() const
{
    const int text = QFontMetrics(titleFont(font())).height() +
                     QFontMetrics(detailFont(font())).height() * (isCard() ? 2 : 1);
    return isCard() ? QSize(290, std::max(text + 4, pictureSize.height()) + 2 * padding)
                    : QSize(280, text + padding);
}

QSize EntryButton::minimumSizeHint() const { return {isCard() ? 230 : 180, sizeHint().height()}; }

void EntryButton::enterEvent(QEnterEvent * /*event*/) { update(); }

void EntryButton::leaveEvent(QEvent * /*event*/) { update(); }

void EntryButton::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool hot = isEnabled() && (underMouse() || isDown());
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);

    QColor ground = isCard() ? m_theme.surface : QColor(Qt::transparent);
    if (hot)
        ground = isCard() ? m_theme.raised : withAlpha(m_theme.text, isDown() ? 34 : 18);
    QColor border = isCard() ? m_theme.border : QColor(Qt::transparent);
    if (hasFocus() || (hot && isCard()))
        border = m_theme.accent;
    painter.setPen(border);
    painter.setBrush(ground);
    painter.drawRoundedRect(frame, 7, 7);

    QRect inner = rect().adjusted(padding, 0, -padding, 0);
    if (isCard()) {
        QRect picture(QPoint(0, 0), pictureSize);
        picture.moveCenter(rect().center());
        picture.moveLeft(padding);
        paintThumbnail(painter, picture);
        inner.setLeft(picture.right() + padding + 2);
    } else {
        inner.adjust(-padding / 2, 0, padding / 2, 0);
        const QColor color = isEnabled() ? m_theme.mutedText : withAlpha(m_theme.mutedText, 120);
        lineIcon(m_icon, color)
            .paint(&painter, QRect(inner.left(), (height() - rowIcon) / 2, rowIcon, rowIcon));
        inner.setLeft(inner.left() + rowIcon + 10);
    }
    paintTexts(painter, inner);
}

void EntryButton::paintThumbnail(QPainter &painter, const QRectF &area) const
{
    painter.save();
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.canvas);
    painter.drawRoundedRect(area, 5, 5);

    QRectF bounds;
    for (const QRectF &box : m_thumbnail.boxes)
        bounds |= box;
    const QRectF room = area.adjusted(6, 6, -6, -6);
    const double scale = std::min(room.width() / bounds.width(), room.height() / bounds.height());
    painter.translate(room.center());
    painter.scale(scale, scale);
    painter.translate(-bounds.center());

    QPen pen(m_theme.edge, 1);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.drawLines(m_thumbnail.lines.data(), int(m_thumbnail.lines.size()));
    pen.setColor(m_theme.tableBorder);
    const double header = std::min(46.0, bounds.height() / 8);
    for (const QRectF &box : m_thumbnail.boxes) {
        painter.setPen(pen);
        painter.setBrush(m_theme.tableBody);
        painter.drawRect(box);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.accent);
        painter.drawRect(QRectF(box.topLeft(), QSizeF(box.width(), header)));
    }
    painter.restore();
}

void EntryButton::paintTexts(QPainter &painter, const QRect &area) const
{
    const QFont bold = titleFont(font());
    const QFont small = detailFont(font());
    const QFontMetrics boldMetrics(bold);
    const QFontMetrics smallMetrics(small);

    // A card's sentence may take two lines; the second is cut.
    QStringList lines;
    if (isCard() && smallMetrics.horizontalAdvance(m_detail) > area.width()) {
        QString first;
        for (const QString &word : m_detail.split(QLatin1Char(' '))) {
            const QString longer = first.isEmpty() ? word : first + QLatin1Char(' ') + word;
            if (smallMetrics.horizontalAdvance(longer) > area.width())
                break;
            first = longer;
        }
        lines << first << m_detail.mid(first.size()).trimmed();
    } else {
        lines << m_detail;
    }

    const int total = boldMetrics.height() + 2 + int(lines.size()) * smallMetrics.height();
    int top = (height() - total) / 2;
    const auto draw = [&](const QFont &font, const QFontMetrics &metrics, const QString &text,
                          const QColor &color, Qt::TextElideMode elide) {
        painter.setFont(font);
        painter.setPen(isEnabled() ? color : withAlpha(color, 130));
        painter.drawText(QRect(area.left(), top, area.width(), metrics.height()),
                         Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                         metrics.elidedText(text, elide, area.width()));
        top += metrics.height();
    };
    draw(bold, boldMetrics, text(), m_theme.text, Qt::ElideRight);
    top += 2;
    for (const QString &line : lines)
        draw(small, smallMetrics, line, m_theme.mutedText, m_elide);
}

} // namespace tw::preview
