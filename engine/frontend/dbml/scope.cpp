// SPDX-License-Identifier: MIT
#include "frontend/dbml/scope.h"

namespace tw::dbml {

namespace {

std::string_view normalized(std::string_view namespaceName)
{
    return namespaceName == "public" ? std::string_view() : namespaceName;
}

std::string keyOf(std::string_view namespaceName, std::string_view name)
{
    const std::string_view space = normalized(namespaceName);
    std::string key;
    key.reserve(space.size() + 1 + name.size());
    key += space;
    key += '\0';
    key += name;
    return key;
}

} // namespace

std::optional<Symbol> Scope::declare(SymbolKind kind, std::string_view namespaceName,
                                     std::string_view name, Symbol symbol)
{
    const auto [place, isNew] =
        m_symbols[static_cast<std::size_t>(kind)].try_emplace(keyOf(namespaceName, name), symbol);
    if (!isNew)
        return place->second;
    if (kind == SymbolKind::Table || kind == SymbolKind::Enum) {
        // A namespace within another one makes that one known too. Nobody has more than a few
        // within each other; more would cost the square of a name's length.
        constexpr int maxDepth = 64;
        std::string_view space = normalized(namespaceName);
        for (int depth = 0;
             depth < maxDepth && !space.empty() && m_namespaces.find(space) == m_namespaces.end();
             ++depth) {
            m_namespaces.emplace(space, true);
            const std::size_t dot = space.rfind('.');
            space = space.substr(0, dot == std::string_view::npos ? 0 : dot);
        }
    }
    return std::nullopt;
}

const Symbol *Scope::find(SymbolKind kind, std::string_view namespaceName,
                          std::string_view name) const
{
    const auto &symbols = m_symbols[static_cast<std::size_t>(kind)];
    const auto found = symbols.find(keyOf(namespaceName, name));
    return found == symbols.end() ? nullptr : &found->second;
}

bool Scope::hasNamespace(std::string_view namespaceName) const
{
    const std::string_view space = normalized(namespaceName);
    return space.empty() || m_namespaces.find(space) != m_namespaces.end();
}

} // namespace tw::dbml
