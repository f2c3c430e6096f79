// SPDX-License-Identifier: MIT
#pragma once

#include "layout/facing_line.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tw::layout {

/// Straight lines as they are drawn, laid out for counting fast.
class LineField {
public:
    explicit LineField(std::size_t count);

    void set(std::size_t line, const Segment &segment);
    [[nodiscard]] double length(std::size_t line) const;
    /// How many lines cross this one. Those that share an end with it do not.
    [[nodiscard]] std::size_t crossings(std::size_t line) const;
    [[nodiscard]] bool cross(std::size_t a, std::size_t b) const;
    [[nodiscard]] std::size_t size() const { return m_x1.size(); }

private:
    std::vector<float> m_x1, m_y1, m_x2, m_y2;
};

/// Boxes that lines may run behind.
class BoxField {
public:
    explicit BoxField(std::size_t count);

    void set(std::size_t box, double left, double top, double right, double bottom);
    /// How many boxes the line runs behind; one that it only touches does not count.
    [[nodiscard]] std::size_t behind(const Segment &line) const;
    [[nodiscard]] bool isBehind(std::size_t box, const Segment &line) const;

private:
    std::vector<float> m_left, m_top, m_right, m_bottom;
};

} // namespace tw::layout
