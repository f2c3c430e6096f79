// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <string>
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

/// Whether a foreign key may refer to exactly these columns: a primary or unique key, or a unique
/// index without expressions and condition.
[[nodiscard]] Uniqueness uniquenessOf(const ir::Table &table,
                                      const std::vector<ir::ColumnRef> &columns);

/// The first column that occurs twice; null when none does.
[[nodiscard]] const ir::ColumnRef *firstRepeated(const std::vector<ir::ColumnRef> &columns);

/// `a`, `b` and `c` in backticks, for messages.
[[nodiscard]] std::string listColumns(const ir::Table &table,
                                      const std::vector<ir::ColumnRef> &columns);

} // namespace tw::passes
