// SPDX-License-Identifier: MIT
#include "name_places.h"

#include <tablewright/base/utf8.h>

#include <algorithm>

namespace tw::naming {

namespace {

std::uint64_t keyOf(SourceRange range)
{
    return (static_cast<std::uint64_t>(range.source.index()) << 32U) | range.begin;
}

bool isWordPart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

/// Calls `use` with each word of the text.
template <class Use> void forEachWord(std::string_view text, Use use)
{
    for (std::size_t at = 0; at < text.size();) {
        if (!isWordPart(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && isWordPart(text[end]))
            ++end;
        use(text.substr(at, end - at));
        at = end;
    }
}

} // namespace

NamePlaces::NamePlaces(const ir::Schema &schema)
{
    for (const ir::Mention &mention : schema.mentions) {
        if (mention.declared.isValid())
            add(mention.declared, mention.range);
        else if (!m_unreadable.isValid())
            m_unreadable = mention.range;
    }
    for (const ir::Table &table : schema.tables)
        addReferences(table);
    for (const ir::TablePartial &partial : schema.partials) {
        m_partialColumns.clear();
        for (const ir::Column &column : partial.table.columns)
            m_partialColumns.try_emplace(column.name.text, &column);
        addReferences(partial.table);
    }
}

const std::vector<SourceRange> &NamePlaces::of(SourceRange declared) const
{
    static const std::vector<SourceRange> none;
    const auto found = m_places.find(keyOf(declared));
    return found == m_places.end() ? none : found->second;
}

void NamePlaces::add(SourceRange declared, SourceRange place)
{
    if (declared.isValid() && place.isValid() && declared != place)
        m_places[keyOf(declared)].push_back(place);
}

void NamePlaces::addReferences(const ir::Table &table)
{
    if (table.primaryKey)
        addKey(table, table.primaryKey->columns);
    for (const ir::PrimaryKey &key : table.extraPrimaryKeys)
        addKey(table, key.columns);
    for (const ir::UniqueKey &key : table.uniqueKeys)
        addKey(table, key.columns);
    for (const ir::Index &index : table.indexes) {
        addKey(table, index.include);
        for (const ir::IndexElement &element : index.elements) {
            if (!element.isExpression())
                addReference(table, element.column);
        }
    }
}

void NamePlaces::addKey(const ir::Table &table, const std::vector<ir::ColumnRef> &columns)
{
    for (const ir::ColumnRef &reference : columns)
        addReference(table, reference);
}

/// By its name. Some documents write the id of a column instead, which does not change.
void NamePlaces::addReference(const ir::Table &table, const ir::ColumnRef &reference)
{
    const ir::Column *column = nullptr;
    if (reference.column.isValid())
        column = &table.column(reference.column);
    else if (const auto found = m_partialColumns.find(reference.name.text);
             found != m_partialColumns.end())
        column = found->second;
    if (column != nullptr && column->name.text == reference.name.text)
        add(column->name.range, reference.name.range);
}

void SqlWords::add(const ir::Table &table)
{
    const auto addExpression = [&](const ir::Expression &expression) {
        add(expression.text, expression.range);
    };
    for (const ir::Column &column : table.columns) {
        if (column.defaultValue.kind == ir::DefaultValue::Kind::Expression)
            addExpression(column.defaultValue.value);
        addExpression(*column.generated);
    }
    for (const ir::CheckConstraint &check : table.checks)
        addExpression(check.expression);
    for (const ir::Index &index : table.indexes) {
        addExpression(*index.where);
        for (const ir::IndexElement &element : index.elements)
            addExpression(*element.expression);
    }
}

void SqlWords::add(std::string_view text, SourceRange place)
{
    if (!text.empty() && !m_anywhere)
        m_anywhere = place;
    if (asciiLower(text).find("u&\"") != std::string::npos)
        m_escaped = place;
    forEachWord(text, [&](std::string_view word) { addWord(word, place); });
}

void SqlWords::addWord(std::string_view word, SourceRange place)
{
    const std::string lower = asciiLower(word);
    m_words.try_emplace(lower, place);
    if (m_parts == Parts::Whole)
        return;
    constexpr std::size_t mostParts = 12; // the names of people have fewer
    std::vector<std::size_t> begins{0};
    for (std::size_t at = lower.find('_'); at != std::string::npos; at = lower.find('_', at + 1))
        begins.push_back(at + 1);
    begins.push_back(lower.size() + 1);
    for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
        for (std::size_t j = i + 1; j < std::min(begins.size(), i + 1 + mostParts); ++j)
            m_words.try_emplace(lower.substr(begins[i], begins[j] - 1 - begins[i]), place);
    }
}

std::optional<SourceRange> SqlWords::find(std::string_view name) const
{
    std::optional<SourceRange> place = m_anywhere;
    bool all = true;
    forEachWord(asciiLower(name), [&](std::string_view word) {
        const auto found = m_words.find(word);
        all = all && found != m_words.end();
        if (found != m_words.end())
            place = found->second;
    });
    return all && place ? place : m_escaped;
}

} // namespace tw::naming
