// SPDX-License-Identifier: MIT
// The loops here are those that a layout of many boxes spends its time in; they have no branches,
// so that compilers can make vector instructions of them.
#include "layout/line_field.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tw::layout {

namespace {

/// 1 when the line passes through the box, 0 otherwise.
inline int runsBehind(float x1, float y1, float x2, float y2, float left, float top, float right,
                      float bottom)
{
    // Separating axes: x, y and the normal of the line.
    const float dx = x2 - x1;
    const float dy = y2 - y1;
    const int meets =
        static_cast<int>(std::min(x1, x2) < right) & static_cast<int>(std::max(x1, x2) > left) &
        static_cast<int>(std::min(y1, y2) < bottom) & static_cast<int>(std::max(y1, y2) > top);
    const float middle = dx * ((top + bottom) / 2 - y1) - dy * ((left + right) / 2 - x1);
    const float reach = std::abs(dx) * (bottom - top) / 2 + std::abs(dy) * (right - left) / 2;
    return meets & static_cast<int>(std::abs(middle) < reach);
}

} // namespace

LineField::LineField(std::size_t count)
    : m_x1(count), m_y1(count), m_x2(count), m_y2(count), m_bend(count, none)
{
}

void LineField::setSegment(std::size_t place, const Segment &segment)
{
    m_x1[place] = static_cast<float>(segment.from.x);
    m_y1[place] = static_cast<float>(segment.from.y);
    m_x2[place] = static_cast<float>(segment.to.x);
    m_y2[place] = static_cast<float>(segment.to.y);
}

void LineField::set(std::size_t line, const Route &route)
{
    setSegment(line, route.first);
    const std::array<std::vector<float> *, 4> ends{&m_x1, &m_y1, &m_x2, &m_y2};
    if (route.isBent && m_bend[line] == none) {
        m_bend[line] = static_cast<std::uint32_t>(m_x1.size());
        m_bent.push_back(static_cast<std::uint32_t>(line));
        for (std::vector<float> *values : ends)
            values->push_back(0);
    } else if (!route.isBent && m_bend[line] != none) {
        // The last takes the place.
        const std::size_t place = m_bend[line];
        for (std::vector<float> *values : ends) {
            (*values)[place] = values->back();
            values->pop_back();
        }
        m_bend[m_bent.back()] = static_cast<std::uint32_t>(place);
        m_bent[place - size()] = m_bent.back();
        m_bent.pop_back();
        m_bend[line] = none;
    }
    if (route.isBent)
        setSegment(m_bend[line], route.second);
}

double LineField::length(std::size_t line) const
{
    const auto lengthOf = [this](std::size_t place) {
        const float dx = m_x2[place] - m_x1[place];
        const float dy = m_y2[place] - m_y1[place];
        return static_cast<double>(std::sqrt(dx * dx + dy * dy));
    };
    return lengthOf(line) + (m_bend[line] != none ? lengthOf(m_bend[line]) : 0.0);
}

std::size_t LineField::crossings(std::size_t line) const
{
    return sum(line, [this](std::size_t place) { return segmentCrossings(place); });
}

std::size_t LineField::crossings(std::size_t a, std::size_t b) const
{
    return sum(a, [&](std::size_t placeA) {
        return sum(
            b, [&](std::size_t placeB) { return static_cast<std::size_t>(cross(placeA, placeB)); });
    });
}

std::size_t LineField::segmentCrossings(std::size_t line) const
{
    const float px = m_x1[line];
    const float py = m_y1[line];
    const float qx = m_x2[line];
    const float qy = m_y2[line];
    const float *x1 = m_x1.data();
    const float *y1 = m_y1.data();
    const float *x2 = m_x2.data();
    const float *y2 = m_y2.data();
    const auto count = static_cast<int>(m_x1.size());
    int found = 0;
    for (int i = 0; i < count; ++i) {
        const float fromSide = (qx - px) * (y1[i] - py) - (qy - py) * (x1[i] - px);
        const float toSide = (qx - px) * (y2[i] - py) - (qy - py) * (x2[i] - px);
        const float pSide = (x2[i] - x1[i]) * (py - y1[i]) - (y2[i] - y1[i]) * (px - x1[i]);
        const float qSide = (x2[i] - x1[i]) * (qy - y1[i]) - (y2[i] - y1[i]) * (qx - x1[i]);
        found += static_cast<int>(fromSide * toSide < 0) & static_cast<int>(pSide * qSide < 0);
    }
    return static_cast<std::size_t>(found);
}

bool LineField::cross(std::size_t a, std::size_t b) const
{
    const auto side = [this](std::size_t line, float x, float y) {
        return (m_x2[line] - m_x1[line]) * (y - m_y1[line]) -
               (m_y2[line] - m_y1[line]) * (x - m_x1[line]);
    };
    return side(a, m_x1[b], m_y1[b]) * side(a, m_x2[b], m_y2[b]) < 0 &&
           side(b, m_x1[a], m_y1[a]) * side(b, m_x2[a], m_y2[a]) < 0;
}

std::size_t LineField::behind(const Rectangle &box) const
{
    const float *x1 = m_x1.data();
    const float *y1 = m_y1.data();
    const float *x2 = m_x2.data();
    const float *y2 = m_y2.data();
    const auto count = static_cast<int>(m_x1.size());
    int found = 0;
    for (int i = 0; i < count; ++i)
        found += runsBehind(x1[i], y1[i], x2[i], y2[i], box.left, box.top, box.right, box.bottom);
    return static_cast<std::size_t>(found);
}

std::size_t LineField::behind(std::size_t line, const Rectangle &box) const
{
    return sum(line, [&](std::size_t i) {
        return static_cast<std::size_t>(runsBehind(m_x1[i], m_y1[i], m_x2[i], m_y2[i], box.left,
                                                   box.top, box.right, box.bottom));
    });
}

BoxField::BoxField(std::size_t count) : m_left(count), m_top(count), m_right(count), m_bottom(count)
{
}

void BoxField::set(std::size_t box, const Rectangle &rectangle)
{
    m_left[box] = rectangle.left;
    m_top[box] = rectangle.top;
    m_right[box] = rectangle.right;
    m_bottom[box] = rectangle.bottom;
}

Rectangle BoxField::rectangle(std::size_t box) const
{
    return {m_left[box], m_top[box], m_right[box], m_bottom[box]};
}

std::size_t BoxField::behind(const LineField &lines, std::size_t line) const
{
    const float *left = m_left.data();
    const float *top = m_top.data();
    const float *right = m_right.data();
    const float *bottom = m_bottom.data();
    const auto count = static_cast<int>(m_left.size());
    return lines.sum(line, [&](std::size_t place) {
        const float x1 = lines.m_x1[place];
        const float y1 = lines.m_y1[place];
        const float x2 = lines.m_x2[place];
        const float y2 = lines.m_y2[place];
        int found = 0;
        for (int i = 0; i < count; ++i)
            found += runsBehind(x1, y1, x2, y2, left[i], top[i], right[i], bottom[i]);
        return static_cast<std::size_t>(found);
    });
}

} // namespace tw::layout
