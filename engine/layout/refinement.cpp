// SPDX-License-Identifier: MIT
// Simulated annealing of a drawing (Davidson, Harel: Drawing Graphs Nicely Using Simulated
// Annealing, 1996), of what is drawn in the end: straight lines from port to port between boxes in
// columns. What a step changes is counted exactly in components of few boxes; in those of many, as
// if exchanged boxes were of one size.
#include "layout/refinement.h"

#include "layout/drawing.h"
#include "layout/random.h"

#include <algorithm>
#include <cmath>

namespace tw::layout {

namespace {

constexpr int rounds = 24;
constexpr double heatAtEnd = 0.02;
constexpr std::size_t mostLines = 400; ///< of boxes that are moved

class Refinement {
public:
    Refinement(const Component &component, Columns &columns, const RefinementOptions &options)
        : m_component(component), m_columns(columns), m_options(options),
          m_drawing(component, options.gaps), m_places(component.size()),
          m_random(component.size() * 31 + component.lines.size() + options.work),
          m_fullHeight(fullHeight(component, options.gaps, options.aspect) * 1.06)
    {
    }

    void run()
    {
        restack();
        Columns best = m_columns;
        double least = m_drawing.cost() + overheight();
        for (int round = 0; round < rounds && !m_options.stopToken.stop_requested(); ++round) {
            const double cooled = static_cast<double>(round) / (rounds - 1);
            m_heat = m_options.heat * std::pow(heatAtEnd, cooled);
            const std::uint64_t end = m_drawing.work() + m_options.work / rounds;
            // Steps that come to nothing count as well.
            for (std::uint64_t steps = 0; m_drawing.work() + steps * stepWork < end; ++steps) {
                if (m_options.stopToken.stop_requested())
                    break;
                step();
            }
            restack();
            const double now = m_drawing.cost() + overheight();
            if (now < least) {
                least = now;
                best = m_columns;
            }
        }
        m_columns = std::move(best);
    }

private:
    static constexpr std::uint64_t stepWork = 64;

    struct Place {
        std::uint32_t column = 0;
        std::uint32_t row = 0;
        friend bool operator==(const Place &, const Place &) = default;
    };

    void restack()
    {
        std::erase_if(m_columns, [](const auto &column) { return column.empty(); });
        const Placement placement = stackColumns(m_component, m_columns, m_options.gaps);
        m_drawing.place(placement.corners);
        m_height = placement.height;
        m_left.clear();
        m_widths.clear();
        for (std::uint32_t column = 0; column < m_columns.size(); ++column) {
            m_left.push_back(
                m_left.empty() ? 0 : m_left.back() + m_widths.back() + m_options.gaps.layer);
            double width = 0;
            for (const std::uint32_t box : m_columns[column])
                width = std::max(width, m_component.boxes[box].width);
            m_widths.push_back(width);
            number(column);
        }
    }

    void number(std::uint32_t column)
    {
        for (std::uint32_t row = 0; row < m_columns[column].size(); ++row)
            m_places[m_columns[column][row]] = {column, row};
    }

    /// What columns above the full height cost together.
    [[nodiscard]] double overheight() const
    {
        double over = 0;
        for (std::uint32_t column = 0; column < m_columns.size(); ++column)
            over += overheight(column);
        return over;
    }
    [[nodiscard]] double overheight(std::uint32_t column) const
    {
        const double height = heightOf(m_component, m_columns[column], m_options.gaps);
        return height > m_fullHeight ? 2 + 10 * (height - m_fullHeight) / (m_fullHeight + 1) : 0.0;
    }

    void step()
    {
        const std::uint32_t box = m_random.below(m_component.size());
        const Place from = m_places[box];
        const Place to = targetOf(box);
        if (from == to || m_component.linesOf(box).size() > mostLines)
            return;
        if (m_drawing.isExact() && m_random.below(2) == 0)
            shift(box, from, to);
        else
            exchange(from, to);
    }

    /// About the middle of what the box is connected with or about one of these, or anywhere.
    Place targetOf(std::uint32_t box)
    {
        const std::span<const std::uint32_t> lines = m_component.linesOf(box);
        if (lines.empty() || m_random.below(8) == 0) {
            const std::uint32_t column = m_random.below(m_columns.size());
            return {column, m_random.below(m_columns[column].size())};
        }
        if (m_random.below(3) == 0) {
            const std::uint32_t line = lines[m_random.below(lines.size())];
            return placeNear(m_drawing.middle(m_component.otherEnd(line, box)));
        }
        LayoutPoint sum;
        for (const std::uint32_t line : lines) {
            const LayoutPoint at = m_drawing.middle(m_component.otherEnd(line, box));
            sum = {sum.x + at.x, sum.y + at.y};
        }
        const auto count = static_cast<double>(lines.size());
        return placeNear({sum.x / count, sum.y / count});
    }

