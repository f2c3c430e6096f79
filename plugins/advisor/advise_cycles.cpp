// SPDX-License-Identifier: MIT
// The part of advise-references that follows references from table to table.

#include "advice.h"

#include <algorithm>
#include <ranges>

namespace tw::advisor {

namespace {

using Edges = std::vector<std::vector<std::uint32_t>>;

class CycleAdvice {
public:
    explicit CycleAdvice(Advice &advice) : m_advice(advice), m_schema(advice.schema) {}

    void run()
    {
        checkRequired();
        checkCascades();
    }

private:
    [[nodiscard]] const std::string &name(std::uint32_t table) const
    {
        return m_schema.tables[table].name.text;
    }

    /// From the table of a row to those whose rows must be there before.
    void checkRequired()
    {
        Edges edges(m_schema.tables.size());
        for (const Link &link : m_advice.links.all()) {
            const bool needed =
                !link.deferrable &&
                std::ranges::none_of(link.source->columns, [&](const ir::ColumnRef &ref) {
                    return m_advice.isNullable(m_schema.table(link.source->table), ref.column);
                });
            if (needed && link.source->table != link.target->table)
                edges[link.source->table.index()].push_back(
                    static_cast<std::uint32_t>(link.target->table.index()));
        }
        for (const std::vector<std::uint32_t> &cycle : cyclesOf(edges))
            report(rules::RequiredCycle, cycle);
    }

    template <std::size_t N>
    void report(const Rule<N> &rule, const std::vector<std::uint32_t> &cycle)
    {
        std::vector<std::string_view> names;
        names.reserve(cycle.size());
        for (const std::uint32_t table : cycle)
            names.push_back(name(table));
        const ir::Table &first = m_schema.tables[cycle.front()];
        m_advice.report(rule, first, placeOf(first), listed(names));
    }

    /// From a table to those whose rows go with its rows.
    void checkCascades()
    {
        Edges edges(m_schema.tables.size());
        for (const Link &link : m_advice.links.all()) {
            if (link.onDelete == ir::ReferentialAction::Cascade &&
                link.source->table != link.target->table)
                edges[link.target->table.index()].push_back(
                    static_cast<std::uint32_t>(link.source->table.index()));
        }
        std::vector<bool> inCycle(edges.size());
        for (const std::vector<std::uint32_t> &cycle : cyclesOf(edges)) {
            report(rules::CascadeCycle, cycle);
            for (const std::uint32_t table : cycle)
                inCycle[table] = true;
        }
        // What is left without the cycles has an end.
        std::vector<std::uint32_t> incoming(edges.size());
        for (std::uint32_t table = 0; table < edges.size(); ++table) {
            if (inCycle[table])
                edges[table].clear();
            std::erase_if(edges[table], [&](std::uint32_t to) { return inCycle[to]; });
            for (const std::uint32_t to : edges[table])
                ++incoming[to];
        }
        checkDepth(edges, incoming);
    }

    void checkDepth(const Edges &edges, const std::vector<std::uint32_t> &incoming)
    {
        const auto most = static_cast<std::uint32_t>(m_advice.integer(rules::DeepCascade, "most"));
        std::vector<std::uint32_t> order; // referenced ones first
        order.reserve(edges.size());
        std::vector<std::uint32_t> left = incoming;
        for (std::uint32_t table = 0; table < edges.size(); ++table) {
            if (incoming[table] == 0)
                order.push_back(table);
        }
        for (std::size_t i = 0; i < order.size(); ++i) {
            for (const std::uint32_t to : edges[order[i]]) {
                if (--left[to] == 0)
                    order.push_back(to);
            }
        }
        std::vector<std::uint32_t> depth(edges.size());
        std::vector<std::uint32_t> next(edges.size(), UINT32_MAX);
        for (const std::uint32_t table : std::views::reverse(order)) {
            for (const std::uint32_t to : edges[table]) {
                if (depth[to] + 1 > depth[table]) {
                    depth[table] = depth[to] + 1;
                    next[table] = to;
                }
            }
        }
        for (std::uint32_t table = 0; table < edges.size(); ++table) {
            if (incoming[table] == 0 && depth[table] > most)
                reportDepth(table, depth[table], most, next);
        }
    }

    void reportDepth(std::uint32_t root, std::uint32_t depth, std::uint32_t most,
                     const std::vector<std::uint32_t> &next)
    {
        // As much of the way as people can read.
        constexpr std::size_t shown = 8;
        std::string way = fmt::format("`{}`", name(root));
        std::size_t count = 0;
        for (std::uint32_t table = next[root]; table != UINT32_MAX; table = next[table]) {
            if (++count > shown) {
                way += " → …";
                break;
            }
            way += fmt::format(" → `{}`", name(table));
        }
        const ir::Table &table = m_schema.tables[root];
        m_advice.report(rules::DeepCascade, table, placeOf(table), table.name.text, depth, most,
                        way);
    }

    Advice &m_advice;
    const ir::Schema &m_schema;
};

} // namespace

void adviseCycles(Advice &advice) { CycleAdvice(advice).run(); }

} // namespace tw::advisor
