// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/script.h>
#include <tablewright/ir/record_plan.h>

#include <functional>

namespace tw::postgresql {

class PartRecorder;

/// Appends a table's name, qualified as its script needs it.
using TableNameWriter = std::function<void(std::string &, const ir::Table &)>;

/// Appends the rows of a schema to its script, for tables that exist and are empty: tables that are
/// referred to first, the rows of a table that refers to itself in one statement, and identities
/// moved on so that the next row gets a number of its own.
class RecordWriter {
public:
    /// Everything must outlive the writer.
    RecordWriter(const ir::Schema &schema, Script &script, TableNameWriter tableName,
                 PartRecorder *recorder)
        : m_schema(schema), m_script(script), m_text(script.text),
          m_tableName(std::move(tableName)), m_recorder(recorder)
    {
    }

    void write();

private:
    void writeRecords(std::size_t index);
    void writeRows(const ir::Records &records, const ir::RecordPlan &plan);
    void writeRow(const ir::RecordPlan &plan, std::size_t row);
    void writeValue(const ir::RecordPlan::Entry &entry, const ir::RecordValue &value);
    void writeCounters(const ir::RecordPlan &plan, bool before);

    void begin();
    void end();
    void sequenceOf(const ir::Column &column);

    const ir::Schema &m_schema;
    Script &m_script;
    std::string &m_text;
    TableNameWriter m_tableName;
    PartRecorder *m_recorder; ///< may be null

    // Of the block at hand.
    std::size_t m_index = 0;
    const ir::Table *m_table = nullptr;
    std::vector<const ir::RecordPlan::Entry *> m_columns; ///< in the order of the INSERT
    ir::DefaultValue m_literal;
    std::vector<bool> m_selfReferences; ///< by table
};

} // namespace tw::postgresql
