// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <functional>
#include <optional>

namespace tw::ir {

/// How the rows of one block fill the columns of their table. What checks the rows and what writes
/// them ask the same plan.
class TABLEWRIGHT_EXPORT RecordPlan {
public:
    static constexpr std::uint32_t absent = UINT32_MAX;

    struct Entry {
        ColumnId column;
        std::uint32_t place = absent; ///< among the values of a row
        bool notNull = false;         ///< it says so, is in the primary key, or counts by itself
        bool counts = false;          ///< by itself
        bool generated = false;
        bool hasDefault = false; ///< one that is not null
    };

    /// What the counter of a column does while the rows are written.
    struct Counting {
        bool given = false;       ///< a row says the number
        bool taken = false;       ///< a row takes the next one
        bool known = true;        ///< each number that a row says could be read
        std::int64_t highest = 0; ///< of those that could; 0 at least
    };

    /// `counts` tells whether a column counts by itself. Both must outlive the plan. The block
    /// names no column twice.
    RecordPlan(const Table &table, const Records &records,
               const std::function<bool(const Column &)> &counts);

    /// One for each column of the table, in their order.
    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }
    [[nodiscard]] const Entry &entry(ColumnId column) const { return m_entries[column.index()]; }

    /// What a row says of a column; `Omitted` when the block does not have it.
    [[nodiscard]] const RecordValue &value(std::size_t row, const Entry &entry) const;

    /// Whether the column's default is stored: nothing was said, or null was said of a column that
    /// cannot be null and has something else.
    [[nodiscard]] static bool takesDefault(const Entry &entry, const RecordValue &value)
    {
        return value.kind == RecordValue::Kind::Omitted ||
               (value.kind == RecordValue::Kind::Null && entry.notNull &&
                (entry.counts || entry.hasDefault));
    }

    /// `read` gives the number that a literal is. Rows that take a number get those behind
    /// `highest`, in their order.
    [[nodiscard]] Counting
    counting(const Entry &entry,
             const std::function<std::optional<std::int64_t>(const RecordValue &)> &read) const;

private:
    const Records &m_records;
    std::vector<Entry> m_entries;
};

/// The value as the literal that a default would be; nothing of it is copied but the text.
/// Requires a boolean, a number or a string.
TABLEWRIGHT_EXPORT void toLiteral(const RecordValue &value, DefaultValue &literal);

} // namespace tw::ir
