// SPDX-License-Identifier: MIT
// expand-many-to-many
//
// Requires: a checked schema.
// Ensures: no many-to-many relationship is left. Each has become a junction table: columns of the
// storage types of the keys they name, a primary key over all of them, a foreign key to each side
// that deletes with it unless said otherwise, an index for the way back.

#include "passes/builtin_passes.h"
#include "passes/derived_names.h"

#include <tablewright/base/string_map.h>
#include <tablewright/base/utf8.h>

#include <algorithm>

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
        const std::vector<ir::Name> names = nameTables(manyToMany);
        for (std::size_t i = 0; i < manyToMany.size(); ++i)
            expand(manyToMany[i], names[i]);
    }

private:
    /// Of a junction without a name, that of its source side.
    [[nodiscard]] const ir::Name &namespaceOf(const ir::Relationship &relationship) const
    {
        return relationship.junctionName.empty() && relationship.junctionNamespace.empty()
                   ? m_schema.table(relationship.source.table).namespaceName
                   : relationship.junctionNamespace;
    }

    /// One for each relationship: given, or that of both tables. None is that of a relation, a
    /// type or another junction.
    [[nodiscard]] std::vector<ir::Name>
    nameTables(const std::vector<ir::Relationship> &manyToMany) const
    {
        StringViewMap<NameGiver::Scope> namespaces;
        const std::size_t maxBytes = m_derived.maxBytes();
        const auto scopeOf = [&](const ir::Name &space) {
            return namespaces.try_emplace(truncateUtf8(space.text, maxBytes), namespaces.size())
                .first->second;
        };
        NameGiver giver(maxBytes);
        for (const ir::Table &table : m_schema.tables) {
            const NameGiver::Scope scope = scopeOf(table.namespaceName);
            giver.take(scope, table.name.text);
            if (table.primaryKey)
                giver.take(scope, table.primaryKey->name.text);
            for (const ir::UniqueKey &key : table.uniqueKeys)
                giver.take(scope, key.name.text);
            for (const ir::Index &index : table.indexes)
                giver.take(scope, index.name.text);
        }
        for (const ir::EnumType &type : m_schema.enums)
            giver.take(scopeOf(type.namespaceName), type.name.text);

        std::vector<ir::Name> names;
        names.reserve(manyToMany.size()); // so that they stay where they are
        for (const ir::Relationship &relationship : manyToMany) {
            names.push_back(relationship.junctionName);
            giver.take(scopeOf(namespaceOf(relationship)), relationship.junctionName.text);
        }
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (!names[i].empty())
                continue;
            names[i].range = manyToMany[i].range;
            giver.want(names[i], scopeOf(namespaceOf(manyToMany[i])), stemOf(manyToMany[i]), {}, i);
        }
        giver.settle([&](NameGiver::Element i) {
            return NameGiver::Identity{stemOf(manyToMany[i]), {}, contentOf(manyToMany[i])};
        });
        return names;
    }

    [[nodiscard]] std::string stemOf(const ir::Relationship &relationship) const
    {
        return m_schema.table(relationship.source.table).name.text + '_' +
               m_schema.table(relationship.target.table).name.text;
    }

    [[nodiscard]] std::string contentOf(const ir::Relationship &relationship) const
    {
        std::string content;
        const auto add = [&content](std::string_view part) {
            content += part;
            content += '\0';
        };
        for (const ir::Endpoint *endpoint : {&relationship.source, &relationship.target}) {
            const ir::Table &table = m_schema.table(endpoint->table);
            add(table.namespaceName.text);
            add(table.name.text);
            for (const ir::ColumnRef &ref : endpoint->columns)
                add(table.column(ref.column).name.text);
            add({});
        }
        add(relationship.name.text);
        add(relationship.id);
        return content;
    }

    /// `people_id`, and for the other side of a table with itself `people_id_2`.
    [[nodiscard]] std::string columnName(const ir::Table &junction, const std::string &stem) const
    {
        const auto isTaken = [&](const std::string &name) {
            return m_context.target.nameRules().isReservedColumn(name) ||
                   std::any_of(junction.columns.begin(), junction.columns.end(),
                               [&](const ir::Column &c) { return c.name.text == name; });
        };
        std::string name = m_derived.plain(stem, {});
        for (int number = 2; isTaken(name); ++number)
            name = m_derived.plain(stem, fmt::format("_{}", number));
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

    void expand(const ir::Relationship &relationship, const ir::Name &name)
    {
        ir::Table junction;
        junction.namespaceName = namespaceOf(relationship);
        junction.name = name;
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
