// SPDX-License-Identifier: MIT
// Rectangles along a skyline, each at the lowest place where it fits, leftmost first (the
// bottom-left rule: Baker, Coffman, Rivest: Orthogonal Packings in Two Dimensions, 1980), here from
// the top down; the width of the strip is the best of several.
#include "layout/packing.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tw::layout {

namespace {

/// The lower border of what is placed: steps from left to right.
class Skyline {
public:
    explicit Skyline(double width) : m_steps{{0, 0}}, m_width(width) {}

    LayoutPoint place(double width, double height)
    {
        std::size_t best = 0;
        double bestY = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < m_steps.size(); ++i) {
            if (i > 0 && m_steps[i].x + width > m_width)
                break;
            const double y = restingOn(i, width);
            if (y < bestY) {
                bestY = y;
                best = i;
            }
        }
        const LayoutPoint at{m_steps[best].x, bestY};
        cover(best, at.x + width, bestY + height);
        return at;
    }

private:
    struct Step {
        double x = 0;
        double y = 0;
    };

    [[nodiscard]] double restingOn(std::size_t from, double width) const
    {
        double y = 0;
        for (std::size_t i = from; i < m_steps.size() && m_steps[i].x < m_steps[from].x + width;
             ++i)
            y = std::max(y, m_steps[i].y);
        return y;
    }

    void cover(std::size_t from, double end, double y)
    {
        std::size_t behind = from;
        double last = 0;
        while (behind < m_steps.size() && m_steps[behind].x < end)
            last = m_steps[behind++].y;
        const bool cut = behind == m_steps.size() || m_steps[behind].x > end;
        const double x = m_steps[from].x;
        m_steps.erase(m_steps.begin() + static_cast<std::ptrdiff_t>(from),
                      m_steps.begin() + static_cast<std::ptrdiff_t>(behind));
        if (cut)
            m_steps.insert(m_steps.begin() + static_cast<std::ptrdiff_t>(from), {end, last});
        m_steps.insert(m_steps.begin() + static_cast<std::ptrdiff_t>(from), {x, y});
    }

    std::vector<Step> m_steps;
    double m_width;
};

struct Attempt {
    std::vector<LayoutPoint> corners;
    double side = 0; ///< of the smallest frame of the aspect that holds all, its height
};

Attempt packInto(double width, const std::vector<Box> &rectangles,
                 const std::vector<std::uint32_t> &order, double gap, double aspect)
{
    Attempt attempt;
    attempt.corners.resize(rectangles.size());
    Skyline skyline(width);
    double right = 0;
    double bottom = 0;
    for (const std::uint32_t r : order) {
        const LayoutPoint at = skyline.place(rectangles[r].width + gap, rectangles[r].height + gap);
        attempt.corners[r] = at;
        right = std::max(right, at.x + rectangles[r].width);
        bottom = std::max(bottom, at.y + rectangles[r].height);
    }
    attempt.side = std::max(right / aspect, bottom);
    return attempt;
}

} // namespace

std::vector<LayoutPoint> packRectangles(const std::vector<Box> &rectangles, double gap,
                                        double aspect)
{
    std::vector<std::uint32_t> order(rectangles.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return rectangles[a].height > rectangles[b].height;
    });
    double area = 0;
    double widest = 0;
    for (const Box &rectangle : rectangles) {
        area += (rectangle.width + gap) * (rectangle.height + gap);
        widest = std::max(widest, rectangle.width + gap);
    }
    const double width = std::sqrt(area * aspect);
    Attempt best;
    constexpr int attempts = 12;
    for (int i = 0; i < attempts; ++i) {
        const double strip = std::max(widest, width * (0.9 + 0.06 * i));
        Attempt attempt = packInto(strip, rectangles, order, gap, aspect);
        if (best.corners.size() != rectangles.size() || attempt.side < best.side)
            best = std::move(attempt);
    }
    return best.corners;
}

} // namespace tw::layout
