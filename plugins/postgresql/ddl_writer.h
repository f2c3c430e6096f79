// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/script.h>

namespace tw::postgresql {

/// Writes a transformed schema as the statements that make it in an empty database: namespaces,
/// enums, tables with their indexes and comments, rows, the foreign keys of cycles.
[[nodiscard]] Script writeScript(const ir::Schema &schema);

} // namespace tw::postgresql
