// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/diagram_builder.h"
#include "model/diagram_metrics.h"

#include <algorithm>
#include <climits>
#include <map>

namespace tw::preview {

using End = DiagramEdge::End;

namespace {

QString spelled(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString actions(ir::ReferentialAction onDelete, ir::ReferentialAction onUpdate)
{
    QStringList list;
    if (onDelete != ir::ReferentialAction::Unspecified)
        list += QStringLiteral("ON DELETE ") + spelled(ir::spelling(onDelete));
    if (onUpdate != ir::ReferentialAction::Unspecified)
        list += QStringLiteral("ON UPDATE ") + spelled(ir::spelling(onUpdate));
    return list.join(u"  ");
}

/// The columns of a key as a set: the order matters to no one who asks whether they are unique.
template <class Refs> std::vector<ir::ColumnId> columnsOf(const Refs &refs)
{
    std::vector<ir::ColumnId> columns;
    columns.reserve(refs.size());
    for (const ir::ColumnRef &ref : refs)
        columns.push_back(ref.column);
    std::sort(columns.begin(), columns.end());
    return columns;
}

} // namespace

bool DiagramEdges::isUnique(const ir::Endpoint &end) const
{
    const ir::Table &table = m_schema.table(end.table);
    const std::vector<ir::ColumnId> columns = columnsOf(end.columns);
    if (table.primaryKey && columnsOf(table.primaryKey->columns) == columns)
        return true;
    if (std::any_of(table.uniqueKeys.begin(), table.uniqueKeys.end(),
                    [&](const ir::UniqueKey &key) { return columnsOf(key.columns) == columns; }))
        return true;
    return std::any_of(table.indexes.begin(), table.indexes.end(), [&](const ir::Index &index) {
        if (!index.unique || !index.where->empty() || index.elements.size() != columns.size())
            return false;
        std::vector<ir::ColumnId> indexed;
        indexed.reserve(columns.size());
        for (const ir::IndexElement &element : index.elements)
            indexed.push_back(element.column.column);
        std::sort(indexed.begin(), indexed.end());
        return indexed == columns;
    });
}

bool DiagramEdges::isOptional(const ir::Endpoint &end) const
{
    const std::vector<DiagramColumn> &columns = m_model.tables[end.table.index()].columns;
    return std::any_of(end.columns.begin(), end.columns.end(), [&](const ir::ColumnRef &ref) {
        return ref.column.isValid() && ref.column.index() < columns.size() &&
               columns[ref.column.index()].nullable;
    });
}

QString DiagramEdges::spell(const ir::Endpoint &end) const
{
    const DiagramTable &table = m_model.tables[end.table.index()];
    QStringList names;
    for (const ir::ColumnRef &ref : end.columns) {
        names += ref.column.isValid() && ref.column.index() < table.columns.size()
                     ? table.columns[ref.column.index()].name
                     : textOf(ref.name);
    }
    if (names.size() == 1)
        return titleOf(table) + u'.' + names.front();
    return titleOf(table) + QStringLiteral(" (") + names.join(QStringLiteral(", ")) + u')';
}

void DiagramEdges::countUses()
{
    m_uses.resize(m_schema.tables.size());
    for (std::size_t t = 0; t < m_schema.tables.size(); ++t)
        m_uses[t].assign(m_schema.tables[t].columns.size(), 0);
    const auto count = [this](const ir::Endpoint &end) {
        if (!end.table.isValid() || end.table.index() >= m_uses.size())
            return;
        std::vector<int> &uses = m_uses[end.table.index()];
        for (const ir::ColumnRef &ref : end.columns) {
            if (ref.column.isValid() && ref.column.index() < uses.size())
                ++uses[ref.column.index()];
        }
    };
    for (const ir::ForeignKey &key : m_schema.foreignKeys)
        count(key.source);
    for (const ir::Relationship &relationship : m_schema.relationships)
        count(relationship.source);
}

bool DiagramEdges::connect(DiagramEdge &edge, const ir::Endpoint &source,
                           const ir::Endpoint &target) const
{
    const std::size_t tables = m_schema.tables.size();
    if (!source.table.isValid() || !target.table.isValid() || source.table.index() >= tables ||
        target.table.index() >= tables)
        return false;
    // Of a composite key the columns that tell it from other keys: where each row names its
    // tenant, that one does not.
    const auto usesOf = [this](const ir::Endpoint &end, std::size_t i) {
        const std::vector<int> &uses = m_uses[end.table.index()];
        const ir::ColumnId column = end.columns[i].column;
        return column.isValid() && column.index() < uses.size() ? uses[column.index()] : 0;
    };
    std::size_t pair = 0;
    int best = INT_MAX;
    for (std::size_t i = 0; i < std::min(source.columns.size(), target.columns.size()); ++i) {
        const int uses = usesOf(source, i) + usesOf(target, i);
        if (uses < best) {
            best = uses;
            pair = i;
        }
    }
    const auto columnOf = [&](const ir::Endpoint &end) {
        if (pair >= end.columns.size() || !end.columns[pair].column.isValid())
            return -1;
        const std::size_t column = end.columns[pair].column.index();
        return column < m_model.tables[end.table.index()].columns.size() ? static_cast<int>(column)
                                                                         : -1;
    };
    edge.source = static_cast<int>(source.table.index());
    edge.target = static_cast<int>(target.table.index());
    edge.sourceColumn = columnOf(source);
    edge.targetColumn = columnOf(target);
    return true;
}

void DiagramEdges::addForeignKey(const ir::ForeignKey &key, ElementRef element, bool inactive)
{
    DiagramEdge edge;
    if (!connect(edge, key.source, key.target))
        return;
    const bool unique = isUnique(key.source);
    edge.sourceEnd = unique                      ? End::ZeroOrOne
                     : key.looks->sourceOptional ? End::ZeroOrMany
                                                 : End::Many;
    edge.targetEnd =
        isOptional(key.source) || key.looks->targetOptional ? End::ZeroOrOne : End::One;
    edge.inactive = inactive;
    edge.color = colorOf(key.looks->color);
    edge.name = textOf(key.name);
    edge.element = element;
    edge.description = spell(key.source) + QStringLiteral(" → ") + spell(key.target);
    if (const QString said = actions(key.onDelete, key.onUpdate); !said.isEmpty())
        edge.description += u'\n' + said;
    if (inactive)
        edge.description += QStringLiteral("\ninactive: no key is made of it");
    m_model.edges.push_back(std::move(edge));
}

void DiagramEdges::addRelationship(const ir::Relationship &relationship, ElementRef element,
                                   bool inactive)
{
    using Kind = ir::Relationship::Kind;
    DiagramEdge edge;
    if (!connect(edge, relationship.source, relationship.target))
        return;
    const ir::LinkLooks &looks = *relationship.looks;
    if (relationship.kind == Kind::ManyToMany) {
        edge.sourceEnd = looks.sourceOptional ? End::ZeroOrMany : End::Many;
        edge.targetEnd = looks.targetOptional ? End::ZeroOrMany : End::Many;
    } else {
        if (relationship.kind == Kind::OneToOne || isUnique(relationship.source))
            edge.sourceEnd = End::ZeroOrOne;
        else
            edge.sourceEnd = looks.sourceOptional ? End::ZeroOrMany : End::Many;
        edge.targetEnd =
            isOptional(relationship.source) || looks.targetOptional ? End::ZeroOrOne : End::One;
    }
    edge.inactive = inactive;
    edge.color = colorOf(looks.color);
    edge.name = textOf(relationship.name);
    edge.element = element;
    const QString arrow =
        relationship.kind == Kind::ManyToMany ? QStringLiteral(" ↔ ") : QStringLiteral(" → ");
    edge.description = spell(relationship.source) + arrow + spell(relationship.target) + u'\n' +
                       spelled(ir::spelling(relationship.kind));
    if (relationship.kind == Kind::ManyToMany && !relationship.junctionName.empty())
        edge.description += QStringLiteral(" through ") + textOf(relationship.junctionName);
    if (const QString said = actions(relationship.onDelete, relationship.onUpdate); !said.isEmpty())
        edge.description += u'\n' + said;
    if (inactive)
        edge.description += QStringLiteral("\ninactive: nothing is made of it");
    m_model.edges.push_back(std::move(edge));
}

void DiagramEdges::addEnumUses()
{
    const std::size_t firstEnum = m_schema.tables.size();
    for (std::size_t t = 0; t < m_schema.tables.size(); ++t) {
        const std::vector<ir::Column> &columns = m_schema.tables[t].columns;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const ir::DataType &type = columns[c].type;
            if (!type.isEnum() || type.enumType.index() >= m_schema.enums.size())
                continue;
            DiagramEdge edge;
            edge.enumUse = true;
            edge.source = static_cast<int>(t);
            edge.sourceColumn = static_cast<int>(c);
            edge.target = static_cast<int>(firstEnum + type.enumType.index());
            edge.sourceEnd = edge.targetEnd = End::One;
            const DiagramTable &table = m_model.tables[t];
            edge.element = table.columns[c].element;
            edge.description = titleOf(table) + u'.' + table.columns[c].name +
                               QStringLiteral(" is of the enum ") +
                               titleOf(m_model.tables[static_cast<std::size_t>(edge.target)]);
            m_model.edges.push_back(std::move(edge));
        }
    }
}

void DiagramEdges::build()
{
    using Kind = ElementRef::Kind;
    countUses();
    // What the transforms made of relationships has their ranges.
    std::map<SourceRange, std::uint32_t> relationships;
    if (&m_schema != &m_declared) {
        for (std::size_t i = 0; i < m_declared.relationships.size(); ++i)
            relationships.emplace(m_declared.relationships[i].range, static_cast<std::uint32_t>(i));
    }
    for (DiagramTable &table : m_model.tables) {
        if (!table.isJunction)
            continue;
        const ir::Table &made =
            m_schema.tables[static_cast<std::size_t>(&table - m_model.tables.data())];
        const auto of = relationships.find(made.range);
        if (of == relationships.end())
            continue;
        table.element = {Kind::Relationship, of->second};
        for (DiagramColumn &column : table.columns)
            column.element = table.element;
    }
    for (std::size_t i = 0; i < m_schema.foreignKeys.size(); ++i) {
        const ir::ForeignKey &key = m_schema.foreignKeys[i];
        ElementRef element{Kind::ForeignKey, static_cast<std::uint32_t>(i)};
        if (i >= m_declared.foreignKeys.size()) {
            const auto of = relationships.find(key.range);
            element = of == relationships.end() ? ElementRef{}
                                                : ElementRef{Kind::Relationship, of->second};
        }
        addForeignKey(key, element, false);
    }
    for (std::size_t i = 0; i < m_schema.relationships.size(); ++i)
        addRelationship(m_schema.relationships[i],
                        {Kind::Relationship, static_cast<std::uint32_t>(i)}, false);
    for (const ir::ForeignKey &key : m_schema.inactiveForeignKeys)
        addForeignKey(key, {}, true);
    for (const ir::Relationship &relationship : m_schema.inactiveRelationships)
        addRelationship(relationship, {}, true);
    addEnumUses();
}

} // namespace tw::preview
