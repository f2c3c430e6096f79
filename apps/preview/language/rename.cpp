// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/rename.h"

#include "language/spelling.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace tw::preview {

namespace {

using Kind = Symbol::Kind;
using Spelling = SymbolPlace::Spelling;

/// `public` and no namespace are the same.
std::string_view spaceOf(const Symbol &symbol)
{
    return symbol.namespaceName == "public" ? std::string_view() : symbol.namespaceName;
}

/// Whether one of the names that both have would be the same.
bool clashes(const Symbol &renamed, const Symbol &other, std::string_view name)
{
    if (other.kind != renamed.kind)
        return false;
    switch (renamed.kind) {
    case Kind::Table:
        return (other.name == name && spaceOf(other) == spaceOf(renamed)) ||
               (other.alias == name && spaceOf(renamed).empty());
    case Kind::Enum:
        return other.name == name && spaceOf(other) == spaceOf(renamed);
    case Kind::Partial:
        return other.name == name;
    case Kind::Column:
    case Kind::EnumValue:
        return other.name == name && other.owner == renamed.owner;
    }
    return false;
}

/// A column that hides one of a partial, or would: of two of one name the table has one.
std::string refuseHidden(const SymbolTable &table, std::uint32_t column, std::string_view name)
{
    const Symbol &renamed = table.symbol(column);
    // Who else has a column of the old or of the new name.
    std::unordered_map<std::uint32_t, std::uint32_t> others;
    const auto &symbols = table.symbols();
    for (std::uint32_t i = 0; i < symbols.size(); ++i) {
        if (symbols[i].kind == Kind::Column && symbols[i].owner != renamed.owner &&
            (symbols[i].name == renamed.name || symbols[i].name == name))
            others.try_emplace(symbols[i].owner, i);
    }
    if (others.empty())
        return {};
    std::unordered_set<std::uint32_t> tables;
    for (const SymbolTable::Injection &one : table.injections()) {
        if (one.table == renamed.owner || one.partial == renamed.owner)
            tables.insert(one.table);
    }
    const auto clashAt = [&](std::uint32_t owner) {
        const auto found = others.find(owner);
        return found == others.end()
                   ? std::string()
                   : describe(table, found->second) + " comes into the same table";
    };
    for (const SymbolTable::Injection &one : table.injections()) {
        if (!tables.contains(one.table))
            continue;
        for (const std::uint32_t owner : {one.table, one.partial}) {
            if (std::string reason = clashAt(owner); !reason.empty())
                return reason;
        }
    }
    return {};
}

std::string refuse(const SymbolTable &table, std::uint32_t symbol, std::string_view name)
{
    const Symbol &renamed = table.symbol(symbol);
    if (name.empty())
        return "a name cannot be empty";
    if (std::any_of(name.begin(), name.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
        return "a name has no line breaks and no control characters";
    const auto &symbols = table.symbols();
    for (std::uint32_t i = 0; i < symbols.size(); ++i) {
        if (i != symbol && clashes(renamed, symbols[i], name))
            return describe(table, i) + " is there already";
    }
    if (renamed.kind == Kind::Column)
        return refuseHidden(table, symbol, name);
    return {};
}

std::string escapedForJson(std::string_view text)
{
    const std::string quoted = writeJsonString(text);
    return quoted.substr(1, quoted.size() - 2);
}

bool isSql(Spelling spelling)
{
    return spelling == Spelling::Sql || spelling == Spelling::SqlInJson;
}

std::string spell(Spelling spelling, std::string_view name, const NameRules *rules)
{
    switch (spelling) {
    case Spelling::Word:
        return writeDbmlName(name);
    case Spelling::DbmlString: {
        std::string result = "'";
        for (const char c : name) {
            if (c == '\'' || c == '\\')
                result += '\\';
            result += c;
        }
        return result + '\'';
    }
    case Spelling::JsonString:
        return writeJsonString(name);
    case Spelling::Sql:
        return rules->quoted(name);
    case Spelling::SqlInJson:
        return escapedForJson(rules->quoted(name));
    case Spelling::Id:
        break;
    }
    return {};
}

} // namespace

std::string refuseRename(const SymbolTable &table, std::uint32_t symbol)
{
    const Symbol &renamed = table.symbol(symbol);
    if (renamed.imported || table.definitionOf(symbol) == nullptr)
        return describe(table, symbol) + " is declared in another file";
    return {};
}

Rename rename(const SymbolTable &table, std::uint32_t symbol, std::string_view name,
              const NameRules *rules)
{
    Rename result;
    const Symbol &renamed = table.symbol(symbol);
    result.refusal = refuseRename(table, symbol);
    if (result.refusal.empty())
        result.refusal = refuse(table, symbol, name);
    if (!result.refusal.empty())
        return result;
    result.left = renamed.unsure;
    for (const SymbolPlace &place : table.placesOf(symbol)) {
        if (place.spelling == Spelling::Id)
            continue;
        // Backticks know no escapes.
        const bool isBroken =
            place.spelling == Spelling::Sql && name.find('`') != std::string_view::npos;
        if (isBroken || (isSql(place.spelling) && rules == nullptr)) {
            ++result.left;
            continue;
        }
        result.replacements.push_back({place.begin, place.end, spell(place.spelling, name, rules)});
    }
    return result;
}

} // namespace tw::preview
