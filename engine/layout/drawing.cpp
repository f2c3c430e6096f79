// SPDX-License-Identifier: MIT
#include "layout/drawing.h"

#include <algorithm>
#include <cmath>

namespace tw::layout {

namespace {

constexpr std::size_t exactUpTo = 200;  ///< boxes
constexpr double costOfBehind = 0.8;    ///< a line behind a box, in crossings
constexpr double costOfBackwards = 0.5; ///< a line that does not run to the right
constexpr double costOfLength = 0.3;    ///< of a line as long as a box with its gaps

constexpr std::size_t mostPairs = 10'000'000; ///< of lines that are looked at for the whole

/// The side of the square that a box with its gaps takes.
double unitLength(const Component &component, const Gaps &gaps)
{
    double area = 0;
    for (const Box &box : component.boxes)
        area += (box.width + gaps.layer) * (box.height + gaps.node);
    return std::sqrt(area / static_cast<double>(component.size())) + 1e-9;
}

} // namespace

Drawing::Drawing(const Component &component, const Gaps &gaps)
    : m_component(component), m_lines(component.lines.size()), m_boxes(component.size()),
      m_corners(component.size()), m_stamps(component.lines.size(), 0),
      m_isExact(component.size() <= exactUpTo), m_unit(unitLength(component, gaps))
{
}

void Drawing::place(const std::vector<LayoutPoint> &corners)
{
    m_corners = corners;
    for (std::uint32_t box = 0; box < m_component.size(); ++box)
        setBox(box);
    for (std::uint32_t line = 0; line < m_lines.size(); ++line)
        setLine(line);
}

LayoutPoint Drawing::middle(std::uint32_t box) const
{
    return {m_corners[box].x + m_component.boxes[box].width / 2,
            m_corners[box].y + m_component.boxes[box].height / 2};
}

void Drawing::setBox(std::uint32_t box)
{
    const auto &[x, y] = m_corners[box];
    m_boxes.set(box, {static_cast<float>(x), static_cast<float>(y),
                      static_cast<float>(x + m_component.boxes[box].width),
                      static_cast<float>(y + m_component.boxes[box].height)});
}

void Drawing::setLine(std::uint32_t line) { m_lines.set(line, route(line)); }

Route Drawing::route(std::uint32_t line) const
{
    const Line &ends = m_component.lines[line];
    const auto port = [&](std::uint32_t box, double y) {
        return Port{m_corners[box].x, m_corners[box].x + m_component.boxes[box].width,
                    m_corners[box].y + y};
    };
    return facingLine(port(ends.source, ends.sourceY), port(ends.target, ends.targetY));
}

double Drawing::cost()
{
    m_former.clear();
    ++m_stamp;
    m_touched.clear();
    const std::size_t most = std::max<std::size_t>(1, mostPairs / (m_lines.size() + 1));
    const std::size_t every = m_lines.size() / most + 1;
    if (every == 1) {
        for (std::uint32_t line = 0; line < m_lines.size(); ++line) {
            m_touched.push_back(line);
            m_stamps[line] = m_stamp;
        }
        return costOfTouched();
    }
    std::size_t crossings = 0;
    double length = 0;
    double count = 0;
    for (std::size_t line = 0; line < m_lines.size(); line += every) {
        crossings += m_lines.crossings(line);
        length += m_lines.length(line);
        count += 1;
    }
    m_work += static_cast<std::uint64_t>(count) * m_lines.size();
    const double scale = static_cast<double>(m_lines.size()) / count;
    return scale * (static_cast<double>(crossings) / 2 + costOfLength * length / m_unit);
}

double Drawing::tryMoves(const std::vector<Move> &moves)
{
    m_former.clear();
    for (const Move &move : moves)
        m_former.push_back({move.box, m_corners[move.box]});
    touchLines();
    const double before = costOfTouched();
    for (const Move &move : moves) {
        m_corners[move.box] = move.to;
        setBox(move.box);
    }
    for (const std::uint32_t line : m_touched)
        setLine(line);
    return costOfTouched() - before;
}

void Drawing::revert()
{
    for (const Move &move : m_former) {
        m_corners[move.box] = move.to;
        setBox(move.box);
    }
    for (const std::uint32_t line : m_touched)
        setLine(line);
}

void Drawing::touchLines()
{
    ++m_stamp;
    m_touched.clear();
    for (const Move &move : m_former) {
        for (const std::uint32_t line : m_component.linesOf(move.box)) {
            if (m_stamps[line] != m_stamp) {
                m_stamps[line] = m_stamp;
                m_touched.push_back(line);
            }
        }
    }
}

double Drawing::costOfTouched()
{
    std::size_t crossings = 0;
    std::size_t twice = 0;
    double length = 0;
    for (std::size_t i = 0; i < m_touched.size(); ++i) {
        const std::uint32_t line = m_touched[i];
        crossings += m_lines.crossings(line);
        length += m_lines.length(line);
    }
    if (m_touched.size() == m_lines.size()) {
        twice = crossings / 2;
    } else {
        for (std::size_t i = 0; i < m_touched.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j)
                twice += m_lines.crossings(m_touched[i], m_touched[j]);
        }
    }
    m_work += m_touched.size() * (m_lines.size() + m_touched.size());
    double cost = static_cast<double>(crossings - twice) + costOfLength * length / m_unit;
    if (m_isExact)
        cost += costOfLooks();
    return cost;
}

/// Touched lines behind any box and others behind boxes that move, and touched lines that run
/// backwards.
double Drawing::costOfLooks()
{
    std::size_t behind = 0;
    std::size_t backwards = 0;
    for (const std::uint32_t line : m_touched) {
        const Line &ends = m_component.lines[line];
        behind += m_boxes.behind(m_lines, line);
        backwards += middle(ends.source).x >= middle(ends.target).x ? 1 : 0;
    }
    for (const Move &move : m_former) {
        const Rectangle box = m_boxes.rectangle(move.box);
        behind += m_lines.behind(box);
        // Those of touched lines are counted above.
        for (const std::uint32_t line : m_touched)
            behind -= m_lines.behind(line, box);
    }
    m_work += m_touched.size() * m_component.size() +
              m_former.size() * (m_lines.size() + m_touched.size());
    return costOfBehind * static_cast<double>(behind) +
           costOfBackwards * static_cast<double>(backwards);
}

} // namespace tw::layout
