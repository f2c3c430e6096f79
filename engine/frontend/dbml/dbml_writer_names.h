// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/string_map.h>
#include <tablewright/ir/schema.h>

#include "ir/column_finder.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tw::dbml {

/// What tables, columns and enums are called in written DBML, and what references mean. DBML has no
/// two elements of one name and none without: such a one gets a name that is free, and its own goes
/// to `tw_name`.
class WrittenNames {
public:
    explicit WrittenNames(const ir::Schema &schema);

    [[nodiscard]] const std::string &table(ir::TableId id) const { return m_tables[id.index()]; }
    [[nodiscard]] std::string_view column(ir::TableId table, ir::ColumnId column) const;
    [[nodiscard]] const std::string &enumType(std::size_t index) const { return m_enums[index]; }
    /// Whether the alias can be written.
    [[nodiscard]] bool keepsAlias(ir::TableId id) const { return m_keptAliases[id.index()]; }
    /// Names of enums without a namespace.
    [[nodiscard]] const std::unordered_set<std::string_view> &plainEnums() const
    {
        return m_plainEnums;
    }

    /// `namespace.table` where it is declared.
    [[nodiscard]] std::string path(ir::TableId id) const;
    /// The same elsewhere: never taken for a namespace.
    [[nodiscard]] std::string reference(ir::TableId id) const;
    /// The id that DBML gives the table by itself.
    [[nodiscard]] std::string derivedId(ir::TableId id) const;
    [[nodiscard]] bool hasNamespace(std::string_view name) const
    {
        return m_namespaces.contains(name);
    }

    /// By id, as schema JSON refers to tables and columns; invalid when there is none.
    [[nodiscard]] ir::TableId tableOf(const ir::Endpoint &end);
    [[nodiscard]] ir::ColumnId columnOf(ir::TableId table, const ir::ColumnRef &ref);
    /// By name, as keys and indexes name columns; by id where no column has the name.
    [[nodiscard]] ir::ColumnId keyColumn(ir::TableId table, const ir::ColumnRef &ref);

private:
    void nameTables();
    void nameColumns(ir::TableId id);
    void nameEnums();
    void checkAliases();

    const ir::Schema &m_schema;
    std::vector<std::string> m_tables;
    std::vector<std::string> m_enums;
    std::vector<bool> m_keptAliases;
    std::unordered_map<ir::TableId, std::vector<std::string>> m_columns; ///< where one has another
    std::unordered_set<std::string_view> m_plainEnums;
    std::unordered_set<std::string_view> m_plainTables;
    std::unordered_set<std::string_view> m_namespaces;
    StringViewMap<ir::TableId> m_byId;
    std::vector<ir::ColumnFinder> m_finders;
};

} // namespace tw::dbml
