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
        verifyLinks(m_schema.foreignKeys, "foreign key");
        verifyLinks(m_schema.relationships, "relationship");
        verifyLinks(m_schema.inactiveForeignKeys, "inactive foreign key");
        verifyLinks(m_schema.inactiveRelationships, "inactive relationship");
        verifyAnnotations();
        verifyPartials();
        for (const TableId table : m_schema.creationOrder)
            verifyId(table, m_schema.tables, "creation order");
        if (m_phase == Phase::Transformed)
            verifyTransformed();
        return std::move(m_broken);
    }

private:
    template <class... Args> void broken(fmt::format_string<Args...> format, Args &&...args)
    {
        m_broken.push_back(fmt::format(format, std::forward<Args>(args)...));
    }

    /// Partials stay as they were parsed.
    [[nodiscard]] bool resolved() const { return m_phase != Phase::Parsed && m_partial == nullptr; }

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
        verifyInjections(table);
        if (table.primaryKey)
            verifyColumns(table, table.primaryKey->columns, "primary key");
        for (const PrimaryKey &key : table.extraPrimaryKeys)
            verifyColumns(table, key.columns, "primary key");
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

    template <class Link> void verifyLinks(const std::vector<Link> &links, std::string_view what)
    {
        for (const Link &link : links) {
            verifyEndpoint(link.source, what, "source");
            verifyEndpoint(link.target, what, "target");
            verifyPartial(link.partial, what);
        }
    }

    void verifyEndpoint(const Endpoint &endpoint, std::string_view what, std::string_view side)
    {
        if (!endpoint.table.isValid()) {
            if (m_partial != nullptr)
                verifyColumns(m_partial->table, endpoint.columns, what);
            if (resolved())
                broken("{} {} names no table", what, side);
            return;
        }
        if (endpoint.table.index() >= m_schema.tables.size())
            broken("{} {} names a table that is none", what, side);
        else
            verifyColumns(m_schema.table(endpoint.table), endpoint.columns, what);
    }

    void verifyPartial(TablePartialId partial, std::string_view what)
    {
        if (partial.isValid() && partial.index() >= m_schema.partials.size())
            broken("{} comes from a partial that is none", what);
    }

    template <class Id, class Element>
    void verifyId(Id id, const std::vector<Element> &elements, std::string_view what)
    {
        if (!id.isValid() || id.index() >= elements.size())
            broken("{} names what is none", what);
    }

    void verifyInjections(const Table &table)
    {
        for (const Injection &injection : *table.injections)
            verifyId(injection.partial, m_schema.partials, "injection");
        for (const TablePartialId partial :
             {table.notePartial, table.headerColorPartial, table.primaryKeyPartial})
            verifyPartial(partial, "part of a table");
        const auto verifyAll = [&](const auto &elements, std::string_view what) {
            for (const auto &element : elements)
                verifyPartial(element.partial, what);
        };
        verifyAll(table.columns, "column");
        verifyAll(table.uniqueKeys, "unique key");
        verifyAll(table.checks, "check");
        verifyAll(table.indexes, "index");
    }

    void verifyPartials()
    {
        for (const TablePartial &partial : m_schema.partials) {
            m_partial = &partial;
            verifyTable(partial.table);
            verifyLinks(partial.foreignKeys, "foreign key of a partial");
            verifyLinks(partial.relationships, "relationship of a partial");
        }
        m_partial = nullptr;
    }

    void verifyRecords(const Records &records)
    {
        verifyId(records.table, m_schema.tables, "set of records");
        if (!records.table.isValid() || records.table.index() >= m_schema.tables.size())
            return;
        for (const ColumnId column : records.columns)
            verifyId(column, m_schema.table(records.table).columns, "set of records");
        if (records.values.size() != records.rowCount() * records.columns.size())
            broken("{} rows of {} columns have {} values", records.rowCount(),
                   records.columns.size(), records.values.size());
    }

    void verifyEnd(const Dependency::End &end)
    {
        verifyId(end.table, m_schema.tables, "dependency");
        if (end.column.isValid() && end.table.isValid() &&
            end.table.index() < m_schema.tables.size())
            verifyId(end.column, m_schema.table(end.table).columns, "dependency");
    }

    void verifyAnnotations()
    {
        for (const Records &records : m_schema.records)
            verifyRecords(records);
        std::vector<bool> grouped(m_schema.tables.size());
        for (const TableGroup &group : m_schema.groups) {
            for (const TableGroup::Member &member : group.tables) {
                verifyId(member.table, m_schema.tables, "table group");
                if (!member.table.isValid() || member.table.index() >= grouped.size())
                    continue;
                if (grouped[member.table.index()])
                    broken("table {} is in two groups", member.table.index());
                grouped[member.table.index()] = true;
            }
        }
        for (const DiagramView &view : m_schema.views) {
            for (const TableId table : view.tables.some)
                verifyId(table, m_schema.tables, "view");
            for (const StickyNoteId note : view.notes.some)
                verifyId(note, m_schema.stickyNotes, "view");
            for (const TableGroupId group : view.groups.some)
                verifyId(group, m_schema.groups, "view");
        }
        for (const Dependency &dependency : m_schema.dependencies) {
            for (const Dependency::Edge &edge : dependency.edges) {
                verifyEnd(edge.upstream);
                verifyEnd(edge.downstream);
            }
        }
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
    const TablePartial *m_partial = nullptr; ///< that is being verified
    std::vector<std::string> m_broken;
};

} // namespace

std::vector<std::string> verify(const Schema &schema, Phase phase)
{
    return Verifier(schema, phase).run();
}

} // namespace tw::ir
