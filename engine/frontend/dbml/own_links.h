// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/own_parts.h"

#include "ir/column_finder.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tw::dbml {

/// What `tw_` keys say of links, which can carry none themselves.
class OwnLinks {
public:
    OwnLinks(ir::Schema &schema, OwnReporter &reporter);

    /// Links of partials name columns that were not known when they were injected.
    void bindPartialColumns();
    /// `tw_ref_id` and the like: of the one link whose source is just this column.
    void applyColumnRef(ir::TableId table, ir::ColumnId column, const OwnEntry &entry);
    /// `tw_refs`: of links whose source is the table.
    void applyTableRefs(ir::TableId table, const OwnEntry &entry);
    /// Foreign keys that are a relationship of the kind one-to-many become one.
    void convertKinds();
    /// `tw_foreign_keys`, `tw_relationships`: what DBML has no refs for.
    void addLinks(const OwnEntry &entry);

private:
    enum class List : std::uint8_t { Keys, Relationships, InactiveKeys, InactiveRelationships };
    struct Place {
        List list;
        std::uint32_t index;
    };

    void findSources();
    [[nodiscard]] ir::Endpoint &end(Place place, bool source);
    void apply(Place place, std::string_view name, const OwnEntry &entry);
    void resolve(ir::Endpoint &end);

    ir::Schema &m_schema;
    OwnReporter &m_reporter;
    bool m_sourcesFound = false;
    std::unordered_map<ir::TableId, std::vector<Place>> m_sources; ///< by their source
    std::vector<Place> m_oneToMany;
    std::unordered_map<ir::TableId, ir::ColumnFinder> m_finders;
    StringViewMap<ir::TableId> m_tables; ///< by id
};

/// `tw_ref_…` of a column of a partial.
void applyPartialColumnRef(ir::TablePartial &partial, std::string_view column,
                           const OwnEntry &entry, OwnReporter &reporter);
/// Links of a partial that no setting of a column can say.
void addPartialLinks(const ir::Schema &schema, ir::TablePartial &partial, const OwnEntry &entry,
                     OwnReporter &reporter);

} // namespace tw::dbml
