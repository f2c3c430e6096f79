// SPDX-License-Identifier: MIT
#include <tablewright/ir/verifier.h>

#include <fmt/format.h>

namespace tw::ir {

namespace {

class Verifier {
public:
    Verifier(const Schema &schema, Phase phase) : m_schema(schema), m_phase(phase) {}

    std::vector<std::string> run()
    {
        for (const Table &table : m_schema.tables)
            verifyTable(table);
        for (const ForeignKey &key : m_schema.foreignKeys) {
            verifyEndpoint(key.source, "foreign key source");
            verifyEndpoint(key.target, "foreign key target");
        }
        for (const Relationship &relationship : m_schema.relationships) {
            verifyEndpoint(relationship.source, "relationship source");
            verifyEndpoint(relationship.target, "relationship target");
        }
        if (m_phase == Phase::Transformed)
            verifyTransformed();
        return std::move(m_broken);
    }

private:
    template <class... Args> void broken(fmt::format_string<Args...> format, Args &&...args)
    {
        m_broken.push_back(fmt::format(format, std::forward<Args>(args)...));
    }

    [[nodiscard]] bool resolved() const { return m_phase != Phase::Parsed; }

    void verifyColumns(const Table &table, const std::vector<ColumnRef> &columns,
                       std::string_view what)
    {
        for (const ColumnRef &ref : columns) {
            if (ref.column.isValid() ? ref.column.index() >= table.columns.size() : resolved())
                broken("{} of table `{}` names no column", what, table.name.text);
        }
    }

    void verifyTable(const Table &table)
    {
        for (const Column &column : table.columns) {
            if (resolved() && !column.type.isResolved())
                broken("column `{}`.`{}` has no type", table.name.text, column.name.text);
            if (column.type.isEnum() && column.type.enumType.index() >= m_schema.enums.size())
                broken("column `{}`.`{}` has an enum that is none", table.name.text,
                       column.name.text);
        }
        if (table.primaryKey)
            verifyColumns(table, table.primaryKey->columns, "primary key");
        for (const UniqueKey &key : table.uniqueKeys)
            verifyColumns(table, key.columns, "unique key");
        for (const Index &index : table.indexes) {
            verifyColumns(table, index.include, "index");
            for (const IndexElement &element : index.elements) {
                if (!element.isExpression())
                    verifyColumns(table, {element.column}, "index");
            }
        }
    }

    void verifyEndpoint(const Endpoint &endpoint, std::string_view what)
    {
        if (!endpoint.table.isValid()) {
            if (resolved())
                broken("{} names no table", what);
            return;
        }
        if (endpoint.table.index() >= m_schema.tables.size())
            broken("{} names a table that is none", what);
        else
            verifyColumns(m_schema.table(endpoint.table), endpoint.columns, what);
    }

    void verifyTransformed()
    {
        if (!m_schema.relationships.empty())
            broken("{} relationships are left", m_schema.relationships.size());
        std::vector<bool> seen(m_schema.tables.size());
        for (const TableId id : m_schema.creationOrder) {
            if (id.index() >= seen.size() || seen[id.index()])
                broken("the creation order names table {} wrongly or twice", id.index());
            else
                seen[id.index()] = true;
        }
        if (m_schema.creationOrder.size() != m_schema.tables.size())
            broken("the creation order has {} of {} tables", m_schema.creationOrder.size(),
                   m_schema.tables.size());
        for (const Table &table : m_schema.tables)
            verifyNamed(table);
        for (const ForeignKey &key : m_schema.foreignKeys) {
            if (key.name.empty())
                broken("a foreign key has no name");
        }
    }

    void verifyNamed(const Table &table)
    {
        bool named = !table.primaryKey || !table.primaryKey->name.empty();
        for (const UniqueKey &key : table.uniqueKeys)
            named = named && !key.name.empty();
        for (const CheckConstraint &check : table.checks)
            named = named && !check.name.empty();
        for (const Index &index : table.indexes)
            named = named && !index.name.empty();
        if (!named)
            broken("a key, check or index of table `{}` has no name", table.name.text);
    }

    const Schema &m_schema;
    Phase m_phase;
    std::vector<std::string> m_broken;
};

} // namespace

std::vector<std::string> verify(const Schema &schema, Phase phase)
{
    return Verifier(schema, phase).run();
}

} // namespace tw::ir
