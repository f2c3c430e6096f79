// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/symbols.h"

#include "language/symbol_reader.h"

#include <tablewright/base/utf8.h>

#include <algorithm>

namespace tw::preview {

SymbolTable::SymbolTable(Language language, std::string_view text) : m_language(language)
{
    SymbolReader reader(*this, text);
    if (language == Language::Dbml)
        readDbmlSymbols(reader);
    else
        readJsonSymbols(reader);
    reader.finish();
}

const SymbolPlace *SymbolTable::at(std::uint32_t offset) const
{
    auto place = std::upper_bound(m_places.begin(), m_places.end(), offset,
                                  [](std::uint32_t wanted, const SymbolPlace &candidate) {
                                      return wanted < candidate.begin;
                                  });
    if (place == m_places.begin())
        return nullptr;
    --place;
    return offset <= place->end ? &*place : nullptr;
}

const SymbolPlace *SymbolTable::definitionOf(std::uint32_t symbol) const
{
    const auto place = std::find_if(m_places.begin(), m_places.end(), [&](const SymbolPlace &one) {
        return one.isDefinition && one.symbol == symbol;
    });
    return place == m_places.end() ? nullptr : &*place;
}

std::vector<SymbolPlace> SymbolTable::placesOf(std::uint32_t symbol) const
{
    std::vector<SymbolPlace> places;
    std::copy_if(m_places.begin(), m_places.end(), std::back_inserter(places),
                 [&](const SymbolPlace &one) { return one.symbol == symbol; });
    return places;
}

std::string describe(const SymbolTable &table, std::uint32_t symbol)
{
    const Symbol &what = table.symbol(symbol);
    const std::string owner =
        what.owner == Symbol::none ? std::string() : table.symbol(what.owner).name + '.';
    switch (what.kind) {
    case Symbol::Kind::Table:
        return "table " + what.name;
    case Symbol::Kind::Partial:
        return "partial " + what.name;
    case Symbol::Kind::Column:
        return "column " + owner + what.name;
    case Symbol::Kind::Enum:
        return "enum " + what.name;
    case Symbol::Kind::EnumValue:
        return "value " + owner + what.name;
    }
    return what.name;
}

std::string SymbolReader::key(char kind, std::string_view space, std::string_view name)
{
    std::string result(1, kind);
    if (space != "public")
        result += space;
    result += '\0';
    result += name;
    return result;
}

std::string SymbolReader::ownedKey(std::uint32_t owner, std::string_view name)
{
    std::string result(reinterpret_cast<const char *>(&owner), sizeof owner);
    result += name;
    return result;
}

std::uint32_t SymbolReader::find(const std::string &name) const
{
    const auto found = m_names.find(name);
    return found == m_names.end() ? none : found->second;
}

std::uint32_t SymbolReader::declare(Symbol symbol)
{
    const std::uint32_t index = reserve(std::move(symbol));
    declareReserved(index);
    return index;
}

std::uint32_t SymbolReader::reserve(Symbol symbol)
{
    m_table.m_symbols.push_back(std::move(symbol));
    return static_cast<std::uint32_t>(m_table.m_symbols.size() - 1);
}

void SymbolReader::declareReserved(std::uint32_t index)
{
    const Symbol &symbol = m_table.m_symbols[index];
    switch (symbol.kind) {
    case Symbol::Kind::Table:
        m_names.try_emplace(key('t', symbol.namespaceName, symbol.name), index);
        break;
    case Symbol::Kind::Partial:
        m_names.try_emplace(key('p', {}, symbol.name), index);
        break;
    case Symbol::Kind::Enum:
        m_names.try_emplace(key('e', symbol.namespaceName, symbol.name), index);
        break;
    case Symbol::Kind::EnumValue:
        m_values[symbol.name].push_back(index);
        [[fallthrough]];
    case Symbol::Kind::Column:
        m_owned.try_emplace(ownedKey(symbol.owner, symbol.name), index);
        break;
    }
    if (!symbol.namespaceName.empty())
        m_namespaces.try_emplace(symbol.namespaceName, true);
}

void SymbolReader::declareAlias(std::uint32_t table, std::string_view alias)
{
    m_names.try_emplace(key('t', {}, alias), table);
    symbol(table).alias = alias;
}

void SymbolReader::inject(std::uint32_t table, std::string_view partial)
{
    m_injections[table].emplace_back(partial);
}

std::uint32_t SymbolReader::findTable(std::string_view namespaceName, std::string_view name) const
{
    return find(key('t', namespaceName, name));
}

std::uint32_t SymbolReader::findPartial(std::string_view name) const
{
    return find(key('p', {}, name));
}

std::uint32_t SymbolReader::findEnum(std::string_view namespaceName, std::string_view name) const
{
    return find(key('e', namespaceName, name));
}

std::uint32_t SymbolReader::findEnumType(std::string_view namespaceName,
                                         std::string_view name) const
{
    const std::uint32_t exact = findEnum(namespaceName, name);
    return exact != none ? exact : findEnum(asciiLower(namespaceName), asciiLower(name));
}

bool SymbolReader::hasNamespace(std::string_view name) const
{
    return name == "public" || m_namespaces.find(name) != m_namespaces.end();
}

std::uint32_t SymbolReader::findColumn(std::uint32_t owner, std::string_view name) const
{
    if (owner == none)
        return none;
    if (const auto own = m_owned.find(ownedKey(owner, name)); own != m_owned.end())
        return own->second;
    const auto injections = m_injections.find(owner);
    if (injections == m_injections.end())
        return none;
    // Of two partials the later one's column is the table's.
    for (auto partial = injections->second.rbegin(); partial != injections->second.rend();
         ++partial) {
        const std::uint32_t from = findPartial(*partial);
        if (from == none)
            continue;
        if (const auto column = m_owned.find(ownedKey(from, name)); column != m_owned.end())
            return column->second;
    }
    return none;
}

std::uint32_t SymbolReader::findValue(std::uint32_t enumType, std::string_view name) const
{
    if (enumType == none)
        return none;
    const auto found = m_owned.find(ownedKey(enumType, name));
    return found == m_owned.end() ? none : found->second;
}

void SymbolReader::addPlace(std::uint32_t begin, std::uint32_t end, std::uint32_t symbol,
                            bool isDefinition, Spelling spelling)
{
    if (symbol != none)
        m_table.m_places.push_back({begin, end, symbol, isDefinition, spelling});
}

void SymbolReader::addExpression(std::uint32_t begin, std::uint32_t end, std::uint32_t owner,
                                 Spelling spelling)
{
    for (const SqlName &name : sqlNames(m_text.substr(begin, end - begin))) {
        if (name.isText) {
            addText(name.name);
            continue;
        }
        const std::uint32_t column = findColumn(owner, name.name);
        if (column == none)
            continue;
        if (name.isSure)
            addPlace(begin + name.begin, begin + name.end, column, false, spelling);
        else
            ++symbol(column).unsure;
    }
}

void SymbolReader::addUnsure(std::string_view sql, std::uint32_t owner)
{
    for (const SqlName &name : sqlNames(sql)) {
        if (name.isText)
            addText(name.name);
        else if (const std::uint32_t column = findColumn(owner, name.name); column != none)
            ++symbol(column).unsure;
    }
}

void SymbolReader::addText(std::string_view text)
{
    const auto values = m_values.find(text);
    if (values == m_values.end())
        return;
    for (const std::uint32_t value : values->second)
        ++symbol(value).unsure;
}

void SymbolReader::finish()
{
    for (const auto &[table, partials] : m_injections) {
        for (const std::string &name : partials) {
            if (const std::uint32_t partial = findPartial(name); partial != none)
                m_table.m_injections.push_back({table, partial});
        }
    }
    std::stable_sort(m_table.m_places.begin(), m_table.m_places.end(),
                     [](const SymbolPlace &a, const SymbolPlace &b) { return a.begin < b.begin; });
}

} // namespace tw::preview
