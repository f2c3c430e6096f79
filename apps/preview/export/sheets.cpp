// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/sheets.h"

#include <QtMath>

namespace tw::preview {

namespace {

/// Readers of PDF need take no longer side: 200 inches, in points.
constexpr double maxSide = 14'400;
constexpr double largest = 0.75; ///< points a unit: as on a screen of 96 dots an inch
constexpr double tiled = 0.6;    ///< text of 13 pixels has 7.8 points
constexpr double least = 0.45;
constexpr double margin = 30; ///< points
constexpr double foot = 18;

QSize tilesOf(const QRectF &diagram, const QSizeF &room)
{
    return {qCeil(diagram.width() * tiled / room.width()),
            qCeil(diagram.height() * tiled / room.height())};
}

double pointsOnOne(const QRectF &diagram, const QSizeF &room)
{
    return std::min({largest, room.width() / diagram.width(), room.height() / diagram.height()});
}

Sheets fitted(const QRectF &diagram)
{
    Sheets sheets;
    sheets.pointsPerUnit = std::min(largest, maxSide / std::max(diagram.width(), diagram.height()));
    sheets.room = diagram.size() * sheets.pointsPerUnit;
    const QSizeF page(std::ceil(sheets.room.width()), std::ceil(sheets.room.height()));
    sheets.layout = QPageLayout(QPageSize(page, QPageSize::Point, {}, QPageSize::ExactMatch),
                                QPageLayout::Portrait, {});
    return sheets;
}

} // namespace

QRectF Sheets::areaOf(int column, int row, const QRectF &diagram) const
{
    const QSizeF tile = room / pointsPerUnit;
    const QPointF origin =
        diagram.center() -
        QPointF(tile.width() * count.width(), tile.height() * count.height()) / 2;
    return {origin + QPointF(column * tile.width(), row * tile.height()), tile};
}

Sheets planSheets(const QRectF &diagram, ExportOptions::Pages pages)
{
    if (pages == ExportOptions::Pages::Fitted)
        return fitted(diagram);
    const QPageSize paper(pages == ExportOptions::Pages::A4 ? QPageSize::A4 : QPageSize::Letter);
    const QSizeF size = paper.size(QPageSize::Point);
    const QSizeF upright(size.width() - 2 * margin, size.height() - 2 * margin - foot);
    const QSizeF lying(size.height() - 2 * margin, size.width() - 2 * margin - foot);

    const double onUpright = pointsOnOne(diagram, upright);
    const double onLying = pointsOnOne(diagram, lying);
    const bool fits = std::max(onUpright, onLying) >= least;
    const QSize tilesUpright = tilesOf(diagram, upright);
    const QSize tilesLying = tilesOf(diagram, lying);
    const bool lies = fits ? onLying > onUpright
                           : tilesLying.width() * tilesLying.height() <
                                 tilesUpright.width() * tilesUpright.height();
    Sheets sheets;
    sheets.layout = QPageLayout(paper, lies ? QPageLayout::Landscape : QPageLayout::Portrait,
                                QMarginsF(margin, margin, margin, margin), QPageLayout::Point);
    sheets.room = lies ? lying : upright;
    sheets.pointsPerUnit = fits ? std::max(onUpright, onLying) : tiled;
    if (!fits)
        sheets.count = lies ? tilesLying : tilesUpright;
    sheets.hasFoot = true;
    return sheets;
}

} // namespace tw::preview
