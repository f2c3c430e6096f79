// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tablewright/frontend/tokens.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tw::preview {

/// What a name in a text stands for.
struct Symbol {
    enum class Kind : std::uint8_t { Table, Partial, Column, Enum, EnumValue };
    static constexpr std::uint32_t none = UINT32_MAX;

    Kind kind = Kind::Table;
    std::string namespaceName;
    std::string name;
    std::string alias;          ///< of a table
    std::uint32_t owner = none; ///< the table or partial of a column, the enum of a value
    bool imported = false;      ///< declared in another file
    unsigned unsure = 0;        ///< places that may mean it and cannot be told
};

/// A name in the text, quotes included.
struct SymbolPlace {
    enum class Spelling : std::uint8_t {
        Word,       ///< of DBML, with or without quotes
        DbmlString, ///< a value of an enum as text
        JsonString, ///< the whole string
        Sql,        ///< an identifier in an expression
        SqlInJson,  ///< the same, or in a type, in a string without escapes
        Id          ///< leads there, and does not spell the name
    };
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t symbol = 0;
    bool isDefinition = false;
    Spelling spelling = Spelling::Word;
};

/// Which names of one text mean the same. Made of its tokens, and not of a compile, so that it is
/// exact to the byte for a text with mistakes, too. Follows the rules by which the frontends bind
/// names. A name that is declared twice means the first one.
class SymbolTable {
public:
    SymbolTable() = default;
    SymbolTable(Language language, std::string_view text);

    [[nodiscard]] Language language() const { return m_language; }
    [[nodiscard]] const std::vector<Symbol> &symbols() const { return m_symbols; }
    [[nodiscard]] const Symbol &symbol(std::uint32_t index) const { return m_symbols[index]; }
    /// Sorted by place.
    [[nodiscard]] const std::vector<SymbolPlace> &places() const { return m_places; }

    /// A table takes what a partial has.
    struct Injection {
        std::uint32_t table = 0;
        std::uint32_t partial = 0;
    };
    [[nodiscard]] const std::vector<Injection> &injections() const { return m_injections; }

    /// The name that the byte is in, or right behind; null when there is none.
    [[nodiscard]] const SymbolPlace *at(std::uint32_t offset) const;
    [[nodiscard]] const SymbolPlace *definitionOf(std::uint32_t symbol) const;
    [[nodiscard]] std::vector<SymbolPlace> placesOf(std::uint32_t symbol) const;

private:
    friend class SymbolReader;

    Language m_language = Language::Dbml;
    std::vector<Symbol> m_symbols;
    std::vector<SymbolPlace> m_places;
    std::vector<Injection> m_injections;
};

/// `users`, `column users.email`
[[nodiscard]] std::string describe(const SymbolTable &table, std::uint32_t symbol);

} // namespace tw::preview
