// SPDX-License-Identifier: MIT
// expand-many-to-many
//
// Requires: a checked schema.
// Ensures: no many-to-many relationship is left. Each has become a junction table: columns of the
// storage types of the keys they name, a primary key over all of them, a foreign key to each side
// that deletes with it unless said otherwise, an index for the way back.

#include "passes/builtin_passes.h"
#include "passes/derived_names.h"

#include <tablewright/base/utf8.h>

#include <algorithm>
#include <unordered_set>

namespace tw::passes {

namespace {

class JunctionMaker {
public:
    JunctionMaker(ir::Schema &schema, PassContext &context)
        : m_schema(schema), m_context(context), m_derived(context.target.nameRules().maxBytes())
    {
    }

    void run()
    {
        std::vector<ir::Relationship> others;
        std::vector<ir::Relationship> manyToMany;
        for (ir::Relationship &relationship : m_schema.relationships) {
            auto &list =
                relationship.kind == ir::Relationship::Kind::ManyToMany ? manyToMany : others;
            list.push_back(std::move(relationship));
        }
        m_schema.relationships = std::move(others);
        if (manyToMany.empty())
            return;
        takeNames(manyToMany);
        for (const ir::Relationship &relationship : manyToMany)
            expand(relationship);
    }

private:
    std::string kept(const ir::Name &space, std::string_view name) const
    {
        std::string key = space.text;
        key += '\0';
        key += truncateUtf8(name, m_context.target.nameRules().maxBytes());
        return key;
    }

    /// All names that a junction table must not take: those of relations and types.
    void takeNames(const std::vector<ir::Relationship> &manyToMany)
    {
        for (const ir::Table &table : m_schema.tables) {
            m_taken.insert(kept(table.namespaceName, table.name.text));
            if (table.primaryKey)
                m_taken.insert(kept(table.namespaceName, table.primaryKey->name.text));
            for (const ir::UniqueKey &key : table.uniqueKeys)
                m_taken.insert(kept(table.namespaceName, key.name.text));
            for (const ir::Index &index : table.indexes)
                m_taken.insert(kept(table.namespaceName, index.name.text));
        }
        for (const ir::EnumType &type : m_schema.enums)
            m_taken.insert(kept(type.namespaceName, type.name.text));
        for (const ir::Relationship &relationship : manyToMany)
            m_taken.insert(kept(relationship.junctionNamespace, relationship.junctionName.text));
    }

    void nameTable(ir::Table &table, const ir::Relationship &relationship)
    {
        if (!relationship.junctionName.empty()) {
            table.namespaceName = relationship.junctionNamespace;
            table.name = relationship.junctionName;
            return;
        }
        const ir::Table &source = m_schema.table(relationship.source.table);
        const ir::Table &target = m_schema.table(relationship.target.table);
        table.namespaceName = relationship.junctionNamespace.empty()
                                  ? source.namespaceName
                                  : relationship.junctionNamespace;
        table.name.text = m_derived.derive(
            source.name.text + '_' + target.name.text, {}, [&](const std::string &name) {
                return m_taken.contains(kept(table.namespaceName, name));
            });
        table.name.range = relationship.range;
        m_taken.insert(kept(table.namespaceName, table.name.text));
    }

    /// `people_id`, and for the other side of a table with itself `people_id_2`.
    [[nodiscard]] std::string columnName(const ir::Table &junction, const std::string &stem) const
    {
        const auto isTaken = [&](const std::string &name) {
            return m_context.target.nameRules().isReservedColumn(name) ||
                   std::any_of(junction.columns.begin(), junction.columns.end(),
                               [&](const ir::Column &c) { return c.name.text == name; });
        };
        std::string name = m_derived.shorten(stem, {});
        for (int number = 2; isTaken(name); ++number)
            name = m_derived.shorten(stem, fmt::format("_{}", number));
        return name;
    }

    /// Adds the columns of one side; returns the references to them.
    std::vector<ir::ColumnRef> addColumns(ir::Table &junction, const ir::Endpoint &endpoint)
    {
        const ir::Table &table = m_schema.table(endpoint.table);
        std::vector<ir::ColumnRef> refs;
        for (const ir::ColumnRef &ref : endpoint.columns) {
            const ir::Column &key = table.column(ref.column);
            ir::Column column;
            column.name.text = columnName(junction, table.name.text + '_' + key.name.text);
            column.typeSyntax = key.typeSyntax;
            column.type = key.type; // serial and its like have become their storage types
            column.nullable = false;
            column.range = endpoint.tableSyntax.range;
            refs.push_back({{}, ir::ColumnId(junction.columns.size())});
            junction.columns.push_back(std::move(column));
        }
        return refs;
    }

    void addForeignKey(const ir::Relationship &relationship, const ir::Endpoint &endpoint,
                       ir::TableId junction, std::vector<ir::ColumnRef> columns)
    {
        ir::ForeignKey key;
        key.source.table = junction;
        key.source.columns = std::move(columns);
        key.target = endpoint;
        key.onDelete = relationship.onDelete == ir::ReferentialAction::Unspecified
                           ? ir::ReferentialAction::Cascade
                           : relationship.onDelete;
        key.onUpdate = relationship.onUpdate;
        key.range = relationship.range;
        m_schema.foreignKeys.push_back(std::move(key));
    }

    void expand(const ir::Relationship &relationship)
    {
        ir::Table junction;
        nameTable(junction, relationship);
        junction.id = relationship.id;
        junction.range = relationship.range;
        const std::vector<ir::ColumnRef> sources = addColumns(junction, relationship.source);
        const std::vector<ir::ColumnRef> targets = addColumns(junction, relationship.target);

        ir::PrimaryKey key;
        key.columns = sources;
        key.columns.insert(key.columns.end(), targets.begin(), targets.end());
        key.range = relationship.range;
        junction.primaryKey = std::move(key);

        // The primary key serves the way from the source; this one serves the way back.
        ir::Index index;
        for (const ir::ColumnRef &ref : targets) {
            ir::IndexElement element;
            element.column = ref;
            index.elements.push_back(std::move(element));
        }
        index.range = relationship.range;
        junction.indexes.push_back(std::move(index));

        const ir::TableId id(m_schema.tables.size());
        m_schema.tables.push_back(std::move(junction));
        addForeignKey(relationship, relationship.source, id, sources);
        addForeignKey(relationship, relationship.target, id, targets);
    }

    ir::Schema &m_schema;
    PassContext &m_context;
    DerivedNames m_derived;
    std::unordered_set<std::string> m_taken;
};

class ExpandManyToMany final : public TransformPass {
public:
    [[nodiscard]] std::string_view name() const override { return "expand-many-to-many"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "many-to-many relationships become junction tables";
    }
    void run(ir::Schema &schema, PassContext &context) const override
    {
        JunctionMaker(schema, context).run();
    }
};

} // namespace

std::shared_ptr<const TransformPass> makeExpandManyToMany()
{
    return std::make_shared<ExpandManyToMany>();
}

} // namespace tw::passes
