// SPDX-License-Identifier: MIT
#include <tablewright/graph/foreign_key_graph.h>

#include "graph/feedback_order.h"

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/property_map/property_map.hpp>

#include <algorithm>
#include <functional>
#include <queue>

namespace tw {

ForeignKeyGraph ForeignKeyGraph::compute(const ir::Schema &schema)
{
    ForeignKeyGraph graph;
    const std::size_t count = schema.tables.size();
    graph.m_outgoing.resize(count);
    graph.m_targets.resize(count);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
    edges.reserve(schema.foreignKeys.size());
    for (std::size_t i = 0; i < schema.foreignKeys.size(); ++i) {
        const ir::ForeignKey &key = schema.foreignKeys[i];
        const auto source = static_cast<std::uint32_t>(key.source.table.index());
        const auto target = static_cast<std::uint32_t>(key.target.table.index());
        graph.m_outgoing[source].emplace_back(i);
        if (source == target)
            continue;
        edges.emplace_back(source, target);
        graph.m_edges.push_back({ir::ForeignKeyId(i), source, target});
        graph.m_targets[source].push_back(target);
    }

    using Csr = boost::compressed_sparse_row_graph<boost::directedS>;
    const Csr csr(boost::edges_are_unsorted_multi_pass, edges.begin(), edges.end(), count);
    graph.m_component.resize(count);
    const std::size_t components =
        count == 0 ? 0
                   : boost::strong_components(
                         csr, boost::make_iterator_property_map(graph.m_component.begin(),
                                                                get(boost::vertex_index, csr)));
    graph.m_members.resize(components);
    for (std::uint32_t table = 0; table < count; ++table)
        graph.m_members[graph.m_component[table]].push_back(table);
    for (const std::vector<std::uint32_t> &members : graph.m_members) {
        if (members.size() > 1)
            graph.m_cycles.emplace_back(members.begin(), members.end());
    }
    std::sort(graph.m_cycles.begin(), graph.m_cycles.end());
    return graph;
}

std::vector<std::uint32_t>
ForeignKeyGraph::orderComponent(const std::vector<std::uint32_t> &component) const
{
    if (component.size() == 1)
        return component;
    // Number the members from 0. They ascend, so a binary search finds one.
    LocalGraph local(component.size());
    for (std::uint32_t from = 0; from < component.size(); ++from) {
        for (const std::uint32_t target : m_targets[component[from]]) {
            if (m_component[target] != m_component[component[from]])
                continue;
            const auto at = std::lower_bound(component.begin(), component.end(), target);
            local.addEdge(from, static_cast<std::uint32_t>(at - component.begin()));
        }
    }
    std::vector<std::uint32_t> order =
        component.size() <= exactLimit ? exactOrder(local) : greedyOrder(local);
    for (std::uint32_t &vertex : order)
        vertex = component[vertex];
    return order;
}

ForeignKeyGraph::Order ForeignKeyGraph::creationOrder() const
{
    // A component may come when all those that it refers to have come.
    std::vector<std::uint32_t> missing(m_members.size());
    std::vector<std::vector<std::uint32_t>> referrers(m_members.size());
    for (const Edge &edge : m_edges) {
        const std::uint32_t from = m_component[edge.source];
        const std::uint32_t to = m_component[edge.target];
        if (from == to)
            continue;
        ++missing[from];
        referrers[to].push_back(from);
    }

    using Entry = std::pair<std::uint32_t, std::uint32_t>; // first table, component
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> ready;
    for (std::uint32_t component = 0; component < m_members.size(); ++component) {
        if (missing[component] == 0)
            ready.emplace(m_members[component].front(), component);
    }

    Order order;
    order.tables.reserve(m_component.size());
    std::vector<std::uint32_t> place(m_component.size());
    while (!ready.empty()) {
        const std::uint32_t component = ready.top().second;
        ready.pop();
        for (const std::uint32_t table : orderComponent(m_members[component])) {
            place[table] = static_cast<std::uint32_t>(order.tables.size());
            order.tables.emplace_back(table);
        }
        for (const std::uint32_t referrer : referrers[component]) {
            if (--missing[referrer] == 0)
                ready.emplace(m_members[referrer].front(), referrer);
        }
    }
    for (const Edge &edge : m_edges) {
        if (place[edge.target] > place[edge.source])
            order.addedLater.push_back(edge.key);
    }
    return order;
}

} // namespace tw
