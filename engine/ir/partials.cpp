// SPDX-License-Identifier: MIT
#include <tablewright/ir/partials.h>

#include <tablewright/base/string_map.h>

#include <algorithm>
#include <string>
#include <utility>

namespace tw::ir {

namespace {

bool liesIn(SourceRange inner, SourceRange outer)
{
    return inner.isValid() && outer.isValid() && inner.source == outer.source &&
           inner.begin >= outer.begin && inner.end <= outer.end;
}

/// `users.positive`: what a partial names once is made once a table.
Name prefixed(const Table &table, const Name &name)
{
    if (name.empty())
        return name;
    return {table.name.text + '.' + name.text, name.range};
}

/// Injects into one table.
class Injector {
public:
    Injector(Schema &schema, TableId id, const std::vector<std::size_t> &uses)
        : m_schema(schema), m_id(id), m_table(schema.table(id)), m_uses(uses)
    {
    }

    void run()
    {
        std::vector<Injection> &injections = m_table.injections.edit();
        std::stable_sort(
            injections.begin(), injections.end(),
            [](const Injection &a, const Injection &b) { return a.before < b.before; });
        mergeColumns(injections);
        const bool ownNote = !m_table.note.empty();
        const bool ownColor = !m_table.headerColor.empty();
        const bool ownKey = m_table.primaryKey.has_value();
        for (std::size_t i = 0; i < injections.size(); ++i) {
            m_partial = injections[i].partial;
            const TablePartial &partial = m_schema.partials[m_partial.index()];
            const Table &from = partial.table;
            m_injection = i;
            findHidden(from);
            if (!ownNote && !from.note.empty()) {
                m_table.note = from.note;
                m_table.notePartial = m_partial;
            }
            if (!ownColor && !from.headerColor.empty()) {
                m_table.headerColor = from.headerColor;
                m_table.headerColorPartial = m_partial;
            }
            if (!ownKey)
                takePrimaryKey(from);
            takeKeysAndIndexes(from);
            takeLinks(partial);
        }
    }

private:
    static constexpr std::size_t own = SIZE_MAX;

    /// Whose column of a name it is: the table's own, or that of the last injection that has one.
    void mergeColumns(const std::vector<Injection> &injections)
    {
        std::size_t count = m_table.columns.size();
        for (std::size_t i = 0; i < injections.size(); ++i) {
            const Table &from = m_schema.partials[injections[i].partial.index()].table;
            count += from.columns.size();
            for (const Column &column : from.columns)
                m_winners.insert_or_assign(column.name.text, i);
        }
        for (const Column &column : m_table.columns) {
            if (const auto found = m_winners.find(column.name.text); found != m_winners.end())
                found->second = own;
        }
        std::vector<Column> merged;
        merged.reserve(count);
        std::size_t next = 0;
        for (std::size_t i = 0; i < injections.size(); ++i) {
            for (; next < m_table.columns.size() && next < injections[i].before; ++next)
                merged.push_back(std::move(m_table.columns[next]));
            const TablePartialId id = injections[i].partial;
            for (const Column &column : m_schema.partials[id.index()].table.columns) {
                if (m_winners.find(column.name.text)->second != i)
                    continue;
                merged.push_back(column);
                merged.back().partial = id;
            }
        }
        for (; next < m_table.columns.size(); ++next)
            merged.push_back(std::move(m_table.columns[next]));
        m_table.columns = std::move(merged);
    }

    /// The columns of the partial that another one has taken the place of: what was written with
    /// them is not taken either.
    void findHidden(const Table &from)
    {
        m_hidden.clear();
        for (const Column &column : from.columns) {
            if (isHidden(column.name))
                m_hidden.push_back(&column);
        }
    }

    [[nodiscard]] bool isHidden(SourceRange range) const
    {
        // Hidden columns stand in the order of the text, none within another.
        const auto behind = std::upper_bound(
            m_hidden.begin(), m_hidden.end(), range.begin,
            [](std::uint32_t begin, const Column *column) { return begin < column->range.begin; });
        return behind != m_hidden.begin() && liesIn(range, (*std::prev(behind))->range);
    }

