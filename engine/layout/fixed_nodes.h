// SPDX-License-Identifier: MIT
#pragma once

#include "layout/component.h"

#include <optional>
#include <vector>

namespace tw::layout {

/// A rectangle somewhere in the plane.
struct Frame {
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;
};

[[nodiscard]] Frame frameOf(const LayoutPoint &corner, const Box &box);
[[nodiscard]] Frame united(const Frame &a, const Frame &b);

/// What boxes that stay leave to others.
class Obstacles {
public:
    /// `gap` is what others keep from them.
    Obstacles(double gap, double aspect) : m_gap(gap), m_aspect(aspect) {}

    void add(const Frame &frame);
    [[nodiscard]] bool empty() const { return m_frames.empty(); }

    /// A corner for a box near a point that its middle should be at, where it is on none of them;
    /// empty when there is none nearby or looking for it would take too long.
    [[nodiscard]] std::optional<LayoutPoint> near(const LayoutPoint &middle, const Box &box);
    /// A corner for a box right of or below all of them, by the aspect.
    [[nodiscard]] LayoutPoint beside(const Box &box) const;

private:
    [[nodiscard]] bool isFree(const LayoutPoint &corner, const Box &box) const;

    std::vector<Frame> m_frames;
    std::optional<Frame> m_all;
    double m_gap;
    double m_aspect;
    std::size_t m_looks = 0;
};

} // namespace tw::layout
