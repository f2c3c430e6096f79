// SPDX-License-Identifier: MIT
#include "frontend/dbml/dbml_writer_bodies.h"

#include "frontend/dbml/dbml_writer_text.h"
#include "frontend/dbml/dbml_writer_types.h"
#include "frontend/dbml/own_json.h"
#include "frontend/dbml/type_arguments.h"
#include "frontend/json/json_string.h"

#include <algorithm>

namespace tw::dbml {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Whether DBML reads the number back as it stands: as schema JSON writes it.
bool isPlainNumber(std::string_view text)
{
    std::size_t at = text.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
        const std::size_t first = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        return at - first;
    };
    const bool zero = at < text.size() && text[at] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1))
        return false;
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (digits() == 0)
            return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        at += at < text.size() && (text[at] == '+' || text[at] == '-') ? 1 : 0;
        if (digits() == 0)
            return false;
    }
    return at == text.size();
}

} // namespace

BodyWriter::BodyWriter(const WriterContext &context, const ir::Table &table, ir::TableId id)
    : m_context(context), m_table(table), m_id(id), m_isPrimary(table.columns.size()),
      m_isUnique(table.columns.size())
{
}

BodyWriter::BodyWriter(const WriterContext &context, const ir::TablePartial &partial)
    : m_context(context), m_table(partial.table), m_partial(&partial),
      m_isPrimary(m_table.columns.size()), m_isUnique(m_table.columns.size()),
      m_refs(m_table.columns.size()), m_refExtras(m_table.columns.size())
{
}

std::string BodyWriter::run()
{
    planKeys();
    planChecks();
    if (isPartial())
        planPartialLinks();
    writeColumns();
    writeIndexes();
    writeChecks();
    const bool ownNote = !m_table.note.empty() && !m_table.notePartial.isValid();
    if (ownNote) {
        m_out += m_out.empty() ? "" : "\n";
        m_out += "  Note: " + writeNote(m_table.note.view(), "    ") + '\n';
    }
    return std::move(m_out);
}

ir::ColumnId BodyWriter::find(const ir::ColumnRef &ref)
{
    if (ref.column.isValid() || ref.name.empty())
        return ref.column;
    const ir::ColumnId named = m_finder.byName(m_table, ref.name.view());
    return named.isValid() ? named : m_finder.byId(m_table, ref.name.view());
}

BodyWriter::Key BodyWriter::resolve(const std::vector<ir::ColumnRef> &columns)
{
    Key key;
    for (const ir::ColumnRef &ref : columns) {
        const ir::ColumnId column = find(ref);
        if (!column.isValid() ||
            std::find(key.columns.begin(), key.columns.end(), column) != key.columns.end())
            return key;
        key.columns.push_back(column);
    }
    key.resolved = !key.columns.empty();
    return key;
}

std::string_view BodyWriter::nameOf(ir::ColumnId column) const
{
    return isPartial() ? m_table.column(column).name.view() : m_context.names.column(m_id, column);
}

/// `a` or `(a, b)`
std::string BodyWriter::columnList(const std::vector<ir::ColumnId> &columns) const
{
    if (columns.size() == 1)
        return writeName(nameOf(columns.front()));
    std::string out = "(";
    for (const ir::ColumnId column : columns) {
        out += out.size() > 1 ? ", " : "";
        out += writeName(nameOf(column));
    }
    return out + ')';
}

void BodyWriter::writeColumns()
{
    const std::vector<ir::Injection> &injections = *m_table.injections;
    std::size_t next = 0;
    std::size_t own = 0;
    const auto inject = [&](std::size_t before) {
        for (; next < injections.size() && injections[next].before <= before; ++next)
            m_out += "  ~" + writeName(injections[next].partialName.view()) + '\n';
    };
    for (std::size_t i = 0; i < m_table.columns.size(); ++i) {
        if (m_table.columns[i].partial.isValid()) {
            writeInjectedMetadata(ir::ColumnId(i));
            continue;
        }
        inject(own++);
        writeColumn(ir::ColumnId(i));
    }
    inject(SIZE_MAX);
}

