// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/element.h"

#include <algorithm>
#include <string>

namespace tw::preview {

namespace {

using Kind = ElementRef::Kind;

/// Keeps the smallest of the ranges that hold the byte. A comparison of numbers a range, so a
/// schema of thousands of elements needs no index.
class Innermost {
public:
    Innermost(SourceId source, std::uint32_t offset) : m_source(source), m_offset(offset) {}

    /// Whether the range holds the byte, or the caret stands at its end.
    bool consider(const SourceRange &range, const ElementRef &element)
    {
        if (range.source != m_source || m_offset < range.begin || m_offset > range.end)
            return false;
        // An element that ends here gives way to one that begins here.
        const bool atEnd = m_offset == range.end;
        if (!m_best.isValid() || atEnd < m_atEnd || (atEnd == m_atEnd && range.size() <= m_size)) {
            m_best = element;
            m_size = range.size();
            m_atEnd = atEnd;
        }
        return true;
    }

    [[nodiscard]] const ElementRef &best() const { return m_best; }

private:
    SourceId m_source;
    std::uint32_t m_offset;
    ElementRef m_best;
    std::uint32_t m_size = 0;
    bool m_atEnd = true;
};

template <class Element>
void considerAll(Innermost &innermost, const std::vector<Element> &elements, Kind kind)
{
    for (std::size_t i = 0; i < elements.size(); ++i)
        innermost.consider(elements[i].range, {kind, static_cast<std::uint32_t>(i)});
}

/// What a partial brought is written in the partial, and of no one table.
template <class Link>
void considerLinks(Innermost &innermost, const std::vector<Link> &links, Kind kind)
{
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (!links[i].partial.isValid())
            innermost.consider(links[i].range, {kind, static_cast<std::uint32_t>(i)});
    }
}

void considerTable(Innermost &innermost, const ir::Table &table, std::uint32_t index)
{
    if (!innermost.consider(table.range, {Kind::Table, index}))
        return;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (!table.columns[i].partial.isValid())
            innermost.consider(table.columns[i].range,
                               {Kind::Column, index, static_cast<std::uint32_t>(i)});
    }
    for (std::size_t i = 0; i < table.indexes.size(); ++i) {
        if (!table.indexes[i].partial.isValid())
            innermost.consider(table.indexes[i].range,
                               {Kind::Index, index, static_cast<std::uint32_t>(i)});
    }
}

SourceRange placeOf(const ir::Name &name, const SourceRange &whole)
{
    return !name.empty() && name.range.isValid() ? name.range : whole;
}

template <class Element>
SourceRange placeIn(const std::vector<Element> &elements, std::uint32_t index)
{
    return index < elements.size() ? placeOf(elements[index].name, elements[index].range)
                                   : SourceRange();
}

SourceRange placeInTable(const ir::Table &table, const ElementRef &element)
{
    if (element.kind == Kind::Column)
        return placeIn(table.columns, element.part);
    return element.kind == Kind::Index ? placeIn(table.indexes, element.part)
                                       : placeOf(table.name, table.range);
}

/// The relationship that a transform made something of: both have one place.
ElementRef relationshipAt(const ir::Schema &declared, const SourceRange &range)
{
    const auto found = std::ranges::find(declared.relationships, range, &ir::Relationship::range);
    if (!range.isValid() || found == declared.relationships.end())
        return {};
    return {Kind::Relationship, static_cast<std::uint32_t>(found - declared.relationships.begin())};
}

/// Transforms add tables at the end, and each that they add is a relationship's junction.
ElementRef tableOf(const ir::Schema &declared, const ir::Schema &transformed, std::uint32_t index)
{
    if (index < declared.tables.size())
        return {Kind::Table, index};
    return index < transformed.tables.size()
               ? relationshipAt(declared, transformed.tables[index].range)
               : ElementRef();
}

