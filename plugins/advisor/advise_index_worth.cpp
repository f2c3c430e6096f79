// SPDX-License-Identifier: MIT
// The part of advise-indexes that asks what an index by itself is good for.

#include "access_paths.h"
#include "advice.h"

#include <unordered_set>

namespace tw::advisor {

namespace {

class IndexWorth {
public:
    explicit IndexWorth(Advice &advice)
        : m_advice(advice), m_most(advice.integer(rules::ManyIndexes, "most"))
    {
    }

    void check(const ir::Table &table)
    {
        const Links::OfTable &facts = m_advice.links.of(m_advice.schema, table);
        const std::vector<AccessPath> paths = accessPathsOf(table, m_advice.links, facts);
        if (paths.size() > static_cast<std::size_t>(m_most))
            m_advice.report(rules::ManyIndexes, table, placeOf(table), table.name.text,
                            paths.size(), m_most);
        for (const AccessPath &path : paths) {
            if (path.isKey() || path.columns.empty())
                continue;
            if (!path.index->where->empty())
                checkCondition(table, path);
            else if (!path.isUnique() && isForEquality(path))
                checkFlag(table, path);
            if (!path.isUnique() && isForEquality(path))
                checkWholeValues(table, path);
        }
    }

private:
    static bool isForEquality(const AccessPath &path)
    {
        return path.isBtree() || path.index->method.text == "hash";
    }

    void checkCondition(const ir::Table &table, const AccessPath &path)
    {
        const ir::Expression &where = *path.index->where;
        if (holdsWhereNotNull(where.text, [&](std::string_view name) {
                if (m_requiredOf != &table)
                    findRequired(table);
                return m_required.contains(name);
            }))
            m_advice.report(rules::NeedlessCondition, Subject(table, path.columns),
                            where.range.isValid() ? where.range : path.range, where.text,
                            listed(path.written));
    }

    void findRequired(const ir::Table &table)
    {
        m_requiredOf = &table;
        m_required.clear();
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if (!m_advice.isNullable(table, ir::ColumnId(i)))
                m_required.insert(table.columns[i].name.text);
        }
    }

    void checkFlag(const ir::Table &table, const AccessPath &path)
    {
        // Two of them tell four kinds of rows apart, and so on.
        if (path.columns.size() != 1 || !path.columns.front().isValid() || !path.included.empty())
            return;
        if (m_advice.isOf(table.column(path.columns.front()), TypeFamily::Boolean))
            m_advice.report(rules::FlagIndex, Subject(table, path.columns), path.range,
                            listed(path.written));
    }

    void checkWholeValues(const ir::Table &table, const AccessPath &path)
    {
        for (const ir::ColumnId id : path.columns) {
            if (!id.isValid())
                continue;
            const ir::Column &column = table.column(id);
            const std::string_view method = path.isBtree() ? "btree" : "hash";
            if ((column.type.isArray() || m_advice.isOf(column, TypeFamily::Json) ||
                 m_advice.isOf(column, TypeFamily::TextSearch)) &&
                m_advice.types.hasOperatorClass(method, column.type))
                m_advice.report(rules::WholeValueIndex, {table, column}, path.range,
                                column.name.text, m_advice.spell(column), method);
        }
    }

    Advice &m_advice;
    const std::int64_t m_most;
    const ir::Table *m_requiredOf = nullptr;
    std::unordered_set<std::string_view> m_required; ///< columns of that table that cannot be null
};

} // namespace

void adviseIndexWorth(Advice &advice)
{
    IndexWorth worth(advice);
    for (const ir::Table &table : advice.schema.tables)
        worth.check(table);
}

} // namespace tw::advisor
