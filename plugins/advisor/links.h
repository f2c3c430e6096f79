// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <cstdint>
#include <vector>

namespace tw::advisor {

/// A foreign key of the database to be: one that the document has, or that a relationship between
/// two tables becomes.
struct Link {
    const ir::Endpoint *source = nullptr; ///< the referencing side
    const ir::Endpoint *target = nullptr;
    ir::ReferentialAction onDelete = ir::ReferentialAction::Unspecified;
    bool oneToOne = false; ///< gets a unique key over its source
    bool deferrable = false;
    SourceRange range;
};

/// The links of a schema, by table. An analysis: it points into the schema.
class Links {
public:
    static Links compute(const ir::Schema &schema);

    [[nodiscard]] const std::vector<Link> &all() const { return m_all; }

    struct OfTable {
        std::vector<std::uint32_t> outgoing; ///< in `all()`; self references too
        std::vector<std::uint32_t> incoming; ///< self references too
        std::vector<bool> isSource;          ///< by column: whether a link begins there
        std::vector<bool> isTarget;          ///< by column: whether a link ends there
        std::vector<bool> isPrimary;         ///< by column
        bool inManyToMany = false;           ///< joined to another table by a table yet to be made
    };
    [[nodiscard]] const OfTable &of(const ir::Schema &schema, const ir::Table &table) const
    {
        return m_tables[static_cast<std::size_t>(&table - schema.tables.data())];
    }
    [[nodiscard]] const OfTable &of(ir::TableId table) const { return m_tables[table.index()]; }

private:
    void add(const Link &link);

    std::vector<Link> m_all;
    std::vector<OfTable> m_tables;
};

/// The strongly connected components of two vertices or more, each ascending, sorted by their
/// first. `edges[v]` are the vertices that `v` leads to.
[[nodiscard]] std::vector<std::vector<std::uint32_t>>
cyclesOf(const std::vector<std::vector<std::uint32_t>> &edges);

} // namespace tw::advisor
