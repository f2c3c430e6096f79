// SPDX-License-Identifier: MIT
#pragma once

#include "edge_names.h"
#include "type_profiles.h"

#include <tablewright/ir/schema.h>

#include <map>
#include <string>
#include <vector>

namespace tw::test {

/// What the makers of a valid schema remember beside the schema: which names are taken, what fits
/// each column, which columns a foreign key may refer to.
class SchemaPlan {
public:
    SchemaPlan(ir::Schema &schema, Choices &choices);

    ir::Schema &schema;
    Choices &choices;
    std::vector<std::string> namespaces; ///< of which this schema uses some

    /// For the table that was added to the schema last.
    void addTable();
    ir::Column &addColumn(std::size_t table, std::string_view plain, const TypeProfile *profile);

    [[nodiscard]] const TypeProfile *profile(std::size_t table, std::size_t column) const
    {
        return m_tables[table].profiles[column];
    }
    [[nodiscard]] static const TypeProfile &enumProfile();
    [[nodiscard]] static const TypeProfile &counterProfile();
    /// Of a generated column of some type.
    [[nodiscard]] static const TypeProfile &generatedProfile();

    /// Names of tables, types, indexes and keys of a namespace.
    [[nodiscard]] NamePool &relations(const ir::Name &namespaceName);
    [[nodiscard]] ir::Name keyName(std::size_t table, std::string_view plain);
    [[nodiscard]] std::string constraintName(std::size_t table, std::string_view plain);

    /// The column in an expression of its table.
    [[nodiscard]] std::string columnSql(std::size_t table, std::size_t column);

    /// Columns that a key can have.
    [[nodiscard]] std::vector<std::size_t> keyColumns(std::size_t table) const;
    /// Some of `columns`, in any order.
    [[nodiscard]] std::vector<ir::ColumnRef>
    someRefs(std::size_t table, std::vector<std::size_t> columns, std::size_t most);

    void addTarget(std::size_t table, std::vector<ir::ColumnRef> columns);
    /// What foreign keys to the table may be over.
    [[nodiscard]] const std::vector<std::vector<ir::ColumnRef>> &targets(std::size_t table) const
    {
        return m_tables[table].targets;
    }

    /// Whether a row of any readable literals can be stored.
    [[nodiscard]] bool takesRows(std::size_t table) const;
    [[nodiscard]] bool isKeyless(std::size_t table) const;
    [[nodiscard]] bool isNotNull(std::size_t table, std::size_t column) const;

private:
    struct PlannedTable {
        std::vector<const TypeProfile *> profiles;
        std::vector<std::vector<ir::ColumnRef>> targets;
        NamePool columns;
        NamePool constraints;
    };

    std::vector<PlannedTable> m_tables;
    std::map<std::string, NamePool> m_relations;
};

} // namespace tw::test
