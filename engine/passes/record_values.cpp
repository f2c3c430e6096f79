// SPDX-License-Identifier: MIT
#include "passes/record_values.h"

#include "passes/expression_reports.h"
#include "passes/record_keys.h"

#include <tablewright/base/utf8.h>
#include <tablewright/diag/codes.h>

#include <algorithm>

namespace tw::passes {

namespace {

/// Elements of an enum's array are searched for in the enum one by one.
constexpr std::size_t searchableEnum = 1000;

} // namespace

std::string shownValue(std::string_view text)
{
    constexpr std::size_t longest = 60;
    if (text.size() <= longest)
        return std::string(text);
    return std::string(truncateUtf8(text, longest)) + "…";
}

RecordValueChecker::RecordValueChecker(const ir::Schema &schema, PassContext &context)
    : m_schema(schema), m_context(context), m_types(context.target.typeCatalog()),
      m_members(schema.enums.size())
{
}

bool RecordValueChecker::isMember(ir::EnumId type, std::string_view value)
{
    std::unordered_set<std::string_view> &members = m_members[type.index()];
    if (members.empty()) {
        for (const ir::EnumValue &member : m_schema.enumType(type).values)
            members.insert(member.value.view());
    }
    return members.contains(value);
}

bool RecordValueChecker::check(const ir::Records &records, const ir::RecordPlan &plan)
{
    m_good = true;
    m_records = &records;
    m_table = &m_schema.table(records.table);
    m_reports.clear();
    m_reports.resize(plan.entries().size());
    // What the block does not name takes its default in each row: one row tells of all.
    for (const ir::RecordPlan::Entry &entry : plan.entries()) {
        if (entry.place == ir::RecordPlan::absent)
            checkDefault(0, entry);
    }
    for (std::size_t row = 0; row < records.rowCount(); ++row) {
        for (const ir::ColumnId column : records.columns) {
            const ir::RecordPlan::Entry &entry = plan.entry(column);
            checkValue(row, entry, plan.value(row, entry));
        }
    }
    for (const ir::RecordPlan::Entry &entry : plan.entries()) {
        if (entry.counts)
            checkCounter(plan, entry);
    }
    return m_good;
}

void RecordValueChecker::checkCounter(const ir::RecordPlan &plan,
                                      const ir::RecordPlan::Entry &entry)
{
    const ir::Column &column = m_table->column(entry.column);
    const ir::RecordPlan::Counting counting =
        plan.counting(entry, [&](const ir::RecordValue &value) {
            return integerOf(value, column.type, m_types);
        });
    if (!counting.taken || !m_good)
        return;
    // As many rows at most take a number. Beyond what any type holds, one digit more says so.
    const std::size_t rows = m_records->rowCount();
    const bool fits = counting.highest < INT64_MAX - static_cast<std::int64_t>(rows);
    std::int64_t last = counting.highest;
    for (std::size_t row = 0; row < rows && fits; ++row)
        last += ir::RecordPlan::takesDefault(entry, plan.value(row, entry)) ? 1 : 0;
    m_literal.kind = ir::DefaultValue::Kind::Number;
    m_literal.value.text = std::to_string(last) + (fits ? "" : "0");
    const LiteralVerdict verdict = m_types.checkLiteral(m_schema, column.type, m_literal);
    if (verdict.kind == LiteralVerdict::Kind::Unreadable)
        refuse(diag::RecordValueUnreadable, m_records->range, m_literal.value.text,
               column.name.text, m_types.spell(m_schema, column.type), verdict.expected);
}

SourceRange RecordValueChecker::placeOf(std::size_t row, const ir::RecordValue &value) const
{
    return value.text.range.isValid() ? value.text.range : m_records->rowRanges[row];
}

void RecordValueChecker::checkDefault(std::size_t row, const ir::RecordPlan::Entry &entry)
{
    const ir::Column &column = m_table->column(entry.column);
    const bool absent = entry.place == ir::RecordPlan::absent;
    ColumnReports &reports = m_reports[entry.column.index()];
    if (entry.counts || entry.generated)
        return;
    if (!entry.hasDefault) {
        if (entry.notNull)
            refuse(diag::RecordNull, absent ? m_records->range : m_records->rowRanges[row],
                   column.name.text, "no value");
        return;
    }
    const ir::DefaultValue &value = column.defaultValue;
    if (value.kind != ir::DefaultValue::Kind::Expression ||
        std::exchange(reports.defaultUsed, true))
        return;
    if (!m_types.isWellKnownExpression(column.type, value.value.text))
        m_context.diagnostics
            .report(diag::RecordUnverified, absent ? m_records->range : m_records->rowRanges[row],
                    fmt::format("what the default of column `{}` yields", column.name.text))
            .note(value.value.range, "the default is here");
}

void RecordValueChecker::checkValue(std::size_t row, const ir::RecordPlan::Entry &entry,
                                    const ir::RecordValue &value)
{
    using Kind = ir::RecordValue::Kind;
    const ir::Column &column = m_table->column(entry.column);
    if (entry.generated) {
        if (value.kind != Kind::Omitted)
            refuse(diag::RecordForGenerated, placeOf(row, value), column.name.text);
    } else if (ir::RecordPlan::takesDefault(entry, value)) {
        checkDefault(row, entry);
    } else if (value.kind == Kind::Null) {
        if (entry.notNull)
            refuse(diag::RecordNull, placeOf(row, value), column.name.text, "null");
    } else if (value.kind == Kind::Expression) {
        checkExpression(row, entry.column, value, m_reports[entry.column.index()]);
    } else {
        checkLiteral(row, column, value, m_reports[entry.column.index()]);
    }
}

void RecordValueChecker::checkLiteral(std::size_t row, const ir::Column &column,
                                      const ir::RecordValue &value, ColumnReports &reports)
{
    const std::string &text = value.text.text;
    if (text.find('\0') != std::string::npos) {
        refuse(diag::NulCharacter, placeOf(row, value),
               fmt::format("the value of column `{}`", column.name.text));
        return;
    }
    LiteralVerdict verdict;
    const ir::DataType &type = column.type;
    if (type.isEnum() && !type.isArray()) {
        if (isMember(type.enumType, text))
            return;
    } else if (type.isEnum() && m_schema.enumType(type.enumType).values.size() > searchableEnum) {
        verdict.kind = LiteralVerdict::Kind::Unverified;
    }
    if (verdict.kind == LiteralVerdict::Kind::Readable) {
        ir::toLiteral(value, m_literal);
        verdict = m_types.checkLiteral(m_schema, type, m_literal);
    }
    if (verdict.kind == LiteralVerdict::Kind::Unreadable)
        refuse(diag::RecordValueUnreadable, placeOf(row, value), shownValue(text), column.name.text,
               m_types.spell(m_schema, type), verdict.expected);
    else if (verdict.kind == LiteralVerdict::Kind::Unverified &&
             !std::exchange(reports.unverified, true))
        m_context.diagnostics.report(diag::RecordUnverified, placeOf(row, value),
                                     fmt::format("whether `{}` of column `{}` is readable as `{}`",
                                                 shownValue(text), column.name.text,
                                                 m_types.spell(m_schema, type)));
}

void RecordValueChecker::checkExpression(std::size_t row, ir::ColumnId id,
                                         const ir::RecordValue &value, ColumnReports &reports)
{
    const ir::Column &column = m_table->column(id);
    const std::string &text = value.text.text;
    if (!reports.expressions.emplace(text, true).second)
        return;
    const ir::Expression expression{text, placeOf(row, value)};
    const ExpressionContext where{m_schema, *m_table, ExpressionRole::Record, &column.type, id};
    if (text.size() > m_context.limits.expressionBytes) {
        passes::checkExpression(expression, where, m_context); // refuses it unread
        return;
    }
    const auto findings = m_context.target.expressionChecker().check(expression, where);
    reportFindings(expression, where, findings, m_context.diagnostics);
    // It is evaluated, which a default is not; nobody knows yet what comes of it.
    if (findings.empty() && !m_types.isWellKnownExpression(column.type, text))
        m_context.diagnostics.report(
            diag::RecordUnverified, expression.range,
            fmt::format("what the expression for column `{}` yields", column.name.text));
}

} // namespace tw::passes
