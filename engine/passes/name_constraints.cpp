// SPDX-License-Identifier: MIT
// name-constraints
//
// Requires: a checked schema without relationships.
// Ensures: every key, check, foreign key and index has a name that clashes with no other and that
// the database keeps whole. Names are PostgreSQL's own (`table_column_key`) where these are free.

#include "passes/builtin_passes.h"
#include "passes/derived_names.h"

#include <tablewright/base/utf8.h>

#include <tsl/robin_set.h>

namespace tw::passes {

namespace {

class ConstraintNamer {
public:
    ConstraintNamer(ir::Schema &schema, std::size_t maxBytes)
        : m_schema(schema), m_maxBytes(maxBytes), m_derived(maxBytes),
          m_keysOf(schema.tables.size())
    {
    }

    void run()
    {
        for (std::size_t i = 0; i < m_schema.foreignKeys.size(); ++i)
            m_keysOf[m_schema.foreignKeys[i].source.table.index()].push_back(i);
        // What has a name keeps it, wherever it stands; so all of them are taken first.
        for (const ir::Table &table : m_schema.tables)
            takeRelationNames(table);
        for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
            nameParts(ir::TableId(i));
    }

private:
    /// Views of names in the schema, whose elements do not move any more.
    using Names = tsl::robin_set<std::string_view, std::hash<std::string_view>, std::equal_to<>,
                                 std::allocator<std::string_view>, true>;

    void take(Names &names, const ir::Name &name) const
    {
        if (!name.empty())
            names.insert(truncateUtf8(name.text, m_maxBytes));
    }

    void takeRelationNames(const ir::Table &table)
    {
        Names &relations = relationsOf(table);
        take(relations, table.name);
        if (table.primaryKey)
            take(relations, table.primaryKey->name);
        for (const ir::UniqueKey &key : table.uniqueKeys)
            take(relations, key.name);
        for (const ir::Index &index : table.indexes)
            take(relations, index.name);
    }

    Names &relationsOf(const ir::Table &table)
    {
        const auto it = m_relations.find(table.namespaceName.text);
        if (it != m_relations.end())
            return it->second;
        Names &names = m_relations[table.namespaceName.text];
        names.reserve(m_schema.tables.size() * 4);
        return names;
    }

    void nameParts(ir::TableId id)
    {
        ir::Table &table = m_schema.table(id);
        Names &relations = relationsOf(table);
        m_constraints.clear();
        if (table.primaryKey)
            take(m_constraints, table.primaryKey->name);
        for (const ir::UniqueKey &key : table.uniqueKeys)
            take(m_constraints, key.name);
        for (const ir::CheckConstraint &check : table.checks)
            take(m_constraints, check.name);
        for (const std::size_t key : m_keysOf[id.index()])
            take(m_constraints, m_schema.foreignKeys[key].name);

        if (table.primaryKey)
            nameKey(relations, table.primaryKey->name, table.name.text, "_pkey");
        for (ir::UniqueKey &key : table.uniqueKeys) {
            if (key.name.empty())
                nameKey(relations, key.name, stem(table, key.columns), "_key");
        }
        for (ir::CheckConstraint &check : table.checks)
            nameConstraint(check.name, table.name.text, "_check");
        for (const std::size_t index : m_keysOf[id.index()]) {
            ir::ForeignKey &key = m_schema.foreignKeys[index];
            if (key.name.empty())
                nameConstraint(key.name, stem(table, key.source.columns), "_fkey");
        }
        for (ir::Index &index : table.indexes) {
            if (!index.name.empty())
                continue;
            index.name.text =
                m_derived.derive(indexStem(table, index), "_idx",
                                 [&](const std::string &name) { return relations.contains(name); });
            relations.insert(index.name.text);
        }
    }

    /// A key's name is one of the table's constraints and one of the namespace's relations.
    void nameKey(Names &relations, ir::Name &name, std::string_view stem, std::string_view suffix)
    {
        if (!name.empty())
            return;
        name.text = m_derived.derive(stem, suffix, [&](const std::string &candidate) {
            return relations.contains(candidate) || m_constraints.contains(candidate);
        });
        relations.insert(name.text);
        m_constraints.insert(name.text);
    }

    void nameConstraint(ir::Name &name, std::string_view stem, std::string_view suffix)
    {
        if (!name.empty())
            return;
        name.text = m_derived.derive(stem, suffix, [&](const std::string &candidate) {
            return m_constraints.contains(candidate);
        });
        m_constraints.insert(name.text);
    }

    const std::string &stem(const ir::Table &table, const std::vector<ir::ColumnRef> &columns)
    {
        m_stem = table.name.text;
        for (const ir::ColumnRef &ref : columns) {
            m_stem += '_';
            m_stem += table.column(ref.column).name.text;
        }
        return m_stem;
    }

    const std::string &indexStem(const ir::Table &table, const ir::Index &index)
    {
        m_stem = table.name.text;
        for (const ir::IndexElement &element : index.elements) {
            m_stem += '_';
            m_stem += element.isExpression() ? std::string("expr")
                                             : table.column(element.column.column).name.text;
        }
        return m_stem;
    }

    ir::Schema &m_schema;
    std::size_t m_maxBytes;
    DerivedNames m_derived;
    std::vector<std::vector<std::size_t>> m_keysOf; ///< foreign keys by source table
    StringMap<Names> m_relations;                   ///< by namespace
    Names m_constraints;                            ///< of the table at hand
    std::string m_stem;
};

class NameConstraints final : public TransformPass {
public:
    [[nodiscard]] std::string_view name() const override { return "name-constraints"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "keys, checks and indexes without a name get one that clashes with nothing";
    }
    void run(ir::Schema &schema, PassContext &context) const override
    {
        ConstraintNamer(schema, context.target.nameRules().maxBytes()).run();
    }
};

} // namespace

std::shared_ptr<const TransformPass> makeNameConstraints()
{
    return std::make_shared<NameConstraints>();
}

} // namespace tw::passes
