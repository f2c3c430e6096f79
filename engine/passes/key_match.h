// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diag/diagnostic_emitter.h>
#include <tablewright/ir/schema.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tw::passes {

/// Where a key names the column, or `otherwise` when it names it only by its place.
[[nodiscard]] SourceRange placeOf(const ir::ColumnRef &ref, SourceRange otherwise);

/// The columns in the order of the key.
[[nodiscard]] std::vector<ir::ColumnId> columnList(const std::vector<ir::ColumnRef> &columns);

/// The columns in ascending order, by which two keys over the same ones are equal.
[[nodiscard]] std::vector<ir::ColumnId> columnSet(const std::vector<ir::ColumnRef> &columns);

/// Whether both name the same columns, in any order. Neither names one twice.
[[nodiscard]] bool sameColumns(const std::vector<ir::ColumnRef> &a,
                               const std::vector<ir::ColumnRef> &b);

/// What makes a set of columns unique: a key, or only a unique index, which in a script stands
/// after its table.
enum class Uniqueness : std::uint8_t { None, Index, Key };

/// Which unique keys the database drops, since the table has a key over the same columns in the
/// same order before them and a name for it. Empty when it drops none.
[[nodiscard]] std::vector<bool> droppedKeys(const ir::Table &table);

/// Knows which columns a foreign key may refer to. Builds what it needs once, at the first question
/// that needs it; the schema must outlive it.
class UniqueColumns {
public:
    explicit UniqueColumns(const ir::Schema &schema) : m_schema(schema) {}

    /// Whether exactly these columns, in any order, are unique in the table: by a primary or unique
    /// key, or by a unique index without expressions and condition.
    [[nodiscard]] Uniqueness of(ir::TableId table, const std::vector<ir::ColumnRef> &columns);

    /// Whether a one-to-one relationship will make them so.
    [[nodiscard]] bool willBe(ir::TableId table, const std::vector<ir::ColumnRef> &columns);

    /// To be told of a unique key that has been added to the table.
    void add(ir::TableId table, const std::vector<ir::ColumnRef> &columns);

private:
    using Columns = std::pair<ir::TableId, std::vector<ir::ColumnId>>;
    void collect(ir::TableId table);

    const ir::Schema &m_schema;
    std::set<ir::TableId>
        m_collected; ///< tables with indexes or many keys that have been asked for
    std::map<Columns, Uniqueness> m_unique; ///< of those
    std::set<Columns> m_oneToOne;
    bool m_hasOneToOne = false; ///< `m_oneToOne` is complete
};

/// The first column that occurs twice; null when none does.
[[nodiscard]] const ir::ColumnRef *firstRepeated(const std::vector<ir::ColumnRef> &columns);

/// Why two types do not fit that seem to, if it is that.
void explainArrays(DiagnosticBuilder &report, const ir::DataType &from, const ir::DataType &to);

/// `a`, `b` and `c` in backticks, for messages.
[[nodiscard]] std::string listColumns(const ir::Table &table,
                                      const std::vector<ir::ColumnRef> &columns);

/// Tells what else could be referred to, when no key is over the columns that are.
void noteKeys(DiagnosticBuilder &report, const ir::Table &table);

} // namespace tw::passes
