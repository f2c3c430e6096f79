// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/diagram_metrics.h"

#include "model/diagram_model.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QTextLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace tw::preview {

using namespace metrics;

namespace {

/// The widths of strings in one font, in one thread.
class Widths {
public:
    double of(const QString &string, const QFont &font)
    {
        if (font != m_font || !m_metrics) {
            m_font = font;
            m_metrics.emplace(font);
            m_known.clear();
        }
        if (const auto known = m_known.constFind(string); known != m_known.cend())
            return *known;
        if (m_known.size() > mostKnown)
            m_known.clear();
        return *m_known.insert(string, m_metrics->horizontalAdvance(string));
    }

private:
    static constexpr qsizetype mostKnown = 100'000;
    QFont m_font;
    std::optional<QFontMetricsF> m_metrics;
    QHash<QString, double> m_known;
};

double rowWidth(const DiagramTable &table, const DiagramColumn &column, double marks)
{
    double width = 2 * sidePadding + marks + widthOf(column.name, DiagramText::Row);
    if (!column.note.isEmpty())
        width += noteMarkWidth;
    if (!table.isEnum)
        width += typeGap + widthOf(column.type, DiagramText::Type) + notNullWidth;
    return width;
}

double headerWidth(const DiagramTable &table)
{
    double width = 2 * sidePadding + badgeWidth + widthOf(table.name, DiagramText::TableName);
    if (!table.namespaceName.isEmpty())
        width += widthOf(table.namespaceName + u'.', DiagramText::Row);
    if (!table.note.isEmpty())
        width += noteMarkWidth;
    if (table.isEnum || table.isJunction)
        width += noteMarkWidth + widthOf(QStringLiteral("junction"), DiagramText::Small);
    return width;
}

} // namespace

QFont diagramFont(int pixelSize, QFont::Weight weight)
{
    QFont font = QGuiApplication::font();
    font.setPixelSize(pixelSize);
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting); // the same widths at every scale
    return font;
}

QFont fontOf(DiagramText text)
{
    switch (text) {
    case DiagramText::TableName:
        return diagramFont(nameSize, QFont::Bold);
    case DiagramText::Small:
        return diagramFont(smallSize, QFont::Bold);
    case DiagramText::Type:
        return diagramFont(rowSize - 1);
    case DiagramText::Row:
        break;
    }
    return diagramFont(rowSize);
}

double widthOf(const QString &string, DiagramText text)
{
    struct Cache {
        QString family; ///< of the application's font, when `fonts` were made
        std::array<QFont, 4> fonts;
        std::array<Widths, 4> widths;
    };
    thread_local Cache cache;
    if (const QString family = QGuiApplication::font().family(); family != cache.family) {
        cache.family = family;
        for (std::size_t i = 0; i < cache.fonts.size(); ++i)
            cache.fonts[i] = fontOf(static_cast<DiagramText>(i));
    }
    const auto which = static_cast<std::size_t>(text);
    return cache.widths[which].of(string, cache.fonts[which]);
}

double marksWidth(const DiagramTable &table)
{
    if (table.isEnum)
        return 0;
    const bool both =
        std::any_of(table.columns.begin(), table.columns.end(), [](const DiagramColumn &column) {
            return column.primaryKey && column.foreignKey;
        });
    return both ? 2 * markWidth : markWidth;
}

QSizeF sizeOf(const DiagramTable &table)
{
    const double marks = marksWidth(table);
    double width = std::max(minWidth, headerWidth(table));
    for (const DiagramColumn &column : table.columns)
        width = std::max(width, rowWidth(table, column, marks));
    width = std::min(maxWidth, std::ceil(width / grid) * grid);
    const auto rows = static_cast<double>(std::max<std::size_t>(1, table.columns.size()));
    return {width, headerHeight + rows * rowHeight + bottomPadding};
}

QTextOption noteWrapping()
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    return option;
}

double heightOfNoteText(const QString &text, DiagramText kind)
{
    QString lines = text;
    QTextLayout layout(lines.replace(u'\n', QChar::LineSeparator), fontOf(kind));
    layout.setTextOption(noteWrapping());
    double height = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(noteWidth - 2 * notePadding);
        height += line.height();
    }
    layout.endLayout();
    return height;
}

QSizeF sizeOfNote(const QString &name, const QString &text)
{
    double height = 2 * notePadding;
    if (!name.isEmpty())
        height += heightOfNoteText(name, DiagramText::TableName) + grid;
    height += heightOfNoteText(text, DiagramText::Type);
    return {noteWidth, std::ceil(height / grid) * grid};
}

QString titleOf(const DiagramTable &table)
{
    return table.namespaceName.isEmpty() ? table.name : table.namespaceName + u'.' + table.name;
}

double middleOfRow(int column)
{
    return column < 0 ? headerHeight / 2 : headerHeight + (column + 0.5) * rowHeight;
}

} // namespace tw::preview
