// SPDX-License-Identifier: MIT
// Long lines get a dummy in each layer that they pass. The order in the layers comes of sweeps by
// barycentre, back and forth, and of exchanges of neighbours (Gansner et al. 1993); crossings are
// counted by an accumulator tree in O(lines log boxes) (Barth, Jünger, Mutzel: Simple and Efficient
// Bilayer Cross Counting, 2002).
#include "layout/layered.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace tw::layout {

namespace {

constexpr std::size_t mostDummies = 60'000; ///< above, long lines are left out
constexpr int mostSweeps = 24;
constexpr int patience = 5; ///< sweeps without gain

/// Boxes and dummies in layers, and the pieces of lines between neighbouring layers.
class Layers {
public:
    Layers(const Component &component, const std::vector<std::uint32_t> &layers)
        : m_boxes(component.size())
    {
        std::size_t dummies = 0;
        for (const Line &line : component.lines)
            dummies += span(layers, line) > 1 ? span(layers, line) - 1 : 0;
        const bool withDummies = dummies <= mostDummies;
        m_layers.resize(1U + *std::max_element(layers.begin(), layers.end()));
        m_left.resize(m_boxes + (withDummies ? dummies : 0));
        m_right.resize(m_left.size());
        m_layerOf.assign(layers.begin(), layers.end());
        for (const Line &line : component.lines) {
            if (span(layers, line) == 0 || (span(layers, line) > 1 && !withDummies))
                continue;
            const bool forward = layers[line.source] < layers[line.target];
            std::uint32_t last = forward ? line.source : line.target;
            const std::uint32_t end = forward ? line.target : line.source;
            for (std::uint32_t layer = layers[last] + 1; layer < layers[end]; ++layer) {
                const auto dummy = static_cast<std::uint32_t>(m_layerOf.size());
                m_layerOf.push_back(layer);
                join(last, dummy);
                last = dummy;
            }
            join(last, end);
        }
        m_left.resize(m_layerOf.size());
        m_right.resize(m_layerOf.size());
        m_place.resize(m_layerOf.size());
        begin();
    }

    /// Crossings of all pieces.
    [[nodiscard]] std::uint64_t crossings()
    {
        std::uint64_t sum = 0;
        for (std::size_t layer = 0; layer + 1 < m_layers.size(); ++layer)
            sum += crossingsBehind(layer);
        return sum;
    }

    /// Orders each layer by the mean place of what its elements are connected with in the one
    /// before, from left to right or back.
    void sweep(bool rightwards)
    {
        for (std::size_t i = 1; i < m_layers.size(); ++i)
            sort(rightwards ? i : m_layers.size() - 1 - i, rightwards);
    }

    /// Exchanges neighbours as long as that makes crossings fewer, a few times over.
    void transpose()
    {
        constexpr int times = 3;
        for (int time = 0; time < times; ++time) {
            bool changed = false;
            for (std::vector<std::uint32_t> &layer : m_layers) {
                for (std::size_t i = 0; i + 1 < layer.size(); ++i) {
                    const std::uint32_t a = layer[i];
                    const std::uint32_t b = layer[i + 1];
                    if (gain(m_left[a], m_left[b]) + gain(m_right[a], m_right[b]) <= 0)
                        continue;
                    std::swap(layer[i], layer[i + 1]);
                    std::swap(m_place[a], m_place[b]);
                    changed = true;
                }
            }
            if (!changed)
                break;
        }
    }

    [[nodiscard]] const std::vector<std::vector<std::uint32_t>> &layers() const { return m_layers; }
    void restore(const std::vector<std::vector<std::uint32_t>> &layers)
    {
        m_layers = layers;
        for (const std::vector<std::uint32_t> &layer : m_layers)
            number(layer);
    }

    /// Without the dummies.
    [[nodiscard]] Columns boxes() const
    {
        Columns columns;
        for (const std::vector<std::uint32_t> &layer : m_layers) {
            columns.emplace_back();
            std::copy_if(layer.begin(), layer.end(), std::back_inserter(columns.back()),
                         [this](std::uint32_t element) { return element < m_boxes; });
        }
        return columns;
    }

private:
    static std::uint32_t span(const std::vector<std::uint32_t> &layers, const Line &line)
    {
        return layers[line.source] < layers[line.target]
                   ? layers[line.target] - layers[line.source]
                   : layers[line.source] - layers[line.target];
    }

    void join(std::uint32_t left, std::uint32_t right)
    {
        m_right[left].push_back(right);
        m_left[right].push_back(left);
    }

    /// The first order: depth first, so that what is connected is near.
    void begin()
    {
        std::vector<bool> seen(m_layerOf.size(), false);
        std::vector<std::uint32_t> stack;
        for (std::uint32_t start = 0; start < m_boxes; ++start) {
            if (!seen[start])
                stack.push_back(start);
            while (!stack.empty()) {
                const std::uint32_t element = stack.back();
                stack.pop_back();
                if (seen[element])
                    continue;
                seen[element] = true;
                m_layers[m_layerOf[element]].push_back(element);
                for (const auto *neighbours : {&m_left[element], &m_right[element]})
                    stack.insert(stack.end(), neighbours->rbegin(), neighbours->rend());
            }
        }
        for (const std::vector<std::uint32_t> &layer : m_layers)
            number(layer);
    }

