// SPDX-License-Identifier: MIT
#include "passes/expression_reports.h"

#include <tablewright/base/utf8.h>
#include <tablewright/diag/codes.h>

namespace tw::passes {

std::string_view placeOf(ExpressionRole role)
{
    switch (role) {
    case ExpressionRole::Default:
        return "a default";
    case ExpressionRole::Record:
        return "a row";
    case ExpressionRole::Check:
        return "a check";
    case ExpressionRole::Generated:
        return "a generated column";
    case ExpressionRole::IndexElement:
        return "an index";
    case ExpressionRole::IndexPredicate:
        return "an index condition";
    }
    return {};
}

namespace {

void reportUnknownColumn(SourceRange range, const ExpressionContext &where,
                         const std::string &column, DiagnosticEmitter &diagnostics)
{
    DiagnosticBuilder report =
        diagnostics.report(diag::UnknownColumnInExpression, range, where.table.name.text, column);
    NearestName nearest(column);
    for (const ir::Column &candidate : where.table.columns)
        nearest.consider(candidate.name.text);
    if (nearest.best().empty())
        return;
    if (equalsIgnoringCase(nearest.best(), column))
        report.note(fmt::format("the column is `{0}`; in SQL write \"{0}\" to keep its case",
                                nearest.best()));
    else
        report.note(fmt::format("the nearest column is `{}`", nearest.best()));
}

void reportOne(const ExpressionFinding &finding, SourceRange range, const ExpressionContext &where,
               DiagnosticEmitter &diagnostics)
{
    using Kind = ExpressionFinding::Kind;
    const std::string_view place = placeOf(where.role);
    const auto notAllowed = [&](std::string_view what) {
        diagnostics.report(diag::ExpressionPartNotAllowed, range, what, place);
    };
    switch (finding.kind) {
    case Kind::Syntax:
        diagnostics.report(diag::ExpressionSyntax, range, finding.detail);
        return;
    case Kind::NotOneExpression:
        diagnostics.report(diag::NotOneExpression, range);
        return;
    case Kind::TooComplex:
        diagnostics.report(diag::ExpressionTooComplex, range, finding.detail);
        return;
    case Kind::Subquery:
        notAllowed("a subquery");
        return;
    case Kind::Aggregate:
        notAllowed("an aggregate function");
        return;
    case Kind::WindowFunction:
        notAllowed("a window function");
        return;
    case Kind::Parameter:
        notAllowed("a parameter");
        return;
    case Kind::SetReturning:
        notAllowed("a set-returning function");
        return;
    case Kind::ColumnInDefault:
        if (where.role == ExpressionRole::Record)
            notAllowed(fmt::format("column `{}`", finding.detail));
        else
            diagnostics.report(diag::ColumnInDefault, range, finding.detail)
                .note("write text in single quotes");
        return;
    case Kind::UnknownColumn:
        reportUnknownColumn(range, where, finding.detail, diagnostics);
        return;
    case Kind::GeneratedColumn:
        diagnostics.report(diag::GeneratedUsesGenerated, range, finding.detail);
        return;
    case Kind::NotImmutable:
        // Where an answer may change, only what is more than an answer is found.
        if (where.role == ExpressionRole::Default || where.role == ExpressionRole::Check ||
            where.role == ExpressionRole::Record) {
            notAllowed(fmt::format("`{}`, which does more than return a value,", finding.detail));
            return;
        }
        diagnostics.report(diag::NotImmutable, range, finding.detail, place);
        return;
    case Kind::TypeMismatch:
        diagnostics.report(diag::ExpressionTypeMismatch, range, finding.detail);
        return;
    case Kind::Unverified:
        diagnostics.report(diag::ExpressionUnverified, range, finding.detail);
        return;
    }
}

} // namespace

void reportFindings(const ir::Expression &expression, const ExpressionContext &where,
                    std::span<const ExpressionFinding> findings, DiagnosticEmitter &diagnostics)
{
    for (const ExpressionFinding &finding : findings) {
        const SourceRange range = finding.length == 0
                                      ? expression.range
                                      : expression.subrange(finding.offset, finding.length);
        reportOne(finding, range, where, diagnostics);
    }
}

void checkExpression(const ir::Expression &expression, const ExpressionContext &where,
                     PassContext &context)
{
    if (expression.text.size() > context.limits.expressionBytes) {
        context.diagnostics.report(diag::ExpressionTooComplex, expression.range,
                                   fmt::format("{} bytes, expected at most {}",
                                               expression.text.size(),
                                               context.limits.expressionBytes));
        return;
    }
    reportFindings(expression, where, context.target.expressionChecker().check(expression, where),
                   context.diagnostics);
}

} // namespace tw::passes
