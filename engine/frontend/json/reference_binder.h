// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dependency_rules.h"
#include "ir/column_finder.h"

#include <tablewright/diag/codes.h>
#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/frontend/frontend.h>
#include <tablewright/ir/schema.h>

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tw::json {

/// What groups, views and the like refer to, as written, until all of the document is read. Each
/// list goes with the one of the schema that has its name.
struct PendingReferences {
    struct Rows {
        ir::Name table;
        std::vector<ir::Name> columns;
        bool namesColumns = false; ///< else the values are those of all columns
        std::vector<std::uint32_t> rowSizes;
    };
    struct View {
        std::vector<ir::Name> tables;
        std::vector<ir::Name> notes;
        std::vector<ir::Name> groups;
    };
    struct End {
        ir::Name table;
        ir::Name column; ///< absent: the whole table
    };
    struct Edge {
        End upstream;
        End downstream;
        SourceRange range;
    };
    /// What a table says of a column that a partial brings.
    struct Override {
        ir::TableId table;
        ir::Name column;
        ir::Name note; ///< absent when it has no place
        std::vector<ir::Metadata> metadata;
        bool hasMetadata = false;
    };
    std::vector<Override> overrides; ///< of all tables
    std::vector<std::vector<ir::Name>> groups;
    std::vector<Rows> records;
    std::vector<View> views;
    std::vector<std::vector<Edge>> dependencies;
};

/// Injects the partials and makes indexes of pending references. What refers to nothing is
/// reported and left out.
class ReferenceBinder {
public:
    /// Without `diagnostics` nothing is reported.
    ReferenceBinder(ir::Schema &schema, PendingReferences &pending, DiagnosticEmitter *diagnostics,
                    const Limits &limits)
        : m_schema(schema), m_pending(pending), m_diagnostics(diagnostics), m_limits(limits)
    {
    }

    void run();

private:
    using NameMap = StringViewMap<std::uint32_t>;

    /// Each element by its name, which may be empty; two of one name are reported.
    template <class Element, class NameOf>
    NameMap declare(const std::vector<Element> &elements, std::string_view kind, NameOf nameOf);
    void checkAliases();

    void bindPartials();
    void checkPartialColumns(const ir::Table &partial);
    void bindInjections(ir::Table &table, const NameMap &partials);
    void bindPartialLinks(ir::TablePartial &partial);
    [[nodiscard]] bool bindPartialColumns(const ir::Table &partial, ir::ColumnFinder &finder,
                                          std::vector<ir::ColumnRef> &columns);
    /// Puts the column's name in the place of its id.
    [[nodiscard]] static bool bindPartialColumn(const ir::Table &partial, ir::ColumnFinder &finder,
                                                ir::Name &name);
    void applyOverride(PendingReferences::Override &pending);
    void checkInjectedIds(const ir::Table &table);

    void bindGroups();
    void bindRecords();
    [[nodiscard]] bool bindRecords(ir::Records &records, const PendingReferences::Rows &pending);
    void bindViews(const NameMap &notes, const NameMap &groups);
    void bindDependencies();
    void checkDependency(const ir::Dependency &dependency, const std::vector<SourceRange> &places,
                         DependencyEdges &edges);
    [[nodiscard]] bool bindEnd(const PendingReferences::End &pending, ir::Dependency::End &end);

    [[nodiscard]] ir::TableId tableOf(const ir::Name &id);
    [[nodiscard]] ir::ColumnId columnOf(ir::TableId table, const ir::Name &id);
    void reportTwice(std::string_view kind, const ir::Name &second, const ir::Name &first);
    void reportUnknown(std::string_view kind, const ir::Name &name, const NameMap &known);

    ir::Schema &m_schema;
    PendingReferences &m_pending;
    DiagnosticEmitter *m_diagnostics;
    const Limits &m_limits;
    static constexpr std::size_t maxSuggestions = 50; ///< each looks at all candidates
    std::size_t m_suggestions = 0;
    std::size_t m_injectedBytes = 0;
    StringViewMap<ir::TableId> m_tables; ///< by id; filled at first use
    std::unordered_map<ir::TableId, ir::ColumnFinder> m_finders;
};

template <class Element, class NameOf>
ReferenceBinder::NameMap ReferenceBinder::declare(const std::vector<Element> &elements,
                                                  std::string_view kind, NameOf nameOf)
{
    NameMap map;
    map.reserve(elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const ir::Name &name = nameOf(elements[i]);
        if (!name.range.isValid())
            continue;
        const auto [place, isNew] = map.try_emplace(name.text, static_cast<std::uint32_t>(i));
        if (!isNew)
            reportTwice(kind, name, nameOf(elements[place->second]));
    }
    return map;
}

} // namespace tw::json
