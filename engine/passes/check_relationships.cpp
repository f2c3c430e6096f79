// SPDX-License-Identifier: MIT
// check-relationships
//
// Requires: a resolved schema.
// Reports: relationships that could not become keys and junction tables that the target takes.

#include "passes/builtin_passes.h"
#include "passes/key_match.h"
#include "passes/referential_actions.h"

#include <tablewright/diag/codes.h>

namespace tw::passes {

namespace {

using Kind = ir::Relationship::Kind;

class RelationshipChecker {
public:
    RelationshipChecker(const ir::Schema &schema, PassContext &context)
        : m_schema(schema), m_context(context), m_types(context.target.typeCatalog()),
          m_unique(schema)
    {
    }

    void check(const ir::Relationship &relationship)
    {
        const std::size_t sources = relationship.source.columns.size();
        const std::size_t targets = relationship.target.columns.size();
        if (sources == 0 || targets == 0) {
            m_context.diagnostics.report(diag::EmptyKey, relationship.range, "the relationship");
            return;
        }
        requireKey(relationship, relationship.target);
        if (relationship.kind == Kind::ManyToMany) {
            // Each side becomes a foreign key of its own; the numbers may differ.
            requireKey(relationship, relationship.source);
            const std::size_t limit = m_context.target.maxKeyColumns();
            if (sources + targets > limit)
                m_context.diagnostics.report(diag::TooManyKeyColumns, relationship.range,
                                             "the junction table's primary key", sources + targets,
                                             limit);
            requireReferable(relationship, relationship.source);
            requireReferable(relationship, relationship.target);
            return;
        }
        if (sources != targets) {
            m_context.diagnostics.report(diag::RelationshipColumnCount, relationship.range, sources,
                                         targets);
            return;
        }
        if (sources > m_context.target.maxKeyColumns())
            m_context.diagnostics.report(diag::TooManyKeyColumns, relationship.range,
                                         "the relationship", sources,
                                         m_context.target.maxKeyColumns());
        checkTypes(relationship);
        if (relationship.kind == Kind::OneToOne)
            checkNewKey(relationship);
        checkActions(
            m_schema, relationship.source,
            {relationship.onDelete, relationship.onUpdate, relationship.range, relationship.range},
            m_context.diagnostics);
    }

private:
    void requireKey(const ir::Relationship &relationship, const ir::Endpoint &endpoint)
    {
        const ir::Table &table = m_schema.table(endpoint.table);
        const SourceRange range = placeOf(endpoint.columns.front(), relationship.range);
        if (const ir::ColumnRef *repeated = firstRepeated(endpoint.columns)) {
            m_context.diagnostics.report(
                diag::ColumnTwiceInKey, placeOf(*repeated, relationship.range),
                table.column(repeated->column).name.text, "the relationship");
            return;
        }
        if (m_unique.of(endpoint.table, endpoint.columns) == Uniqueness::None &&
            !m_unique.willBe(endpoint.table, endpoint.columns)) {
            DiagnosticBuilder report = m_context.diagnostics.report(
                diag::RelationshipTargetNotUnique, range, ir::spelling(relationship.kind),
                table.name.text, listColumns(table, endpoint.columns));
            noteKeys(report, table);
        }
    }

    /// The junction table's columns are of the types that they refer to.
    void requireReferable(const ir::Relationship &relationship, const ir::Endpoint &endpoint)
    {
        const ir::Table &table = m_schema.table(endpoint.table);
        for (const ir::ColumnRef &ref : endpoint.columns) {
            const ir::Column &column = table.column(ref.column);
            if (!column.type.isArray() || m_types.canReference(column.type, column.type))
                continue;
            const std::string type = m_types.spell(m_schema, column.type);
            DiagnosticBuilder report = m_context.diagnostics.report(
                diag::RelationshipTypes, placeOf(ref, relationship.range), column.name.text, type,
                column.name.text, type);
            explainArrays(report, column.type, column.type);
        }
    }

    void checkTypes(const ir::Relationship &relationship)
    {
        const ir::Table &source = m_schema.table(relationship.source.table);
        const ir::Table &target = m_schema.table(relationship.target.table);
        for (std::size_t i = 0; i < relationship.source.columns.size(); ++i) {
            const ir::ColumnRef &ref = relationship.source.columns[i];
            const ir::Column &from = source.column(ref.column);
            const ir::Column &to = target.column(relationship.target.columns[i].column);
            if (m_types.canReference(from.type, to.type))
                continue;
            DiagnosticBuilder report = m_context.diagnostics.report(
                diag::RelationshipTypes, placeOf(ref, relationship.range), from.name.text,
                m_types.spell(m_schema, from.type), to.name.text, m_types.spell(m_schema, to.type));
            explainArrays(report, from.type, to.type);
            report.note(from.typeSyntax.spelling.range, "the referring type is declared here")
                .note(to.typeSyntax.spelling.range, "the type referred to is declared here");
        }
    }

    /// The source columns of a one-to-one get a unique key.
    void checkNewKey(const ir::Relationship &relationship)
    {
        const ir::Table &source = m_schema.table(relationship.source.table);
        for (const ir::ColumnRef &ref : relationship.source.columns) {
            const ir::Column &column = source.column(ref.column);
            if (!m_types.hasOperatorClass("btree", column.type))
                m_context.diagnostics.report(diag::TypeWithoutOperatorClass,
                                             placeOf(ref, relationship.range), column.name.text,
                                             m_types.spell(m_schema, column.type),
                                             "the relationship", "btree");
        }
        if (const ir::ColumnRef *repeated = firstRepeated(relationship.source.columns))
            m_context.diagnostics.report(
                diag::ColumnTwiceInKey, placeOf(*repeated, relationship.range),
                source.column(repeated->column).name.text, "the relationship");
    }

    const ir::Schema &m_schema;
    PassContext &m_context;
    const TypeCatalog &m_types;
    UniqueColumns m_unique;
};

class CheckRelationships final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-relationships"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "relationships join keys, with fitting columns";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        RelationshipChecker checker(schema, context);
        for (const ir::Relationship &relationship : schema.relationships)
            checker.check(relationship);
    }
};

} // namespace

std::shared_ptr<const CheckPass> makeCheckRelationships()
{
    return std::make_shared<CheckRelationships>();
}

} // namespace tw::passes
