// SPDX-License-Identifier: MIT
#include "frontend/dbml/link_binders.h"
#include "frontend/dbml/links.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tw::dbml {

namespace {

/// The columns of one end, in no order: table, column, table, column …
using ColumnSet = std::vector<std::pair<ir::TableId, ir::ColumnId>>;

ColumnSet columnsOf(const ir::Endpoint &end)
{
    ColumnSet columns;
    columns.reserve(end.columns.size());
    for (const ir::ColumnRef &ref : end.columns)
        columns.emplace_back(end.table, ref.column);
    std::ranges::sort(columns);
    return columns;
}

/// Two columns, or two sets of them, are joined once.
class RefChecker {
public:
    explicit RefChecker(Reporter &diagnostics) : m_diagnostics(diagnostics) {}

    void check(const ir::Endpoint &source, const ir::Endpoint &target, SourceRange place)
    {
        std::pair<ColumnSet, ColumnSet> ends(columnsOf(source), columnsOf(target));
        if (ends.first == ends.second) {
            m_diagnostics.report(diag::SameEnds, place);
            return;
        }
        if (ends.second < ends.first)
            std::swap(ends.first, ends.second);
        const auto [it, isNew] = m_places.try_emplace(std::move(ends), place);
        if (!isNew)
            m_diagnostics.report(diag::DuplicateLink, place, "a ref")
                .note(it->second, "it is first declared here");
    }

private:
    Reporter &m_diagnostics;
    std::map<std::pair<ColumnSet, ColumnSet>, SourceRange> m_places;
};

bool isColumnEdge(const ir::Dependency::Edge &edge)
{
    return edge.upstream.column.isValid() || edge.downstream.column.isValid();
}

/// All arrows of a block end at one table, and are all between tables or all between columns.
void checkLevel(const ir::Schema &schema, Reporter &diagnostics, const ir::Dependency &dependency)
{
    const ir::Dependency::Edge &first = dependency.edges.front();
    const SourceRange place{dependency.range.source, dependency.range.begin,
                            dependency.range.begin + 3}; // the word `Dep`
    for (const ir::Dependency::Edge &edge : dependency.edges) {
        if (edge.downstream.table != first.downstream.table) {
            diagnostics
                .report(diag::MixedDependency, place,
                        "end at different tables, expected them to end at one")
                .note(first.downstream.range,
                      "this one ends at `" + schema.table(first.downstream.table).name.text + '`')
                .note(edge.downstream.range,
                      "and this one at `" + schema.table(edge.downstream.table).name.text + '`');
            break;
        }
    }
    for (const ir::Dependency::Edge &edge : dependency.edges) {
        if (isColumnEdge(edge) != isColumnEdge(first)) {
            diagnostics
                .report(diag::MixedDependency, place,
                        "are partly between tables and partly between columns")
                .note(edge.upstream.range, "this one is unlike the first");
            break;
        }
    }
}

/// One table flows into another once, and so does one column.
void checkDependencies(
    FileContext &file,
    std::map<std::tuple<ir::TableId, ir::ColumnId, ir::TableId, ir::ColumnId>, SourceRange> &places)
{
    std::unordered_map<std::uint32_t, bool> done; // dependencies that were found at fault
    for (const PendingEdge &pending : file.links.edges) {
        const ir::Dependency &dependency = file.schema.dependencies[pending.index];
        const ir::Dependency::Edge &edge = dependency.edges[pending.edge];
        const auto [it, isNew] = places.try_emplace({edge.upstream.table, edge.upstream.column,
                                                     edge.downstream.table, edge.downstream.column},
                                                    pending.place);
        bool &isWrong = done[pending.index];
        if (!isNew && !isWrong) {
            isWrong = true;
            file.diagnostics.report(diag::DuplicateLink, pending.place, "a dependency")
                .note(it->second, "it is first declared here");
        }
        const bool last = pending.edge + 1 == dependency.edges.size();
        if (last && !isWrong && dependency.edges.size() > 1)
            checkLevel(file.schema, file.diagnostics, dependency);
    }
}

/// Finds the columns of what injection copied, whose ends are known by their names.
template <class Link>
void bindCopies(FileContext &file, ColumnFinder &columns, std::vector<Link> &links)
{
    for (Link &link : links) {
        if (!link.partial.isValid())
            continue;
        const ir::Endpoint &own = link.source.tableSyntax.empty() ? link.source : link.target;
        const SourceRange column = own.columns.front().name.range;
        // What our own metadata says has one place for all, and may say more than a ref.
        const bool isRef = column != link.range;
        if (isRef && link.source.tableSyntax.empty() && link.target.tableSyntax.empty()) {
            file.diagnostics.report(diag::UnexpectedItem, link.range,
                                    "a column of the partial itself", "one of a table");
            continue;
        }
        for (ir::Endpoint *const end : {&link.source, &link.target}) {
            if (!end->table.isValid())
                continue;
            end->tableSyntax.text = file.schema.table(end->table).id;
            for (ir::ColumnRef &ref : end->columns)
                ref.column = columns.find(end->table, ref.name.text);
        }
        if (isRef && columnsOf(link.source) == columnsOf(link.target))
            file.diagnostics.report(diag::SameEnds, column).note(link.range, "of this ref");
    }
}

/// A table is in one group.
void checkGroups(FileContext &file, std::unordered_map<ir::TableId, std::uint32_t> &groupOf)
{
    for (const std::uint32_t index : file.links.groups) {
        const ir::TableGroup &group = file.schema.groups[index];
        for (const ir::TableGroup::Member &member : group.tables) {
            const auto [it, isNew] = groupOf.try_emplace(member.table, index);
            if (isNew)
                continue;
            const ir::TableGroup &other = file.schema.groups[it->second];
            file.diagnostics
                .report(diag::TableInTwoGroups, member.range,
                        file.schema.table(member.table).name.text, other.name.text)
                .note(other.name.range, "this is that group");
        }
    }
}

} // namespace

void checkLinks(std::span<FileContext *const> files)
{
    ir::Schema &schema = files.front()->schema;
    ColumnFinder columns(schema);
    bindCopies(*files.front(), columns, schema.foreignKeys);
    bindCopies(*files.front(), columns, schema.relationships);

    RefChecker refs(files.front()->diagnostics);
    std::unordered_map<ir::TableId, std::uint32_t> groupOf;
    std::map<std::tuple<ir::TableId, ir::ColumnId, ir::TableId, ir::ColumnId>, SourceRange> edges;
    for (FileContext *const file : files) {
        for (const PendingRef &pending : file->links.refs) {
            if (pending.owner.partial.isValid())
                continue;
            const auto check = [&](const auto &links) {
                const auto &link = links[pending.index];
                refs.check(link.source, link.target, pending.place);
            };
            if (pending.isRelationship)
                check(pending.isInactive ? schema.inactiveRelationships : schema.relationships);
            else
                check(pending.isInactive ? schema.inactiveForeignKeys : schema.foreignKeys);
        }
        checkGroups(*file, groupOf);
    }
    if (files.front()->diagnostics.errorCount() > 0)
        return;
    for (FileContext *const file : files) {
        checkDependencies(*file, edges);
        for (const PendingRef &pending : file->links.refs) {
            if (!pending.isInactive && !pending.owner.partial.isValid())
                checkOptionality(*file, pending);
        }
    }
}

} // namespace tw::dbml
