// SPDX-License-Identifier: MIT
// resolve-references
//
// Requires: a parsed schema.
// Ensures: every key, index, foreign key and relationship names its tables and columns by index, or
// an error says which does not exist.

#include "passes/builtin_passes.h"

#include <tablewright/base/utf8.h>
#include <tablewright/diag/codes.h>

#include <algorithm>
#include <optional>

namespace tw::passes {

namespace {

/// Finds the columns of one table. Small tables are searched, large ones are indexed at first use.
class ColumnFinder {
public:
    [[nodiscard]] ir::ColumnId byId(const ir::Table &table, std::string_view id)
    {
        return find(table, m_byId, id,
                    [](const ir::Column &column) -> std::string_view { return column.id; });
    }

    [[nodiscard]] ir::ColumnId byName(const ir::Table &table, std::string_view name)
    {
        return find(table, m_byName, name,
                    [](const ir::Column &column) -> std::string_view { return column.name.text; });
    }

private:
    static constexpr std::size_t searchLimit = 24;

    template <class Key>
    static ir::ColumnId find(const ir::Table &table, StringViewMap<ir::ColumnId> &index,
                             std::string_view wanted, Key key)
    {
        if (table.columns.size() <= searchLimit) {
            const auto it = std::find_if(table.columns.begin(), table.columns.end(),
                                         [&](const ir::Column &c) { return key(c) == wanted; });
            if (it == table.columns.end())
                return {};
            return ir::ColumnId(static_cast<std::size_t>(it - table.columns.begin()));
        }
        if (index.empty()) {
            index.reserve(table.columns.size());
            for (std::size_t i = 0; i < table.columns.size(); ++i)
                index.try_emplace(key(table.columns[i]), i);
        }
        const auto it = index.find(wanted);
        return it == index.end() ? ir::ColumnId() : it->second;
    }

    StringViewMap<ir::ColumnId> m_byId;
    StringViewMap<ir::ColumnId> m_byName;
};

class ReferenceResolver {
public:
    ReferenceResolver(ir::Schema &schema, PassContext &context)
        : m_schema(schema), m_context(context), m_finders(schema.tables.size())
    {
    }

    void run()
    {
        m_byId.reserve(m_schema.tables.size());
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i) {
            const ir::Table &table = m_schema.tables[i];
            if (!table.id.empty())
                m_byId.try_emplace(table.id, i);
        }
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
            resolveTable(ir::TableId(i));
        for (ir::ForeignKey &key : m_schema.foreignKeys) {
            resolveEndpoint(key.source);
            resolveEndpoint(key.target);
        }
        for (ir::Relationship &relationship : m_schema.relationships) {
            resolveEndpoint(relationship.source);
            resolveEndpoint(relationship.target);
        }
    }

private:
    void resolveTable(ir::TableId id)
    {
        ir::Table &table = m_schema.table(id);
        if (table.primaryKey)
            resolveNamed(id, table.primaryKey->columns);
        for (ir::PrimaryKey &key : table.extraPrimaryKeys)
            resolveNamed(id, key.columns);
        for (ir::UniqueKey &key : table.uniqueKeys)
            resolveNamed(id, key.columns);
        for (ir::Index &index : table.indexes) {
            resolveNamed(id, index.include);
            for (ir::IndexElement &element : index.elements) {
                if (!element.isExpression())
                    resolveNamed(id, element.column);
            }
        }
    }

    void resolveNamed(ir::TableId table, std::vector<ir::ColumnRef> &columns)
    {
        for (ir::ColumnRef &ref : columns)
            resolveNamed(table, ref);
    }

    /// A column by its name; a document that writes its id instead is understood.
    void resolveNamed(ir::TableId id, ir::ColumnRef &ref)
    {
        if (ref.column.isValid())
            return;
        const ir::Table &table = m_schema.table(id);
        ColumnFinder &finder = m_finders[id.index()];
        ref.column = finder.byName(table, ref.name.text);
        if (!ref.column.isValid() && !ref.name.empty())
            ref.column = finder.byId(table, ref.name.text);
        if (ref.column.isValid())
            return;
        DiagnosticBuilder report = m_context.diagnostics.report(diag::UnknownColumn, ref.name.range,
                                                                table.name.text, ref.name.text);
        NearestName nearest(ref.name.text);
        for (const ir::Column &column : table.columns)
            nearest.consider(column.name.text);
        suggest(report, ref.name, nearest.best());
    }

    static void suggest(DiagnosticBuilder &report, const ir::Name &written, std::string_view best)
    {
        const bool simple = best.find_first_of("\"\\") == std::string_view::npos;
        if (!best.empty() && simple && written.range.size() == written.text.size() + 2)
            report.fix(fmt::format("change to `{}`", best), written.range,
                       '"' + std::string(best) + '"');
    }

    void resolveEndpoint(ir::Endpoint &endpoint)
    {
        if (!endpoint.table.isValid()) {
            const auto it = m_byId.find(endpoint.tableSyntax.text);
            if (it == m_byId.end()) {
                reportUnknownTable(endpoint.tableSyntax);
                return;
            }
            endpoint.table = it->second;
        }
        const ir::Table &table = m_schema.table(endpoint.table);
        for (ir::ColumnRef &ref : endpoint.columns) {
            if (ref.column.isValid())
                continue;
            ref.column = m_finders[endpoint.table.index()].byId(table, ref.name.text);
            if (!ref.column.isValid())
                reportUnknownColumn(table, ref.name);
        }
    }

    void reportUnknownTable(const ir::Name &written)
    {
        DiagnosticBuilder report =
            m_context.diagnostics.report(diag::UnknownTable, written.range, written.text);
        NearestName nearest(written.text);
        for (const ir::Table &table : m_schema.tables) {
            if (table.name.text == written.text) {
                if (table.id.empty())
                    report.note(table.name.range, "the table of this name has no `id`");
                else
                    suggest(report, written, table.id);
                return;
            }
            nearest.consider(table.id);
        }
        suggest(report, written, nearest.best());
    }

    void reportUnknownColumn(const ir::Table &table, const ir::Name &written)
    {
        DiagnosticBuilder report = m_context.diagnostics.report(
            diag::UnknownColumnId, written.range, table.name.text, written.text);
        NearestName nearest(written.text);
        for (const ir::Column &column : table.columns) {
            if (column.name.text == written.text) {
                if (column.id.empty())
                    report.note(column.name.range, "the column of this name has no `id`");
                else
                    suggest(report, written, column.id);
                return;
            }
            nearest.consider(column.id);
        }
        suggest(report, written, nearest.best());
    }

    ir::Schema &m_schema;
    PassContext &m_context;
    std::vector<ColumnFinder> m_finders;
    StringViewMap<ir::TableId> m_byId;
};

class ResolveReferences final : public TransformPass {
public:
    [[nodiscard]] std::string_view name() const override { return "resolve-references"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "ids and names of tables and columns become indexes";
    }
    void run(ir::Schema &schema, PassContext &context) const override
    {
        ReferenceResolver(schema, context).run();
    }
};

} // namespace

std::shared_ptr<const TransformPass> makeResolveReferences()
{
    return std::make_shared<ResolveReferences>();
}

} // namespace tw::passes
