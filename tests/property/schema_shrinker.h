// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <cstddef>
#include <functional>

namespace tw::test {

/// Takes an element out with all that names it. What expressions say is left alone.
void removeTable(ir::Schema &schema, std::size_t table);
void removeColumn(ir::Schema &schema, std::size_t table, std::size_t column);
void removeEnum(ir::Schema &schema, std::size_t type);

/// A smaller schema of which `fails` still holds, as it does of `schema`. Asks at most `most`
/// times.
[[nodiscard]] ir::Schema shrink(ir::Schema schema,
                                const std::function<bool(const ir::Schema &)> &fails,
                                std::size_t most = 600);

} // namespace tw::test