    void number(const std::vector<std::uint32_t> &layer)
    {
        for (std::uint32_t place = 0; place < layer.size(); ++place)
            m_place[layer[place]] = place;
    }

    void sort(std::size_t which, bool byLeft)
    {
        std::vector<std::uint32_t> &layer = m_layers[which];
        m_means.resize(m_layerOf.size());
        for (const std::uint32_t element : layer) {
            const std::vector<std::uint32_t> &neighbours =
                byLeft ? m_left[element] : m_right[element];
            double sum = 0;
            for (const std::uint32_t neighbour : neighbours)
                sum += m_place[neighbour];
            const double scale =
                static_cast<double>(m_layers[byLeft ? which - 1 : which + 1].size()) /
                static_cast<double>(layer.size());
            m_means[element] = neighbours.empty() ? m_place[element] * scale
                                                  : sum / static_cast<double>(neighbours.size());
        }
        std::stable_sort(layer.begin(), layer.end(), [this](std::uint32_t a, std::uint32_t b) {
            return m_means[a] < m_means[b];
        });
        number(layer);
    }

    /// Of the pieces between a layer and the next.
    std::uint64_t crossingsBehind(std::size_t which)
    {
        const std::size_t leaves = std::bit_ceil(m_layers[which + 1].size());
        m_tree.assign(2 * leaves, 0);
        std::uint64_t count = 0;
        for (const std::uint32_t element : m_layers[which]) {
            m_ends.clear();
            for (const std::uint32_t right : m_right[element])
                m_ends.push_back(m_place[right]);
            // Pieces from one element do not cross: all are counted before any is added.
            for (const std::uint32_t end : m_ends) {
                for (std::size_t node = leaves + end; node > 1; node /= 2)
                    count += node % 2 == 0 ? m_tree[node + 1] : 0;
            }
            for (const std::uint32_t end : m_ends) {
                for (std::size_t node = leaves + end; node > 0; node /= 2)
                    ++m_tree[node];
            }
        }
        return count;
    }

    /// How many crossings fewer there are when b comes before a.
    std::int64_t gain(const std::vector<std::uint32_t> &a,
                      const std::vector<std::uint32_t> &b) const
    {
        // Elements of many pieces would make this quadratic.
        constexpr std::size_t mostPairs = 4096;
        if (a.size() * b.size() > mostPairs)
            return 0;
        std::int64_t difference = 0;
        for (const std::uint32_t endA : a) {
            for (const std::uint32_t endB : b) {
                difference += m_place[endA] > m_place[endB] ? 1 : 0;
                difference -= m_place[endA] < m_place[endB] ? 1 : 0;
            }
        }
        return difference;
    }

    std::size_t m_boxes;
    std::vector<std::vector<std::uint32_t>> m_layers;
    std::vector<std::vector<std::uint32_t>> m_left;  ///< of each element, in the layer before
    std::vector<std::vector<std::uint32_t>> m_right; ///< in the layer behind
    std::vector<std::uint32_t> m_layerOf;
    std::vector<std::uint32_t> m_place; ///< in its layer
    std::vector<double> m_means;
    std::vector<std::uint64_t> m_tree;
    std::vector<std::uint32_t> m_ends;
};

} // namespace

Columns orderLayers(const Component &component, const std::vector<std::uint32_t> &layers,
                    const std::stop_token &stop)
{
    Layers drawing(component, layers);
    auto best = drawing.layers();
    std::uint64_t fewest = drawing.crossings();
    for (int sweep = 0, inVain = 0; sweep < mostSweeps && inVain < patience && fewest > 0;
         ++sweep) {
        if (stop.stop_requested())
            break;
        drawing.sweep(sweep % 2 == 0);
        drawing.transpose();
        const std::uint64_t now = drawing.crossings();
        ++inVain;
        if (now < fewest) {
            fewest = now;
            best = drawing.layers();
            inVain = 0;
        }
    }
    drawing.restore(best);
    return drawing.boxes();
}

Columns columnsOfLayers(const Component &component, const Columns &layers, const Gaps &gaps,
                        double aspect)
{
    const double full = fullHeight(component, gaps, aspect);
    Columns columns;
    double total = 0;
    for (const std::vector<std::uint32_t> &layer : layers) {
        const double height = heightOf(component, layer, gaps);
        total += height + gaps.node;
        constexpr double slack = 1.25;
        const auto parts = static_cast<std::size_t>(
            std::max(1.0, std::ceil((height + gaps.node) / (slack * full + gaps.node))));
        const std::size_t first = columns.size();
        columns.resize(first + parts);
        // Every part reaches from the top to the bottom.
        for (std::size_t i = 0; i < layer.size(); ++i)
            columns[first + i % parts].push_back(layer[i]);
    }
    constexpr double tooMany = 1.6;
    constexpr double few = 3;
    if (static_cast<double>(columns.size()) <= std::max(few, tooMany * total / (full + gaps.node)))
        return columns;
    std::vector<LayoutPoint> points(component.size());
    for (std::size_t l = 0; l < layers.size(); ++l) {
        for (std::size_t i = 0; i < layers[l].size(); ++i)
            points[layers[l][i]] = {static_cast<double>(l),
                                    (static_cast<double>(i) + 0.5) /
                                        static_cast<double>(layers[l].size())};
    }
    return columnsOfPoints(component, points, gaps, aspect);
}

} // namespace tw::layout
