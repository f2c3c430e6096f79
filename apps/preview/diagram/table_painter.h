// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/diagram_metrics.h"
#include "model/diagram_model.h"
#include "model/theme.h"

#include <QPainter>
#include <QStaticText>

#include <array>

namespace tw::preview {

/// The texts of a card, cut to their room and laid out once.
struct TableTexts {
    explicit TableTexts(const DiagramTable &table);

    struct Text {
        QString string;
        QStaticText laidOut;
        double width = 0;
    };
    struct Row {
        Text name;
        Text type;
    };
    Text space; ///< `billing.`
    Text name;
    std::vector<Row> rows;

    /// The name in one, two and three lines, for when it is drawn large.
    struct Lines {
        QStringList lines;
        double width = 0; ///< of the longest, at `bigSize`
    };
    static constexpr int bigSize = 16;
    std::array<Lines, 3> big;
};

/// Draws one card with its corner at the origin.
class TablePainter {
public:
    struct Marks {
        bool selected = false;
        bool current = false; ///< the table itself
        bool dimmed = false;
        int currentColumn = -1;
        std::vector<int> columns; ///< ends of what is hovered
    };
    enum class Detail : std::uint8_t { Full, Names, Boxes };

    /// `asText`, for export: strings stay strings, and findings are not shown.
    TablePainter(QPainter &painter, const Theme &theme, bool asText)
        : m_painter(painter), m_theme(theme), m_asText(asText)
    {
    }
    void paint(const DiagramTable &table, const TableTexts &texts, const Marks &marks);
    /// False when no name fits; nothing is drawn then.
    bool paintName(const DiagramTable &table, const TableTexts &texts, const Marks &marks,
                   double scale);
    void paintBox(const DiagramTable &table, const Marks &marks, double scale);

private:
    void paintHeader(const DiagramTable &table, const TableTexts &texts);
    void paintRow(const DiagramTable &table, const TableTexts &texts, int row, double marksWidth,
                  const Marks &marks);
    void paintBadge(const DiagramTable &table, double right);
    void paintVeil(const QRectF &card); ///< dims what was drawn
    void paintFrame(const DiagramTable &table, const Marks &marks);
    void drawText(const TableTexts::Text &text, DiagramText kind, double left, double middle);
    [[nodiscard]] QColor headerOf(const DiagramTable &table) const;
    [[nodiscard]] QColor headerTextOf(const DiagramTable &table) const;

    QPainter &m_painter;
    const Theme &m_theme;
    bool m_asText;
};

/// Of the ground, the more readable of the two inks.
[[nodiscard]] QColor inkOn(const QColor &ground);

} // namespace tw::preview
