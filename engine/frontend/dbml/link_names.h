// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/file_context.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>

namespace tw::dbml {

/// Finds columns by name. Small tables are searched, large ones are indexed at first use.
class ColumnFinder {
public:
    explicit ColumnFinder(const ir::Schema &schema) : m_schema(schema) {}

    [[nodiscard]] ir::ColumnId find(ir::TableId table, std::string_view name);

private:
    const ir::Schema &m_schema;
    std::unordered_map<ir::TableId, StringViewMap<ir::ColumnId>> m_large;
};

/// Finds what the names of one file mean, and reports the first part of a path that means nothing.
class NameFinder {
public:
    using Names = std::span<const Node *const>;

    explicit NameFinder(FileContext &file) : m_file(file), m_columns(file.schema) {}

    /// A table by its name, its alias, or a path of namespaces and its name. What is found is
    /// mentioned there; the same holds of columns.
    [[nodiscard]] ir::TableId table(Names path);
    [[nodiscard]] ir::ColumnId column(ir::TableId table, const Node &name);
    /// That the path has been found to mean the table.
    void mentionTable(std::size_t table, Names path);
    /// A sticky note or a group; `what` is what it is called.
    [[nodiscard]] const Symbol *find(SymbolKind kind, const Node &name, std::string_view what);
    [[nodiscard]] bool hasNamespace(Names path);
    void reportUnknownTable(Names path);

    /// Without reports.
    [[nodiscard]] const Symbol *findTable(Names path) const;
    [[nodiscard]] ir::ColumnId findColumn(ir::TableId table, std::string_view name)
    {
        return m_columns.find(table, name);
    }

    /// The namespace that `path` spells: its texts, joined by dots.
    [[nodiscard]] static std::string joined(Names path);

private:
    void reportUnknown(SymbolKind kind, const Node &name, std::string_view what,
                       std::string_view namespaceName = {});

    FileContext &m_file;
    ColumnFinder m_columns;
    std::size_t m_suggestions = 0;
};

/// What an end of a ref or a dependency is made of: `namespace.table.column`, `table.(a, b)`.
struct EndSyntax {
    NameFinder::Names names;     ///< all parts but a group at the end
    const Node *group = nullptr; ///< `(a, b)`

    /// Of an end that names columns: what stands before them, and they.
    [[nodiscard]] NameFinder::Names table() const
    {
        return group != nullptr ? names : names.first(names.size() - 1);
    }
    [[nodiscard]] NameFinder::Names columns() const
    {
        return group != nullptr ? group->parts : names.last(1);
    }
};

/// Empty when `node` cannot be an end of any kind.
[[nodiscard]] std::optional<EndSyntax> splitEnd(const Node *const &node);

/// Of a node that `splitEnd` has taken apart before.
[[nodiscard]] inline EndSyntax endOf(const Node *const &node)
{
    return splitEnd(node).value_or(EndSyntax());
}

} // namespace tw::dbml
