// SPDX-License-Identifier: MIT
// check-foreign-keys
//
// Requires: a resolved schema.
// Reports: foreign keys that the target would refuse (numbers of columns, types, no key to refer
// to, actions on generated columns) or that it takes and that cannot work or say nothing new.

#include "passes/builtin_passes.h"
#include "passes/key_match.h"
#include "passes/referential_actions.h"

#include <tablewright/diag/codes.h>
#include <tablewright/graph/foreign_key_graph.h>

#include <algorithm>

namespace tw::passes {

namespace {

class ForeignKeyChecker {
public:
    ForeignKeyChecker(const ir::Schema &schema, PassContext &context)
        : m_schema(schema), m_context(context), m_types(context.target.typeCatalog()),
          m_unique(schema)
    {
    }

    void run()
    {
        for (const ir::ForeignKey &key : m_schema.foreignKeys)
            check(key);
        const auto &graph = m_context.analyses.get<ForeignKeyGraph>(m_schema);
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
            checkTwice(graph.outgoing(ir::TableId(i)));
    }

private:
    void check(const ir::ForeignKey &key)
    {
        const auto &sources = key.source.columns;
        const auto &targets = key.target.columns;
        if (sources.empty() || targets.empty()) {
            m_context.diagnostics.report(diag::EmptyKey, key.range, "the foreign key");
            return;
        }
        if (sources.size() != targets.size()) {
            m_context.diagnostics.report(diag::ForeignKeyColumnCount, key.range, sources.size(),
                                         targets.size());
            return;
        }
        if (sources.size() > m_context.target.maxKeyColumns())
            m_context.diagnostics.report(diag::TooManyKeyColumns, key.range, "the foreign key",
                                         sources.size(), m_context.target.maxKeyColumns());
        checkTarget(key);
        checkTypes(key);
        checkActions(m_schema, key.source,
                     {key.onDelete, key.onUpdate, orElse(key.onDeleteRange, key.range),
                      orElse(key.onUpdateRange, key.range)},
                     m_context.diagnostics);
    }

    static SourceRange orElse(SourceRange range, SourceRange otherwise)
    {
        return range.isValid() ? range : otherwise;
    }

    void checkTarget(const ir::ForeignKey &key)
    {
        const ir::Table &table = m_schema.table(key.target.table);
        const SourceRange range = placeOf(key.target.columns.front(), key.range);
        if (const ir::ColumnRef *repeated = firstRepeated(key.target.columns)) {
            m_context.diagnostics.report(diag::ColumnTwiceInKey, placeOf(*repeated, key.range),
                                         table.column(repeated->column).name.text,
                                         "the columns that the foreign key refers to");
            return;
        }
        if (m_unique.of(key.target.table, key.target.columns) != Uniqueness::None ||
            m_unique.willBe(key.target.table, key.target.columns))
            return;
        DiagnosticBuilder report =
            m_context.diagnostics.report(diag::ForeignKeyTargetNotUnique, range, table.name.text,
                                         listColumns(table, key.target.columns));
        noteKeys(report, table);
    }

    void checkTypes(const ir::ForeignKey &key)
    {
        const ir::Table &source = m_schema.table(key.source.table);
        const ir::Table &target = m_schema.table(key.target.table);
        for (std::size_t i = 0; i < key.source.columns.size(); ++i) {
            const ir::Column &from = source.column(key.source.columns[i].column);
            const ir::Column &to = target.column(key.target.columns[i].column);
            if ((from.type == to.type && !from.type.isArray()) ||
                m_types.canReference(from.type, to.type))
                continue;
            DiagnosticBuilder report = m_context.diagnostics.report(
                diag::ForeignKeyTypes, placeOf(key.source.columns[i], key.range), from.name.text,
                m_types.spell(m_schema, from.type), to.name.text, m_types.spell(m_schema, to.type));
            explainArrays(report, from.type, to.type);
            report.note(from.typeSyntax.spelling.range, "the referring type is declared here")
                .note(to.typeSyntax.spelling.range, "the type referred to is declared here");
        }
    }

    static bool sameKey(const ir::ForeignKey &a, const ir::ForeignKey &b)
    {
        const auto same = [](const ir::Endpoint &x, const ir::Endpoint &y) {
            return x.table == y.table &&
                   std::equal(x.columns.begin(), x.columns.end(), y.columns.begin(),
                              y.columns.end(), [](const ir::ColumnRef &p, const ir::ColumnRef &q) {
                                  return p.column == q.column;
                              });
        };
        return same(a.source, b.source) && same(a.target, b.target);
    }

    /// Sorted by target and columns, equal keys of a table stand together.
    void checkTwice(const std::vector<ir::ForeignKeyId> &ofTable)
    {
        if (ofTable.size() < 2)
            return;
        std::vector<ir::ForeignKeyId> sorted = ofTable;
        const auto columnsLess = [](const ir::Endpoint &x, const ir::Endpoint &y) {
            return std::lexicographical_compare(
                x.columns.begin(), x.columns.end(), y.columns.begin(), y.columns.end(),
                [](const ir::ColumnRef &p, const ir::ColumnRef &q) { return p.column < q.column; });
        };
        std::stable_sort(sorted.begin(), sorted.end(), [&](ir::ForeignKeyId x, ir::ForeignKeyId y) {
            const ir::ForeignKey &a = m_schema.foreignKey(x);
            const ir::ForeignKey &b = m_schema.foreignKey(y);
            if (a.target.table != b.target.table)
                return a.target.table < b.target.table;
            if (columnsLess(a.source, b.source) || columnsLess(b.source, a.source))
                return columnsLess(a.source, b.source);
            return columnsLess(a.target, b.target);
        });
        for (std::size_t i = 1; i < sorted.size(); ++i) {
            const ir::ForeignKey &key = m_schema.foreignKey(sorted[i]);
            const ir::ForeignKey &other = m_schema.foreignKey(sorted[i - 1]);
            if (sameKey(key, other))
                m_context.diagnostics.report(diag::DuplicateForeignKey, key.range)
                    .note(other.range, "the other one is here");
        }
    }

    const ir::Schema &m_schema;
    PassContext &m_context;
    const TypeCatalog &m_types;
    UniqueColumns m_unique;
};

class CheckForeignKeys final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-foreign-keys"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "foreign keys refer to a key of fitting types, and their actions can work";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        ForeignKeyChecker(schema, context).run();
    }
};

} // namespace

std::shared_ptr<const CheckPass> makeCheckForeignKeys()
{
    return std::make_shared<CheckForeignKeys>();
}

} // namespace tw::passes