    [[nodiscard]] bool isHidden(const Name &column) const
    {
        const auto winner = m_winners.find(column.text);
        return winner != m_winners.end() && winner->second != m_injection;
    }

    /// A link belongs to its columns, wherever it is written.
    template <class Link> [[nodiscard]] bool isHiddenLink(const Link &link) const
    {
        const bool ownSource = !link.source.table.isValid() && link.source.tableSyntax.empty();
        const Endpoint &mine = ownSource ? link.source : link.target;
        return !m_hidden.empty() &&
               std::any_of(mine.columns.begin(), mine.columns.end(),
                           [&](const ColumnRef &ref) { return isHidden(ref.name); });
    }

    /// A name that the whole namespace knows.
    [[nodiscard]] Name indexName(const Name &name) const
    {
        return m_uses[m_partial.index()] > 1 ? prefixed(m_table, name) : name;
    }

    void takePrimaryKey(const Table &from)
    {
        if (!from.primaryKey)
            return;
        PrimaryKey key = *from.primaryKey;
        const bool flagged =
            std::any_of(from.columns.begin(), from.columns.end(),
                        [&](const Column &column) { return liesIn(key.range, column.range); });
        if (flagged && !m_hidden.empty())
            std::erase_if(key.columns, [&](const ColumnRef &ref) { return isHidden(ref.name); });
        if (key.columns.empty())
            return;
        key.name = indexName(key.name);
        m_table.primaryKey = std::move(key);
        m_table.primaryKeyPartial = m_partial;
    }

    void takeKeysAndIndexes(const Table &from)
    {
        for (const UniqueKey &key : from.uniqueKeys) {
            if (isHidden(key.range))
                continue;
            UniqueKey &taken = m_table.uniqueKeys.emplace_back(key);
            taken.name = indexName(key.name);
            taken.partial = m_partial;
        }
        for (const CheckConstraint &check : from.checks) {
            if (isHidden(check.range))
                continue;
            CheckConstraint &taken = m_table.checks.emplace_back(check);
            taken.name = prefixed(m_table, check.name);
            taken.partial = m_partial;
        }
        for (const Index &index : from.indexes) {
            Index &taken = m_table.indexes.emplace_back(index);
            taken.name = indexName(index.name);
            taken.partial = m_partial;
        }
    }

    void takeLinks(const TablePartial &partial)
    {
        for (const ForeignKey &key : partial.foreignKeys) {
            if (!isHiddenLink(key))
                take(m_schema.foreignKeys.emplace_back(key));
        }
        for (const Relationship &relationship : partial.relationships) {
            if (!isHiddenLink(relationship))
                take(m_schema.relationships.emplace_back(relationship));
        }
    }

    /// An end without a table is the table itself.
    template <class Link> void take(Link &link) const
    {
        link.partial = m_partial;
        for (Endpoint *end : {&link.source, &link.target}) {
            if (!end->table.isValid() && end->tableSyntax.empty())
                end->table = m_id;
        }
    }

    Schema &m_schema;
    TableId m_id;
    Table &m_table;
    const std::vector<std::size_t> &m_uses; ///< how many tables a partial is injected into
    TablePartialId m_partial;               ///< that is being injected
    std::size_t m_injection = 0;            ///< which of the table's injections that is
    StringViewMap<std::size_t> m_winners;   ///< of the partials' columns
    std::vector<const Column *> m_hidden;
};

} // namespace

void injectPartials(Schema &schema)
{
    std::vector<std::size_t> uses(schema.partials.size());
    for (const Table &table : schema.tables) {
        for (const Injection &injection : *table.injections)
            ++uses[injection.partial.index()];
    }
    for (std::size_t i = 0; i < schema.tables.size(); ++i) {
        if (!schema.tables[i].injections->empty())
            Injector(schema, TableId(i), uses).run();
    }
}

} // namespace tw::ir
