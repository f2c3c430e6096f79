// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/syntax.h"

#include <string>

namespace tw::dbml {

/// Whether `node` has the form of a type: `int`, `numeric(10, 2)`, `billing."Status"`, `int[3][]`.
[[nodiscard]] bool isType(const Node &node);

/// The name in a type, without arguments and brackets.
[[nodiscard]] const Node &typeName(const Node &type);

/// The type as SQL spells it. A single name in double quotes loses them when it reads as words of
/// a type (`"timestamp with time zone"`), unless `keepQuotes`.
[[nodiscard]] std::string spellType(const Node &type, bool keepQuotes);

} // namespace tw::dbml
