// SPDX-License-Identifier: MIT
#include "frontend/json/reference_binder.h"

#include <tablewright/diag/codes.h>
#include <tablewright/ir/partials.h>

#include <algorithm>
#include <unordered_set>

namespace tw::json {

void ReferenceBinder::bindPartials()
{
    const NameMap partials = declare(
        m_schema.partials, "partial",
        [](const ir::TablePartial &partial) -> const ir::Name & { return partial.table.name; });
    for (ir::TablePartial &partial : m_schema.partials) {
        checkPartialColumns(partial.table);
        bindPartialLinks(partial);
    }
    bool isInjecting = false;
    for (ir::Table &table : m_schema.tables) {
        if (table.injections->empty())
            continue;
        bindInjections(table, partials);
        isInjecting = true;
    }
    if (!isInjecting)
        return;
    ir::injectPartials(m_schema);
    for (PendingReferences::Override &pending : m_pending.overrides)
        applyOverride(pending);
    for (const ir::Table &table : m_schema.tables) {
        if (!table.injections->empty())
            checkInjectedIds(table);
    }
}

/// Injection knows columns by their names. `check-names` looks at tables only.
void ReferenceBinder::checkPartialColumns(const ir::Table &partial)
{
    StringViewMap<const ir::Column *> names;
    for (const ir::Column &column : partial.columns) {
        const auto [other, isNew] = names.try_emplace(column.name.text, &column);
        if (!isNew && !column.name.empty() && m_diagnostics != nullptr)
            m_diagnostics
                ->report(diag::DuplicateColumn, column.name.range, column.name.text,
                         partial.name.text)
                .note(other->second->name.range, "the other one is here");
    }
}

void ReferenceBinder::bindInjections(ir::Table &table, const NameMap &partials)
{
    std::unordered_set<std::uint32_t> seen;
    std::vector<ir::Injection> bound;
    for (ir::Injection &injection : table.injections.edit()) {
        const ir::Name &name = injection.partialName;
        const auto found = partials.find(name.text);
        if (found == partials.end()) {
            reportUnknown("partial", name, partials);
            continue;
        }
        if (!seen.insert(found->second).second) {
            if (m_diagnostics != nullptr)
                m_diagnostics->report(diag::DuplicateInjection, name.range, name.text,
                                      table.name.text);
            continue;
        }
        const bool wasWithin = m_injectedBytes <= m_limits.injectedBytes;
        m_injectedBytes += ir::injectedBytes(m_schema.partials[found->second]);
        if (m_injectedBytes <= m_limits.injectedBytes) {
            injection.partial = ir::TablePartialId(found->second);
            bound.push_back(std::move(injection));
        } else if (wasWithin && m_diagnostics != nullptr) {
            m_diagnostics->report(diag::TooManyElements, name.range, m_limits.injectedBytes,
                                  "bytes from partials");
        }
    }
    table.injections = bound.empty() ? Rare<std::vector<ir::Injection>>() : std::move(bound);
}

/// The document names columns by their ids, injection asks for names.
void ReferenceBinder::bindPartialLinks(ir::TablePartial &partial)
{
    ir::ColumnFinder finder;
    const auto isUnbound = [&](auto &link) {
        if (!link.source.tableSyntax.empty()) // another table refers to the partial's columns
            return !link.target.tableSyntax.empty() ||
                   !bindPartialColumns(partial.table, finder, link.target.columns);
        if (link.target.tableSyntax.empty()) { // the table itself, which may have more columns
            for (ir::ColumnRef &ref : link.target.columns)
                static_cast<void>(bindPartialColumn(partial.table, finder, ref.name));
        }
        return !bindPartialColumns(partial.table, finder, link.source.columns);
    };
    const auto drop = [&](auto &links) {
        links.erase(std::remove_if(links.begin(), links.end(), isUnbound), links.end());
    };
    drop(partial.foreignKeys);
    drop(partial.relationships);
}

bool ReferenceBinder::bindPartialColumn(const ir::Table &partial, ir::ColumnFinder &finder,
                                        ir::Name &name)
{
    const ir::ColumnId column = name.empty() ? ir::ColumnId() : finder.byId(partial, name.text);
    if (column.isValid())
        name.text = partial.column(column).name.text;
    return column.isValid();
}

bool ReferenceBinder::bindPartialColumns(const ir::Table &partial, ir::ColumnFinder &finder,
                                         std::vector<ir::ColumnRef> &columns)
{
    bool bound = true;
    for (ir::ColumnRef &ref : columns) {
        if (bindPartialColumn(partial, finder, ref.name))
            continue;
        bound = false;
        if (m_diagnostics != nullptr)
            m_diagnostics->report(diag::UnknownColumnId, ref.name.range, partial.name.text,
                                  ref.name.text);
    }
    return bound;
}

void ReferenceBinder::applyOverride(PendingReferences::Override &pending)
{
    ir::Table &table = m_schema.table(pending.table);
    const ir::ColumnId id = m_finders[pending.table].byName(table, pending.column.text);
    if (!id.isValid() || !table.column(id).partial.isValid()) {
        if (m_diagnostics != nullptr)
            m_diagnostics->report(diag::UnknownName, pending.column.range, "column of a partial",
                                  pending.column.text);
        return;
    }
    ir::Column &column = table.column(id);
    m_schema.mentions.push_back({column.name.range, pending.column.range});
    if (pending.note.range.isValid())
        column.note = std::move(pending.note);
    if (pending.hasMetadata)
        column.metadata = std::move(pending.metadata);
}

void ReferenceBinder::checkInjectedIds(const ir::Table &table)
{
    StringViewMap<const ir::Column *> ids;
    for (const ir::Column &column : table.columns) {
        if (column.id.empty())
            continue;
        const auto [place, isNew] = ids.try_emplace(column.id, &column);
        if (isNew || m_diagnostics == nullptr)
            continue;
        const ir::Column &other = *place->second;
        const ir::Column &injected = column.partial.isValid() ? column : other;
        const ir::Column &kept = column.partial.isValid() ? other : column;
        m_diagnostics->report(diag::DuplicateId, kept.range, column.id, "columns of one table")
            .note(injected.range, "the other one is here");
    }
}

} // namespace tw::json
