// SPDX-License-Identifier: MIT
// advise-indexes
//
// Requires: a resolved schema.
// Reports: foreign keys that no index helps with, indexes that another index or key makes needless,
// or that help with nothing.

#include "access_paths.h"
#include "advice.h"

#include <algorithm>
#include <set>

namespace tw::advisor {

namespace {

class IndexAdvice {
public:
    IndexAdvice(Advice &advice, const ir::Table &table)
        : m_advice(advice), m_table(table), m_facts(advice.links.of(advice.schema, table)),
          m_paths(accessPathsOf(table, advice.links, m_facts))
    {
    }

    void run()
    {
        checkForeignKeys();
        checkNeedless();
    }

private:
    /// The columns of the first `count` elements, sorted; empty when an expression is among them.
    static std::vector<ir::ColumnId> leading(const AccessPath &path, std::size_t count)
    {
        std::vector<ir::ColumnId> columns(
            path.columns.begin(), path.columns.begin() + static_cast<std::ptrdiff_t>(count));
        std::ranges::sort(columns);
        if (!columns.empty() && !columns.back().isValid())
            columns.clear();
        return columns;
    }

    static std::vector<ir::ColumnId> sortedColumns(const std::vector<ir::ColumnRef> &refs)
    {
        std::vector<ir::ColumnId> columns;
        columns.reserve(refs.size());
        for (const ir::ColumnRef &ref : refs)
            columns.push_back(ref.column);
        std::ranges::sort(columns);
        return columns;
    }

    /// Whether the database looks for equal values by it. A part of the rows will do when it holds
    /// every row that refers to something.
    static bool finds(const AccessPath &path, std::size_t count)
    {
        if (path.isKey())
            return true;
        if (!path.isBtree() && path.index->method.text != "hash")
            return false;
        if (path.index->where->empty())
            return true;
        return holdsWhereNotNull(path.index->where->text, [&](std::string_view name) {
            const auto end = path.written.begin() + static_cast<std::ptrdiff_t>(count);
            return std::find(path.written.begin(), end, name) != end;
        });
    }

    void checkForeignKeys()
    {
        std::set<std::size_t> widths;
        for (const std::uint32_t number : m_facts.outgoing)
            widths.insert(m_advice.links.all()[number].source->columns.size());
        std::set<std::vector<ir::ColumnId>> found;
        std::vector<std::vector<ir::ColumnId>> unique;
        for (const AccessPath &path : m_paths) {
            for (const std::size_t width : widths) {
                if (width > 0 && width <= path.columns.size() && finds(path, width))
                    found.insert(leading(path, width));
            }
            if (path.isUnique() && finds(path, path.columns.size()))
                unique.push_back(leading(path, path.columns.size()));
        }
        // With a part of the columns that is unique there is one row at most to look at.
        const auto hasUniquePart = [&unique](const std::vector<ir::ColumnId> &columns) {
            return std::ranges::any_of(unique, [&](const std::vector<ir::ColumnId> &part) {
                return !part.empty() && std::ranges::includes(columns, part);
            });
        };
        for (const std::uint32_t number : m_facts.outgoing) {
            const Link &link = m_advice.links.all()[number];
            // Each set of columns once: one index serves all keys over it.
            const auto [columns, isNew] = found.insert(sortedColumns(link.source->columns));
            if (isNew && !columns->empty() && !hasUniquePart(*columns))
                reportForeignKey(link);
        }
    }

    void reportForeignKey(const Link &link)
    {
        const std::vector<ir::ColumnRef> &columns = link.source->columns;
        auto finding = m_advice.report(rules::ForeignKeyWithoutIndex, {m_table, columns},
                                       placeOf(m_table, m_table.column(columns.front().column)),
                                       listed(m_table, columns),
                                       m_advice.schema.table(link.target->table).name.text);
        if (finding && link.range.isValid())
            finding->note(link.range, "the foreign key is here");
    }

    void checkNeedless()
    {
        if (m_table.indexes.empty())
            return;
        std::vector<const AccessPath *> sorted;
        for (const AccessPath &path : m_paths) {
            if (!path.columns.empty())
                sorted.push_back(&path);
        }
        std::ranges::stable_sort(sorted, [](const AccessPath *a, const AccessPath *b) {
            return std::tuple(std::string_view(a->signature), a->kind, b->included.size()) <
                   std::tuple(std::string_view(b->signature), b->kind, a->included.size());
        });
        for (std::size_t begin = 0; begin < sorted.size();) {
            std::size_t end = begin + 1;
            for (; end < sorted.size() && sorted[end]->signature == sorted[begin]->signature; ++end)
                checkEqual(*sorted[end], *sorted[begin], *sorted[end - 1]);
            // What goes on where this one ends comes directly behind it.
            if (end < sorted.size() && sorted[end]->signature.starts_with(sorted[begin]->signature))
                checkBeginning(*sorted[begin], *sorted[end]);
            begin = end;
        }
    }

    /// `first` is the one of this signature that does most, `previous` the one before `path`.
    void checkEqual(const AccessPath &path, const AccessPath &first, const AccessPath &previous)
    {
        if (path.isKey())
            return; // two keys are check-keys' matter
        const auto isSame = [&path](const AccessPath &other) {
            return other.kind == path.kind && other.included == path.included;
        };
        if (first.isKey() && path.included.empty())
            note(m_advice.report(rules::IndexOfKey, Subject(m_table, path.columns), path.range,
                                 listed(path), spelling(first.kind)),
                 first);
        else if (isSame(first) || isSame(previous))
            note(m_advice.report(rules::DuplicateIndex, Subject(m_table, path.columns), path.range,
                                 listed(path)),
                 isSame(first) ? first : previous);
        else if (!first.isKey() && std::ranges::includes(first.included, path.included))
            reportRedundant(path, first);
    }

    void checkBeginning(const AccessPath &path, const AccessPath &longer)
    {
        if (!path.isUnique() && path.isBtree() && path.included.empty())
            reportRedundant(path, longer);
    }

    void reportRedundant(const AccessPath &path, const AccessPath &other)
    {
        note(m_advice.report(rules::RedundantIndex, Subject(m_table, path.columns), path.range,
                             listed(path), spelling(other.kind), listed(other)),
             other);
    }

    static void note(std::optional<DiagnosticBuilder> finding, const AccessPath &other)
    {
        if (finding && other.range.isValid())
            finding->note(other.range, fmt::format("the {} is here", spelling(other.kind)));
    }

    Advice &m_advice;
    const ir::Table &m_table;
    const Links::OfTable &m_facts;
    const std::vector<AccessPath> m_paths;
};

} // namespace

void adviseIndexes(Advice &advice)
{
    for (const ir::Table &table : advice.schema.tables)
        IndexAdvice(advice, table).run();
    adviseIndexWorth(advice);
}

} // namespace tw::advisor
