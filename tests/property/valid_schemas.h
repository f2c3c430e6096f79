// SPDX-License-Identifier: MIT
#pragma once

#include "choices.h"
#include "type_profiles.h"

#include <tablewright/ir/schema.h>

#include <string>
#include <string_view>
#include <vector>

namespace tw::test {

/// A schema that PostgreSQL takes: every type with literals, checks, generated columns and indexes
/// that fit it, keys of one and several columns, references of all kinds (cycles among them),
/// relationships, rows, names at the edges.
[[nodiscard]] ir::Schema makeValidSchema(Choices &choices);

/// One table with one thing that a profile says, for each such thing.
struct SingleFact {
    std::string name; ///< `integer: check {} > 0`
    ir::Schema schema;
};
[[nodiscard]] std::vector<SingleFact> singleFacts();

/// Breaks it in one place and says how; empty when it could not be broken in the chosen way.
[[nodiscard]] std::string breakSchema(ir::Schema &schema, Choices &choices);

/// Without a place, as nobody wrote them.
[[nodiscard]] inline ir::Name named(std::string_view text) { return {std::string(text), {}}; }
[[nodiscard]] inline ir::Expression expression(std::string_view sql)
{
    return {std::string(sql), {}};
}

/// The pattern with `sql` where it says `{}`.
[[nodiscard]] std::string filled(std::string_view pattern, std::string_view sql);

[[nodiscard]] inline ir::ColumnRef refTo(const ir::Table &table, std::size_t column)
{
    return {table.columns[column].name, ir::ColumnId(column)};
}

} // namespace tw::test
