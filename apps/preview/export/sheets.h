// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "export/exporter.h"

#include <QPageLayout>
#include <QRectF>
#include <QSize>

namespace tw::preview {

/// How a diagram lies on paper.
struct Sheets {
    QPageLayout layout;
    QSizeF room;              ///< of a sheet for the diagram, in points
    double pointsPerUnit = 1; ///< of the scene
    QSize count{1, 1};        ///< columns and rows of sheets
    bool hasFoot = false;     ///< below the room stands what sheet it is

    /// What of the scene the sheet shows; all together have the diagram in their middle.
    [[nodiscard]] QRectF areaOf(int column, int row, const QRectF &diagram) const;
};

/// One page as large as the diagram; or paper, upright or lying: one sheet where the text can still
/// be read on it, else as many as it takes.
[[nodiscard]] Sheets planSheets(const QRectF &diagram, ExportOptions::Pages pages);

} // namespace tw::preview
