// SPDX-License-Identifier: MIT
#pragma once

#include "advice.h"

namespace tw::advisor {

/// Whether the table only says which rows of other tables belong together: two links at least, and
/// beside their columns nothing but a key that counts by itself and times.
[[nodiscard]] bool isJunction(const Advice &advice, const ir::Table &table);

/// Whether it is a date or a time by its type.
[[nodiscard]] bool isMoment(const Advice &advice, const ir::Column &column);

/// Whether the column's values are given by the database: it counts, or is a UUID with a default.
[[nodiscard]] bool isGenerated(const Advice &advice, const ir::Column &column);

/// The only column of the table's primary key; null when it has another number of columns.
[[nodiscard]] const ir::Column *soleKeyColumn(const ir::Table &table);

} // namespace tw::advisor
