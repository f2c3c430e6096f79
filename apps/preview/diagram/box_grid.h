// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>

#include <cstdint>
#include <vector>

namespace tw::preview {

/// Boxes that are found by place. Null ones are nowhere.
class BoxGrid {
public:
    void setBoxes(std::vector<QRectF> boxes);
    [[nodiscard]] const std::vector<QRectF> &boxes() const { return m_boxes; }

    /// Adds to `found` each box that the rectangle touches, once.
    void find(const QRectF &rect, std::vector<int> &found) const;

private:
    struct Cells {
        int left, top, right, bottom;
    };
    [[nodiscard]] Cells cellsOf(const QRectF &rect) const;

    std::vector<QRectF> m_boxes;
    QRectF m_bounds;
    double m_cell = 1;
    int m_columns = 0;
    int m_rows = 0;
    std::vector<std::uint32_t> m_begin; ///< of each cell's boxes in `m_entries`, and one more
    std::vector<int> m_entries;
    mutable std::vector<std::uint32_t> m_seen; ///< the last search that met the box
    mutable std::uint32_t m_search = 0;
};

} // namespace tw::preview
