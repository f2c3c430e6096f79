// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "language/symbols.h"

#include <tablewright/base/string_map.h>

#include <optional>
#include <unordered_map>

namespace tw::preview {

/// Declares names and binds them. First all declarations, then all references.
class SymbolReader {
public:
    using Spelling = SymbolPlace::Spelling;
    static constexpr std::uint32_t none = Symbol::none;

    SymbolReader(SymbolTable &table, std::string_view text) : m_table(table), m_text(text) {}

    [[nodiscard]] std::string_view text() const { return m_text; }
    [[nodiscard]] Symbol &symbol(std::uint32_t index) { return m_table.m_symbols[index]; }

    std::uint32_t declare(Symbol symbol);
    /// The two halves of it, for a name that is read later.
    std::uint32_t reserve(Symbol symbol);
    void declareReserved(std::uint32_t index);
    /// Another name of a table, free of namespaces.
    void declareAlias(std::uint32_t table, std::string_view alias);
    /// The table takes what the partial of this name has.
    void inject(std::uint32_t table, std::string_view partial);

    [[nodiscard]] std::uint32_t findTable(std::string_view namespaceName,
                                          std::string_view name) const;
    [[nodiscard]] std::uint32_t findPartial(std::string_view name) const;
    [[nodiscard]] std::uint32_t findEnum(std::string_view namespaceName,
                                         std::string_view name) const;
    /// As a type names one: in the case that is written, or as SQL without quotes.
    [[nodiscard]] std::uint32_t findEnumType(std::string_view namespaceName,
                                             std::string_view name) const;
    [[nodiscard]] bool hasNamespace(std::string_view name) const;
    /// Of a table or a partial; those of injected partials, too.
    [[nodiscard]] std::uint32_t findColumn(std::uint32_t owner, std::string_view name) const;
    [[nodiscard]] std::uint32_t findValue(std::uint32_t enumType, std::string_view name) const;

    void addPlace(std::uint32_t begin, std::uint32_t end, std::uint32_t symbol,
                  bool isDefinition = false, Spelling spelling = Spelling::Word);
    /// The columns of `owner` that the SQL between the two bytes names; none without an owner.
    void addExpression(std::uint32_t begin, std::uint32_t end, std::uint32_t owner,
                       Spelling spelling);
    /// The same of SQL that is spelled with escapes: nothing in it can be renamed.
    void addUnsure(std::string_view sql, std::uint32_t owner);
    /// A text that may be a value of any enum.
    void addText(std::string_view text);
    void finish();

private:
    [[nodiscard]] static std::string key(char kind, std::string_view space, std::string_view name);
    [[nodiscard]] std::uint32_t find(const std::string &name) const;
    [[nodiscard]] static std::string ownedKey(std::uint32_t owner, std::string_view name);

    SymbolTable &m_table;
    std::string_view m_text;
    StringMap<std::uint32_t> m_names;               ///< of tables, partials, enums
    StringMap<std::uint32_t> m_owned;               ///< columns and values
    StringMap<std::vector<std::uint32_t>> m_values; ///< of all enums
    StringMap<bool> m_namespaces;
    std::unordered_map<std::uint32_t, std::vector<std::string>> m_injections;
};

void readDbmlSymbols(SymbolReader &reader);
void readJsonSymbols(SymbolReader &reader);

/// A column that SQL names, or a text: what it says, and where it stands in the SQL.
struct SqlName {
    std::string name;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool isSure = true; ///< it cannot be a type, a function or the like
    bool isText = false;
};

/// The identifiers of one expression that may be columns, and its texts.
[[nodiscard]] std::vector<SqlName> sqlNames(std::string_view sql);

} // namespace tw::preview
