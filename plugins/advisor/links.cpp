// SPDX-License-Identifier: MIT
#include "links.h"

#include <algorithm>

namespace tw::advisor {

Links Links::compute(const ir::Schema &schema)
{
    Links links;
    links.m_tables.resize(schema.tables.size());
    for (std::size_t i = 0; i < schema.tables.size(); ++i) {
        const ir::Table &table = schema.tables[i];
        OfTable &facts = links.m_tables[i];
        facts.isSource.resize(table.columns.size());
        facts.isTarget.resize(table.columns.size());
        facts.isPrimary.resize(table.columns.size());
        if (table.primaryKey) {
            for (const ir::ColumnRef &ref : table.primaryKey->columns)
                facts.isPrimary[ref.column.index()] = true;
        }
    }
    links.m_all.reserve(schema.foreignKeys.size() + schema.relationships.size());
    for (const ir::ForeignKey &key : schema.foreignKeys)
        links.add({&key.source, &key.target, key.onDelete, false,
                   key.deferrability != ir::Deferrability::NotDeferrable, key.range});
    for (const ir::Relationship &relationship : schema.relationships) {
        if (relationship.kind == ir::Relationship::Kind::ManyToMany) {
            links.m_tables[relationship.source.table.index()].inManyToMany = true;
            links.m_tables[relationship.target.table.index()].inManyToMany = true;
            continue;
        }
        links.add({&relationship.source, &relationship.target, relationship.onDelete,
                   relationship.kind == ir::Relationship::Kind::OneToOne, false,
                   relationship.range});
    }
    return links;
}

void Links::add(const Link &link)
{
    const auto number = static_cast<std::uint32_t>(m_all.size());
    m_all.push_back(link);
    OfTable &source = m_tables[link.source->table.index()];
    source.outgoing.push_back(number);
    for (const ir::ColumnRef &ref : link.source->columns)
        source.isSource[ref.column.index()] = true;
    OfTable &target = m_tables[link.target->table.index()];
    target.incoming.push_back(number);
    for (const ir::ColumnRef &ref : link.target->columns)
        target.isTarget[ref.column.index()] = true;
}

namespace {

/// Tarjan's algorithm with a stack of its own, so that no schema is too deep for it.
class ComponentFinder {
public:
    explicit ComponentFinder(const std::vector<std::vector<std::uint32_t>> &edges)
        : m_edges(edges), m_number(edges.size(), none), m_low(edges.size()), m_onStack(edges.size())
    {
    }

    std::vector<std::vector<std::uint32_t>> find()
    {
        for (std::uint32_t vertex = 0; vertex < m_edges.size(); ++vertex) {
            if (m_number[vertex] == none)
                walk(vertex);
        }
        std::ranges::sort(m_found);
        return std::move(m_found);
    }

private:
    static constexpr std::uint32_t none = UINT32_MAX;

    struct Step {
        std::uint32_t vertex;
        std::size_t next; ///< in its edges
    };

    void enter(std::uint32_t vertex)
    {
        m_number[vertex] = m_low[vertex] = m_count++;
        m_stack.push_back(vertex);
        m_onStack[vertex] = true;
        m_steps.push_back({vertex, 0});
    }

    void walk(std::uint32_t root)
    {
        enter(root);
        while (!m_steps.empty()) {
            Step &step = m_steps.back();
            const std::uint32_t vertex = step.vertex;
            if (step.next < m_edges[vertex].size()) {
                const std::uint32_t target = m_edges[vertex][step.next++];
                if (m_number[target] == none)
                    enter(target);
                else if (m_onStack[target])
                    m_low[vertex] = std::min(m_low[vertex], m_number[target]);
                continue;
            }
            m_steps.pop_back();
            if (!m_steps.empty()) {
                std::uint32_t &low = m_low[m_steps.back().vertex];
                low = std::min(low, m_low[vertex]);
            }
            if (m_low[vertex] == m_number[vertex])
                takeComponent(vertex);
        }
    }

    void takeComponent(std::uint32_t root)
    {
        std::vector<std::uint32_t> members;
        for (bool more = true; more;) {
            const std::uint32_t vertex = m_stack.back();
            m_stack.pop_back();
            m_onStack[vertex] = false;
            members.push_back(vertex);
            more = vertex != root;
        }
        if (members.size() < 2)
            return;
        std::ranges::sort(members);
        m_found.push_back(std::move(members));
    }

    const std::vector<std::vector<std::uint32_t>> &m_edges;
    std::vector<std::uint32_t> m_number;
    std::vector<std::uint32_t> m_low;
    std::vector<bool> m_onStack;
    std::vector<std::uint32_t> m_stack;
    std::vector<Step> m_steps;
    std::uint32_t m_count = 0;
    std::vector<std::vector<std::uint32_t>> m_found;
};

} // namespace

std::vector<std::vector<std::uint32_t>>
cyclesOf(const std::vector<std::vector<std::uint32_t>> &edges)
{
    return ComponentFinder(edges).find();
}

} // namespace tw::advisor
