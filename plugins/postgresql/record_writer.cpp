// SPDX-License-Identifier: MIT
#include "record_writer.h"

#include "literal_writer.h"
#include "part_recorder.h"
#include "quoting.h"
#include "value_key.h"

#include <charconv>

namespace tw::postgresql {
namespace {

/// Of one INSERT, so that the server need not hold all rows of a table at once.
constexpr std::size_t rowsPerStatement = 1000;
constexpr std::size_t bytesPerStatement = 256 * 1024;

std::optional<std::int64_t> readNumber(const ir::Column &column, const ir::RecordValue &value)
{
    ir::DefaultValue literal;
    ir::toLiteral(value, literal);
    const std::optional<std::string> key = valueKey(column.type, literal);
    std::int64_t number = 0;
    if (!key || std::from_chars(key->data(), key->data() + key->size(), number).ec != std::errc())
        return std::nullopt;
    return number;
}

} // namespace

void RecordWriter::write()
{
    if (m_schema.records.empty())
        return;
    constexpr std::size_t none = SIZE_MAX;
    std::vector<std::size_t> blockOf(m_schema.tables.size(), none);
    for (std::size_t i = 0; i < m_schema.records.size(); ++i) {
        const ir::Records &records = m_schema.records[i];
        if (!records.isExample && records.rowCount() > 0)
            blockOf[records.table.index()] = i;
    }
    m_selfReferences.assign(m_schema.tables.size(), false);
    for (const ir::ForeignKey &key : m_schema.foreignKeys) {
        if (!key.addedLater && key.source.table == key.target.table)
            m_selfReferences[key.source.table.index()] = true;
    }
    for (const ir::TableId table : m_schema.creationOrder) {
        if (blockOf[table.index()] != none)
            writeRecords(blockOf[table.index()]);
    }
}

void RecordWriter::begin()
{
    if (!m_text.empty())
        m_text.push_back('\n');
    Statement &statement = m_script.statements.emplace_back();
    statement.begin = m_text.size();
    statement.origin = {Origin::Kind::Records, static_cast<std::uint32_t>(m_index), UINT32_MAX,
                        m_schema.records[m_index].range};
}

void RecordWriter::end()
{
    m_script.statements.back().end = m_text.size();
    m_text += ";\n";
}

void RecordWriter::writeRecords(std::size_t index)
{
    const ir::Records &records = m_schema.records[index];
    m_index = index;
    m_table = &m_schema.table(records.table);
    const ir::RecordPlan plan(*m_table, records, [](const ir::Column &column) {
        return column.autoIncrement || isSerial(column.type);
    });
    m_columns.clear();
    // A value for a generated column is an error, which only a compile that makes warnings of
    // errors brings here.
    const auto isGiven = [&](const ir::RecordPlan::Entry &entry) {
        for (std::size_t row = 0; row < records.rowCount(); ++row) {
            if (plan.value(row, entry).kind != ir::RecordValue::Kind::Omitted)
                return true;
        }
        return false;
    };
    for (const ir::ColumnId column : records.columns) {
        const ir::RecordPlan::Entry &entry = plan.entry(column);
        if (!entry.generated || isGiven(entry))
            m_columns.push_back(&entry);
    }
    // Rows of nothing but generated columns still are rows.
    for (const ir::RecordPlan::Entry &entry : plan.entries()) {
        if (m_columns.empty() && !entry.generated)
            m_columns.push_back(&entry);
    }
    writeCounters(plan, true);
    writeRows(records, plan);
    writeCounters(plan, false);
}

void RecordWriter::writeRows(const ir::Records &records, const ir::RecordPlan &plan)
{
    const bool whole = m_selfReferences[records.table.index()];
    std::size_t statementRows = 0;
    for (std::size_t row = 0; row < records.rowCount(); ++row) {
        const bool full =
            m_columns.empty() || statementRows == rowsPerStatement ||
            (row > 0 && m_text.size() - m_script.statements.back().begin >= bytesPerStatement);
        if (row == 0 || (full && !whole)) {
            if (row > 0)
                end();
            begin();
            statementRows = 0;
            m_text += "INSERT INTO ";
            m_tableName(m_text, *m_table);
            if (m_columns.empty()) {
                m_text += " DEFAULT VALUES";
                continue;
            }
            m_text += " (";
            for (std::size_t i = 0; i < m_columns.size(); ++i) {
                m_text += i == 0 ? "" : ", ";
                appendIdentifier(m_text, m_table->column(m_columns[i]->column).name.view());
            }
            m_text += ") VALUES";
        }
        m_text += statementRows++ == 0 ? "\n    " : ",\n    ";
        writeRow(plan, row);
    }
    end();
}

void RecordWriter::writeRow(const ir::RecordPlan &plan, std::size_t row)
{
    m_text.push_back('(');
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (i > 0)
            m_text += ", ";
        const std::size_t begin = m_text.size();
        const ir::RecordValue &value = plan.value(row, *m_columns[i]);
        writeValue(*m_columns[i], value);
        if (m_recorder != nullptr && m_recorder->wants(m_script)) {
            m_recorder->recordValue(m_text, begin, m_table->column(m_columns[i]->column),
                                    value.text.range);
        }
    }
    m_text.push_back(')');
}

void RecordWriter::writeValue(const ir::RecordPlan::Entry &entry, const ir::RecordValue &value)
{
    if (ir::RecordPlan::takesDefault(entry, value)) {
        m_text += "DEFAULT";
    } else if (value.kind == ir::RecordValue::Kind::Null) {
        m_text += "NULL";
    } else if (value.kind == ir::RecordValue::Kind::Expression) {
        appendExpression(m_text, value.text.view());
    } else {
        ir::toLiteral(value, m_literal);
        appendDefaultLiteral(m_text, m_table->column(entry.column).type, m_literal);
    }
}

void RecordWriter::sequenceOf(const ir::Column &column)
{
    std::string table;
    m_tableName(table, *m_table);
    m_text += "SELECT setval(pg_get_serial_sequence(";
    appendLiteral(m_text, table);
    m_text += ", ";
    appendLiteral(m_text, keptIdentifier(column.name.view()));
    m_text += "),";
}

void RecordWriter::writeCounters(const ir::RecordPlan &plan, bool before)
{
    for (const ir::RecordPlan::Entry *entry : m_columns) {
        if (!entry->counts)
            continue;
        const ir::Column &column = m_table->column(entry->column);
        const ir::RecordPlan::Counting counting = plan.counting(
            *entry, [&column](const ir::RecordValue &value) { return readNumber(column, value); });
        if (before) {
            // Rows that take the next number must not get one that another row says.
            if (!counting.given || !counting.taken || counting.highest < 1)
                continue;
            begin();
            sequenceOf(column);
            m_text += ' ' + std::to_string(counting.highest) + ")";
            end();
        } else if (counting.given) {
            // A sequence begins at 1; greatest() passes over null.
            std::string name;
            appendIdentifier(name, column.name.view());
            begin();
            sequenceOf(column);
            m_text.append("\n    greatest(max(").append(name).append("), 1), coalesce(max(");
            m_text.append(name).append(") >= 1, false))\nFROM ");
            m_tableName(m_text, *m_table);
            end();
        }
    }
}

} // namespace tw::postgresql
