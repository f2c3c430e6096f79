// SPDX-License-Identifier: MIT
#include "frontend/dbml/dbml_writer.h"

#include "frontend/dbml/dbml_writer_text.h"
#include "frontend/dbml/own_json.h"
#include "frontend/dbml/table_bodies.h"
#include "frontend/dbml/type_arguments.h"
#include "frontend/json/json_string.h"

#include <tablewright/frontend/writers.h>

#include <algorithm>
#include <unordered_set>

namespace tw {

namespace dbml {

namespace {

/// Whether most tables and columns do without ids, so that those that have one say so.
bool hasFewIds(const ir::Schema &schema, const WrittenNames &names)
{
    std::size_t empty = 0;
    std::size_t derived = 0;
    const auto count = [&](std::string_view id, std::string_view name) {
        empty += id.empty() ? 1 : 0;
        derived += id == name ? 1 : 0;
    };
    for (std::size_t i = 0; i < schema.tables.size(); ++i) {
        count(schema.tables[i].id, names.derivedId(ir::TableId(i)));
        for (const ir::Column &column : schema.tables[i].columns)
            count(column.id, column.name.view());
    }
    for (const ir::TablePartial &partial : schema.partials) {
        for (const ir::Column &column : partial.table.columns)
            count(column.id, column.name.view());
    }
    return empty > derived;
}

/// Whether more types have their arguments beside them, as schema JSON does, than in brackets.
bool hasArgumentsApart(const ir::Schema &schema)
{
    std::size_t apart = 0;
    std::size_t inBrackets = 0;
    const auto count = [&](const ir::Column &column) {
        const std::string &spelling = column.typeSyntax.spelling.text;
        if (hasAny(*column.typeSyntax.arguments))
            apart += joinTypeArguments(spelling, *column.typeSyntax.arguments) ? 1 : 0;
        else
            inBrackets += splitTypeArguments(spelling) ? 1 : 0;
    };
    for (const ir::Table &table : schema.tables)
        std::for_each(table.columns.begin(), table.columns.end(), count);
    for (const ir::TablePartial &partial : schema.partials)
        std::for_each(partial.table.columns.begin(), partial.table.columns.end(), count);
    return apart > inBrackets;
}

} // namespace

DbmlWriter::DbmlWriter(const ir::Schema &schema)
    : m_schema(schema), m_names(schema), m_links(schema, m_names),
      m_context{schema, m_names, m_links, hasFewIds(schema, m_names), hasArgumentsApart(schema)}
{
}

std::string DbmlWriter::run()
{
    if (m_context.explicitIds)
        m_projectKeys.emplace_back("ids", "explicit");
    if (m_context.argumentsApart)
        m_projectKeys.emplace_back("type_arguments", "apart");
    findRecordsInside();
    writePartials();
    writeEnums();
    writeTables();
    if (!m_links.lines().empty())
        element(m_links.lines());
    writeRecords();
    writeGroups();
    writeStickyNotes();
    writeViews();
    writeDependencies();
    if (std::string keys = m_links.foreignKeys(); !keys.empty())
        m_projectKeys.emplace_back("foreign_keys", std::move(keys));
    if (std::string relationships = m_links.relationships(); !relationships.empty())
        m_projectKeys.emplace_back("relationships", std::move(relationships));
    std::string out = project();
    out += out.empty() || m_out.empty() ? "" : "\n";
    return out + m_out;
}

void DbmlWriter::element(std::string text)
{
    m_out += m_out.empty() ? "" : "\n";
    m_out += text;
}

void DbmlWriter::addMetadata(const std::vector<ir::Metadata> &metadata, std::string_view target,
                             SettingList &settings, std::string &block) const
{
    const WrittenMetadata written = writeMetadata(metadata, MetadataPlace::Element);
    for (const std::string &setting : written.settings)
        settings.add(setting);
    if (!written.json.empty())
        settings.addText("tw_metadata", written.json);
    if (written.fields.empty())
        return;
    block += "Metadata ";
    block += target;
    block += " {\n";
    for (const std::string &field : written.fields)
        block += "  " + field + '\n';
    block += "}\n";
}

std::string DbmlWriter::project() const
{
    const WrittenMetadata metadata = writeMetadata(m_schema.metadata, MetadataPlace::Project);
    SettingList none;
    std::string body;
    const auto add = [&](std::string_view key, std::string_view text) {
        body += "  ";
        body += key;
        body += ": " + writeString(text) + '\n';
    };
    for (const std::string &field : metadata.settings)
        body += "  " + field + '\n';
    if (!m_schema.note.empty())
        body += "  Note: " + writeNote(m_schema.note.view(), "    ") + '\n';
    if (!m_schema.id.empty())
        add("tw_id", m_schema.id);
    for (const auto &[key, text] : m_projectKeys)
        add("tw_" + std::string(key), text);
    if (!metadata.json.empty())
        add("tw_metadata", metadata.json);
    if (body.empty() && m_schema.name.empty())
        return {};
    std::string out = "Project";
    if (!m_schema.name.empty())
        out += ' ' + writeName(m_schema.name.view());
    return out + " {\n" + body + "}\n";
}

void DbmlWriter::writePartials()
{
    JsonObject partials;
    for (const ir::TablePartial &partial : m_schema.partials) {
        const ir::Table &table = partial.table;
        BodyWriter body(m_context, partial);
        const std::string lines = body.run();
        SettingList settings;
        if (!table.headerColor.empty())
            settings.add("headercolor: " + table.headerColor.text);
        element("TablePartial " + writeName(table.name.view()) + settings.text() + " {\n" + lines +
                "}\n");
        JsonObject own;
        for (const auto &[key, json] : body.ownKeys())
            own.add(key, json);
        if (!table.metadata->empty()) {
            // A partial has no settings of people's own.
            ir::Schema one;
            one.metadata = *table.metadata;
            own.add("metadata", jsonPart(one, "/metadata"));
        }
        if (!own.empty())
            partials.add(table.name.view(), own.text());
    }
    if (!partials.empty())
        m_projectKeys.emplace_back("partials", partials.text());
}

void DbmlWriter::writeEnums()
{
    std::vector<std::string> own;
    for (std::size_t i = 0; i < m_schema.enums.size(); ++i) {
        const ir::EnumType &type = m_schema.enums[i];
        const std::string &name = m_names.enumType(i);
        std::unordered_set<std::string_view> values;
        bool spelled = !type.values.empty();
        std::string lines;
        for (const ir::EnumValue &value : type.values) {
            if (value.value.empty() || !values.insert(value.value.view()).second) {
                spelled = false;
                continue;
            }
            SettingList settings;
            if (!value.note.empty())
                settings.addText("note", value.note.view());
            lines += "  " + writeName(value.value.view()) + settings.text() + '\n';
        }
        if (lines.empty())
            lines = "  none\n"; // DBML has no enum without values
        element("Enum " + writePath(type.namespaceName.view(), name) + " {\n" + lines + "}\n");

        JsonObject object;
        object.addText("enum", derivedTableId(type.namespaceName.view(), name));
        const std::string head = object.text();
        if (!type.id.empty())
            object.addText("id", type.id);
        if (name != type.name.text)
            object.addText("name", type.name.view());
        if (!type.note.empty())
            object.addText("note", type.note.view());
        if (!spelled) {
            ir::Schema one;
            one.enums.push_back(type);
            const std::string all = jsonPart(one, "/enums/0/values");
            object.add("values", all.empty() ? "[]" : all);
        }
        if (object.text() != head)
            own.push_back(object.text());
    }
    if (!own.empty())
        m_projectKeys.emplace_back("enums", jsonArray(own));
}

void DbmlWriter::writeTables()
{
    for (std::size_t i = 0; i < m_schema.tables.size(); ++i)
        writeTable(ir::TableId(i));
}

void DbmlWriter::writeTable(ir::TableId id)
{
    const ir::Table &table = m_schema.table(id);
    BodyWriter body(m_context, table, id);
    std::string lines = body.run();
    const bool hasColumns = !table.columns.empty() || !table.injections->empty();
    SettingList settings;
    std::string block;
    if (!table.headerColor.empty() && !table.headerColorPartial.isValid())
        settings.add("headercolor: " + table.headerColor.text);
    addMetadata(*table.metadata, "Table " + m_names.reference(id), settings, block);

    const std::string derived = m_names.derivedId(id);
    if (table.id.empty() ? !m_context.explicitIds : table.id != derived || m_context.explicitIds)
        settings.addText("tw_id", table.id);
    if (m_names.table(id) != table.name.text)
        settings.addText("tw_name", table.name.view());
    if (!table.alias.empty() && !m_names.keepsAlias(id))
        settings.addText("tw_alias", table.alias.view());
    if (!hasColumns) {
        // DBML has no table without columns.
        settings.addText("tw_columns", "none");
        lines.insert(0, lines.empty() ? "  none int\n" : "  none int\n\n");
    }
    for (const auto &[key, json] : body.ownKeys())
        settings.addText("tw_" + std::string(key), json);
    if (const std::string refs = m_links.tableExtras(id); !refs.empty())
        settings.addText("tw_refs", refs);

    std::string header = "Table " + m_names.path(id);
    if (m_names.keepsAlias(id))
        header += " as " + writeName(table.alias.view());
    lines += recordsInside(id);
    element(header + settings.headerText() + " {\n" + lines + "}\n");
    if (!block.empty())
        element(block);
    if (std::string blocks = body.metadataBlocks(); !blocks.empty()) {
        blocks.pop_back(); // the empty line behind the last one
        element(std::move(blocks));
    }
}

void DbmlWriter::writeGroups()
{
    for (const ir::TableGroup &group : m_schema.groups) {
        SettingList settings;
        std::string block;
        if (!group.color.empty())
            settings.add("color: " + group.color.text);
        addMetadata(group.metadata, "TableGroup " + writeName(group.name.view()), settings, block);
        std::string lines;
        for (const ir::TableGroup::Member &member : group.tables)
            lines += "  " + m_names.reference(member.table) + '\n';
        if (!group.note.empty())
            lines += (lines.empty() ? "  Note: " : "\n  Note: ") +
                     writeNote(group.note.view(), "    ") + '\n';
        element("TableGroup " + writeName(group.name.view()) + settings.headerText() + " {\n" +
                lines + "}\n");
        if (!block.empty())
            element(block);
    }
}

void DbmlWriter::writeStickyNotes()
{
    for (const ir::StickyNote &note : m_schema.stickyNotes) {
        SettingList settings;
        std::string block;
        if (!note.color.empty())
            settings.add("color: " + note.color.text);
        addMetadata(note.metadata, "Note " + writeName(note.name.view()), settings, block);
        element("Note " + writeName(note.name.view()) + settings.headerText() + " {\n  " +
                writeNote(note.text.view(), "    ") + "\n}\n");
        if (!block.empty())
            element(block);
    }
}

void DbmlWriter::writeViews()
{
    std::vector<std::string> own;
    for (const ir::DiagramView &view : m_schema.views) {
        std::string lines;
        const auto add = [&](std::string_view word, const auto &selection, auto nameOf) {
            if (!selection.given)
                return;
            std::string names = selection.all ? "    *\n" : "";
            for (const auto &each : selection.some) {
                const std::string name = nameOf(each);
                names += name.empty() ? "" : "    " + name + '\n';
            }
            lines += "  ";
            lines += word;
            lines += names == "    *\n" ? " { * }\n"
                     : names.empty()    ? " { }\n"
                                        : " {\n" + names + "  }\n";
        };
        bool spelled = true;
        add("Tables", view.tables, [&](ir::TableId id) { return m_names.reference(id); });
        add("Notes", view.notes, [&](ir::StickyNoteId id) {
            return writeName(m_schema.stickyNotes[id.index()].name.view());
        });
        add("TableGroups", view.groups, [&](ir::TableGroupId id) {
            return writeName(m_schema.groups[id.index()].name.view());
        });
        add("Schemas", view.namespaces, [&](const ir::Name &name) {
            const bool known = !name.empty() && m_names.hasNamespace(name.view());
            spelled = spelled && known;
            return known ? writeName(name.view()) : std::string();
        });
        element("DiagramView " + writeName(view.name.view()) + " {\n" + lines + "}\n");
        if (spelled)
            continue;
        std::vector<std::string> names;
        for (const ir::Name &name : view.namespaces.some)
            names.push_back(json::quoted(name.view()));
        JsonObject object;
        object.addText("view", view.name.view()).add("namespaces", jsonArray(names));
        own.push_back(object.text());
    }
    if (!own.empty())
        m_projectKeys.emplace_back("views", jsonArray(own));
}

std::string DbmlWriter::dependencyEnd(const ir::Dependency::End &end) const
{
    std::string out = m_names.reference(end.table);
    if (end.column.isValid())
        out += '.' + writeName(m_names.column(end.table, end.column));
    return out;
}

void DbmlWriter::writeDependencies()
{
    for (const ir::Dependency &dependency : m_schema.dependencies) {
        SettingList settings;
        if (!dependency.color.empty())
            settings.add("color: " + dependency.color.text);
        const WrittenMetadata metadata =
            writeMetadata(dependency.metadata, MetadataPlace::Settings);
        for (const std::string &setting : metadata.settings)
            settings.add(setting);
        if (!metadata.json.empty())
            settings.addText("tw_metadata", metadata.json);
        std::string head = "Dep";
        if (!dependency.name.empty())
            head += ' ' + writeName(dependency.name.view());
        std::vector<std::string> edges;
        for (const ir::Dependency::Edge &edge : dependency.edges)
            edges.push_back(dependencyEnd(edge.upstream) + " -> " + dependencyEnd(edge.downstream));
        if (edges.size() == 1) {
            if (!dependency.note.empty())
                settings.addText("note", dependency.note.view());
            element(head + ": " + edges.front() + settings.text() + '\n');
            continue;
        }
        std::string lines;
        for (const std::string &edge : edges)
            lines += "  " + edge + '\n';
        if (!dependency.note.empty())
            lines += "  Note: " + writeNote(dependency.note.view(), "    ") + '\n';
        element(head + settings.headerText() + " {\n" + lines + "}\n");
    }
}

} // namespace dbml

std::string writeDbml(const ir::Schema &schema) { return dbml::DbmlWriter(schema).run(); }

} // namespace tw
