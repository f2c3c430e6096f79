// SPDX-License-Identifier: MIT
#include "frontend/dbml/elements.h"
#include "frontend/dbml/file_context.h"
#include "frontend/dbml/settings.h"
#include "frontend/dbml/table_body_reader.h"

namespace tw::dbml {

namespace {

/// Among one table's settings only.
void readTableSettings(FileContext &file, const Node &list, ir::Table &table, ir::TableId id)
{
    checkSettingNames(file, list, {"dep"});
    for (const Setting &setting : list.settings) {
        if (setting.name == "headercolor")
            readColorSetting(file, setting, table.headerColor);
        else if (setting.name == "note")
            readNoteSetting(file, setting, table.note);
        else if (setting.name == "dep")
            readInlineDependency(file, setting, {id, {}, {}});
        else if (auto metadata =
                     readMetadataSetting(file, setting, "a table", {"headercolor", "note", "dep"}))
            table.metadata.edit().push_back(std::move(*metadata));
    }
}

void readPartialSettings(FileContext &file, const Node &list, ir::Table &table)
{
    checkSettingNames(file, list);
    for (const Setting &setting : list.settings) {
        if (setting.name == "headercolor")
            readColorSetting(file, setting, table.headerColor);
        else if (setting.name == "note")
            readNoteSetting(file, setting, table.note);
        else if (setting.key == nullptr)
            reportUnknownSetting(file, setting, "a partial", {"headercolor", "note"});
    }
}

SourceRange rangeOf(const FileContext &file, const Element &element)
{
    return file.tree.range(element.begin, element.end);
}

void appendIdPart(std::string &id, std::string_view part)
{
    if (part.find_first_of(".\"\\") == std::string_view::npos) {
        id += part;
        return;
    }
    id += '"';
    for (const char c : part) {
        if (c == '"' || c == '\\')
            id += '\\';
        id += c;
    }
    id += '"';
}

} // namespace

std::string derivedTableId(std::string_view namespaceName, std::string_view name)
{
    std::string id;
    if (!namespaceName.empty()) {
        appendIdPart(id, namespaceName);
        id += '.';
    }
    appendIdPart(id, name);
    return id;
}

void readTable(FileContext &file, const Element &element)
{
    if (!checkPlace(file, element, ElementKind::Document))
        return;
    if (file.schema.tables.size() >= file.limits.tables) {
        if (file.schema.tables.size() == file.limits.tables)
            file.diagnostics.report(diag::TooManyElements, file.range(*element.type),
                                    file.limits.tables, "tables");
        return;
    }
    const bool readable = checkHeader(
        file, element,
        {.what = "Table", .naming = HeaderRules::Naming::Path, .alias = true, .settings = true});
    const ir::TableId id(file.schema.tables.size());
    ir::Table &table = file.schema.tables.emplace_back();
    ++file.tables.tableCount;
    table.range = rangeOf(file, element);
    if (element.name != nullptr && isNamePath(*element.name)) {
        auto [namespaceName, name] = qualifiedName(file, *element.name);
        table.namespaceName = std::move(namespaceName);
        table.name = std::move(name);
        table.id = derivedTableId(table.namespaceName.text, table.name.text);
    }
    if (element.alias != nullptr && element.alias->isName())
        table.alias = nameOf(file, *element.alias);
    if (element.settings != nullptr)
        readTableSettings(file, *element.settings, table, id);
    if (readable && element.body != nullptr)
        TableBodyReader(file, table, {id, {}, {}}).read(*element.body);
}

void readTablePartial(FileContext &file, const Element &element)
{
    if (!checkPlace(file, element, ElementKind::Document))
        return;
    const bool readable = checkHeader(
        file, element,
        {.what = "TablePartial", .naming = HeaderRules::Naming::Single, .settings = true});
    const ir::TablePartialId id(file.schema.partials.size());
    ir::Table &table = file.schema.partials.emplace_back().table;
    ++file.tables.partialCount;
    table.range = rangeOf(file, element);
    if (element.name != nullptr && element.name->isName())
        table.name = nameOf(file, *element.name);
    if (element.settings != nullptr)
        readPartialSettings(file, *element.settings, table);
    if (readable && element.body != nullptr)
        TableBodyReader(file, table, {{}, id, {}}).read(*element.body);
}

TableBodyReader::TableBodyReader(FileContext &file, ir::Table &table, ColumnOwner owner)
    : m_file(file), m_table(table), m_owner(std::move(owner)),
      m_isPartial(m_owner.partial.isValid())
{
}

void TableBodyReader::read(const Body &body)
{
    m_table.columns.reserve(body.entries.size());
    for (const Entry &entry : body.entries) {
        Element element;
        if (toElement(entry, element)) {
            readElement(element);
            continue;
        }
        const Node &first = *entry.line.items.front();
        if (!m_isPartial && first.is(Node::Kind::Sign) && first.text == "~")
            readInjection(entry.line);
        else
            readColumn(entry.line);
    }
    finishPrimaryKeys();
    if (m_notes.size() > 1 && m_notesAreFine)
        m_file.diagnostics
            .report(diag::DuplicateElement, m_notes[0], "Note",
                    m_isPartial ? "in this partial" : "in this table")
            .note(m_notes[1], "and again here");
}

void TableBodyReader::readElement(const Element &element)
{
    const ElementKind parent = m_isPartial ? ElementKind::TablePartial : ElementKind::Table;
    if (!checkPlace(m_file, element, parent))
        return;
    switch (kindOf(element.type->text)) {
    case ElementKind::Note: {
        m_notes.push_back(m_file.range(*element.type));
        ir::Name note = readNote(m_file, element);
        m_notesAreFine &= note.range.isValid();
        if (note.range.isValid())
            m_table.note = std::move(note);
        break;
    }
    case ElementKind::Indexes:
        readIndexes(element);
        break;
    case ElementKind::Checks:
        readChecks(element);
        break;
    case ElementKind::Records:
        readRecords(m_file, element, m_owner.table);
        break;
    default:
        break;
    }
}

void TableBodyReader::readInjection(const Line &line)
{
    const Node &sign = *line.items.front();
    if (sign.parts.size() != 1 || !sign.parts.front()->isName()) {
        m_file.diagnostics.report(diag::UnexpectedItem, m_file.range(sign), describe(sign),
                                  "`~` and the name of a partial");
        return;
    }
    if (line.items.size() > 1) {
        const Node &odd = *line.items[1];
        m_file.diagnostics.report(diag::UnexpectedItem, m_file.range(odd), describe(odd),
                                  "nothing after the name of the partial");
        return;
    }
    m_table.injections.edit().push_back({nameOf(m_file, *sign.parts.front()),
                                         {},
                                         static_cast<std::uint32_t>(m_table.columns.size())});
}

} // namespace tw::dbml
