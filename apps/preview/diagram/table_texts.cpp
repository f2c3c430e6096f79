// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/table_painter.h"

#include <QFontMetricsF>

#include <algorithm>

namespace tw::preview {

using namespace metrics;

namespace {

constexpr double mostTypeShare = 0.5; // of a row whose name and type do not both fit

TableTexts::Text layOutText(const QString &string, DiagramText kind, double room)
{
    TableTexts::Text text;
    text.string = string;
    text.width = widthOf(string, kind);
    const QFont font = fontOf(kind);
    if (text.width > room) {
        const QFontMetricsF fontMetrics(font);
        text.string = fontMetrics.elidedText(string, Qt::ElideRight, room);
        text.width = fontMetrics.horizontalAdvance(text.string);
    }
    text.laidOut.setTextFormat(Qt::PlainText);
    text.laidOut.setText(text.string);
    text.laidOut.setPerformanceHint(QStaticText::AggressiveCaching);
    text.laidOut.prepare({}, font);
    return text;
}

/// `asset_history_00012` and `assetHistory` as words, signs left with the word before.
QStringList wordsOf(const QString &name)
{
    QStringList words;
    QString word;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const bool hump = i > 0 && name[i].isUpper() && name[i - 1].isLower();
        const bool afterSign =
            i > 0 && !name[i - 1].isLetterOrNumber() && name[i].isLetterOrNumber();
        if ((hump || afterSign) && !word.isEmpty()) {
            words += word;
            word.clear();
        }
        word += name[i];
    }
    words += word;
    return words;
}

/// The name in at most `count` lines, the longest as short as a greedy filling finds it.
QStringList linesOf(const QStringList &words, int count)
{
    qsizetype least = 0;
    qsizetype total = 0;
    for (const QString &word : words) {
        least = std::max(least, word.size());
        total += word.size();
    }
    for (qsizetype room = least; room < total; ++room) {
        QStringList lines{QString()};
        for (const QString &word : words) {
            if (lines.back().size() + word.size() > room)
                lines += QString();
            lines.back() += word;
        }
        if (lines.size() <= count)
            return lines;
    }
    return {words.join(QString())};
}

} // namespace

TableTexts::TableTexts(const DiagramTable &table)
{
    double room = table.box.width() - 2 * sidePadding - badgeWidth;
    if (!table.note.isEmpty())
        room -= noteMarkWidth;
    if (table.isEnum || table.isJunction)
        room -= noteMarkWidth + widthOf(QStringLiteral("junction"), DiagramText::Small);
    if (!table.namespaceName.isEmpty()) {
        space = layOutText(table.namespaceName + u'.', DiagramText::Row,
                           std::max(room - widthOf(table.name, DiagramText::TableName), room / 3));
        room -= space.width;
    }
    name = layOutText(table.name, DiagramText::TableName, room);

    const double marks = marksWidth(table);
    rows.reserve(table.columns.size());
    for (const DiagramColumn &column : table.columns) {
        double rowRoom = table.box.width() - 2 * sidePadding - marks;
        if (!column.note.isEmpty())
            rowRoom -= noteMarkWidth;
        Row row;
        if (!table.isEnum) {
            rowRoom -= notNullWidth + typeGap;
            const double nameWidth = widthOf(column.name, DiagramText::Row);
            row.type = layOutText(column.type, DiagramText::Type,
                                  std::max(rowRoom - nameWidth, rowRoom * mostTypeShare));
            rowRoom -= row.type.width;
        }
        row.name = layOutText(column.name, DiagramText::Row, rowRoom);
        rows.push_back(std::move(row));
    }

    const QFontMetricsF bigMetrics(diagramFont(bigSize, QFont::Bold));
    const QStringList words = wordsOf(table.name);
    for (std::size_t i = 0; i < big.size(); ++i) {
        big[i].lines = linesOf(words, static_cast<int>(i) + 1);
        for (const QString &line : std::as_const(big[i].lines))
            big[i].width = std::max(big[i].width, bigMetrics.horizontalAdvance(line));
    }
}

} // namespace tw::preview
