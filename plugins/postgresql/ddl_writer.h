// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/script.h>

#include <cstddef>
#include <vector>

namespace tw::postgresql {

/// Writes a transformed schema as the statements that make it in an empty database: namespaces,
/// enums, tables with their indexes and comments, rows, the foreign keys of cycles.
[[nodiscard]] Script writeScript(const ir::Schema &schema);

/// What the pieces of one of these statements were written from.
[[nodiscard]] std::vector<StatementPart> partsOfStatement(const ir::Schema &schema,
                                                          std::size_t statement);

} // namespace tw::postgresql
