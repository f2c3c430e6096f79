// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diag/codes.h>
#include <tablewright/ir/schema.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace tw {

/// The arrows of all dependencies of a schema: one table flows into another once, and so does one
/// column.
class DependencyEdges {
public:
    /// Adds an arrow that stands at `place`, or tells where the same one stands.
    std::optional<SourceRange> insert(const ir::Dependency::Edge &edge, SourceRange place)
    {
        const auto [it, isNew] =
            m_places.try_emplace({edge.upstream.table, edge.upstream.column, edge.downstream.table,
                                  edge.downstream.column},
                                 place);
        return isNew ? std::nullopt : std::optional(it->second);
    }

private:
    std::map<std::tuple<ir::TableId, ir::ColumnId, ir::TableId, ir::ColumnId>, SourceRange>
        m_places;
};

/// A column does not flow into itself; a table may.
inline bool isColumnOnItself(const ir::Dependency::Edge &edge)
{
    return edge.upstream.column.isValid() && edge.upstream.table == edge.downstream.table &&
           edge.upstream.column == edge.downstream.column;
}

/// All arrows of one dependency end at one table, and are all between tables or all between
/// columns. Reports at `place` what is not so.
template <class Reporter>
void checkDependencyLevel(const ir::Schema &schema, Reporter &diagnostics,
                          const ir::Dependency &dependency, SourceRange place)
{
    using Edge = ir::Dependency::Edge;
    const Edge &first = dependency.edges.front();
    const auto endsElsewhere = [&](const Edge &edge) {
        return edge.downstream.table != first.downstream.table;
    };
    const auto isOfColumns = [](const Edge &edge) {
        return edge.upstream.column.isValid() || edge.downstream.column.isValid();
    };
    const auto isUnlike = [&](const Edge &edge) { return isOfColumns(edge) != isOfColumns(first); };
    const auto nameOf = [&](const Edge &edge) {
        return '`' + schema.table(edge.downstream.table).name.text + '`';
    };
    if (const auto edge = std::ranges::find_if(dependency.edges, endsElsewhere);
        edge != dependency.edges.end())
        diagnostics
            .report(diag::MixedDependency, place,
                    "end at different tables, expected them to end at one")
            .note(first.downstream.range, "this one ends at " + nameOf(first))
            .note(edge->downstream.range, "and this one at " + nameOf(*edge));
    if (const auto edge = std::ranges::find_if(dependency.edges, isUnlike);
        edge != dependency.edges.end())
        diagnostics
            .report(diag::MixedDependency, place,
                    "are partly between tables and partly between columns")
            .note(edge->upstream.range, "this one is unlike the first");
}

} // namespace tw
