// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <string>
#include <string_view>

namespace tw::test {

/// A schema that PostgreSQL takes, made inside a rapidcheck property: every type with literals,
/// checks, generated columns and indexes that fit it, keys of one and several columns, references
/// of all kinds (cycles among them), names at the edges.
[[nodiscard]] ir::Schema makeValidSchema();

/// Breaks it in one place and says how; empty when it could not be broken in the chosen way.
[[nodiscard]] std::string breakSchema(ir::Schema &schema);

/// Without a place, as nobody wrote them.
[[nodiscard]] inline ir::Name named(std::string_view text) { return {std::string(text), {}}; }
[[nodiscard]] inline ir::Expression expression(std::string_view sql)
{
    return {std::string(sql), {}};
}

} // namespace tw::test
