// SPDX-License-Identifier: MIT
#include "advice.h"

#include "name_words.h"

#include <algorithm>

namespace tw::advisor {

Subject::Subject(const ir::Table &of, const std::vector<ir::ColumnRef> &refs) : table(&of)
{
    columns.reserve(refs.size());
    for (const ir::ColumnRef &ref : refs)
        columns.push_back(&of.column(ref.column));
}

Subject::Subject(const ir::Table &of, const std::vector<ir::ColumnId> &ids) : table(&of)
{
    for (const ir::ColumnId id : ids) {
        if (id.isValid())
            columns.push_back(&of.column(id));
    }
}

const TypeInfo *Advice::infoOf(const ir::Column &column) const
{
    const ir::DataType &type = column.type;
    return type.base.isValid() && !type.isArray() ? &types.info(type.base) : nullptr;
}

bool Advice::isOf(const ir::Column &column, TypeFamily family) const
{
    const TypeInfo *info = infoOf(column);
    return info != nullptr && info->family == family;
}

bool Advice::countsByItself(const ir::Column &column) const
{
    const TypeInfo *info = infoOf(column);
    return column.autoIncrement || (info != nullptr && info->impliesAutoIncrement);
}

bool Advice::isNullable(const ir::Table &table, ir::ColumnId column) const
{
    return table.column(column).nullable && !countsByItself(table.column(column)) &&
           !links.of(schema, table).isPrimary[column.index()];
}

std::vector<std::string> Advice::inWords(const std::vector<std::string> &patterns)
{
    std::vector<std::string> result;
    result.reserve(patterns.size());
    for (const std::string &pattern : patterns)
        result.emplace_back(NameWords(pattern).text());
    return result;
}

std::string Advice::key(std::string_view rule, std::string_view option)
{
    return fmt::format("{}.{}", rule, option);
}

bool Advice::isIgnored(std::string_view rule, const Subject &subject)
{
    auto it = std::ranges::find(m_ignored, rule, &IgnoreList::rule);
    if (it == m_ignored.end()) {
        m_ignored.push_back({rule, &context.options.list(key(rule, "ignore"))});
        it = m_ignored.end() - 1;
    }
    return isIn(*it->patterns, subject) || isIn(context.options.list("ignore"), subject);
}

bool Advice::isIn(const std::vector<std::string> &patterns, const Subject &subject) const
{
    if (patterns.empty())
        return false;
    const std::string &name =
        subject.table != nullptr ? subject.table->name.text : subject.enumType->name.text;
    const std::string &space = subject.table != nullptr ? subject.table->namespaceName.text
                                                        : subject.enumType->namespaceName.text;
    const std::string full = fmt::format(
        "{}.{}",
        space.empty() ? context.target.nameRules().defaultNamespace() : std::string_view(space),
        name);
    return std::ranges::any_of(patterns, [&](const std::string &pattern) {
        if (fitsGlob(pattern, name) || fitsGlob(pattern, full))
            return true;
        return std::ranges::any_of(subject.columns, [&](const ir::Column *column) {
            return fitsGlob(pattern, fmt::format("{}.{}", name, column->name.text)) ||
                   fitsGlob(pattern, fmt::format("{}.{}", full, column->name.text));
        });
    });
}

SourceRange placeOf(const ir::Table &table)
{
    return table.name.range.isValid() ? table.name.range : table.range;
}

SourceRange placeOf(const ir::Table &table, const ir::Column &column)
{
    if (column.name.range.isValid())
        return column.name.range;
    return column.range.isValid() ? column.range : placeOf(table);
}

SourceRange placeOfType(const ir::Table &table, const ir::Column &column)
{
    const SourceRange written = column.typeSyntax.spelling.range;
    return written.isValid() ? written : placeOf(table, column);
}

std::string listed(const std::vector<std::string_view> &names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0)
            text += i + 1 == names.size() ? " and " : ", ";
        text += fmt::format("`{}`", names[i]);
    }
    return text;
}

std::string listed(const ir::Table &table, const std::vector<ir::ColumnRef> &refs)
{
    std::vector<std::string_view> names;
    names.reserve(refs.size());
    for (const ir::ColumnRef &ref : refs)
        names.push_back(table.column(ref.column).name.text);
    return listed(names);
}

} // namespace tw::advisor
