// SPDX-License-Identifier: MIT
#include "part_recorder.h"

#include "quoting.h"

#include <fmt/format.h>

namespace tw::postgresql {

StatementPart &PartRecorder::add(std::string_view text, std::size_t begin, const SourceRange &range)
{
    StatementPart &part = m_parts.emplace_back();
    part.begin = begin;
    part.end = text.size();
    part.range = range;
    return part;
}

void PartRecorder::column(std::string_view text, std::size_t begin, const ir::Column &column)
{
    StatementPart &part = add(text, begin, column.range);
    part.kind = StatementPart::Kind::Column;
    part.name = keptIdentifier(column.name.view());
    part.description = fmt::format("column `{}`", column.name.view());
}

void PartRecorder::type(std::string_view text, std::size_t begin, const ir::Column &column)
{
    add(text, begin, column.typeSyntax.spelling.range).description =
        fmt::format("the type of column `{}`", column.name.view());
}

void PartRecorder::literal(std::string_view text, std::size_t begin, const ir::Column &column)
{
    add(text, begin, column.defaultValue.value.range).description =
        fmt::format("the default of column `{}`", column.name.view());
}

void PartRecorder::expression(std::string_view text, std::size_t begin,
                              const ir::Expression &expression, std::string_view what,
                              const ir::Name &owner)
{
    const std::size_t found = text.find(expression.text, begin);
    if (found == std::string_view::npos)
        return;
    StatementPart &part = add(text, found, expression.range);
    part.end = found + expression.text.size();
    part.expression = &expression;
    if (!what.empty())
        part.description = fmt::format("{} `{}`", what, owner.view());
}

void PartRecorder::constraint(std::string_view text, std::size_t begin, std::string_view kind,
                              const ir::Name &name, const SourceRange &range)
{
    StatementPart &part = add(text, begin, range);
    part.kind = StatementPart::Kind::Constraint;
    part.name = keptIdentifier(name.view());
    part.description = name.empty() ? fmt::format("an unnamed {}", kind)
                                    : fmt::format("{} `{}`", kind, name.view());
}

void PartRecorder::enumValue(std::string_view text, std::size_t begin, const ir::Name &value)
{
    add(text, begin, value.range).description = fmt::format("enum value `{}`", value.view());
}

void PartRecorder::place(std::string_view text, std::size_t begin, const SourceRange &range)
{
    add(text, begin, range);
}

void PartRecorder::recordValue(std::string_view text, std::size_t begin, const ir::Column &column,
                               const SourceRange &range)
{
    add(text, begin, range).description = fmt::format("a value of column `{}`", column.name.view());
}

} // namespace tw::postgresql
