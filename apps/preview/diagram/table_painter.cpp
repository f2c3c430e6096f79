// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/table_painter.h"

#include "diagram/edge_painting.h"
#include "diagram/marks.h"

#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace tw::preview {

using namespace metrics;

namespace {

struct Face {
    QFont font;
    double ascent;
    double descent;
};

const Face &faceOf(DiagramText kind)
{
    static const std::array<Face, 4> faces = [] {
        std::array<Face, 4> made;
        for (std::size_t i = 0; i < made.size(); ++i) {
            const QFont font = fontOf(static_cast<DiagramText>(i));
            const QFontMetricsF fontMetrics(font);
            made[i] = {font, fontMetrics.ascent(), fontMetrics.descent()};
        }
        return made;
    }();
    return faces[static_cast<std::size_t>(kind)];
}

/// Names are drawn in few sizes, so that their letters are kept from frame to frame.
constexpr std::array bigSizes{16, 14, 12, 11, 10, 9, 8, 7};

const QFont &bigFont(int size)
{
    static const auto fonts = [] {
        std::array<QFont, bigSizes.size()> made;
        for (std::size_t i = 0; i < made.size(); ++i)
            made[i] = diagramFont(bigSizes[i], QFont::Bold);
        return made;
    }();
    return fonts[static_cast<std::size_t>(std::find(bigSizes.begin(), bigSizes.end(), size) -
                                          bigSizes.begin())];
}

double luminance(const QColor &color)
{
    const auto linear = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

/// The card's upper part, its lower corners square.
QPainterPath headerPath(double width)
{
    QPainterPath path;
    path.moveTo(0, headerHeight);
    path.lineTo(0, radius);
    path.arcTo(QRectF(0, 0, 2 * radius, 2 * radius), 180, -90);
    path.lineTo(width - radius, 0);
    path.arcTo(QRectF(width - 2 * radius, 0, 2 * radius, 2 * radius), 90, -90);
    path.lineTo(width, headerHeight);
    path.closeSubpath();
    return path;
}

int worstOf(const DiagramTable &table)
{
    for (const Severity severity : {Severity::Error, Severity::Warning}) {
        if (table.findings[static_cast<int>(severity)] > 0)
            return static_cast<int>(severity);
    }
    return 0;
}

} // namespace

QColor inkOn(const QColor &ground)
{
    // Where both inks have the same contrast.
    return luminance(ground) > 0.179 ? QColor(0x14, 0x1A, 0x26) : QColor(Qt::white);
}

QColor TablePainter::headerOf(const DiagramTable &table) const
{
    if (table.header.isValid())
        return table.header;
    if (table.isEnum)
        return mixed(m_theme.keyword, m_theme.tableBody, m_theme.dark ? 0.22 : 0.12);
    return m_theme.tableHeader;
}

QColor TablePainter::headerTextOf(const DiagramTable &table) const
{
    return table.header.isValid() ? inkOn(table.header) : m_theme.tableHeaderText;
}

void TablePainter::drawText(const TableTexts::Text &text, DiagramText kind, double left,
                            double middle)
{
    const Face &face = faceOf(kind);
    const double baseline = middle + (face.ascent - face.descent) / 2;
    m_painter.setFont(face.font);
    if (m_asText)
        m_painter.drawText(QPointF(left, baseline), text.string);
    else
        m_painter.drawStaticText(QPointF(left, baseline - face.ascent), text.laidOut);
}

void TablePainter::paintBadge(const DiagramTable &table, double right)
{
    const int worst = worstOf(table);
    if (worst == 0 || m_asText)
        return;
    const int count = table.findings[worst];
    const QString text = count > 99 ? QStringLiteral("99+") : QString::number(count);
    const QColor ground =
        worst == static_cast<int>(Severity::Error) ? m_theme.error : m_theme.warning;
    const Face &face = faceOf(DiagramText::Small);
    const double width = std::max(17.0, widthOf(text, DiagramText::Small) + 9);
    const QRectF pill(right - width, headerHeight / 2 - 8.5, width, 17);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(ground);
    m_painter.drawRoundedRect(pill, 8.5, 8.5);
    m_painter.setPen(inkOn(ground));
    m_painter.setFont(face.font);
    m_painter.drawText(pill, Qt::AlignCenter, text);
}

void TablePainter::paintHeader(const DiagramTable &table, const TableTexts &texts)
{
    const double width = table.box.width();
    const QColor ink = headerTextOf(table);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(headerOf(table));
    m_painter.drawPath(headerPath(width));

    double left = sidePadding;
    const double middle = headerHeight / 2;
    const QColor quiet = mixed(ink, headerOf(table), 0.72);
    if (!texts.space.string.isEmpty()) {
        m_painter.setPen(quiet);
        drawText(texts.space, DiagramText::Row, left, middle);
        left += texts.space.width;
    }
    m_painter.setPen(ink);
    drawText(texts.name, DiagramText::TableName, left, middle);
    left += texts.name.width;
    if (!table.note.isEmpty())
        paintNoteMark(m_painter, {left + noteMarkWidth / 2, middle}, quiet);
    double right = width - sidePadding;
    if (worstOf(table) != 0) {
        paintBadge(table, right);
        right -= badgeWidth;
    }
    if (table.isEnum || table.isJunction) {
        const QString tag = table.isEnum ? QStringLiteral("enum") : QStringLiteral("junction");
        m_painter.setPen(quiet);
        m_painter.setFont(faceOf(DiagramText::Small).font);
        m_painter.drawText(QRectF(0, 0, right, headerHeight), Qt::AlignVCenter | Qt::AlignRight,
                           tag);
    }
}

void TablePainter::paintRow(const DiagramTable &table, const TableTexts &texts, int row,
                            double marksWidth, const Marks &marks)
{
    const DiagramColumn &column = table.columns[static_cast<std::size_t>(row)];
    const TableTexts::Row &text = texts.rows[static_cast<std::size_t>(row)];
    const double width = table.box.width();
    const double middle = middleOfRow(row);
    const QRectF ground(1, middle - rowHeight / 2, width - 2, rowHeight);
    if (row == marks.currentColumn)
        m_painter.fillRect(ground, m_theme.selection);
    else if (std::find(marks.columns.begin(), marks.columns.end(), row) != marks.columns.end())
        m_painter.fillRect(ground, mixed(m_theme.accent, m_theme.tableBody, 0.13));

    double left = sidePadding;
    if (!table.isEnum) {
        double mark = left + 6;
        if (column.primaryKey) {
            paintKeyMark(m_painter, {mark, middle}, m_theme.keyMark);
            mark += markWidth;
        }
        if (column.foreignKey)
            paintLinkMark(m_painter, {mark, middle}, m_theme.accent);
        else if (column.unique && !column.primaryKey)
            paintUniqueMark(m_painter, {mark, middle}, m_theme.mutedText);
        left += marksWidth;
    }
    m_painter.setPen(m_theme.text);
    drawText(text.name, DiagramText::Row, left, middle);
    if (!column.note.isEmpty()) {
        paintNoteMark(m_painter, {left + text.name.width + noteMarkWidth / 2, middle},
                      mixed(m_theme.mutedText, m_theme.tableBody, 0.8));
    }
    if (table.isEnum)
        return;
    const double right = width - sidePadding;
    m_painter.setPen(m_theme.mutedText);
    drawText(text.type, DiagramText::Type, right - notNullWidth - text.type.width, middle);
    if (!column.nullable) {
        m_painter.setFont(faceOf(DiagramText::Small).font);
        m_painter.drawText(QRectF(right - notNullWidth, ground.top(), notNullWidth, rowHeight),
                           Qt::AlignVCenter | Qt::AlignRight, QStringLiteral("NN"));
    }
}

void TablePainter::paintFrame(const DiagramTable &table, const Marks &marks)
{
    const bool marked = marks.selected || marks.current;
    const double inset = marked ? 0 : 0.5;
    const QPen pen(marked ? m_theme.accent : m_theme.tableBorder, marked ? 2 : 1);
    m_painter.setPen(pen);
    m_painter.setBrush(Qt::NoBrush);
    m_painter.drawRoundedRect(QRectF({}, table.box.size()).adjusted(inset, inset, -inset, -inset),
                              radius, radius);
}

void TablePainter::paint(const DiagramTable &table, const TableTexts &texts, const Marks &marks)
{
    m_painter.setRenderHint(QPainter::Antialiasing, true);
    const QRectF card({}, table.box.size());
    m_painter.setPen(Qt::NoPen);
    if (!m_asText) {
        // A soft shadow of two layers.
        m_painter.setBrush(QColor(0, 0, 0, m_theme.dark ? 40 : 10));
        m_painter.drawRoundedRect(card.adjusted(-1, 1, 1, 4), radius + 1, radius + 1);
        m_painter.drawRoundedRect(card.adjusted(0, 1, 0, 2), radius, radius);
    }
    m_painter.setBrush(m_theme.tableBody);
    m_painter.drawRoundedRect(card, radius, radius);
    paintHeader(table, texts);
    m_painter.fillRect(QRectF(0, headerHeight - 1, card.width(), 1),
                       table.header.isValid() ? table.header : m_theme.tableBorder);
    const double marksOfRows = marksWidth(table);
    for (int row = 0; row < static_cast<int>(table.columns.size()); ++row)
        paintRow(table, texts, row, marksOfRows, marks);
    if (table.columns.empty()) {
        m_painter.setPen(m_theme.mutedText);
        m_painter.setFont(faceOf(DiagramText::Type).font);
        m_painter.drawText(
            QRectF(sidePadding, headerHeight, card.width(), rowHeight), Qt::AlignVCenter,
            table.isEnum ? QStringLiteral("no values") : QStringLiteral("no columns"));
    }
    paintFrame(table, marks);
    if (marks.dimmed)
        paintVeil(card);
}

void TablePainter::paintVeil(const QRectF &card)
{
    // Cheaper than to draw everything with an opacity.
    QColor veil = m_theme.canvas;
    veil.setAlphaF(0.55F);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(veil);
    m_painter.drawRoundedRect(card.adjusted(-0.5, -0.5, 0.5, 0.5), radius, radius);
}

bool TablePainter::paintName(const DiagramTable &table, const TableTexts &texts, const Marks &marks,
                             double scale)
{
    constexpr double lineHeight = 1.25;
    constexpr double padding = 5;
    const double width = table.box.width() * scale - 2 * padding;
    const double height = table.box.height() * scale - 2 * padding;
    const TableTexts::Lines *chosen = nullptr;
    int size = 0;
    for (const int tried : bigSizes) {
        for (const TableTexts::Lines &lines : texts.big) {
            if (lines.width * tried / TableTexts::bigSize <= width &&
                static_cast<double>(lines.lines.size()) * tried * lineHeight <= height) {
                chosen = &lines;
                size = tried;
                break;
            }
        }
        if (chosen != nullptr)
            break;
    }
    if (chosen == nullptr)
        return false;

    m_painter.setRenderHint(QPainter::Antialiasing, true);
    const QRectF card({}, table.box.size());
    const bool marked = marks.selected || marks.current;
    const QColor ground = headerOf(table);
    m_painter.setPen(QPen(marked ? m_theme.accent : m_theme.tableBorder, (marked ? 2 : 1) / scale));
    m_painter.setBrush(ground);
    m_painter.drawRoundedRect(card, radius, radius);
    if (const int worst = worstOf(table); worst != 0) {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(worst == static_cast<int>(Severity::Error) ? m_theme.error
                                                                      : m_theme.warning);
        m_painter.drawEllipse(QPointF(card.right() - 9 / scale, 9 / scale), 4 / scale, 4 / scale);
    }

    // Letters on whole pixels, in sizes that are kept.
    const QTransform transform = m_painter.worldTransform();
    const QPointF centre = transform.map(card.center());
    m_painter.setWorldTransform({});
    m_painter.setFont(bigFont(size));
    m_painter.setPen(headerTextOf(table));
    const double line = size * lineHeight;
    double top = centre.y() - line * static_cast<double>(chosen->lines.size()) / 2;
    for (const QString &text : chosen->lines) {
        m_painter.drawText(QRectF(centre.x() - width, top, 2 * width, line), Qt::AlignCenter, text);
        top += line;
    }
    m_painter.setWorldTransform(transform);
    if (marks.dimmed)
        paintVeil(card);
    return true;
}

void TablePainter::paintBox(const DiagramTable &table, const Marks &marks, double scale)
{
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    const bool marked = marks.selected || marks.current;
    const int worst = worstOf(table);
    QColor ground = table.header.isValid() ? table.header
                    : table.isEnum         ? mixed(m_theme.keyword, m_theme.tableBody, 0.35)
                                           : mixed(m_theme.tableHeader, m_theme.group, 0.75);
    if (worst == static_cast<int>(Severity::Error))
        ground = mixed(m_theme.error, ground, 0.35);
    else if (worst == static_cast<int>(Severity::Warning))
        ground = mixed(m_theme.warning, ground, 0.25);
    if (marks.dimmed)
        ground = mixed(ground, m_theme.canvas, 0.5);
    QPen pen(marked ? m_theme.accent
                    : mixed(m_theme.group, m_theme.tableBorder, marks.dimmed ? 0.0 : 0.4));
    pen.setCosmetic(true);
    pen.setWidth(marked ? 3 : 1);
    m_painter.setPen(scale < 0.03 && !marked ? QPen(Qt::NoPen) : pen);
    m_painter.setBrush(ground);
    m_painter.drawRect(QRectF({}, table.box.size()));
}

} // namespace tw::preview
