// SPDX-License-Identifier: MIT
#pragma once

#include "layout/columns.h"
#include "layout/line_field.h"

#include <cstdint>
#include <vector>

namespace tw::layout {

/// A box and where it is to go.
struct Move {
    std::uint32_t box = 0;
    LayoutPoint to;
};

/// The boxes of a component as they stand, with what their lines cost: crossings, lines behind
/// boxes, lines that run backwards, and length, each in about crossings. In components of many
/// boxes only crossings and length count.
class Drawing {
public:
    Drawing(const Component &component, const Gaps &gaps);

    void place(const std::vector<LayoutPoint> &corners);
    [[nodiscard]] const LayoutPoint &corner(std::uint32_t box) const { return m_corners[box]; }
    [[nodiscard]] LayoutPoint middle(std::uint32_t box) const;

    /// Of the whole; of many lines an estimate by some of them.
    [[nodiscard]] double cost();
    /// Moves boxes, and says how much more that costs.
    [[nodiscard]] double tryMoves(const std::vector<Move> &moves);
    /// Takes the last moves back.
    void revert();

    /// Whether boxes are few enough for all costs.
    [[nodiscard]] bool isExact() const { return m_isExact; }
    /// How many pairs were looked at so far.
    [[nodiscard]] std::uint64_t work() const { return m_work; }

private:
    void setBox(std::uint32_t box);
    void setLine(std::uint32_t line);
    [[nodiscard]] Route route(std::uint32_t line) const;
    void touchLines();
    double costOfTouched();
    [[nodiscard]] double costOfLooks();

    const Component &m_component;
    LineField m_lines;
    BoxField m_boxes;
    std::vector<LayoutPoint> m_corners;
    std::vector<Move> m_former;           ///< what the last moves moved, and where it stood
    std::vector<std::uint32_t> m_touched; ///< lines of those boxes, each once
    std::vector<std::uint32_t> m_stamps;  ///< of lines, `m_stamp` for those that are touched
    std::uint32_t m_stamp = 0;
    bool m_isExact;
    double m_unit; ///< a length that counts as one
    std::uint64_t m_work = 0;
};

} // namespace tw::layout
