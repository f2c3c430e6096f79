// SPDX-License-Identifier: MIT
#pragma once

#include "advice.h"
#include "name_words.h"

namespace tw::advisor {

/// Whether the table only says which rows of other tables belong together: two links at least,
/// beside their columns nothing but a key of one column and the times of the row, and nothing
/// refers to it.
[[nodiscard]] bool isJunction(const Advice &advice, const ir::Table &table);

/// Whether the name in words fits one of the patterns.
[[nodiscard]] bool isNamed(const NameWords &name, const std::vector<std::string> &patterns);

/// Whether the column's values are given by the database: it counts, or is a UUID with a default.
[[nodiscard]] bool isGenerated(const Advice &advice, const ir::Column &column);

/// The only column of the table's primary key; null when it has another number of columns.
[[nodiscard]] const ir::Column *soleKeyColumn(const ir::Table &table);

} // namespace tw::advisor
