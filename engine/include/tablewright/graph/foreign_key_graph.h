// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <cstdint>
#include <vector>

namespace tw {

/// The tables as vertices and the foreign keys between different tables as edges from the
/// referencing to the referenced one. An analysis.
class TABLEWRIGHT_EXPORT ForeignKeyGraph {
public:
    /// Linear in tables and keys (Tarjan's strongly connected components, by Boost.Graph).
    static ForeignKeyGraph compute(const ir::Schema &schema);

    /// Keys of one table: those whose source it is, self references included.
    [[nodiscard]] const std::vector<ir::ForeignKeyId> &outgoing(ir::TableId table) const
    {
        return m_outgoing[table.index()];
    }

    /// The strongly connected components of two tables or more, each in document order, sorted by
    /// their first table.
    [[nodiscard]] const std::vector<std::vector<ir::TableId>> &cycles() const { return m_cycles; }

    /// Tables and keys in an order in which the database can make them.
    struct Order {
        std::vector<ir::TableId> tables;          ///< every table once, referenced ones first
        std::vector<ir::ForeignKeyId> addedLater; ///< keys that refer to a later table
    };

    /// Kahn's algorithm over the components, first in the document first; n log n. Inside a
    /// component the fewest keys are left for later: exactly (dynamic programming over subsets) up
    /// to `exactLimit` tables, by the heuristic of Eades, Lin and Smyth (1993) above.
    [[nodiscard]] Order creationOrder() const;

    static constexpr std::size_t exactLimit = 12;

private:
    struct Edge {
        ir::ForeignKeyId key;
        std::uint32_t source;
        std::uint32_t target;
    };

    [[nodiscard]] std::vector<std::uint32_t>
    orderComponent(const std::vector<std::uint32_t> &component) const;

    std::vector<std::vector<ir::ForeignKeyId>> m_outgoing;
    std::vector<Edge> m_edges;                         ///< in order of their keys
    std::vector<std::vector<std::uint32_t>> m_targets; ///< by source
    std::vector<std::uint32_t> m_component;            ///< by table
    std::vector<std::vector<std::uint32_t>> m_members; ///< by component, ascending
    std::vector<std::vector<ir::TableId>> m_cycles;
};

} // namespace tw
