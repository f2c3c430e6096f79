// SPDX-License-Identifier: MIT
// resolve-references
//
// Requires: a parsed schema.
// Ensures: every key, index, foreign key and relationship names its tables and columns by index, or
// an error says which does not exist.

#include "ir/column_finder.h"
#include "passes/builtin_passes.h"

#include <tablewright/base/utf8.h>
#include <tablewright/diag/codes.h>

namespace tw::passes {

namespace {

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
        for (ir::TablePartial &partial : m_schema.partials) {
            resolvePartialLinks(partial.foreignKeys);
            resolvePartialLinks(partial.relationships);
        }
        resolveLinks(m_schema.foreignKeys);
        resolveLinks(m_schema.relationships);
        resolveLinks(m_schema.inactiveForeignKeys);
        resolveLinks(m_schema.inactiveRelationships);
    }

private:
    enum class Report : std::uint8_t { Never, Always };

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
        ir::ColumnFinder &finder = m_finders[id.index()];
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

    template <class Link> void resolveLinks(std::vector<Link> &links)
    {
        for (Link &link : links) {
            // What a partial refers to has been reported there.
            for (ir::Endpoint *end : {&link.source, &link.target}) {
                const bool reported = link.partial.isValid() && !end->tableSyntax.empty();
                resolveEndpoint(*end, reported ? Report::Never : Report::Always);
            }
        }
    }

    /// An end without a table is that of the table that the partial is injected into.
    template <class Link> void resolvePartialLinks(std::vector<Link> &links)
    {
        for (Link &link : links) {
            for (ir::Endpoint *end : {&link.source, &link.target}) {
                if (end->table.isValid() || !end->tableSyntax.empty())
                    resolveEndpoint(*end, Report::Always);
            }
        }
    }

    /// Schema JSON names a table and its columns by their ids. Where the frontend has found the
    /// table, columns have names.
    void resolveEndpoint(ir::Endpoint &endpoint, Report report)
    {
        const bool byName = endpoint.table.isValid();
        if (!byName) {
            const auto it = m_byId.find(endpoint.tableSyntax.text);
            if (it == m_byId.end()) {
                if (report == Report::Always)
                    reportUnknownTable(endpoint.tableSyntax);
                return;
            }
            endpoint.table = it->second;
        }
        const ir::Table &table = m_schema.table(endpoint.table);
        ir::ColumnFinder &finder = m_finders[endpoint.table.index()];
        for (ir::ColumnRef &ref : endpoint.columns) {
            if (ref.column.isValid())
                continue;
            if (byName)
                ref.column = finder.byName(table, ref.name.text);
            if (!ref.column.isValid() && !ref.name.empty())
                ref.column = finder.byId(table, ref.name.text);
            if (!ref.column.isValid() && report == Report::Always)
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
    std::vector<ir::ColumnFinder> m_finders;
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
