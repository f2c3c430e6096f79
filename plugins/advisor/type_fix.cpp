// SPDX-License-Identifier: MIT
#include "type_fix.h"

#include <algorithm>

namespace tw::advisor {

TypeFix::TypeFix(const Advice &advice) : m_advice(advice), m_hasRecords(advice.schema.tables.size())
{
    for (const ir::Records &records : advice.schema.records)
        m_hasRecords[records.table.index()] = true;
}

std::optional<FixIt> TypeFix::to(std::string_view word, const ir::Table &table,
                                 ir::ColumnId id) const
{
    const ir::Column &column = table.column(id);
    const ir::Name &written = column.typeSyntax.spelling;
    const std::string &spelling = written.text;
    if (!written.range.isValid() || !isFree(table, id) || !takesDefault(word, column))
        return std::nullopt;

    std::string replacement(word);
    const bool isUpper =
        std::ranges::any_of(spelling, [](char c) { return c >= 'A' && c <= 'Z'; }) &&
        std::ranges::none_of(spelling, [](char c) { return c >= 'a' && c <= 'z'; });
    if (isUpper)
        std::ranges::transform(replacement, replacement.begin(), [](char c) {
            return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        });
    if (const std::size_t open = spelling.find('('); open != std::string::npos) {
        const std::size_t close = spelling.find(')', open);
        if (close == std::string::npos)
            return std::nullopt;
        replacement += spelling.substr(open, close - open + 1);
    }
    std::string title = fmt::format("change to `{}`", replacement);
    // As long as it is written without escapes, and in quotes if it was in quotes.
    if (written.range.size() == spelling.size() + 2)
        replacement = fmt::format("\"{}\"", replacement);
    else if (written.range.size() != spelling.size())
        return std::nullopt;
    return FixIt{std::move(title), written.range, std::move(replacement), {}};
}

bool TypeFix::takesDefault(std::string_view word, const ir::Column &column) const
{
    if (!column.defaultValue.isLiteral())
        return true;
    ir::DataType type = column.type;
    type.base = m_advice.types.find({}, word.substr(0, word.find('(')));
    return type.base.isValid() &&
           m_advice.types.checkLiteral(m_advice.schema, type, column.defaultValue).kind ==
               LiteralVerdict::Kind::Readable;
}

bool TypeFix::isFree(const ir::Table &table, ir::ColumnId id) const
{
    const ir::Column &column = table.column(id);
    const Links::OfTable &facts = m_advice.links.of(m_advice.schema, table);
    const auto number = static_cast<std::size_t>(&table - m_advice.schema.tables.data());
    // A partial's column stands in other tables too.
    return !column.partial.isValid() && !facts.isSource[id.index()] &&
           !facts.isTarget[id.index()] && !m_hasRecords[number] && !facts.inManyToMany &&
           column.generated->empty() && !isMentioned(table, column.name.text);
}

/// Whether an expression of the table has the name in it, be it as a part of another word. An
/// expression may also have the column of any case.
bool TypeFix::isMentioned(const ir::Table &table, std::string_view name)
{
    const auto has = [name](const ir::Expression &expression) {
        const auto equal = [](char a, char b) {
            const auto lower = [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            };
            return lower(a) == lower(b);
        };
        return !std::ranges::search(expression.text, name, equal).empty();
    };
    for (const ir::Column &column : table.columns) {
        if (has(*column.generated))
            return true;
    }
    for (const ir::CheckConstraint &check : table.checks) {
        if (has(check.expression))
            return true;
    }
    return std::ranges::any_of(table.indexes, [&](const ir::Index &index) {
        // Another operator class may be missing for the new type.
        const bool special = !index.method.empty() && index.method.text != "btree";
        return has(*index.where) ||
               std::ranges::any_of(index.elements, [&](const ir::IndexElement &element) {
                   return element.isExpression()
                              ? has(*element.expression)
                              : special && table.column(element.column.column).name.text == name;
               });
    });
}

} // namespace tw::advisor