    /// Up to two columns and rows from a point.
    Place placeNear(const LayoutPoint &point)
    {
        const auto near = [this](std::ptrdiff_t at, std::size_t count) {
            const std::ptrdiff_t moved = at + static_cast<std::ptrdiff_t>(m_random.below(5)) - 2;
            return static_cast<std::uint32_t>(
                std::clamp<std::ptrdiff_t>(moved, 0, static_cast<std::ptrdiff_t>(count) - 1));
        };
        const auto right = std::upper_bound(m_left.begin(), m_left.end(), point.x);
        const std::uint32_t column = near(right - m_left.begin() - 1, m_columns.size());
        const std::vector<std::uint32_t> &boxes = m_columns[column];
        const auto below =
            std::partition_point(boxes.begin(), boxes.end(), [&](std::uint32_t other) {
                return m_drawing.corner(other).y + m_component.boxes[other].height < point.y;
            });
        return {column, near(below - boxes.begin(), boxes.size())};
    }

    void exchange(Place from, Place to)
    {
        std::uint32_t &a = m_columns[from.column][from.row];
        std::uint32_t &b = m_columns[to.column][to.row];
        if (m_component.linesOf(b).size() > mostLines)
            return;
        if (m_drawing.isExact()) {
            const auto swap = [&] { std::swap(a, b); };
            tryColumns(from.column, to.column, swap, swap);
            return;
        }
        // Each takes the other's middle; columns are stacked anew at the end of a round.
        const auto centred = [this](std::uint32_t box, const LayoutPoint &at) {
            return Move{box,
                        {at.x - m_component.boxes[box].width / 2,
                         at.y - m_component.boxes[box].height / 2}};
        };
        m_moves.clear();
        m_moves.push_back(centred(a, m_drawing.middle(b)));
        m_moves.push_back(centred(b, m_drawing.middle(a)));
        if (accepts(m_drawing.tryMoves(m_moves))) {
            std::swap(a, b);
            m_places[a] = from;
            m_places[b] = to;
        } else {
            m_drawing.revert();
        }
    }

    void shift(std::uint32_t box, Place from, Place to)
    {
        if (m_columns[from.column].size() == 1)
            return; // columns do not vanish within a round
        const auto move = [&](Place out, Place in) {
            std::vector<std::uint32_t> &source = m_columns[out.column];
            source.erase(source.begin() + out.row);
            std::vector<std::uint32_t> &target = m_columns[in.column];
            target.insert(target.begin() + in.row, box);
        };
        tryColumns(
            from.column, to.column, [&] { move(from, to); }, [&] { move(to, from); });
    }

    /// Changes one or two columns, and takes that back when it is not accepted.
    template <class Change, class Undo>
    void tryColumns(std::uint32_t a, std::uint32_t b, Change change, Undo undo)
    {
        const auto over = [&] { return overheight(a) + (a != b ? overheight(b) : 0.0); };
        const double before = over();
        change();
        m_moves.clear();
        stack(a);
        if (a != b)
            stack(b);
        if (accepts(m_drawing.tryMoves(m_moves) + over() - before)) {
            number(a);
            number(b);
        } else {
            m_drawing.revert();
            undo();
        }
    }

    /// Where the boxes of a column go that changed.
    void stack(std::uint32_t column)
    {
        const std::vector<std::uint32_t> &boxes = m_columns[column];
        double y = (m_height - heightOf(m_component, boxes, m_options.gaps)) / 2;
        for (const std::uint32_t box : boxes) {
            const Box &size = m_component.boxes[box];
            const LayoutPoint to{m_left[column] + (m_widths[column] - size.width) / 2, y};
            if (to != m_drawing.corner(box))
                m_moves.push_back({box, to});
            y += size.height + m_options.gaps.node;
        }
    }

    bool accepts(double worse) { return worse < 0 || m_random.unit() < std::exp(-worse / m_heat); }

    const Component &m_component;
    Columns &m_columns;
    const RefinementOptions &m_options;
    Drawing m_drawing;
    std::vector<Place> m_places; ///< of boxes
    Random m_random;
    double m_fullHeight;
    double m_heat = 1;
    double m_height = 0;
    std::vector<double> m_left;   ///< of columns
    std::vector<double> m_widths; ///< of columns
    std::vector<Move> m_moves;
};

} // namespace

void refineColumns(const Component &component, Columns &columns, const RefinementOptions &options)
{
    // Where each box could be looked at a few times only, nothing comes of it.
    constexpr std::uint64_t leastSteps = 4;
    if (component.size() > 2 &&
        options.work > leastSteps * component.size() * component.lines.size())
        Refinement(component, columns, options).run();
}

} // namespace tw::layout
