// SPDX-License-Identifier: MIT
#include "frontend/json/reference_binder.h"

#include "frontend/json/json_string.h"

#include <tablewright/base/utf8.h>
#include <tablewright/diag/codes.h>
#include <tablewright/ir/partials.h>

#include <algorithm>

namespace tw::json {

namespace {

/// Keeps those elements of `elements` for which `bind(element, its number)` holds.
template <class Element, class Bind> void keepBound(std::vector<Element> &elements, Bind bind)
{
    std::size_t number = 0;
    elements.erase(std::remove_if(elements.begin(), elements.end(),
                                  [&](Element &element) { return !bind(element, number++); }),
                   elements.end());
}

void suggest(DiagnosticBuilder &report, const ir::Name &written, std::string_view best)
{
    if (!best.empty())
        report.fix(fmt::format("change to `{}`", best), written.range, quoted(best));
}

} // namespace

void ReferenceBinder::run()
{
    bindPartials();
    checkAliases();
    const auto nameOf = [](const auto &element) -> const ir::Name & { return element.name; };
    const NameMap groups = declare(m_schema.groups, "table group", nameOf);
    const NameMap notes = declare(m_schema.stickyNotes, "note", nameOf);
    declare(m_schema.views, "view", nameOf);
    bindGroups();
    bindRecords();
    bindViews(notes, groups);
    bindDependencies();
}

/// An alias is a table's name among those without a namespace.
void ReferenceBinder::checkAliases()
{
    const auto isPlain = [](const ir::Table &table) {
        return table.namespaceName.empty() || table.namespaceName.text == "public";
    };
    if (std::all_of(m_schema.tables.begin(), m_schema.tables.end(),
                    [](const ir::Table &table) { return table.alias.empty(); }))
        return;
    StringViewMap<const ir::Table *> names;
    for (const ir::Table &table : m_schema.tables) {
        if (isPlain(table))
            names.try_emplace(table.name.text, &table);
    }
    for (const ir::Table &table : m_schema.tables) {
        if (table.alias.empty())
            continue;
        const auto [place, isNew] = names.try_emplace(table.alias.text, &table);
        const ir::Table &other = *place->second;
        if (isNew || (&other == &table && table.name.text == table.alias.text))
            continue;
        const bool isAlias = other.alias.text == table.alias.text;
        reportTwice("table or alias", table.alias, isAlias ? other.alias : other.name);
    }
}

void ReferenceBinder::bindGroups()
{
    struct Membership {
        std::size_t group;
        SourceRange range;
    };
    StringViewMap<Membership> members;
    for (std::size_t i = 0; i < m_schema.groups.size(); ++i) {
        for (const ir::Name &id : m_pending.groups[i]) {
            const ir::TableId table = tableOf(id);
            if (!table.isValid())
                continue;
            const auto [other, isNew] = members.try_emplace(id.text, Membership{i, id.range});
            if (isNew)
                m_schema.groups[i].tables.push_back({table, id.range});
            else if (m_diagnostics != nullptr)
                m_diagnostics
                    ->report(diag::TableInTwoGroups, id.range, m_schema.table(table).name.text,
                             m_schema.groups[other->second.group].name.text)
                    .note(other->second.range, "the other one is here");
        }
    }
}

void ReferenceBinder::bindRecords()
{
    StringViewMap<SourceRange> tables;
    keepBound(m_schema.records, [&](ir::Records &records, std::size_t number) {
        const PendingReferences::Rows &pending = m_pending.records[number];
        if (!pending.table.range.isValid())
            return false;
        records.table = tableOf(pending.table);
        if (!records.table.isValid())
            return false;
        const auto [other, isNew] = tables.try_emplace(pending.table.text, pending.table.range);
        if (!isNew && m_diagnostics != nullptr)
            m_diagnostics
                ->report(diag::DuplicateElement, pending.table.range, pending.table.text,
                         "in `records`")
                .note(other->second, "the other one is here");
        return isNew && bindRecords(records, pending);
    });
}

bool ReferenceBinder::bindRecords(ir::Records &records, const PendingReferences::Rows &pending)
{
    const ir::Table &table = m_schema.table(records.table);
    bool bound = true;
    if (!pending.namesColumns) {
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            records.columns.emplace_back(i);
    }
    for (const ir::Name &id : pending.columns) {
        const ir::ColumnId column = columnOf(records.table, id);
        bound = bound && column.isValid();
        if (column.isValid())
            records.columns.push_back(column);
    }
    if (bound && records.columns.empty()) {
        bound = false;
        if (m_diagnostics != nullptr)
            m_diagnostics->report(diag::EmptyKey, records.range,
                                  fmt::format("the set of records of table `{}`", table.name.text));
    }
    if (!bound)
        return false;
    for (std::size_t row = 0; row < pending.rowSizes.size(); ++row) {
        if (pending.rowSizes[row] == records.columns.size())
            continue;
        bound = false;
        if (m_diagnostics != nullptr)
            m_diagnostics->report(diag::RowLength, records.rowRanges[row], pending.rowSizes[row],
                                  records.columns.size());
    }
    if (bound) // where the text broke, a row may have begun
        records.values.resize(records.rowCount() * records.columns.size());
    return bound;
}

void ReferenceBinder::bindViews(const NameMap &notes, const NameMap &groups)
{
    for (std::size_t i = 0; i < m_schema.views.size(); ++i) {
        ir::DiagramView &view = m_schema.views[i];
        for (const ir::Name &id : m_pending.views[i].tables) {
            if (const ir::TableId table = tableOf(id); table.isValid())
                view.tables.some.push_back(table);
        }
        const auto bind = [&](const std::vector<ir::Name> &names, const NameMap &known,
                              std::string_view kind, auto &some) {
            for (const ir::Name &name : names) {
                if (const auto found = known.find(name.text); found != known.end())
                    some.emplace_back(found->second);
                else
                    reportUnknown(kind, name, known);
            }
        };
        bind(m_pending.views[i].notes, notes, "note", view.notes.some);
        bind(m_pending.views[i].groups, groups, "table group", view.groups.some);
    }
}

void ReferenceBinder::bindDependencies()
{
    DependencyEdges edges;
    std::vector<SourceRange> places;
    keepBound(m_schema.dependencies, [&](ir::Dependency &dependency, std::size_t number) {
        places.clear();
        for (const PendingReferences::Edge &pending : m_pending.dependencies[number]) {
            ir::Dependency::Edge edge;
            const bool upstream = bindEnd(pending.upstream, edge.upstream);
            const bool downstream = bindEnd(pending.downstream, edge.downstream);
            if (!upstream || !downstream)
                continue;
            dependency.edges.push_back(edge);
            places.push_back(pending.range);
        }
        if (m_diagnostics != nullptr && !dependency.edges.empty())
            checkDependency(dependency, places, edges);
        return !dependency.edges.empty();
    });
}

void ReferenceBinder::checkDependency(const ir::Dependency &dependency,
                                      const std::vector<SourceRange> &places,
                                      DependencyEdges &edges)
{
    bool isWrong = false;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto first = edges.insert(dependency.edges[i], places[i]);
        if (isColumnOnItself(dependency.edges[i]))
            m_diagnostics->report(diag::SameEnds, places[i]);
        else if (first && !isWrong)
            m_diagnostics->report(diag::DuplicateLink, places[i], "a dependency")
                .note(*first, "the other one is here");
        isWrong = isWrong || first;
    }
    if (isWrong)
        return;
    const SourceRange brace{dependency.range.source, dependency.range.begin,
                            dependency.range.begin + 1};
    checkDependencyLevel(m_schema, *m_diagnostics, dependency, brace);
}

