// SPDX-License-Identifier: MIT
#pragma once

#include "ir/column_finder.h"

#include <tablewright/ir/schema.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tw::json {

/// What a document calls the tables and columns that others refer to: their own ids, and where one
/// that is referred to has none, an id made from its name that no other has.
class ReferenceIds {
public:
    explicit ReferenceIds(const ir::Schema &schema);

    /// Its own or the one made for it; empty when it needs none.
    [[nodiscard]] std::string_view ofTable(ir::TableId table) const;
    [[nodiscard]] std::string_view ofColumn(ir::TableId table, ir::ColumnId column) const;
    [[nodiscard]] std::string_view ofPartialColumn(ir::TablePartialId partial,
                                                   const ir::Column &column) const;

    /// Of a column that the partial's own link names.
    [[nodiscard]] std::string_view ofPartialColumn(ir::TablePartialId partial,
                                                   const ir::ColumnRef &ref);

    /// What one side of a link calls its table and columns.
    [[nodiscard]] std::string_view table(const ir::Endpoint &end) const;
    [[nodiscard]] std::string_view column(const ir::Endpoint &end, const ir::ColumnRef &ref);

private:
    using Texts = std::unordered_set<std::string_view>;

    void makeIds();
    template <class Link> void needEnds(const std::vector<Link> &links);
    template <class Link>
    void needPartialColumns(ir::TablePartialId partial, const std::vector<Link> &links);
    void needEnd(const ir::Endpoint &end);
    void needTable(ir::TableId table);
    void needColumn(ir::TableId table, ir::ColumnId column);
    void needPartialColumn(ir::TablePartialId partial, std::string_view name);

    [[nodiscard]] ir::ColumnId find(const ir::Endpoint &end, const ir::ColumnRef &ref);
    [[nodiscard]] static std::uint64_t key(ir::TableId table, ir::ColumnId column)
    {
        return (static_cast<std::uint64_t>(table.index()) << 32U) | column.index();
    }

    const ir::Schema &m_schema;
    std::unordered_map<ir::TableId, ir::ColumnFinder> m_finders;
    std::unordered_map<ir::TablePartialId, ir::ColumnFinder> m_partialFinders;
    std::unordered_map<ir::TableId, std::string> m_tables;
    std::unordered_map<std::uint64_t, std::string> m_columns;
    /// By partial and name: all tables that have the column share it.
    std::unordered_map<std::string, std::string> m_partialColumns;
    Texts m_tableIds;  ///< all of the document, once one is made
    Texts m_columnIds; ///< likewise, of all tables
};

} // namespace tw::json
