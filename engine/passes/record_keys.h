// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/record_plan.h>
#include <tablewright/pass/pass.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tw::passes {

/// A block of rows that the database gets, with how it fills its table.
struct PlannedRecords {
    const ir::Records *records = nullptr;
    ir::RecordPlan plan;
    bool isReadable = true; ///< no value was refused by itself
};

/// One for each table, null where it has no rows.
using PlannedBlocks = std::vector<std::unique_ptr<PlannedRecords>>;

/// Checks rows against each other: no key has a value twice, each foreign key finds its row. Lives
/// for one run of the pass.
class RecordKeyChecker {
public:
    RecordKeyChecker(const ir::Schema &schema, PassContext &context, const PlannedBlocks &blocks);

    void checkKeys(ir::TableId table);
    void checkForeignKeys();

private:
    using Columns = std::vector<ir::ColumnId>;

    /// What a row holds in one column.
    struct Cell {
        enum class State : std::uint8_t {
            Null,
            Known,    ///< equal keys, and only they, are equal values
            Spelling, ///< equal keys are equal values, others may be
            Unknown
        };
        State state = State::Null;
        std::string key;
    };

    /// Rows by what they hold in some columns.
    struct RowSet {
        std::unordered_map<std::string, std::uint32_t> rows; ///< the first of each
        std::size_t count = 0;                               ///< without those that hold a null
        bool isComplete = true; ///< no two of them may be equal without being found so
    };

    const std::vector<Cell> &cells(ir::TableId table, ir::ColumnId column);
    [[nodiscard]] std::vector<Cell> makeCells(const PlannedRecords &block, const ir::Column &column,
                                              const ir::RecordPlan::Entry &entry) const;
    void number(const PlannedRecords &block, const ir::Column &column,
                const ir::RecordPlan::Entry &entry, std::vector<Cell> &cells) const;

    /// The values of a row in the columns, joined; the worst of their states.
    Cell::State join(const std::vector<const std::vector<Cell> *> &columns, std::size_t row,
                     std::string &key) const;
    std::vector<const std::vector<Cell> *> cellsOf(ir::TableId table, const Columns &columns);

    void checkIndexed(ir::TableId table, const ir::Index &index);
    void checkUnique(ir::TableId table, const Columns &columns, std::string_view what,
                     SourceRange place);
    void checkReference(const ir::Endpoint &source, const ir::Endpoint &target, SourceRange place);
    const RowSet &targetRows(ir::TableId table, const Columns &columns);
    /// False when comparing more would take too long, which is said.
    bool spend(const PlannedRecords &block, std::size_t columns);

    [[nodiscard]] std::string shown(ir::TableId table, const Columns &columns, std::size_t row,
                                    bool values) const;

    const ir::Schema &m_schema;
    PassContext &m_context;
    const TypeCatalog &m_types;
    const PlannedBlocks &m_blocks;
    std::map<std::pair<ir::TableId, ir::ColumnId>, std::vector<Cell>> m_cells;
    std::map<std::pair<ir::TableId, Columns>, RowSet> m_targets;
    std::size_t m_budget; ///< values that may still be compared
    bool m_saidBudget = false;
};

/// Whether a column counts by itself.
[[nodiscard]] bool counts(const ir::Column &column, const TypeCatalog &types);

/// The number that a literal means in an integer column; empty when it is none.
[[nodiscard]] std::optional<std::int64_t>
integerOf(const ir::RecordValue &value, const ir::DataType &type, const TypeCatalog &types);

} // namespace tw::passes
