// SPDX-License-Identifier: MIT
#include <tablewright/diff/render_diff.h>

#include "frontend/json/json_text.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace tw {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr std::array changeKinds = {SchemaChange::Kind::Added, SchemaChange::Kind::Removed,
                                    SchemaChange::Kind::Changed, SchemaChange::Kind::Renamed,
                                    SchemaChange::Kind::Moved};

void writeText(Writer &out, std::string_view text)
{
    out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void writeKey(Writer &out, std::string_view key)
{
    out.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
}

/// Whether every reader takes it as it stands. `+1`, `007` and `1.` are numbers to a document and
/// none to JSON; `1e309` is one that many readers refuse, and the whole answer with it.
bool isPortableLiteral(std::string_view text)
{
    if (text == "true" || text == "false" || text == "null")
        return true;
    double value = 0;
    return json::isJsonNumber(text) &&
           std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
}

class ValueWriter {
public:
    explicit ValueWriter(Writer &out) : m_out(out) {}

    void operator()(std::monostate) const { m_out.Null(); }
    void operator()(bool value) const { m_out.Bool(value); }
    void operator()(std::int64_t value) const { m_out.Int64(value); }
    void operator()(double value) const { m_out.Double(value); }
    void operator()(const std::string &value) const { writeText(m_out, value); }
    void operator()(const std::vector<std::string> &values) const
    {
        m_out.StartArray();
        for (const std::string &value : values)
            writeText(m_out, value);
        m_out.EndArray();
    }
    void operator()(const DiffLiteral &value) const
    {
        if (isPortableLiteral(value.text))
            m_out.RawValue(value.text.data(), value.text.size(), rapidjson::kNumberType);
        else
            writeText(m_out, value.text);
    }

private:
    Writer &m_out;
};

bool isAbsent(const DiffProperty &property)
{
    return std::holds_alternative<std::monostate>(property.value);
}

void writeProperties(Writer &out, std::string_view key, const std::vector<DiffProperty> &properties)
{
    if (std::all_of(properties.begin(), properties.end(), isAbsent))
        return;
    writeKey(out, key);
    out.StartObject();
    for (const DiffProperty &property : properties) {
        if (isAbsent(property))
            continue;
        writeKey(out, property.name);
        std::visit(ValueWriter(out), property.value);
    }
    out.EndObject();
}

void writeChange(Writer &out, const SchemaChange &change)
{
    out.StartObject();
    writeKey(out, "kind");
    writeText(out, spelling(change.kind));
    writeKey(out, "element");
    writeText(out, spelling(change.element));
    writeKey(out, "path");
    writeText(out, change.path);
    if (!change.name.empty()) {
        writeKey(out, "name");
        writeText(out, change.name);
    }
    writeProperties(out, "before", change.before);
    writeProperties(out, "after", change.after);
    out.EndObject();
}

} // namespace

std::string_view spelling(SchemaChange::Kind kind)
{
    switch (kind) {
    case SchemaChange::Kind::Added:
        return "added";
    case SchemaChange::Kind::Removed:
        return "removed";
    case SchemaChange::Kind::Changed:
        return "changed";
    case SchemaChange::Kind::Renamed:
        return "renamed";
    case SchemaChange::Kind::Moved:
        return "moved";
    }
    return {};
}

std::string_view spelling(DiffElement element)
{
    switch (element) {
    case DiffElement::Schema:
        return "schema";
    case DiffElement::Enum:
        return "enum";
    case DiffElement::EnumValue:
        return "enum-value";
    case DiffElement::Table:
        return "table";
    case DiffElement::Column:
        return "column";
    case DiffElement::PrimaryKey:
        return "primary-key";
    case DiffElement::UniqueKey:
        return "unique-key";
    case DiffElement::Check:
        return "check";
    case DiffElement::Index:
        return "index";
    case DiffElement::ForeignKey:
        return "foreign-key";
    case DiffElement::Relationship:
        return "relationship";
    case DiffElement::TablePartial:
        return "table-partial";
    case DiffElement::Records:
        return "records";
    case DiffElement::TableGroup:
        return "table-group";
    case DiffElement::Note:
        return "note";
    case DiffElement::View:
        return "view";
    case DiffElement::Dependency:
        return "dependency";
    }
    return {};
}

std::string renderChangesJson(const SchemaDiff &diff)
{
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    out.StartArray();
    for (const SchemaChange &change : diff.changes)
        writeChange(out, change);
    out.EndArray();
    return {buffer.GetString(), buffer.GetSize()};
}

std::string renderSummaryJson(const SchemaDiff &diff)
{
    const auto counts = diff.counts();
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    out.StartObject();
    for (const SchemaChange::Kind kind : changeKinds) {
        writeKey(out, spelling(kind));
        out.Uint64(counts[static_cast<std::size_t>(kind)]);
    }
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

} // namespace tw
