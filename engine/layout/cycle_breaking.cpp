// SPDX-License-Identifier: MIT
// An order of the boxes in which few lines run backwards: sinks are taken to its end, sources to
// its beginning, and else the box with most lines out over lines in (Eades, Lin, Smyth: A Fast and
// Effective Heuristic for the Feedback Arc Set Problem, 1993). Linear.
#include "layout/layered.h"

#include <algorithm>
#include <optional>

namespace tw::layout {

namespace {

/// Boxes by a number that changes by one at a time; the first that came is the first to go.
class Buckets {
public:
    Buckets(std::size_t boxes, std::int64_t least, std::int64_t most)
        : m_least(least), m_first(static_cast<std::size_t>(most - least + 1), none),
          m_next(boxes, none), m_previous(boxes, none), m_bucket(boxes, 0)
    {
    }

    void add(std::uint32_t box, std::int64_t value)
    {
        const auto bucket = static_cast<std::size_t>(value - m_least);
        m_bucket[box] = bucket;
        m_previous[box] = none;
        m_next[box] = m_first[bucket];
        if (m_next[box] != none)
            m_previous[m_next[box]] = box;
        m_first[bucket] = box;
        m_highest = std::max(m_highest, bucket);
    }

    void remove(std::uint32_t box)
    {
        if (m_previous[box] == none)
            m_first[m_bucket[box]] = m_next[box];
        else
            m_next[m_previous[box]] = m_next[box];
        if (m_next[box] != none)
            m_previous[m_next[box]] = m_previous[box];
    }

    /// One of those with the highest number; there is one.
    std::uint32_t highest()
    {
        while (m_first[m_highest] == none)
            --m_highest;
        return m_first[m_highest];
    }

private:
    static constexpr std::uint32_t none = UINT32_MAX;

    std::int64_t m_least;
    std::vector<std::uint32_t> m_first;
    std::vector<std::uint32_t> m_next;
    std::vector<std::uint32_t> m_previous;
    std::vector<std::size_t> m_bucket;
    std::size_t m_highest = 0;
};

class Sequence {
public:
    explicit Sequence(const Component &component)
        : m_component(component), m_out(component.size(), 0), m_in(component.size(), 0),
          m_place(component.size(), 0), m_taken(component.size(), false),
          m_buckets(component.size(), -static_cast<std::int64_t>(component.lines.size()),
                    static_cast<std::int64_t>(component.lines.size()))
    {
        for (const Line &line : component.lines) {
            ++m_out[line.source];
            ++m_in[line.target];
        }
        // The last added is the first found: the order of the boxes decides between equals.
        for (auto box = static_cast<std::uint32_t>(component.size()); box-- > 0;) {
            m_buckets.add(box, m_out[box] - m_in[box]);
            remember(box);
        }
        m_end = static_cast<std::int64_t>(component.size());
    }

    /// The place of each box.
    std::vector<std::int64_t> find()
    {
        while (m_begin < m_end) {
            if (const auto sink = next(m_sinks))
                take(*sink, --m_end);
            else if (const auto source = next(m_sources))
                take(*source, m_begin++);
            else
                take(m_buckets.highest(), m_begin++);
        }
        return m_place;
    }

private:
    void remember(std::uint32_t box)
    {
        if (m_out[box] == 0)
            m_sinks.push_back(box);
        else if (m_in[box] == 0)
            m_sources.push_back(box);
    }

    std::optional<std::uint32_t> next(std::vector<std::uint32_t> &boxes)
    {
        while (!boxes.empty()) {
            const std::uint32_t box = boxes.back();
            boxes.pop_back();
            if (!m_taken[box])
                return box;
        }
        return std::nullopt;
    }

    void take(std::uint32_t box, std::int64_t place)
    {
        m_taken[box] = true;
        m_place[box] = place;
        m_buckets.remove(box);
        for (const std::uint32_t line : m_component.linesOf(box)) {
            const std::uint32_t other = m_component.otherEnd(line, box);
            if (m_taken[other])
                continue;
            m_buckets.remove(other);
            --(m_component.lines[line].source == box ? m_in : m_out)[other];
            m_buckets.add(other, m_out[other] - m_in[other]);
            remember(other);
        }
    }

    const Component &m_component;
    std::vector<std::int64_t> m_out;
    std::vector<std::int64_t> m_in;
    std::vector<std::int64_t> m_place;
    std::vector<bool> m_taken;
    Buckets m_buckets;
    std::vector<std::uint32_t> m_sinks;
    std::vector<std::uint32_t> m_sources;
    std::int64_t m_begin = 0;
    std::int64_t m_end = 0;
};

} // namespace

std::vector<bool> linesToTurn(const Component &component)
{
    const std::vector<std::int64_t> place = Sequence(component).find();
    std::vector<bool> turned;
    turned.reserve(component.lines.size());
    for (const Line &line : component.lines)
        turned.push_back(place[line.source] > place[line.target]);
    return turned;
}

} // namespace tw::layout
