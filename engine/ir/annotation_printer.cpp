// SPDX-License-Identifier: MIT
#include "ir/schema_printer.h"

namespace tw::ir {

void SchemaPrinter::color(const Color &color)
{
    if (!color.empty())
        put(" color {}", color.text);
}

void SchemaPrinter::metadata(const std::vector<Metadata> &all, std::string_view indent)
{
    for (const Metadata &entry : all) {
        put("{}metadata {} {}\n", indent, quote(entry.key.text),
            entry.isColor ? "color " + entry.value.text : quote(entry.value.text));
    }
}

void SchemaPrinter::printAnnotations()
{
    for (const ForeignKey &key : m_schema.inactiveForeignKeys) {
        put("inactive ");
        printForeignKey(key);
    }
    for (const Relationship &relationship : m_schema.inactiveRelationships) {
        put("inactive ");
        printRelationship(relationship);
    }
    for (const Records &records : m_schema.records)
        printRecords(records);
    for (const TableGroup &group : m_schema.groups)
        printGroup(group);
    for (const StickyNote &stickyNote : m_schema.stickyNotes)
        printStickyNote(stickyNote);
    for (const DiagramView &view : m_schema.views)
        printView(view);
    for (const Dependency &dependency : m_schema.dependencies)
        printDependency(dependency);
}

void SchemaPrinter::value(const RecordValue &value)
{
    switch (value.kind) {
    case RecordValue::Kind::Omitted:
        put("default");
        break;
    case RecordValue::Kind::Null:
        put("null");
        break;
    case RecordValue::Kind::Boolean:
    case RecordValue::Kind::Number:
        put("{}", value.text.text);
        break;
    case RecordValue::Kind::String:
        put("{}", quote(value.text.text));
        break;
    case RecordValue::Kind::Expression:
        put("expression {}", quote(value.text.text));
        break;
    }
}

void SchemaPrinter::printRecords(const Records &records)
{
    const Table &table = m_schema.table(records.table);
    put("records {} (", tableName(records.table));
    for (std::size_t i = 0; i < records.columns.size(); ++i)
        put("{}{}", i > 0 ? ", " : "", quote(table.column(records.columns[i]).name.text));
    put("){}\n", records.isExample ? " example" : "");
    const std::size_t width = records.columns.size();
    for (std::size_t row = 0; row < records.rowCount(); ++row) {
        put("  row");
        for (std::size_t i = 0; i < width; ++i) {
            put("{}", i > 0 ? ", " : " ");
            value(records.values[row * width + i]);
        }
        put("\n");
    }
}

void SchemaPrinter::printGroup(const TableGroup &group)
{
    put("group {}", quote(group.name.text));
    note(group.note);
    color(group.color);
    put("\n");
    metadata(group.metadata, "  ");
    for (const TableGroup::Member &member : group.tables)
        put("  table {}\n", tableName(member.table));
}

void SchemaPrinter::printStickyNote(const StickyNote &stickyNote)
{
    put("sticky-note {} {}", quote(stickyNote.name.text), quote(stickyNote.text.text));
    color(stickyNote.color);
    put("\n");
    metadata(stickyNote.metadata, "  ");
}

template <class Id, class Called>
void SchemaPrinter::selection(std::string_view kind, const DiagramView::Selection<Id> &selected,
                              Called called)
{
    if (!selected.given)
        return;
    put("  {}{}", kind, selected.all ? " all" : "");
    for (std::size_t i = 0; i < selected.some.size(); ++i)
        put("{} {}", i > 0 ? "," : "", called(selected.some[i]));
    put("\n");
}

void SchemaPrinter::printView(const DiagramView &view)
{
    put("view {}\n", quote(view.name.text));
    selection("tables", view.tables, [&](TableId id) { return tableName(id); });
    selection("notes", view.notes,
              [&](StickyNoteId id) { return quote(m_schema.stickyNotes[id.index()].name.text); });
    selection("groups", view.groups,
              [&](TableGroupId id) { return quote(m_schema.groups[id.index()].name.text); });
    selection("namespaces", view.namespaces, [](const Name &name) { return quote(name.text); });
}

void SchemaPrinter::dependencyEnd(const Dependency::End &end)
{
    put(" {}", tableName(end.table));
    if (end.column.isValid())
        put(" ({})", quote(m_schema.table(end.table).column(end.column).name.text));
}

void SchemaPrinter::printDependency(const Dependency &dependency)
{
    put("dependency");
    named(dependency.name);
    note(dependency.note);
    color(dependency.color);
    put("\n");
    metadata(dependency.metadata, "  ");
    for (const Dependency::Edge &edge : dependency.edges) {
        put("  edge");
        dependencyEnd(edge.upstream);
        put(" ->");
        dependencyEnd(edge.downstream);
        put("\n");
    }
}

} // namespace tw::ir
