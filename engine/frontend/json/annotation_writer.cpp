// SPDX-License-Identifier: MIT
#include "frontend/json/json_writer.h"

#include <tablewright/base/string_map.h>

namespace tw::json {

namespace {

using Shape = JsonText::Shape;

} // namespace

void SchemaWriter::writeMetadata(const std::vector<ir::Metadata> &metadata)
{
    if (metadata.empty())
        return;
    // A key can be there once; the last one counts, as in a project of DBML.
    StringViewMap<const ir::Metadata *> last;
    for (const ir::Metadata &entry : metadata)
        last.insert_or_assign(entry.key.text, &entry);
    m_out.name("metadata");
    m_out.beginObject(Shape::Lines);
    for (const ir::Metadata &entry : metadata) {
        if (last.find(entry.key.text)->second != &entry)
            continue;
        m_out.name(entry.key.text);
        if (!entry.isColor) {
            m_out.text(entry.value.text);
            continue;
        }
        m_out.beginObject(Shape::OneLine);
        m_out.member("color", entry.value.text);
        m_out.endObject();
    }
    m_out.endObject();
}

void SchemaWriter::writeRecords(const ir::Records &records)
{
    m_out.beginObject(Shape::Lines);
    m_out.member("tableId", m_ids.ofTable(records.table));
    m_out.name("columnIds");
    m_out.beginArray(Shape::OneLine);
    for (const ir::ColumnId column : records.columns)
        m_out.text(m_ids.ofColumn(records.table, column));
    m_out.endArray();
    if (records.isExample)
        m_out.flag("example");
    m_out.name("rows");
    m_out.beginArray(Shape::Lines);
    const std::size_t width = records.columns.size();
    for (std::size_t row = 0; row < records.rowCount(); ++row) {
        m_out.beginArray(Shape::OneLine);
        for (std::size_t i = 0; i < width; ++i)
            writeValue(records.values[row * width + i]);
        m_out.endArray();
    }
    m_out.endArray();
    m_out.endObject();
}

void SchemaWriter::writeValue(const ir::RecordValue &value)
{
    switch (value.kind) {
    case ir::RecordValue::Kind::Omitted:
        m_out.beginObject(Shape::OneLine);
        m_out.flag("default");
        m_out.endObject();
        break;
    case ir::RecordValue::Kind::Null:
        m_out.raw("null");
        break;
    case ir::RecordValue::Kind::Boolean:
        m_out.raw(value.text.text);
        break;
    case ir::RecordValue::Kind::Number:
        writeNumber(value.text.text);
        break;
    case ir::RecordValue::Kind::String:
        m_out.text(value.text.text);
        break;
    case ir::RecordValue::Kind::Expression:
        writeExpression(value.text.text);
        break;
    }
}

void SchemaWriter::writeGroup(const ir::TableGroup &group)
{
    m_out.beginObject(Shape::Lines);
    m_out.member("name", group.name.text);
    m_out.name("tableIds");
    m_out.beginArray(Shape::OneLine);
    for (const ir::TableGroup::Member &member : group.tables)
        m_out.text(m_ids.ofTable(member.table));
    m_out.endArray();
    m_out.optional("note", group.note.text);
    m_out.optional("color", group.color.text);
    writeMetadata(group.metadata);
    m_out.endObject();
}

void SchemaWriter::writeStickyNote(const ir::StickyNote &note)
{
    m_out.beginObject(Shape::Lines);
    m_out.member("name", note.name.text);
    m_out.member("text", note.text.text);
    m_out.optional("color", note.color.text);
    writeMetadata(note.metadata);
    m_out.endObject();
}

template <class Id, class NameOf>
void SchemaWriter::writeSelection(std::string_view member,
                                  const ir::DiagramView::Selection<Id> &selection, NameOf nameOf)
{
    if (!selection.given)
        return;
    if (selection.all) {
        m_out.member(member, "*");
        return;
    }
    m_out.name(member);
    m_out.beginArray(Shape::OneLine);
    for (const Id &one : selection.some)
        m_out.text(nameOf(one));
    m_out.endArray();
}

void SchemaWriter::writeView(const ir::DiagramView &view)
{
    m_out.beginObject(Shape::Lines);
    m_out.member("name", view.name.text);
    writeSelection("tableIds", view.tables, [&](ir::TableId id) { return m_ids.ofTable(id); });
    writeSelection("notes", view.notes, [&](ir::StickyNoteId id) {
        return m_schema.stickyNotes[id.index()].name.view();
    });
    writeSelection("tableGroups", view.groups,
                   [&](ir::TableGroupId id) { return m_schema.groups[id.index()].name.view(); });
    writeSelection("namespaces", view.namespaces, [](const ir::Name &name) { return name.view(); });
    m_out.endObject();
}

void SchemaWriter::writeDependency(const ir::Dependency &dependency)
{
    m_out.beginObject(Shape::Lines);
    m_out.optional("name", dependency.name.text);
    m_out.name("edges");
    m_out.beginArray(Shape::Lines);
    for (const ir::Dependency::Edge &edge : dependency.edges) {
        m_out.beginObject(Shape::OneLine);
        writeEnd(edge.upstream, "upstreamTableId", "upstreamColumnId");
        writeEnd(edge.downstream, "downstreamTableId", "downstreamColumnId");
        m_out.endObject();
    }
    m_out.endArray();
    m_out.optional("note", dependency.note.text);
    m_out.optional("color", dependency.color.text);
    writeMetadata(dependency.metadata);
    m_out.endObject();
}

void SchemaWriter::writeEnd(const ir::Dependency::End &end, std::string_view table,
                            std::string_view column)
{
    m_out.member(table, m_ids.ofTable(end.table));
    if (end.column.isValid())
        m_out.member(column, m_ids.ofColumn(end.table, end.column));
}

} // namespace tw::json
