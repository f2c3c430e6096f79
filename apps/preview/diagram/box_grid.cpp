// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/box_grid.h"

#include <algorithm>

namespace tw::preview {

namespace {
constexpr double smallestCell = 256;
constexpr double mostCells = 256; // in a row or a column
} // namespace

BoxGrid::Cells BoxGrid::cellsOf(const QRectF &rect) const
{
    const auto cell = [this](double distance, int count) {
        return static_cast<int>(std::clamp(distance / m_cell, 0.0, count - 1.0));
    };
    return {cell(rect.left() - m_bounds.left(), m_columns),
            cell(rect.top() - m_bounds.top(), m_rows),
            cell(rect.right() - m_bounds.left(), m_columns),
            cell(rect.bottom() - m_bounds.top(), m_rows)};
}

void BoxGrid::setBoxes(std::vector<QRectF> boxes)
{
    m_boxes = std::move(boxes);
    m_bounds = {};
    for (const QRectF &box : m_boxes)
        m_bounds |= box;
    m_cell = std::max(smallestCell, std::max(m_bounds.width(), m_bounds.height()) / mostCells);
    m_columns = static_cast<int>(m_bounds.width() / m_cell) + 1;
    m_rows = static_cast<int>(m_bounds.height() / m_cell) + 1;
    m_seen.assign(m_boxes.size(), 0);
    m_search = 0;

    // Count, then fill: the boxes of a cell lie together.
    m_begin.assign(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows) + 1, 0);
    const auto forEachCell = [this](const QRectF &box, auto visit) {
        const Cells cells = cellsOf(box);
        for (int row = cells.top; row <= cells.bottom; ++row) {
            for (int column = cells.left; column <= cells.right; ++column)
                visit(static_cast<std::size_t>(row * m_columns + column));
        }
    };
    for (const QRectF &box : m_boxes) {
        if (!box.isNull())
            forEachCell(box, [this](std::size_t cell) { ++m_begin[cell + 1]; });
    }
    for (std::size_t cell = 1; cell < m_begin.size(); ++cell)
        m_begin[cell] += m_begin[cell - 1];
    m_entries.assign(m_begin.back(), 0);
    std::vector<std::uint32_t> next(m_begin.begin(), m_begin.end() - 1);
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        if (!m_boxes[i].isNull()) {
            forEachCell(m_boxes[i],
                        [&](std::size_t cell) { m_entries[next[cell]++] = static_cast<int>(i); });
        }
    }
}

void BoxGrid::find(const QRectF &rect, std::vector<int> &found) const
{
    if (m_entries.empty())
        return;
    ++m_search;
    const Cells cells = cellsOf(rect);
    for (int row = cells.top; row <= cells.bottom; ++row) {
        for (int column = cells.left; column <= cells.right; ++column) {
            const auto cell = static_cast<std::size_t>(row * m_columns + column);
            for (std::uint32_t entry = m_begin[cell]; entry < m_begin[cell + 1]; ++entry) {
                const int box = m_entries[entry];
                const auto which = static_cast<std::size_t>(box);
                const QRectF &place = m_boxes[which];
                if (m_seen[which] == m_search || place.left() > rect.right() ||
                    place.right() < rect.left() || place.top() > rect.bottom() ||
                    place.bottom() < rect.top())
                    continue;
                m_seen[which] = m_search;
                found.push_back(box);
            }
        }
    }
}

} // namespace tw::preview
