// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/steady_diagram.h"

#include <QSet>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

namespace tw::preview {

namespace {

constexpr double pushGap = 24;

template <class Element, class Key>
void carryRenames(const std::vector<Element> &before, const std::vector<Element> &after, Key keyOf,
                  TablePositions &positions)
{
    std::vector<QString> old;
    std::vector<QString> now;
    std::ranges::transform(before, std::back_inserter(old), keyOf);
    std::ranges::transform(after, std::back_inserter(now), keyOf);
    const QSet<QString> allOld(old.begin(), old.end());
    const QSet<QString> allNow(now.begin(), now.end());
    for (std::size_t i = 0; i < std::min(old.size(), now.size()); ++i) {
        if (allNow.contains(old[i]) || allOld.contains(now[i]))
            continue;
        if (const auto place = positions.constFind(old[i]); place != positions.constEnd())
            positions.insert(now[i], QPointF(*place));
    }
}

bool isSameEnd(const DiagramModel &a, int inA, const DiagramModel &b, int inB)
{
    return (inA < 0) == (inB < 0) && (inA < 0 || a.tables[static_cast<std::size_t>(inA)].key ==
                                                     b.tables[static_cast<std::size_t>(inB)].key);
}

/// Boxes that stay, found by the strips of the plane that they cross.
class Strips {
public:
    /// The first of the boxes that this one overlaps; null when there is none.
    [[nodiscard]] const QRectF *overlapping(const QRectF &box) const
    {
        for (int strip = first(box); strip <= last(box); ++strip) {
            for (const QRectF &other : m_strips.value(strip)) {
                if (other.intersects(box))
                    return &other;
            }
        }
        return nullptr;
    }

    void add(const QRectF &box)
    {
        for (int strip = first(box); strip <= last(box); ++strip)
            m_strips[strip].push_back(box);
    }

private:
    static constexpr double width = 512;
    static int first(const QRectF &box) { return static_cast<int>(std::floor(box.left() / width)); }
    static int last(const QRectF &box) { return static_cast<int>(std::floor(box.right() / width)); }

    QHash<int, QList<QRectF>> m_strips;
};

/// Boxes of one diagram in another, and their columns, by name.
class Counterparts {
public:
    Counterparts(const DiagramModel &from, const DiagramModel &to) : m_from(from), m_to(to) {}

    /// -1 when there is none.
    [[nodiscard]] int box(int index) const
    {
        return index < 0 ? -1 : m_to.byKey.value(from(index).key, -1);
    }

    /// Of a box that has a counterpart; -1, which is the whole box, when the column has none.
    [[nodiscard]] int column(int index, int column) const
    {
        const std::vector<DiagramColumn> &before = from(index).columns;
        if (column < 0 || static_cast<std::size_t>(column) >= before.size())
            return -1;
        const std::vector<DiagramColumn> &after =
            m_to.tables[static_cast<std::size_t>(box(index))].columns;
        const auto found = std::ranges::find(after, before[static_cast<std::size_t>(column)].name,
                                             &DiagramColumn::name);
        return found == after.end() ? -1 : static_cast<int>(found - after.begin());
    }

private:
    [[nodiscard]] const DiagramTable &from(int index) const
    {
        return m_from.tables[static_cast<std::size_t>(index)];
    }

    const DiagramModel &m_from;
    const DiagramModel &m_to;
};

/// Elements of a schema by the names that a diagram has for them.
class ByName {
public:
    explicit ByName(const ir::Schema &schema) : m_schema(schema)
    {
        const auto number = [](std::size_t i) { return static_cast<std::uint32_t>(i); };
        for (std::size_t i = 0; i < schema.tables.size(); ++i)
            m_boxes.insert(tableKey(schema.tables[i]), {ElementRef::Kind::Table, number(i)});
        for (std::size_t i = 0; i < schema.enums.size(); ++i)
            m_boxes.insert(enumKey(schema.enums[i]), {ElementRef::Kind::Enum, number(i)});
    }

    void translate(DiagramTable &table) const
    {
        table.element = m_boxes.value(table.key);
        for (DiagramColumn &column : table.columns)
            column.element = columnNamed(table.element, column);
    }