void BodyWriter::writeColumn(ir::ColumnId id)
{
    const ir::Column &column = m_table.column(id);
    SettingList settings;
    SettingList own;
    std::string type;
    writeType(column, type, own);
    if (m_isPrimary[id.index()])
        settings.add("pk");
    if (column.autoIncrement)
        settings.add("increment");
    if (!column.nullable)
        settings.add("not null");
    else if (column.nullableRange.isValid())
        settings.add("null");
    if (m_isUnique[id.index()])
        settings.add("unique");
    writeDefault(column, settings, own);
    for (const std::string &ref :
         isPartial() ? m_refs[id.index()] : m_context.links.inlineRefs(m_id, id))
        settings.add(ref);
    if (const auto checks = m_columnChecks.find(id.index()); checks != m_columnChecks.end()) {
        for (const ir::CheckConstraint *check : checks->second)
            settings.add("check: " + writeExpression(check->expression.text));
    }
    if (!column.note->empty())
        settings.addText("note", column.note->view());
    const WrittenMetadata metadata = writeMetadata(
        *column.metadata, isPartial() ? MetadataPlace::Settings : MetadataPlace::Element);
    for (const std::string &setting : metadata.settings)
        settings.add(setting);

    const std::string_view name = nameOf(id);
    if (column.id.empty() ? !m_context.explicitIds : column.id != name || m_context.explicitIds)
        settings.addText("tw_id", column.id);
    if (name != column.name.view())
        settings.addText("tw_name", column.name.view());
    if (!column.generated->empty())
        settings.addText("tw_generated", column.generated->text);
    for (const auto &[key, text] :
         isPartial() ? m_refExtras[id.index()] : m_context.links.columnExtras(m_id, id))
        settings.addText("tw_ref_" + std::string(key), text);
    settings.add(own);
    if (!metadata.json.empty())
        settings.addText("tw_metadata", metadata.json);
    if (!metadata.fields.empty()) {
        m_metadataBlocks +=
            "Metadata Column " + m_context.names.reference(m_id) + '.' + writeName(name) + " {\n";
        for (const std::string &field : metadata.fields)
            m_metadataBlocks += "  " + field + '\n';
        m_metadataBlocks += "}\n\n";
    }
    m_out += "  " + writeName(name) + ' ' + type + settings.text() + '\n';
}

void BodyWriter::writeMetadataBlock(std::string_view column, const std::vector<std::string> &fields)
{
    if (fields.empty())
        return;
    m_metadataBlocks +=
        "Metadata Column " + m_context.names.reference(m_id) + '.' + writeName(column) + " {\n";
    for (const std::string &field : fields)
        m_metadataBlocks += "  " + field + '\n';
    m_metadataBlocks += "}\n\n";
}

/// What a block says of a column that a partial brought, and the partial does not say.
void BodyWriter::writeInjectedMetadata(ir::ColumnId id)
{
    const ir::Column &column = m_table.column(id);
    const ir::Table &partial = m_context.schema.partials[column.partial.index()].table;
    const auto from =
        std::find_if(partial.columns.begin(), partial.columns.end(),
                     [&](const ir::Column &other) { return other.name.text == column.name.text; });
    if (from == partial.columns.end())
        return;
    const auto isNew = [&](const ir::Metadata &entry) {
        return std::none_of(
            from->metadata->begin(), from->metadata->end(), [&](const ir::Metadata &other) {
                return other.key.text == entry.key.text && other.value.text == entry.value.text &&
                       other.isColor == entry.isColor;
            });
    };
    std::vector<ir::Metadata> added;
    std::copy_if(column.metadata->begin(), column.metadata->end(), std::back_inserter(added),
                 isNew);
    std::vector<std::string> fields;
    if (column.note->text != from->note->text)
        fields.push_back("note: " + writeString(column.note->view()));
    const WrittenMetadata written = writeMetadata(added, MetadataPlace::Block);
    fields.insert(fields.end(), written.fields.begin(), written.fields.end());
    if (!written.json.empty())
        fields.push_back("tw_metadata: " + writeString(written.json));
    writeMetadataBlock(nameOf(id), fields);
}

