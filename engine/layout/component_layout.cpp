// SPDX-License-Identifier: MIT
#include "layout/component_layout.h"

#include "layout/coordinates.h"
#include "layout/drawing.h"
#include "layout/layered.h"
#include "layout/refinement.h"
#include "layout/stress.h"

#include <algorithm>
#include <utility>

namespace tw::layout {

namespace {

struct Candidate {
    Columns columns;
    Placement placement;
    double cost = 0;
};

class ComponentLayout {
public:
    ComponentLayout(const Component &component, const LayoutOptions &options)
        : m_component(component), m_options(options), m_gaps{options.nodeGap, options.layerGap},
          m_drawing(component, m_gaps)
    {
    }

    Placement find(double workPerBox)
    {
        // A tenth of the work shows which beginning is the better one.
        const double work = workPerBox * static_cast<double>(m_component.size());
        Candidate best = refined(stress(), work / 10, 1);
        const auto keepBetter = [&](Candidate other) {
            if (other.cost < best.cost)
                best = std::move(other);
        };
        if (!m_options.stopToken.stop_requested()) {
            keepBetter(refined(layered(), work / 10, 1));
            keepBetter(refined(best.columns, work * 0.4, 0.8));
            keepBetter(refined(best.columns, work * 0.4, 0.4));
        }
        return std::move(best.placement);
    }

private:
    [[nodiscard]] Columns layered() const
    {
        const std::vector<std::uint32_t> layers = layersOf(m_component, linesToTurn(m_component));
        return columnsOfLayers(m_component, orderLayers(m_component, layers, m_options.stopToken),
                               m_gaps, m_options.aspect);
    }

    [[nodiscard]] Columns stress() const
    {
        return columnsOfPoints(m_component, stressPoints(m_component, m_options.stopToken), m_gaps,
                               m_options.aspect);
    }

    Candidate refined(Columns columns, double work, double heat)
    {
        refineColumns(m_component, columns,
                      {.gaps = m_gaps,
                       .aspect = m_options.aspect,
                       .work = static_cast<std::uint64_t>(work),
                       .heat = heat,
                       .stopToken = m_options.stopToken});
        Candidate candidate{std::move(columns), {}, 0};
        candidate.placement = stackColumns(m_component, candidate.columns, m_gaps);
        candidate.cost = costOf(candidate.placement);
        Placement level = candidate.placement;
        levelLines(m_component, candidate.columns, m_gaps, level);
        const double cost = costOf(level);
        if (cost <= candidate.cost) {
            candidate.cost = cost;
            candidate.placement = std::move(level);
        }
        return candidate;
    }

    /// Of the lines, times the side of the frame of the aspect that holds all.
    double costOf(const Placement &placement)
    {
        const double side = std::max(placement.width / m_options.aspect, placement.height);
        m_drawing.place(placement.corners);
        return (0.5 + m_drawing.cost()) * side;
    }

    const Component &m_component;
    const LayoutOptions &m_options;
    Gaps m_gaps;
    Drawing m_drawing;
};

} // namespace

Placement layOutComponent(const Component &component, const LayoutOptions &options,
                          double workPerBox)
{
    if (component.size() == 1)
        return stackColumns(component, {{0}}, {options.nodeGap, options.layerGap});
    return ComponentLayout(component, options).find(workPerBox);
}

} // namespace tw::layout
