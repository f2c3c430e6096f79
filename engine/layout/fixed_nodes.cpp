// SPDX-License-Identifier: MIT
#include "layout/fixed_nodes.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tw::layout {

namespace {

constexpr std::size_t nearest = 48;            ///< obstacles that a place is looked for beside
constexpr std::size_t mostLooks = 100'000'000; ///< at obstacles, all together

LayoutPoint middleOf(const Frame &frame)
{
    return {(frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2};
}

double distance(const LayoutPoint &a, const LayoutPoint &b)
{
    return std::hypot(a.x - b.x, a.y - b.y);
}

} // namespace

Frame frameOf(const LayoutPoint &corner, const Box &box)
{
    return {corner.x, corner.y, corner.x + box.width, corner.y + box.height};
}

Frame united(const Frame &a, const Frame &b)
{
    return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right),
            std::max(a.bottom, b.bottom)};
}

void Obstacles::add(const Frame &frame)
{
    m_frames.push_back(frame);
    m_all = m_all ? united(*m_all, frame) : frame;
}

bool Obstacles::isFree(const LayoutPoint &corner, const Box &box) const
{
    const Frame frame = frameOf(corner, box);
    // Exactly the gap away is far enough, whatever rounding says.
    const double gap = m_gap * 0.999;
    return std::none_of(m_frames.begin(), m_frames.end(), [&](const Frame &other) {
        return frame.left < other.right + gap && other.left < frame.right + gap &&
               frame.top < other.bottom + gap && other.top < frame.bottom + gap;
    });
}

std::optional<LayoutPoint> Obstacles::near(const LayoutPoint &middle, const Box &box)
{
    const LayoutPoint wish{middle.x - box.width / 2, middle.y - box.height / 2};
    m_looks += m_frames.size() * (5 * nearest + 8);
    if (m_looks > mostLooks)
        return std::nullopt;
    if (isFree(wish, box))
        return wish;
    std::vector<std::uint32_t> order(m_frames.size());
    std::iota(order.begin(), order.end(), 0U);
    const std::size_t count = std::min(nearest, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
                      order.end(), [&](std::uint32_t a, std::uint32_t b) {
                          const double toA = distance(middleOf(m_frames[a]), middle);
                          const double toB = distance(middleOf(m_frames[b]), middle);
                          return toA != toB ? toA < toB : a < b;
                      });
    order.resize(count);
    std::optional<LayoutPoint> best;
    const auto consider = [&](const LayoutPoint &corner) {
        if ((!best || distance(corner, wish) < distance(*best, wish)) && isFree(corner, box))
            best = corner;
    };
    for (const std::uint32_t o : order) {
        const Frame &other = m_frames[o];
        const double right = other.right + m_gap;
        const double left = other.left - m_gap - box.width;
        const double below = other.bottom + m_gap;
        const double above = other.top - m_gap - box.height;
        consider({right, other.top});
        consider({left, other.top});
        consider({other.left, below});
        consider({other.left, above});
        consider({right, wish.y});
        consider({left, wish.y});
        consider({wish.x, below});
        consider({wish.x, above});
    }
    return best;
}

LayoutPoint Obstacles::beside(const Box &box) const
{
    if (!m_all)
        return {};
    const auto side = [this](double width, double height) {
        return std::max(width / m_aspect, height);
    };
    const double width = m_all->right - m_all->left;
    const double height = m_all->bottom - m_all->top;
    if (side(width + m_gap + box.width, std::max(height, box.height)) <
        side(std::max(width, box.width), height + m_gap + box.height))
        return {m_all->right + m_gap, m_all->top};
    return {m_all->left, m_all->bottom + m_gap};
}

} // namespace tw::layout
