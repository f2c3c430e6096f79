// SPDX-License-Identifier: MIT
#pragma once

#include "layout/facing_line.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tw::layout {

/// As floats: what is counted fast.
struct Rectangle {
    float left = 0;
    float top = 0;
    float right = 0;
    float bottom = 0;
};

/// Lines as they are drawn, laid out for counting fast.
class LineField {
public:
    explicit LineField(std::size_t count);

    void set(std::size_t line, const Route &route);
    [[nodiscard]] double length(std::size_t line) const;
    /// How often lines cross this one. Those that share an end with it do not.
    [[nodiscard]] std::size_t crossings(std::size_t line) const;
    /// How often they cross each other.
    [[nodiscard]] std::size_t crossings(std::size_t a, std::size_t b) const;
    /// How often lines run behind a box; those that only touch it do not.
    [[nodiscard]] std::size_t behind(const Rectangle &box) const;
    [[nodiscard]] std::size_t behind(std::size_t line, const Rectangle &box) const;
    [[nodiscard]] std::size_t size() const { return m_bend.size(); }

private:
    friend class BoxField;

    static constexpr std::uint32_t none = UINT32_MAX;

    void setSegment(std::size_t place, const Segment &segment);
    [[nodiscard]] std::size_t segmentCrossings(std::size_t place) const;
    [[nodiscard]] bool cross(std::size_t a, std::size_t b) const;
    template <class Count> [[nodiscard]] std::size_t sum(std::size_t line, Count count) const
    {
        return count(line) + (m_bend[line] != none ? count(m_bend[line]) : 0);
    }

    // Segments: the first ones of all lines, then the second ones of those that are bent.
    std::vector<float> m_x1, m_y1, m_x2, m_y2;
    std::vector<std::uint32_t> m_bend; ///< of each line the place of its second segment
    std::vector<std::uint32_t> m_bent; ///< of each second segment its line
};

/// Boxes that lines may run behind.
class BoxField {
public:
    explicit BoxField(std::size_t count);

    void set(std::size_t box, const Rectangle &rectangle);
    [[nodiscard]] Rectangle rectangle(std::size_t box) const;
    /// How often the line runs behind boxes.
    [[nodiscard]] std::size_t behind(const LineField &lines, std::size_t line) const;

private:
    std::vector<float> m_left, m_top, m_right, m_bottom;
};

} // namespace tw::layout
