// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <functional>
#include <string>

namespace tw::ir {

/// Prints a resolved type, as the target spells it.
using TypeSpeller = std::function<std::string(const Schema &, const DataType &)>;

/// A readable text of the whole schema, one element a line, without places: two schemas that mean
/// the same print the same. Made for dumps and golden files. Without a speller, and before types
/// are resolved, types print as they were written.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string print(const Schema &schema,
                                                   const TypeSpeller &spellType = {});

} // namespace tw::ir
