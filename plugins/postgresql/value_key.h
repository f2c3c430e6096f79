// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <optional>
#include <string>

namespace tw::postgresql {

/// What `TypeCatalog::valueKey` answers. Of an integer it is the plain number: `-12`.
[[nodiscard]] std::optional<std::string> valueKey(const ir::DataType &type,
                                                  const ir::DefaultValue &literal);

} // namespace tw::postgresql