void BodyWriter::writeType(const ir::Column &column, std::string &text, SettingList &own) const
{
    const std::string &spelling = column.typeSyntax.spelling.text;
    const ir::TypeArguments &arguments = *column.typeSyntax.arguments;
    const auto &enums = m_context.names.plainEnums();
    const auto joined = joinTypeArguments(spelling, arguments);
    WrittenType type = dbml::writeType(joined ? *joined : spelling, enums);
    text = std::move(type.text);
    const bool apart = m_context.argumentsApart;
    const bool exact =
        type.exact && (apart ? joined || (!hasAny(arguments) && !splitTypeArguments(spelling))
                             : !hasAny(arguments));
    if (exact)
        return;
    own.addText("tw_type", spelling);
    const auto add = [&](std::string_view key, const auto &argument) {
        if (argument)
            own.addText(key, std::to_string(argument->value));
    };
    add("tw_length", arguments.length);
    add("tw_precision", arguments.precision);
    add("tw_scale", arguments.scale);
}

void BodyWriter::writeDefault(const ir::Column &column, SettingList &settings,
                              SettingList &own) const
{
    const std::string &text = column.defaultValue.value.text;
    switch (column.defaultValue.kind) {
    case ir::DefaultValue::Kind::None:
        break;
    case ir::DefaultValue::Kind::Null:
        settings.add("default: null");
        break;
    case ir::DefaultValue::Kind::Boolean:
        settings.add("default: " + text);
        break;
    case ir::DefaultValue::Kind::Number:
        if (isPlainNumber(text))
            settings.add("default: " + text);
        else
            own.addText("tw_default", JsonObject().addText("number", text).text());
        break;
    case ir::DefaultValue::Kind::String:
        settings.addText("default", text);
        break;
    case ir::DefaultValue::Kind::Expression:
        if (isSpelledExpression(text))
            settings.add("default: " + writeExpression(text));
        else
            own.addText("tw_default", JsonObject().addText("expression", text).text());
        break;
    }
}

void BodyWriter::section(std::string_view name, const std::string &lines)
{
    if (lines.empty())
        return;
    m_out += m_out.empty() ? "" : "\n";
    m_out += "  ";
    m_out += name;
    m_out += " {\n" + lines + "  }\n";
}

/// The first checks, in the order of the columns that they were written with, are settings of
/// columns: who hides a column of a partial hides its checks.
void BodyWriter::planChecks()
{
    ir::ColumnId last(0);
    for (const ir::CheckConstraint &check : m_table.checks) {
        const ir::ColumnId column = columnAround(check.range);
        if (check.partial.isValid() || !check.name.empty() || !column.isValid() || column < last ||
            m_table.column(column).partial.isValid() || !isSpelledExpression(check.expression.text))
            return;
        m_columnChecks[column.index()].push_back(&check);
        ++m_firstListedCheck;
        last = column;
    }
}

void BodyWriter::writeChecks()
{
    std::string lines;
    std::vector<std::string> rest;
    std::size_t number = 0;
    for (const ir::CheckConstraint &check : m_table.checks) {
        if (check.partial.isValid())
            continue;
        if (number < m_firstListedCheck) {
            ++number;
            continue;
        }
        // A partial's check that goes with a column, but is no setting of it.
        const ir::ColumnId column = isPartial() ? columnAround(check.range) : ir::ColumnId();
        if (!column.isValid() && isSpelledExpression(check.expression.text)) {
            SettingList settings;
            if (!check.name.empty())
                settings.addText("name", check.name.view());
            lines += "    " + writeExpression(check.expression.text) + settings.text() + '\n';
        } else {
            JsonObject object;
            if (!check.name.empty())
                object.addText("name", check.name.view());
            object.addText("expression", check.expression.text);
            if (column.isValid())
                object.addText("x-column", nameOf(column));
            rest.push_back(withPlace(object.text(), number));
        }
        ++number;
    }
    section("checks", lines);
    if (!rest.empty())
        m_ownKeys.emplace_back("checks", jsonArray(rest));
}

} // namespace tw::dbml
