// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diag/diagnostic.h>
#include <tablewright/ir/schema.h>

#include <optional>
#include <string>

namespace tw::test {

/// The schema as text, without ids and what else follows from a name; with `fix`, whose first edit
/// is of a declaration, as if the element declared there had its new name.
[[nodiscard]] std::string printRenamed(ir::Schema schema, const std::optional<FixIt> &fix);

} // namespace tw::test
