// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/string_map.h>
#include <tablewright/ir/schema.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tw::dbml {

/// What a name can mean. Tables, enums and the rest have name spaces of their own.
enum class SymbolKind : std::uint8_t { Table, Enum, Group, StickyNote, Partial, View };
inline constexpr std::size_t symbolKindCount = 6;

/// A declared element: the index in its vector of `ir::Schema`, and where its name stands.
struct Symbol {
    std::uint32_t index = 0;
    SourceRange place;
};

/// The names that one file can use: what it declares, and what `use` brings. `public` and no
/// namespace are the same.
class Scope {
public:
    /// Empty when it was free, otherwise what has the name already.
    std::optional<Symbol> declare(SymbolKind kind, std::string_view namespaceName,
                                  std::string_view name, Symbol symbol);

    [[nodiscard]] const Symbol *find(SymbolKind kind, std::string_view namespaceName,
                                     std::string_view name) const;

    /// Whether any table or enum is declared in it.
    [[nodiscard]] bool hasNamespace(std::string_view namespaceName) const;

    /// Everything that was declared, in no order, as (namespace, name, symbol).
    template <class Visit> void forEach(SymbolKind kind, Visit visit) const
    {
        for (const auto &[key, symbol] : m_symbols[static_cast<std::size_t>(kind)]) {
            const std::string_view text = key;
            const std::size_t cut = text.find('\0');
            visit(text.substr(0, cut), text.substr(cut + 1), symbol);
        }
    }

private:
    /// Keys are the namespace (none for `public`), a NUL and the name.
    std::array<StringMap<Symbol>, symbolKindCount> m_symbols;
    StringMap<bool> m_namespaces;
};

} // namespace tw::dbml