bool ReferenceBinder::bindEnd(const PendingReferences::End &pending, ir::Dependency::End &end)
{
    end.table = tableOf(pending.table);
    end.range = pending.table.range;
    if (!end.table.isValid() || !pending.column.range.isValid())
        return end.table.isValid();
    end.column = columnOf(end.table, pending.column);
    end.range = pending.column.range;
    return end.column.isValid();
}

ir::TableId ReferenceBinder::tableOf(const ir::Name &id)
{
    if (m_tables.empty()) {
        m_tables.reserve(m_schema.tables.size());
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i) {
            if (!m_schema.tables[i].id.empty())
                m_tables.try_emplace(m_schema.tables[i].id, i);
        }
    }
    const auto found = m_tables.find(id.text);
    if (found != m_tables.end())
        return found->second;
    if (m_diagnostics != nullptr) {
        auto report = m_diagnostics->report(diag::UnknownTable, id.range, id.text);
        NearestName nearest(id.text);
        for (std::size_t i = 0; m_suggestions < maxSuggestions && i < m_schema.tables.size(); ++i)
            nearest.consider(m_schema.tables[i].id);
        suggest(report, id, nearest.best());
        ++m_suggestions;
    }
    return {};
}

ir::ColumnId ReferenceBinder::columnOf(ir::TableId table, const ir::Name &id)
{
    const ir::Table &owner = m_schema.table(table);
    const ir::ColumnId column = id.empty() ? ir::ColumnId() : m_finders[table].byId(owner, id.text);
    if (!column.isValid() && m_diagnostics != nullptr) {
        auto report =
            m_diagnostics->report(diag::UnknownColumnId, id.range, owner.name.text, id.text);
        NearestName nearest(id.text);
        for (std::size_t i = 0; m_suggestions < maxSuggestions && i < owner.columns.size(); ++i)
            nearest.consider(owner.columns[i].id);
        suggest(report, id, nearest.best());
        ++m_suggestions;
    }
    return column;
}

void ReferenceBinder::reportTwice(std::string_view kind, const ir::Name &second,
                                  const ir::Name &first)
{
    if (m_diagnostics != nullptr)
        m_diagnostics->report(diag::DuplicateName, second.range, kind, second.text)
            .note(first.range, "the other one is here");
}

void ReferenceBinder::reportUnknown(std::string_view kind, const ir::Name &name,
                                    const NameMap &known)
{
    if (m_diagnostics == nullptr)
        return;
    auto report = m_diagnostics->report(diag::UnknownName, name.range, kind, name.text);
    NearestName nearest(name.text);
    if (m_suggestions++ < maxSuggestions) {
        for (const auto &[candidate, number] : known)
            nearest.consider(candidate);
    }
    suggest(report, name, nearest.best());
}

} // namespace tw::json
