// SPDX-License-Identifier: MIT
// check-indexes
//
// Requires: a resolved schema.
// Reports: indexes whose method is unknown or cannot do what is asked, columns whose type the
// method cannot hold, expressions and conditions that the target would refuse.

#include "passes/builtin_passes.h"
#include "passes/expression_reports.h"
#include "passes/key_match.h"

#include <tablewright/diag/codes.h>

namespace tw::passes {

namespace {

class IndexChecker {
public:
    IndexChecker(const ir::Schema &schema, PassContext &context)
        : m_schema(schema), m_context(context)
    {
    }

    void check(const ir::Table &table, const ir::Index &index)
    {
        if (index.elements.empty()) {
            m_context.diagnostics.report(diag::EmptyKey, index.range, "the index");
            return;
        }
        const IndexMethodInfo *method = m_context.target.indexMethods().find(index.method.text);
        if (method == nullptr) {
            reportUnknownMethod(index.method);
            return;
        }
        checkMethod(index, *method);
        for (const ir::IndexElement &element : index.elements)
            checkElement(table, index, element, *method);
        if (!index.where->empty())
            checkExpression(*index.where,
                            {m_schema, table, ExpressionRole::IndexPredicate, nullptr, {}},
                            m_context);
    }

private:
    void reportUnknownMethod(const ir::Name &method)
    {
        std::string known;
        for (const std::string_view name : m_context.target.indexMethods().names())
            known += fmt::format("{}`{}`", known.empty() ? "" : ", ", name);
        m_context.diagnostics.report(diag::UnknownIndexMethod, method.range, method.text, known);
    }

    void cannot(SourceRange range, SourceRange otherwise, const IndexMethodInfo &method,
                std::string_view what)
    {
        m_context.diagnostics.report(diag::IndexMethodCannot, range.isValid() ? range : otherwise,
                                     method.name, what);
    }

    void checkMethod(const ir::Index &index, const IndexMethodInfo &method)
    {
        if (index.unique && !method.canBeUnique)
            cannot(index.uniqueRange, index.range, method, "be unique");
        if (index.elements.size() > 1 && !method.takesSeveralColumns)
            cannot({}, index.range, method, "take several columns");
        if (!index.include.empty() && !method.canInclude)
            cannot({}, index.range, method, "include further columns");
        const std::size_t limit = m_context.target.maxKeyColumns();
        const std::size_t columns = index.elements.size() + index.include.size();
        if (columns > limit)
            m_context.diagnostics.report(diag::TooManyKeyColumns, index.range, "the index", columns,
                                         limit);
    }

    void checkElement(const ir::Table &table, const ir::Index &index,
                      const ir::IndexElement &element, const IndexMethodInfo &method)
    {
        const bool ordered = element.order != ir::IndexElement::Order::Default ||
                             element.nulls != ir::IndexElement::Nulls::Default;
        if (ordered && !method.canOrder)
            cannot(element.range, index.range, method, "order its entries");
        if (element.isExpression()) {
            checkExpression(
                *element.expression,
                {m_schema, table, ExpressionRole::IndexElement, nullptr, {}, method.name},
                m_context);
            return;
        }
        const ir::Column &column = table.column(element.column.column);
        const TypeCatalog &types = m_context.target.typeCatalog();
        if (types.hasOperatorClass(method.name, column.type))
            return;
        m_context.diagnostics.report(diag::TypeWithoutOperatorClass,
                                     placeOf(element.column, index.range), column.name.text,
                                     types.spell(m_schema, column.type), "the index", method.name);
    }

    const ir::Schema &m_schema;
    PassContext &m_context;
};

class CheckIndexes final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-indexes"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "index methods exist, fit their columns and can do what is asked";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        IndexChecker checker(schema, context);
        for (const ir::Table &table : schema.tables) {
            for (const ir::Index &index : table.indexes)
                checker.check(table, index);
        }
    }
};

} // namespace

std::shared_ptr<const CheckPass> makeCheckIndexes() { return std::make_shared<CheckIndexes>(); }

} // namespace tw::passes
