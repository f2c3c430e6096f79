// SPDX-License-Identifier: MIT
// check-naming-convention
//
// Requires: a resolved schema.
// Reports: names that are not as the plugin's options ask. What a partial brings is reported there,
// and what has no name in the text not at all.

#include "check_naming_convention.h"

#include "name_checker.h"
#include "renaming.h"
#include "settings.h"

#include <set>

namespace tw::naming {

namespace {

/// Goes through all that has a name.
class SchemaWalk {
public:
    SchemaWalk(const ir::Schema &schema, PassContext &context)
        : m_schema(schema), m_context(context), m_settings(context.options),
          m_renamer(schema, context.target, m_settings), m_checker(schema, context, m_settings)
    {
    }

    void run()
    {
        for (std::size_t i = 0; i < m_schema.tables.size() && !m_context.isCancelled(); ++i)
            checkTable(ir::TableId(i));
        for (std::size_t i = 0; i < m_schema.partials.size() && !m_context.isCancelled(); ++i)
            checkPartial(ir::TablePartialId(i));
        for (const ir::ForeignKey &key : m_schema.foreignKeys) {
            if (!key.partial.isValid())
                checkForeignKey(key);
        }
        for (const ir::Relationship &relationship : m_schema.relationships) {
            if (!relationship.partial.isValid())
                checkRelationship(relationship);
        }
        for (std::size_t i = 0; i < m_schema.enums.size(); ++i)
            checkEnum(ir::EnumId(i));
    }

private:
    void checkTable(ir::TableId id)
    {
        const ir::Table &table = m_schema.table(id);
        checkNamespace(table.namespaceName);
        m_checker.checkTable(
            {.kind = Kind::Table,
             .name = &table.name,
             .space = table.namespaceName.view(),
             .rename = [&](std::string_view name) { return m_renamer.table(table, name); }});
        for (const ir::Column &column : table.columns) {
            if (!column.partial.isValid())
                m_checker.checkColumn(
                    {.kind = Kind::Column,
                     .name = &column.name,
                     .space = table.namespaceName.view(),
                     .table = &table,
                     .rename =
                         [&](std::string_view name) { return m_renamer.column(id, column, name); }},
                    column);
        }
        checkBody(table);
    }

    void checkPartial(ir::TablePartialId id)
    {
        const ir::TablePartial &partial = m_schema.partials[id.index()];
        for (const ir::Column &column : partial.table.columns)
            m_checker.checkColumn(
                {.kind = Kind::Column,
                 .name = &column.name,
                 .table = &partial.table,
                 .isPartial = true,
                 .rename =
                     [&](std::string_view name) { return m_renamer.column(id, column, name); }},
                column);
        m_isPartial = true;
        checkBody(partial.table);
        for (const ir::ForeignKey &key : partial.foreignKeys)
            check(Kind::ForeignKey, key.name, partial.table);
        for (const ir::Relationship &relationship : partial.relationships)
            check(Kind::ForeignKey, relationship.name, partial.table);
        m_isPartial = false;
    }

    void check(Kind kind, const ir::Name &name, const ir::Table &table,
               const NameChecker::Template &expected = {})
    {
        m_checker.check(
            {.kind = kind,
             .name = &name,
             .space = table.namespaceName.view(),
             .table = &table,
             .isPartial = m_isPartial,
             .rename = [&](std::string_view to) { return m_renamer.unreferenced(name, to); }},
            expected);
    }

    /// Keys, checks and indexes that are its own.
    void checkBody(const ir::Table &table)
    {
        if (table.primaryKey && !table.primaryKeyPartial.isValid())
            check(Kind::PrimaryKey, table.primaryKey->name, table,
                  {.table = &table, .columns = &table.primaryKey->columns});
        for (const ir::UniqueKey &key : table.uniqueKeys) {
            if (!key.partial.isValid())
                check(Kind::UniqueKey, key.name, table, {.table = &table, .columns = &key.columns});
        }
        for (const ir::CheckConstraint &constraint : table.checks) {
            if (!constraint.partial.isValid())
                check(Kind::Check, constraint.name, table, {.table = &table});
        }
        for (const ir::Index &index : table.indexes) {
            if (!index.partial.isValid())
                check(Kind::Index, index.name, table,
                      {.table = &table, .elements = &index.elements});
        }
    }

    template <class Link> void checkLinkName(const Link &link)
    {
        if (!link.source.table.isValid() || !link.target.table.isValid())
            return;
        const ir::Table &source = m_schema.table(link.source.table);
        check(Kind::ForeignKey, link.name, source,
              {.table = &source,
               .columns = &link.source.columns,
               .target = &m_schema.table(link.target.table),
               .targetColumns = &link.target.columns});
    }

    void checkForeignKey(const ir::ForeignKey &key) { checkLinkName(key); }

    void checkRelationship(const ir::Relationship &relationship)
    {
        if (relationship.kind != ir::Relationship::Kind::ManyToMany)
            checkLinkName(relationship);
        checkNamespace(relationship.junctionNamespace);
        const ir::Name &name = relationship.junctionName;
        m_checker.check(
            {.kind = Kind::Junction,
             .name = &name,
             .space = relationship.junctionNamespace.view(),
             .rename = [&](std::string_view to) { return m_renamer.unreferenced(name, to); }},
            {});
    }

    void checkEnum(ir::EnumId id)
    {
        const ir::EnumType &type = m_schema.enumType(id);
        checkNamespace(type.namespaceName);
        m_checker.checkEnum(
            {.kind = Kind::Enum,
             .name = &type.name,
             .space = type.namespaceName.view(),
             .rename = [&](std::string_view name) { return m_renamer.enumType(id, name); }});
        for (const ir::EnumValue &value : type.values)
            m_checker.check({.kind = Kind::EnumValue,
                             .name = &value.value,
                             .space = type.namespaceName.view(),
                             .enumType = &type,
                             .rename =
                                 [&](std::string_view name) {
                                     return m_renamer.enumValue(id, value.value, name);
                                 }},
                            {});
    }

    /// Once, where it is first named.
    void checkNamespace(const ir::Name &name)
    {
        if (name.empty() || name.view() == m_context.target.nameRules().defaultNamespace() ||
            !m_namespaces.insert(name.view()).second)
            return;
        m_checker.check(
            {.kind = Kind::Namespace,
             .name = &name,
             .rename =
                 [](std::string_view /*to*/) {
                     return Renaming{
                         {}, "a namespace is named in many places; rename it by hand", {}};
                 }},
            {});
    }

    const ir::Schema &m_schema;
    PassContext &m_context;
    Settings m_settings;
    Renamer m_renamer;
    NameChecker m_checker;
    std::set<std::string_view> m_namespaces;
    bool m_isPartial = false;
};

class CheckNamingConvention final : public CheckPass {
public:
    [[nodiscard]] std::string_view name() const override { return "check-naming-convention"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "names are in the styles that the configuration asks for";
    }
    void run(const ir::Schema &schema, PassContext &context) const override
    {
        SchemaWalk(schema, context).run();
    }
};

} // namespace

std::shared_ptr<const CheckPass> makeCheckNamingConvention()
{
    return std::make_shared<const CheckNamingConvention>();
}

} // namespace tw::naming
