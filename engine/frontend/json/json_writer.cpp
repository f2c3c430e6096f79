// SPDX-License-Identifier: MIT
#include "frontend/json/json_writer.h"

#include <tablewright/frontend/writers.h>

#include <algorithm>

namespace tw::json {

namespace {

using Shape = JsonText::Shape;

std::size_t columnCount(const ir::Schema &schema)
{
    std::size_t count = 0;
    for (const ir::Table &table : schema.tables)
        count += table.columns.size();
    return count;
}

} // namespace

std::string SchemaWriter::write()
{
    constexpr std::size_t bytesOfColumn = 160;
    m_out.reserve(columnCount(m_schema) * bytesOfColumn);
    m_out.beginObject(Shape::Lines);
    m_out.optional("id", m_schema.id);
    m_out.optional("name", m_schema.name.text);
    m_out.optional("description", m_schema.note.text);
    writeMetadata(m_schema.metadata);
    m_out.name("tables");
    m_out.beginArray(Shape::Lines);
    for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
        writeTable(m_schema.tables[i], ir::TableId(i));
    m_out.endArray();
    ir::TablePartialId partialId(0);
    writeList("tablePartials", m_schema.partials, [&](const ir::TablePartial &partial) {
        writePartial(partial, partialId);
        partialId = ir::TablePartialId(partialId.index() + 1);
    });
    writeList("enums", m_schema.enums, [&](const ir::EnumType &type) { writeEnum(type); });
    writeLinks("foreignKeys", m_schema.foreignKeys, m_schema.inactiveForeignKeys);
    writeLinks("relationships", m_schema.relationships, m_schema.inactiveRelationships);
    writeList("records", m_schema.records, [&](const ir::Records &one) { writeRecords(one); });
    writeList("tableGroups", m_schema.groups, [&](const ir::TableGroup &one) { writeGroup(one); });
    writeList("notes", m_schema.stickyNotes,
              [&](const ir::StickyNote &one) { writeStickyNote(one); });
    writeList("views", m_schema.views, [&](const ir::DiagramView &one) { writeView(one); });
    writeList("dependencies", m_schema.dependencies,
              [&](const ir::Dependency &one) { writeDependency(one); });
    m_out.endObject();
    return m_out.take();
}

void SchemaWriter::writeEnum(const ir::EnumType &type)
{
    m_out.beginObject(Shape::Lines);
    m_out.optional("id", type.id);
    m_out.member("name", type.name.text);
    m_out.optional("namespace", type.namespaceName.text);
    m_out.name("values");
    m_out.beginArray(type.values.empty() ? Shape::OneLine : Shape::Lines);
    for (const ir::EnumValue &value : type.values) {
        if (value.note.empty()) {
            m_out.text(value.value.text);
            continue;
        }
        m_out.beginObject(Shape::OneLine);
        m_out.member("value", value.value.text);
        m_out.member("note", value.note.text);
        m_out.endObject();
    }
    m_out.endArray();
    m_out.optional("note", type.note.text);
    m_out.endObject();
}

template <class Link>
void SchemaWriter::writeLinks(std::string_view member, const std::vector<Link> &active,
                              const std::vector<Link> &inactive)
{
    const auto isOwn = [](const Link &link) { return !link.partial.isValid(); };
    if (std::none_of(active.begin(), active.end(), isOwn) && inactive.empty())
        return;
    m_out.name(member);
    m_out.beginArray(Shape::Lines);
    for (const Link &link : active) {
        if (isOwn(link))
            writeLink(link, true);
    }
    for (const Link &link : inactive)
        writeLink(link, false);
    m_out.endArray();
}

void SchemaWriter::writeLink(const ir::ForeignKey &key, bool isActive, ir::TablePartialId owner)
{
    m_out.beginObject(Shape::Lines);
    m_out.optional("id", key.id);
    m_out.optional("name", key.name.text);
    writeEnds(key.source, key.target, owner);
    writeActions(key.onDelete, key.onUpdate);
    if (key.deferrability == ir::Deferrability::InitiallyImmediate)
        m_out.flag("deferrable");
    else if (key.deferrability == ir::Deferrability::InitiallyDeferred)
        m_out.member("deferrable", "initially deferred");
    writeLooks(*key.looks, isActive);
    m_out.endObject();
}

void SchemaWriter::writeLink(const ir::Relationship &relationship, bool isActive,
                             ir::TablePartialId owner)
{
    m_out.beginObject(Shape::Lines);
    m_out.optional("id", relationship.id);
    m_out.optional("name", relationship.name.text);
    m_out.member("kind", ir::spelling(relationship.kind));
    writeEnds(relationship.source, relationship.target, owner);
    writeActions(relationship.onDelete, relationship.onUpdate);
    if (!relationship.junctionName.empty() || !relationship.junctionNamespace.empty()) {
        m_out.name("junction");
        m_out.beginObject(Shape::OneLine);
        m_out.optional("name", relationship.junctionName.text);
        m_out.optional("namespace", relationship.junctionNamespace.text);
        m_out.endObject();
    }
    writeLooks(*relationship.looks, isActive);
    m_out.endObject();
}

/// An end of a partial's link without a table is the table that the partial is injected into.
void SchemaWriter::writeEnds(const ir::Endpoint &source, const ir::Endpoint &target,
                             ir::TablePartialId owner)
{
    const auto columnOf = [&](const ir::Endpoint &end, const ir::ColumnRef &ref) {
        const bool isPartials = !end.table.isValid() && end.tableSyntax.empty();
        return isPartials && owner.isValid() ? m_ids.ofPartialColumn(owner, ref)
                                             : m_ids.column(end, ref);
    };
    if (!owner.isValid() || source.table.isValid() || !source.tableSyntax.empty())
        m_out.member("sourceTableId", m_ids.table(source));
    writeColumnIds("sourceColumnId", "sourceColumnIds", source.columns,
                   [&](const ir::ColumnRef &ref) { return columnOf(source, ref); });
    if (!owner.isValid() || target.table.isValid() || !target.tableSyntax.empty())
        m_out.member("targetTableId", m_ids.table(target));
    writeColumnIds("targetColumnId", "targetColumnIds", target.columns,
                   [&](const ir::ColumnRef &ref) { return columnOf(target, ref); });
}

template <class NameOf>
void SchemaWriter::writeColumnIds(std::string_view one, std::string_view several,
                                  const std::vector<ir::ColumnRef> &columns, NameOf nameOf)
{
    if (columns.size() == 1) {
        m_out.member(one, nameOf(columns.front()));
        return;
    }
    m_out.name(several);
    m_out.beginArray(Shape::OneLine);
    for (const ir::ColumnRef &ref : columns)
        m_out.text(nameOf(ref));
    m_out.endArray();
}

void SchemaWriter::writeActions(ir::ReferentialAction onDelete, ir::ReferentialAction onUpdate)
{
    m_out.optional("onDelete", spelling(onDelete));
    m_out.optional("onUpdate", spelling(onUpdate));
}

void SchemaWriter::writeLooks(const ir::LinkLooks &looks, bool isActive)
{
    m_out.optional("color", looks.color.text);
    if (looks.sourceOptional)
        m_out.flag("sourceOptional");
    if (looks.targetOptional)
        m_out.flag("targetOptional");
    if (looks.swapped)
        m_out.flag("targetFirst");
    if (!isActive)
        m_out.flag("inactive");
}

} // namespace tw::json

namespace tw {

std::string writeJson(const ir::Schema &schema) { return json::SchemaWriter(schema).write(); }

} // namespace tw
