// SPDX-License-Identifier: MIT
#include "frontend/dbml/link_binders.h"
#include "frontend/dbml/links.h"
#include "frontend/dependency_rules.h"

#include <algorithm>
#include <cstdint>
#include <map>
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

void checkDependencies(FileContext &file, DependencyEdges &edges)
{
    std::unordered_map<std::uint32_t, bool> done; // dependencies that were found at fault
    for (const PendingEdge &pending : file.links.edges) {
        const ir::Dependency &dependency = file.schema.dependencies[pending.index];
        const auto first = edges.insert(dependency.edges[pending.edge], pending.place);
        bool &isWrong = done[pending.index];
        if (first && !isWrong) {
            isWrong = true;
            file.diagnostics.report(diag::DuplicateLink, pending.place, "a dependency")
                .note(*first, "it is first declared here");
        }
        const bool last = pending.edge + 1 == dependency.edges.size();
        if (last && !isWrong && dependency.edges.size() > 1) {
            const SourceRange word{dependency.range.source, dependency.range.begin,
                                   dependency.range.begin + 3}; // `Dep`
            checkDependencyLevel(file.schema, file.diagnostics, dependency, word);
        }
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
    DependencyEdges edges;
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
