// SPDX-License-Identifier: MIT
#include "link_maker.h"

#include "valid_schemas.h"

#include <algorithm>

namespace tw::test {

void LinkMaker::makeLinks()
{
    if (m_choices.chance(30))
        makeRing();
    for (std::size_t i = m_choices.below(m_schema.tables.size() * 2); i > 0; --i)
        makeReference(anyTable(), anyTable());
    if (m_choices.chance(8))
        makeJunctionTable();
    for (std::size_t i = m_choices.chance(70) ? 0 : 1 + m_choices.below(2); i > 0; --i)
        makeJunction(anyTable(), anyTable());
}

/// Tables that refer to each other in a cycle.
void LinkMaker::makeRing()
{
    const auto wanted = m_choices.anyOf<std::size_t>({1, 2, 3, 4, 8});
    const std::size_t size = std::min(wanted, m_schema.tables.size());
    for (std::size_t i = 0; i < size; ++i)
        makeReference(i, (i + 1) % size);
}

ir::ReferentialAction LinkMaker::action()
{
    using enum ir::ReferentialAction;
    return m_choices.chance(55)
               ? Unspecified
               : m_choices.anyOf({NoAction, Restrict, Cascade, SetNull, SetDefault});
}

ir::Endpoint LinkMaker::endpoint(std::size_t table, std::vector<ir::ColumnRef> columns) const
{
    ir::Endpoint made;
    made.table = ir::TableId(table);
    made.tableSyntax = named(m_schema.tables[table].id);
    made.columns = std::move(columns);
    return made;
}

/// A column that can refer to the key: one of the very same type that is there, or a new one.
std::size_t LinkMaker::sourceColumn(std::size_t source, std::size_t target,
                                    const ir::ColumnRef &key)
{
    const ir::Column wanted = m_schema.tables[target].column(key.column);
    const TypeProfile *profile = m_plan.profile(target, key.column.index());
    const ir::Table &table = m_schema.tables[source];
    if (m_choices.chance(15)) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const ir::Column &column = table.columns[i];
            if (m_plan.profile(source, i) == profile && column.generated->empty() &&
                column.typeSyntax.spelling.text == wanted.typeSyntax.spelling.text)
                return i;
        }
    }
    const bool other = !profile->referrers.empty() && m_choices.chance(25);
    const bool counts = profile == &SchemaPlan::counterProfile();
    ir::Column &column = m_plan.addColumn(
        source, "ref", other || counts ? &SchemaPlan::generatedProfile() : profile);
    column.typeSyntax = wanted.typeSyntax;
    if (other || (counts && !wanted.autoIncrement)) {
        column.typeSyntax = {};
        column.typeSyntax.spelling = named(m_choices.of(profile->referrers));
    }
    column.nullable = m_choices.chance(70);
    return m_schema.tables[source].columns.size() - 1;
}

void LinkMaker::makeReference(std::size_t source, std::size_t target)
{
    if (m_plan.targets(target).empty())
        return;
    std::vector<ir::ColumnRef> keyed = m_choices.of(m_plan.targets(target));
    if (m_choices.chance(30))
        std::ranges::reverse(keyed);
    std::vector<std::size_t> sources;
    for (const ir::ColumnRef &key : keyed) {
        const std::size_t column = sourceColumn(source, target, key);
        if (std::ranges::find(sources, column) != sources.end())
            return;
        sources.push_back(column);
    }
    std::vector<ir::ColumnRef> from;
    std::vector<ir::ColumnRef> to;
    for (std::size_t i = 0; i < keyed.size(); ++i) {
        from.push_back(refTo(m_schema.tables[source], sources[i]));
        to.push_back(refTo(m_schema.tables[target], keyed[i].column.index()));
    }
    if (m_choices.chance(20)) {
        ir::Relationship &link = m_schema.relationships.emplace_back();
        link.kind =
            m_choices.anyOf({ir::Relationship::Kind::OneToOne, ir::Relationship::Kind::OneToMany});
        link.source = endpoint(source, std::move(from));
        link.target = endpoint(target, std::move(to));
        link.onDelete = action();
        link.onUpdate = action();
        if (m_choices.chance(20))
            link.name = named(m_plan.constraintName(source, "link"));
        return;
    }
    ir::ForeignKey &key = m_schema.foreignKeys.emplace_back();
    key.source = endpoint(source, std::move(from));
    key.target = endpoint(target, std::move(to));
    key.onDelete = action();
    key.onUpdate = action();
    if (m_choices.chance(30))
        key.name = named(m_plan.constraintName(source, "fk"));
    using enum ir::Deferrability;
    if (m_choices.chance(20))
        key.deferrability = m_choices.anyOf({InitiallyImmediate, InitiallyDeferred});
}

void LinkMaker::makeJunction(std::size_t left, std::size_t right)
{
    if (m_plan.targets(left).empty() || m_plan.targets(right).empty())
        return;
    ir::Relationship &link = m_schema.relationships.emplace_back();
    link.kind = ir::Relationship::Kind::ManyToMany;
    link.source = endpoint(left, m_choices.of(m_plan.targets(left)));
    link.target = endpoint(right, m_choices.of(m_plan.targets(right)));
    if (m_choices.chance(30)) {
        link.onDelete = action();
        link.onUpdate = action();
    }
    if (m_choices.chance(30))
        link.junctionNamespace = named(m_choices.of(m_plan.namespaces));
    if (m_choices.chance(40))
        link.junctionName =
            named(m_plan.relations(link.junctionNamespace).take(m_choices, "junction"));
}

/// A junction written out, with a relationship of its own: a junction of a junction.
void LinkMaker::makeJunctionTable()
{
    const std::size_t left = anyTable();
    const std::size_t right = anyTable();
    if (m_plan.targets(left).empty() || m_plan.targets(right).empty())
        return;
    const std::size_t made = m_schema.tables.size();
    ir::Table &table = m_schema.tables.emplace_back();
    table.id = "t" + std::to_string(made);
    table.name = named(m_plan.relations({}).take(m_choices, "junction"));
    m_plan.addTable();
    makeReference(made, left);
    makeReference(made, right);
    if (m_schema.tables[made].columns.empty())
        m_plan.addColumn(made, "col", &typeProfiles().front()).typeSyntax.spelling = named("int2");
    std::vector<ir::ColumnRef> all;
    for (std::size_t i = 0; i < m_schema.tables[made].columns.size(); ++i)
        all.push_back(refTo(m_schema.tables[made], i));
    ir::Table &junction = m_schema.tables[made];
    junction.primaryKey.emplace();
    junction.primaryKey->columns = all;
    m_plan.addTarget(made, all);
    makeJunction(made, m_choices.chance(30) ? made : anyTable());
}

} // namespace tw::test