    /// By name; `none` when several share it.
    template <class Element>
    static ElementRef named(const std::vector<Element> &elements, ElementRef::Kind kind,
                            const QString &name)
    {
        const std::string wanted = name.toStdString();
        const auto found = std::ranges::find_if(
            elements, [&](const Element &element) { return element.name.text == wanted; });
        if (wanted.empty() || found == elements.end())
            return {};
        return {kind, static_cast<std::uint32_t>(found - elements.begin())};
    }

private:
    [[nodiscard]] ElementRef columnNamed(const ElementRef &box, const DiagramColumn &column) const
    {
        if (box.kind == ElementRef::Kind::Enum)
            return box;
        if (box.kind != ElementRef::Kind::Table)
            return {};
        const ElementRef found =
            named(m_schema.tables[box.element].columns, ElementRef::Kind::Column, column.name);
        return found.isValid() ? ElementRef{found.kind, box.element, found.element} : ElementRef();
    }

    const ir::Schema &m_schema;
    QHash<QString, ElementRef> m_boxes;
};

} // namespace

void carryRenames(const ir::Schema &before, const ir::Schema &after, TablePositions &positions)
{
    carryRenames(before.tables, after.tables, tableKey, positions);
    carryRenames(before.enums, after.enums, enumKey, positions);
}

bool hasSameStructure(const DiagramModel &a, const DiagramModel &b)
{
    return std::ranges::equal(a.tables, b.tables, {}, &DiagramTable::key, &DiagramTable::key) &&
           std::ranges::equal(a.edges, b.edges, [&](const DiagramEdge &x, const DiagramEdge &y) {
               return isSameEnd(a, x.source, b, y.source) && isSameEnd(a, x.target, b, y.target);
           });
}

void carryLinks(const DiagramModel &before, DiagramModel &diagram)
{
    const Counterparts counterparts(before, diagram);
    diagram.edges.clear();
    for (const DiagramEdge &old : before.edges) {
        DiagramEdge edge = old;
        edge.source = counterparts.box(old.source);
        edge.target = counterparts.box(old.target);
        if (edge.source < 0 || edge.target < 0)
            continue;
        edge.sourceColumn = counterparts.column(old.source, old.sourceColumn);
        edge.targetColumn = counterparts.column(old.target, old.targetColumn);
        edge.element = {};
        if (edge.sourceColumn >= 0 && !edge.enumUse)
            diagram.tables[static_cast<std::size_t>(edge.source)]
                .columns[static_cast<std::size_t>(edge.sourceColumn)]
                .foreignKey = true;
        diagram.edges.push_back(std::move(edge));
    }
    for (DiagramGroup &group : diagram.groups) {
        const auto old = std::ranges::find(before.groups, group.name, &DiagramGroup::name);
        if (old == before.groups.end())
            continue;
        group.tables.clear();
        std::ranges::transform(old->tables, std::back_inserter(group.tables),
                               [&](int table) { return counterparts.box(table); });
        std::erase(group.tables, -1);
    }
}

void pushApart(DiagramModel &diagram)
{
    std::vector<std::size_t> downwards(diagram.tables.size());
    std::iota(downwards.begin(), downwards.end(), std::size_t{0});
    std::ranges::stable_sort(downwards, {},
                             [&](std::size_t i) { return diagram.tables[i].box.top(); });
    Strips standing;
    for (const std::size_t i : downwards) {
        QRectF &box = diagram.tables[i].box;
        while (const QRectF *other = standing.overlapping(box))
            box.moveTop(other->bottom() + pushGap);
        standing.add(box);
        diagram.bounds |= box;
    }
}

DiagramModel translated(const DiagramModel &diagram, const ir::Schema &schema)
{
    DiagramModel result = diagram;
    const ByName names(schema);
    for (DiagramTable &table : result.tables)
        names.translate(table);
    for (DiagramEdge &edge : result.edges)
        edge.element = {};
    for (DiagramGroup &group : result.groups)
        group.element = ByName::named(schema.groups, ElementRef::Kind::Group, group.name);
    for (DiagramNote &note : result.notes)
        note.element = ByName::named(schema.stickyNotes, ElementRef::Kind::StickyNote, note.name);
    return result;
}

} // namespace tw::preview
