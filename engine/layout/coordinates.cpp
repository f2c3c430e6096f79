// SPDX-License-Identifier: MIT
// Each box wants to be where its lines run level, in the median of what they ask for; boxes of a
// column that want to be in one place share it as a block at their mean (pool adjacent violators:
// Best, Chakravarti: Active Set Algorithms for Isotonic Regression, 1990), as in the priority
// method of Sugiyama, Tagawa and Toda (1981). Swept back and forth.
#include "layout/coordinates.h"

#include <algorithm>

namespace tw::layout {

namespace {

constexpr int sweeps = 12;

/// Boxes that stand against one another.
struct Block {
    double wanted = 0; ///< the top of the first box, by the mean of all
    double weight = 0;
    std::size_t first = 0;
};

class Levelling {
public:
    Levelling(const Component &component, const Gaps &gaps, Placement &placement)
        : m_component(component), m_gaps(gaps), m_placement(placement)
    {
    }

    void level(const std::vector<std::uint32_t> &column)
    {
        m_offsets.clear();
        m_blocks.clear();
        double offset = 0; // of a box's top from the first one's when all stand close
        for (std::size_t i = 0; i < column.size(); ++i) {
            const std::uint32_t box = column[i];
            const auto [wanted, weight] = wish(box);
            m_offsets.push_back(offset);
            m_blocks.push_back({wanted - offset, weight, i});
            while (m_blocks.size() > 1 &&
                   m_blocks[m_blocks.size() - 2].wanted > m_blocks.back().wanted)
                join();
            offset += m_component.boxes[box].height + m_gaps.node;
        }
        const double room = m_placement.height - (offset - m_gaps.node);
        for (std::size_t b = 0; b < m_blocks.size(); ++b) {
            const std::size_t end = b + 1 < m_blocks.size() ? m_blocks[b + 1].first : column.size();
            const double at = std::clamp(m_blocks[b].wanted, 0.0, std::max(0.0, room));
            for (std::size_t i = m_blocks[b].first; i < end; ++i)
                m_placement.corners[column[i]].y = at + m_offsets[i];
        }
    }

private:
    struct Wish {
        double top = 0;
        double weight = 0;
    };

    [[nodiscard]] Wish wish(std::uint32_t box)
    {
        m_tops.clear();
        for (const std::uint32_t number : m_component.linesOf(box)) {
            const Line &line = m_component.lines[number];
            const bool isSource = line.source == box;
            const std::uint32_t other = isSource ? line.target : line.source;
            const double otherY = isSource ? line.targetY : line.sourceY;
            const double ownY = isSource ? line.sourceY : line.targetY;
            m_tops.push_back(m_placement.corners[other].y + otherY - ownY);
        }
        constexpr double weightOfNone = 0.01;
        if (m_tops.empty())
            return {m_placement.corners[box].y, weightOfNone};
        const auto middle = m_tops.begin() + static_cast<std::ptrdiff_t>(m_tops.size() / 2);
        std::nth_element(m_tops.begin(), middle, m_tops.end());
        double median = *middle;
        if (m_tops.size() % 2 == 0)
            median = (median + *std::max_element(m_tops.begin(), middle)) / 2;
        return {median, static_cast<double>(m_tops.size())};
    }

    void join()
    {
        const Block last = m_blocks.back();
        m_blocks.pop_back();
        Block &block = m_blocks.back();
        block.wanted = (block.wanted * block.weight + last.wanted * last.weight) /
                       (block.weight + last.weight);
        block.weight += last.weight;
    }

    const Component &m_component;
    Gaps m_gaps;
    Placement &m_placement;
    std::vector<double> m_offsets;
    std::vector<Block> m_blocks;
    std::vector<double> m_tops;
};

} // namespace

void levelLines(const Component &component, const Columns &columns, const Gaps &gaps,
                Placement &placement)
{
    Levelling levelling(component, gaps, placement);
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        for (std::size_t i = 0; i < columns.size(); ++i)
            levelling.level(columns[sweep % 2 == 0 ? i : columns.size() - 1 - i]);
    }
}

} // namespace tw::layout
