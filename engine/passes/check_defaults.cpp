// SPDX-License-Identifier: MIT
// check-defaults
//
// Requires: a resolved schema.
// Reports: literals that are not readable as their column's type, expressions that the target
// would refuse as a default, defaults that contradict the column.

#include "passes/builtin_passes.h"
#include "passes/expression_reports.h"

#include <tablewright/base/utf8.h>
#include <tablewright/diag/codes.h>

#include <fmt/format.h>

namespace tw::passes {

namespace {

class DefaultChecker {
public:
    DefaultChecker(const ir::Schema &schema, PassContext &context)
        : m_schema(schema), m_context(context), m_types(context.target.typeCatalog())
    {
    }

    void run()
    {
        for (const ir::Table &table : m_schema.tables) {
            for (std::size_t i = 0; i < table.columns.size(); ++i)
                check(table, ir::ColumnId(i));
        }
    }

private:
    void check(const ir::Table &table, ir::ColumnId id)
    {
        const ir::Column &column = table.column(id);
        const ir::DefaultValue &value = column.defaultValue;
        if (value.kind == ir::DefaultValue::Kind::None)
            return;
        if (column.autoIncrement) {
            m_context.diagnostics.report(diag::AutoIncrementDefault, value.value.range,
                                         column.name.text);
            return;
        }
        if (isNull(value)) {
            if (!column.nullable)
                m_context.diagnostics.report(diag::DefaultNullNotNull, value.value.range,
                                             column.name.text);
            return;
        }
        if (value.kind == ir::DefaultValue::Kind::Expression)
            checkExpressionDefault(table, id);
        else
            checkLiteral(column);
    }

    static bool isNull(const ir::DefaultValue &value)
    {
        return value.kind == ir::DefaultValue::Kind::Null ||
               (value.kind == ir::DefaultValue::Kind::Expression &&
                equalsIgnoringCase(value.value.text, "null"));
    }

    void suggestValue(const ir::Column &column, DiagnosticBuilder &report) const
    {
        if (!column.type.isEnum() || column.type.isArray())
            return;
        NearestName nearest(column.defaultValue.value.text);
        for (const ir::EnumValue &value : m_schema.enumType(column.type.enumType).values)
            nearest.consider(value.value.text);
        if (!nearest.best().empty())
            report.note(fmt::format("the nearest value is `{}`", nearest.best()));
    }

    void checkLiteral(const ir::Column &column)
    {
        const ir::DefaultValue &value = column.defaultValue;
        const LiteralVerdict verdict = m_types.checkLiteral(m_schema, column.type, value);
        if (verdict.kind == LiteralVerdict::Kind::Unreadable) {
            DiagnosticBuilder report = m_context.diagnostics.report(
                diag::DefaultUnreadable, value.value.range, value.value.text,
                m_types.spell(m_schema, column.type), verdict.expected);
            suggestValue(column, report);
        } else if (verdict.kind == LiteralVerdict::Kind::Unverified)
            m_context.diagnostics.report(diag::DefaultUnverified, value.value.range,
                                         value.value.text, m_types.spell(m_schema, column.type));
    }

    /// A default sees no columns, so its verdict depends on its text and type alone; one good
    /// answer serves all columns that say the same.
    void checkExpressionDefault(const ir::Table &table, ir::ColumnId id)
    {
        const ir::Column &column = table.column(id);
        const ir::Expression &expression = column.defaultValue.value;
        const auto known = m_accepted.find(expression.text);
        if (known != m_accepted.end() && known->second == column.type)
            return;
        const ExpressionContext where{m_schema, table, ExpressionRole::Default, &column.type, id};
        if (expression.text.size() <= m_context.limits.expressionBytes) {
            const auto findings = m_context.target.expressionChecker().check(expression, where);
            if (findings.empty())
                m_accepted.insert_or_assign(expression.text, column.type);
            reportFindings(expression, where, findings, m_context.diagnostics);
        } else {
            checkExpression(expression, where, m_context);
        }
    }

    const ir::Schema &m_schema;
    PassContext &m_context;
    const TypeCatalog &m_types;
    StringViewMap<ir::DataType> m_accepted;
};

class CheckDefaults final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-defaults"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "defaults are readable as their column's type";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        DefaultChecker(schema, context).run();
    }
};

} // namespace

std::shared_ptr<const CheckPass> makeCheckDefaults() { return std::make_shared<CheckDefaults>(); }

} // namespace tw::passes