ElementRef indexOf(const ir::Schema &declared, const ir::Schema &transformed, const Origin &origin)
{
    const ElementRef table = tableOf(declared, transformed, origin.element);
    if (table.kind != Kind::Table)
        return table;
    // Transforms may drop indexes, so the number says nothing.
    const std::vector<ir::Index> &indexes = declared.tables[table.element].indexes;
    const auto found = std::ranges::find_if(indexes, [&](const ir::Index &index) {
        return index.range.source == origin.range.source &&
               index.range.begin <= origin.range.begin && origin.range.end <= index.range.end;
    });
    if (!origin.range.isValid() || found == indexes.end())
        return table;
    return {Kind::Index, table.element, static_cast<std::uint32_t>(found - indexes.begin())};
}

ElementRef noteOf(const ir::Schema &declared, const ir::Schema &transformed, const Origin &origin)
{
    const ElementRef table = tableOf(declared, transformed, origin.element);
    if (table.kind == Kind::Table && origin.part < declared.tables[table.element].columns.size())
        return {Kind::Column, table.element, origin.part};
    return table;
}

ElementRef foreignKeyOf(const ir::Schema &declared, const ir::Schema &transformed,
                        std::uint32_t index)
{
    if (index < declared.foreignKeys.size())
        return {Kind::ForeignKey, index};
    return index < transformed.foreignKeys.size()
               ? relationshipAt(declared, transformed.foreignKeys[index].range)
               : ElementRef();
}

QString qualified(const ir::Name &space, const ir::Name &name)
{
    return space.empty() ? QString::fromStdString(name.text)
                         : QString::fromStdString(space.text + '.' + name.text);
}

} // namespace

ElementRef elementAt(const ir::Schema &schema, SourceId source, std::uint32_t offset)
{
    Innermost innermost(source, offset);
    considerAll(innermost, schema.groups, Kind::Group);
    considerAll(innermost, schema.stickyNotes, Kind::StickyNote);
    considerAll(innermost, schema.enums, Kind::Enum);
    for (std::size_t i = 0; i < schema.tables.size(); ++i)
        considerTable(innermost, schema.tables[i], static_cast<std::uint32_t>(i));
    considerLinks(innermost, schema.relationships, Kind::Relationship);
    considerLinks(innermost, schema.foreignKeys, Kind::ForeignKey);
    return innermost.best();
}

SourceRange placeOf(const ir::Schema &schema, const ElementRef &element)
{
    switch (element.kind) {
    case Kind::None:
        return {};
    case Kind::Table:
    case Kind::Column:
    case Kind::Index:
        return element.element < schema.tables.size()
                   ? placeInTable(schema.tables[element.element], element)
                   : SourceRange();
    case Kind::Enum:
        return placeIn(schema.enums, element.element);
    case Kind::ForeignKey:
        return placeIn(schema.foreignKeys, element.element);
    case Kind::Relationship:
        return placeIn(schema.relationships, element.element);
    case Kind::Group:
        return placeIn(schema.groups, element.element);
    case Kind::StickyNote:
        return placeIn(schema.stickyNotes, element.element);
    }
    return {};
}

ElementRef elementOf(const ir::Schema &declared, const ir::Schema &transformed,
                     const Origin &origin)
{
    switch (origin.kind) {
    case Origin::Kind::Schema:
    case Origin::Kind::Namespace:
        return {};
    case Origin::Kind::Enum:
        return origin.element < declared.enums.size() ? ElementRef{Kind::Enum, origin.element}
                                                      : ElementRef();
    case Origin::Kind::Table:
        return tableOf(declared, transformed, origin.element);
    case Origin::Kind::Index:
        return indexOf(declared, transformed, origin);
    case Origin::Kind::ForeignKey:
        return foreignKeyOf(declared, transformed, origin.element);
    case Origin::Kind::Note:
        return noteOf(declared, transformed, origin);
    case Origin::Kind::Records:
        return origin.element < declared.records.size() &&
                       declared.records[origin.element].table.isValid()
                   ? ElementRef{Kind::Table, static_cast<std::uint32_t>(
                                                 declared.records[origin.element].table.index())}
                   : ElementRef();
    }
    return {};
}

QString tableKey(const ir::Table &table) { return qualified(table.namespaceName, table.name); }

QString enumKey(const ir::EnumType &type)
{
    return QStringLiteral("enum:") + qualified(type.namespaceName, type.name);
}

} // namespace tw::preview
