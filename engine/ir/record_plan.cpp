// SPDX-License-Identifier: MIT
#include <tablewright/ir/record_plan.h>

#include <tablewright/base/utf8.h>

#include <algorithm>

namespace tw::ir {

namespace {

bool isNull(const DefaultValue &value)
{
    return value.kind == DefaultValue::Kind::None || value.kind == DefaultValue::Kind::Null ||
           (value.kind == DefaultValue::Kind::Expression &&
            equalsIgnoringCase(value.value.text, "null"));
}

} // namespace

RecordPlan::RecordPlan(const Table &table, const Records &records,
                       const std::function<bool(const Column &)> &counts)
    : m_records(records), m_entries(table.columns.size())
{
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const Column &column = table.columns[i];
        Entry &entry = m_entries[i];
        entry.column = ColumnId(i);
        entry.counts = counts(column);
        entry.generated = !column.generated->empty();
        entry.notNull = !column.nullable || entry.counts;
        entry.hasDefault = !isNull(column.defaultValue);
    }
    if (table.primaryKey) {
        for (const ColumnRef &ref : table.primaryKey->columns) {
            if (ref.column.isValid())
                m_entries[ref.column.index()].notNull = true;
        }
    }
    for (std::size_t i = 0; i < records.columns.size(); ++i)
        m_entries[records.columns[i].index()].place = static_cast<std::uint32_t>(i);
}

const RecordValue &RecordPlan::value(std::size_t row, const Entry &entry) const
{
    static const RecordValue omitted{RecordValue::Kind::Omitted, {}};
    if (entry.place == absent)
        return omitted;
    return m_records.values[row * m_records.columns.size() + entry.place];
}

RecordPlan::Counting RecordPlan::counting(
    const Entry &entry,
    const std::function<std::optional<std::int64_t>(const RecordValue &)> &read) const
{
    Counting counting;
    for (std::size_t row = 0; row < m_records.rowCount(); ++row) {
        const RecordValue &said = value(row, entry);
        if (takesDefault(entry, said)) {
            counting.taken = true;
            continue;
        }
        counting.given = true;
        const std::optional<std::int64_t> number =
            said.kind == RecordValue::Kind::Expression ? std::nullopt : read(said);
        counting.known = counting.known && number;
        counting.highest = std::max(counting.highest, number.value_or(0));
    }
    return counting;
}

void toLiteral(const RecordValue &value, DefaultValue &literal)
{
    switch (value.kind) {
    case RecordValue::Kind::Boolean:
        literal.kind = DefaultValue::Kind::Boolean;
        break;
    case RecordValue::Kind::Number:
        literal.kind = DefaultValue::Kind::Number;
        break;
    default:
        literal.kind = DefaultValue::Kind::String;
        break;
    }
    literal.value.text = value.text.text;
}

} // namespace tw::ir
