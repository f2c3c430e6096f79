// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/rename.h"

#include "language/spelling.h"

#include <algorithm>

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

std::uint32_t columnOf(const SymbolTable &table, std::uint32_t owner, std::string_view name)
{
    const auto &symbols = table.symbols();
    for (std::uint32_t i = 0; i < symbols.size(); ++i) {
        if (symbols[i].kind == Kind::Column && symbols[i].owner == owner && symbols[i].name == name)
            return i;
    }
    return Symbol::none;
}

/// A column that hides one of a partial, or would: of two of one name the table has one.
std::string refuseHidden(const SymbolTable &table, std::uint32_t column, std::string_view name)
{
    const Symbol &renamed = table.symbol(column);
    const auto check = [&](std::uint32_t owner) -> std::string {
        if (owner == renamed.owner)
            return {};
        if (const std::uint32_t other = columnOf(table, owner, renamed.name); other != Symbol::none)
            return describe(table, other) + " would be in its place or come beside it";
        if (const std::uint32_t other = columnOf(table, owner, name); other != Symbol::none)
            return describe(table, other) + " is in the same table";
        return {};
    };
    for (const SymbolTable::Injection &one : table.injections()) {
        if (one.table != renamed.owner && one.partial != renamed.owner)
            continue;
        std::string reason = check(one.table);
        for (const SymbolTable::Injection &other : table.injections()) {
            if (reason.empty() && other.table == one.table)
                reason = check(other.partial);
        }
        if (!reason.empty())
            return reason;
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

std::string spell(Spelling spelling, std::string_view name)
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
        return writeSqlName(name);
    case Spelling::SqlInJson:
        return escapedForJson(writeSqlName(name));
    case Spelling::Id:
        break;
    }
    return {};
}

/// Texts among rows and in expressions that may be the value.
unsigned countTexts(const SymbolTable &table, std::string_view text, std::string_view value)
{
    const std::string inSql = '\'' + std::string(value) + '\'';
    unsigned count = 0;
    for (const Token &token : tokenize(table.language(), text)) {
        const std::string_view word = text.substr(token.begin, token.end - token.begin);
        const bool isRow = token.frame == TokenFrame::Records || token.frame == TokenFrame::Row;
        if (token.kind == TokenKind::String && isRow && word.size() == value.size() + 2 &&
            word.substr(1, value.size()) == value)
            ++count;
        if (token.kind != TokenKind::Expression)
            continue;
        for (std::size_t at = word.find(inSql); at != std::string_view::npos;
             at = word.find(inSql, at + inSql.size()))
            ++count;
    }
    return count;
}

} // namespace

std::string refuseRename(const SymbolTable &table, std::uint32_t symbol)
{
    const Symbol &renamed = table.symbol(symbol);
    if (renamed.imported || table.definitionOf(symbol) == nullptr)
        return describe(table, symbol) + " is declared in another file";
    return {};
}

Rename rename(const SymbolTable &table, std::string_view text, std::uint32_t symbol,
              std::string_view name)
{
    Rename result;
    const Symbol &renamed = table.symbol(symbol);
    result.refusal = refuseRename(table, symbol);
    if (result.refusal.empty())
        result.refusal = refuse(table, symbol, name);
    if (!result.refusal.empty())
        return result;
    result.left = renamed.unsure;
    if (renamed.kind == Kind::EnumValue)
        result.left += countTexts(table, text, renamed.name);
    for (const SymbolPlace &place : table.placesOf(symbol)) {
        if (place.spelling == Spelling::Id)
            continue;
        // Backticks know no escapes.
        if (place.spelling == Spelling::Sql && name.find('`') != std::string_view::npos) {
            ++result.left;
            continue;
        }
        result.replacements.push_back({place.begin, place.end, spell(place.spelling, name)});
    }
    return result;
}

} // namespace tw::preview
