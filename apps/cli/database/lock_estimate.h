// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/script.h>
#include <tablewright/ir/schema.h>
#include <tablewright/target/type_catalog.h>

#include <cstddef>

namespace tw::cli {

class Connection;

/// How many entries of the lock table a statement takes that no other statement of its script
/// takes too: a table with its TOAST table and sequences, each index.
[[nodiscard]] std::size_t lockEstimate(const Statement &statement, const ir::Schema &schema,
                                       const TypeCatalog &types);

/// How many entries the server's lock table has for sure. Throws `DatabaseError`.
[[nodiscard]] std::size_t lockTableSize(Connection &connection);

} // namespace tw::cli
