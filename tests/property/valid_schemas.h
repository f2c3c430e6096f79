// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <string>

namespace tw::test {

/// A schema that PostgreSQL takes, made inside a rapidcheck property: every type with literals,
/// checks, generated columns and indexes that fit it, keys of one and several columns, references
/// of all kinds (cycles among them), names at the edges.
[[nodiscard]] ir::Schema makeValidSchema();

/// Breaks it in one place and says how; empty when it could not be broken in the chosen way.
[[nodiscard]] std::string breakSchema(ir::Schema &schema);

} // namespace tw::test
