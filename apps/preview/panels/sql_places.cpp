// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/sql_places.h"

#include <algorithm>

namespace tw::preview {

namespace {

using Kind = ElementRef::Kind;

bool isOfTable(Kind kind)
{
    return kind == Kind::Table || kind == Kind::Column || kind == Kind::Index;
}

std::uint64_t keyOf(const ElementRef &element)
{
    const Kind kind = isOfTable(element.kind) ? Kind::Table : element.kind;
    return (static_cast<std::uint64_t>(kind) << 32U) | element.element;
}

template <class Element>
std::uint32_t indexAt(const std::vector<Element> &elements, const SourceRange &range)
{
    const auto found = std::ranges::find(elements, range, &Element::range);
    return found == elements.end() ? UINT32_MAX
                                   : static_cast<std::uint32_t>(found - elements.begin());
}

} // namespace

SqlPlaces::SqlPlaces(SnapshotPtr snapshot, std::shared_ptr<const Compiler> compiler)
    : m_snapshot(std::move(snapshot)), m_script(m_snapshot->result.script.value()),
      m_compiler(std::move(compiler))
{
}

ElementRef SqlPlaces::originOf(std::uint32_t statement) const
{
    return elementOf(m_snapshot->declared(), m_snapshot->result.schema,
                     m_script.statements[statement].origin);
}

const std::vector<SqlPlaces::Entry> &SqlPlaces::entriesOf(const ElementRef &element)
{
    if (!m_indexed) {
        m_indexed = true;
        const std::size_t count = m_script.statements.size();
        for (std::uint32_t i = 0; i < count; ++i) {
            const ElementRef made = originOf(i);
            if (made.isValid())
                m_entries[keyOf(made)].push_back({i, made});
        }
    }
    static const std::vector<Entry> none;
    const auto found = m_entries.find(keyOf(element));
    return found == m_entries.end() ? none : found->second;
}

std::optional<std::uint32_t> SqlPlaces::creationOf(std::uint32_t table)
{
    for (const Entry &entry : entriesOf({Kind::Table, table, UINT32_MAX})) {
        const Origin &origin = m_script.statements[entry.statement].origin;
        if (origin.kind == Origin::Kind::Table)
            return entry.statement;
    }
    return {};
}

const std::vector<StatementPart> &SqlPlaces::partsOf(std::uint32_t statement)
{
    if (m_partsOf != statement) {
        m_parts = m_compiler->backend().partsOf(m_snapshot->result.schema, statement);
        m_partsOf = statement;
    }
    return m_parts;
}

void SqlPlaces::addStatement(SqlMarks &marks, std::uint32_t statement) const
{
    const Statement &made = m_script.statements[statement];
    marks.statements.push_back({made.begin, made.end});
}

void SqlPlaces::addPieces(SqlMarks &marks, std::uint32_t table, const SourceRange &range)
{
    const auto creation = creationOf(table);
    if (!creation || !range.isValid())
        return;
    const std::size_t before = marks.pieces.size();
    for (const StatementPart &part : partsOf(*creation)) {
        if (part.kind == StatementPart::Kind::Constraint && part.range == range)
            marks.pieces.push_back({part.begin, part.end});
    }
    if (marks.pieces.size() > before)
        addStatement(marks, *creation);
}

void SqlPlaces::addColumn(SqlMarks &marks, const ElementRef &column)
{
    if (const auto creation = creationOf(column.element)) {
        addStatement(marks, *creation);
        for (const StatementPart &part : partsOf(*creation)) {
            if (part.kind == StatementPart::Kind::Column &&
                columnNamed(column.element, part.name) == column)
                marks.pieces.push_back({part.begin, part.end});
        }
    }
    for (const Entry &entry : entriesOf(column)) {
        if (entry.element != column)
            continue;
        addStatement(marks, entry.statement);
        marks.pieces.push_back(marks.statements.back());
    }
}

void SqlPlaces::addLink(SqlMarks &marks, const ElementRef &link)
{
    const ir::Schema &schema = m_snapshot->declared();
    for (const Entry &entry : entriesOf(link)) {
        addStatement(marks, entry.statement);
        marks.pieces.push_back(marks.statements.back());
    }
    const auto inTables = [&](const auto &links) {
        if (link.element >= links.size())
            return;
        const auto &declared = links[link.element];
        for (const ir::TableId table : {declared.source.table, declared.target.table}) {
            if (table.isValid())
                addPieces(marks, static_cast<std::uint32_t>(table.index()), declared.range);
            if (declared.source.table == declared.target.table)
                break;
        }
    };
    if (link.kind == Kind::ForeignKey)
        inTables(schema.foreignKeys);
    else
        inTables(schema.relationships);
}

SqlMarks SqlPlaces::marksOf(const ElementRef &element)
{
    SqlMarks marks;
    const std::vector<ir::Table> &tables = m_snapshot->declared().tables;
    switch (element.kind) {
    case Kind::Table:
    case Kind::Enum:
        for (const Entry &entry : entriesOf(element))
            addStatement(marks, entry.statement);
        break;
    case Kind::Column:
        addColumn(marks, element);
        break;
    case Kind::Index:
        for (const Entry &entry : entriesOf(element)) {
            if (entry.element == element)
                addStatement(marks, entry.statement);
        }
        if (element.element < tables.size() &&
            element.part < tables[element.element].indexes.size())
            addPieces(marks, element.element, tables[element.element].indexes[element.part].range);
        break;
    case Kind::ForeignKey:
    case Kind::Relationship:
        addLink(marks, element);
        break;
    case Kind::None:
    case Kind::Group:
    case Kind::StickyNote:
        break;
    }
    return marks;
}

ElementRef SqlPlaces::columnNamed(std::uint32_t table, std::string_view name) const
{
    const std::vector<ir::Column> &columns = m_snapshot->declared().tables[table].columns;
    // The database keeps the beginning of a long name.
    const auto found = std::ranges::find_if(columns, [name](const ir::Column &column) {
        return column.name.view() == name ||
               (column.name.text.size() > name.size() && name.size() > 32 &&
                column.name.view().starts_with(name));
    });
    if (found == columns.end())
        return {};
    return {Kind::Column, table, static_cast<std::uint32_t>(found - columns.begin())};
}

ElementRef SqlPlaces::constraintAt(const ElementRef &owner, const SourceRange &range) const
{
    const ir::Schema &schema = m_snapshot->declared();
    if (const auto key = indexAt(schema.foreignKeys, range); key != UINT32_MAX)
        return {Kind::ForeignKey, key, UINT32_MAX};
    if (const auto link = indexAt(schema.relationships, range); link != UINT32_MAX)
        return {Kind::Relationship, link, UINT32_MAX};
    if (owner.kind == Kind::Table) {
        const auto index = indexAt(schema.tables[owner.element].indexes, range);
        if (index != UINT32_MAX)
            return {Kind::Index, owner.element, index};
    }
    return owner;
}

ElementRef SqlPlaces::elementAt(std::size_t offset)
{
    const std::vector<Statement> &statements = m_script.statements;
    auto next = std::ranges::upper_bound(statements, offset, {}, &Statement::begin);
    if (next == statements.begin())
        return {};
    const Statement &statement = *--next;
    if (offset > statement.end + 1) // the semicolon is its own
        return {};
    const auto index = static_cast<std::uint32_t>(next - statements.begin());
    const ElementRef origin = originOf(index);

    const StatementPart *innermost = nullptr;
    for (const StatementPart &part : partsOf(index)) {
        const bool holds = part.begin <= offset && offset <= part.end;
        const bool named = part.kind != StatementPart::Kind::Other;
        if (holds && named &&
            (innermost == nullptr || part.end - part.begin < innermost->end - innermost->begin))
            innermost = &part;
    }
    if (innermost == nullptr)
        return origin;
    if (innermost->kind == StatementPart::Kind::Constraint)
        return innermost->range.isValid() ? constraintAt(origin, innermost->range) : origin;
    if (origin.kind != Kind::Table)
        return origin;
    const ElementRef column = columnNamed(origin.element, innermost->name);
    return column.isValid() ? column : origin;
}

} // namespace tw::preview
