// SPDX-License-Identifier: MIT
#include "frontend/dbml/dbml_writer.h"
#include "frontend/dbml/dbml_writer_text.h"
#include "frontend/dbml/own_json.h"
#include "frontend/dbml/record_types.h"

#include <algorithm>
#include <vector>

namespace tw::dbml {

namespace {

using Kind = ir::RecordValue::Kind;

/// A number as DBML has it: `.5` and a plus sign it has not.
bool isSpelledNumber(std::string_view text)
{
    const bool signedOne = text.starts_with('-');
    const std::string_view digits = text.substr(signedOne ? 1 : 0);
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (digits.empty() || !isDigit(digits.front()) || digits.back() == '.')
        return false;
    const bool padded = digits.size() > 1 && digits[0] == '0' && isDigit(digits[1]);
    return !padded && digits.find(".e") == std::string_view::npos &&
           digits.find(".E") == std::string_view::npos;
}

/// A line that begins with a sign goes on with the one before it, unless that ends with a comma.
bool joinsLines(const ir::Records &records)
{
    const std::size_t width = records.columns.size();
    for (std::size_t at = width; at < records.values.size(); at += width) {
        if (records.values[at].kind == Kind::Number &&
            records.values[at].text.text.starts_with('-') &&
            records.values[at - 1].kind != Kind::Omitted)
            return true;
    }
    return false;
}

/// Whether a string of a column of this type is read as another value.
bool isReadOtherwise(const ir::RecordValue &value, RecordType type)
{
    const std::string &text = value.text.text;
    return value.kind == Kind::String && ((text.empty() && type != RecordType::Text) ||
                                          (type == RecordType::DateTime && !isoDate(text).empty()));
}

bool hasColumnTwice(const ir::Records &records)
{
    std::vector<ir::ColumnId> columns = records.columns;
    std::sort(columns.begin(), columns.end());
    return std::adjacent_find(columns.begin(), columns.end()) != columns.end();
}

std::string valueText(const ir::RecordValue &value)
{
    switch (value.kind) {
    case Kind::Omitted:
        break;
    case Kind::Null:
        return "null";
    case Kind::Boolean:
    case Kind::Number:
        return value.text.text;
    case Kind::String:
        return writeString(value.text.view());
    case Kind::Expression:
        return writeExpression(value.text.view());
    }
    return {};
}

} // namespace

void DbmlWriter::writeRecords()
{
    std::vector<std::string> rest;
    for (std::size_t i = 0; i < m_schema.records.size(); ++i) {
        const ir::Records &records = m_schema.records[i];
        if (isSpelled(records) && hasColumnTwice(records))
            continue; // stands in its table
        if (isSpelled(records))
            element(recordsText(records));
        else
            rest.push_back(withPlace(recordsJson(records), i));
    }
    if (!rest.empty())
        m_projectKeys.emplace_back("records", jsonArray(rest));
}

std::string DbmlWriter::recordsInside(ir::TableId table) const
{
    std::string out;
    for (const ir::Records *records : m_recordsInside) {
        if (records->table == table)
            out += '\n' + recordsText(*records);
    }
    return out;
}

void DbmlWriter::findRecordsInside()
{
    for (const ir::Records &records : m_schema.records) {
        if (isSpelled(records) && hasColumnTwice(records))
            m_recordsInside.push_back(&records);
    }
}

bool DbmlWriter::isSpelled(const ir::Records &records) const
{
    if (records.columns.empty() || joinsLines(records))
        return false;
    const std::size_t width = records.columns.size();
    for (std::size_t i = 0; i < width; ++i) {
        const ir::Column &column = m_schema.table(records.table).column(records.columns[i]);
        const RecordType type = recordTypeOf(column.typeSyntax.spelling.text);
        for (std::size_t at = i; at < records.values.size(); at += width) {
            if (isReadOtherwise(records.values[at], type))
                return false;
        }
    }
    return std::all_of(records.values.begin(), records.values.end(),
                       [&](const ir::RecordValue &value) {
                           switch (value.kind) {
                           case Kind::Omitted:
                               return records.columns.size() > 1; // an empty line is no row
                           case Kind::Number:
                               return isSpelledNumber(value.text.view());
                           case Kind::Expression:
                               return isSpelledExpression(value.text.view());
                           default:
                               return true;
                           }
                       });
}

/// A list with a column twice stands in its table, where the language lets it pass.
std::string DbmlWriter::recordsText(const ir::Records &records) const
{
    const bool inside = hasColumnTwice(records);
    const std::string indent = inside ? "  " : "";
    std::string out = inside ? "  records (" : "Records " + m_names.reference(records.table) + '(';
    for (std::size_t i = 0; i < records.columns.size(); ++i) {
        out += i == 0 ? "" : ", ";
        out += writeName(m_names.column(records.table, records.columns[i]));
    }
    out += records.isExample ? ") [example] {\n" : ") {\n";
    const std::size_t width = records.columns.size();
    for (std::size_t row = 0; row < records.rowCount(); ++row) {
        out += indent + "  ";
        for (std::size_t i = 0; i < width; ++i) {
            const std::string value = valueText(records.values[row * width + i]);
            out += i == 0 ? "" : value.empty() ? "," : ", ";
            out += value;
        }
        out += '\n';
    }
    return out + indent + "}\n";
}

/// Of a document that has nothing but the table, known by the names that DBML gives it.
std::string DbmlWriter::recordsJson(const ir::Records &records) const
{
    ir::Schema one;
    ir::Table &table = one.tables.emplace_back();
    table.id = m_names.derivedId(records.table);
    table.name.text = table.id;
    const ir::Table &from = m_schema.table(records.table);
    for (std::size_t i = 0; i < from.columns.size(); ++i) {
        ir::Column &column = table.columns.emplace_back();
        column.id = m_names.column(records.table, ir::ColumnId(i));
        column.name.text = column.id;
        column.typeSyntax.spelling.text = "text";
    }
    one.records.push_back(records);
    one.records.front().table = ir::TableId(0);
    return jsonPart(one, "/records/0");
}

} // namespace tw::dbml
