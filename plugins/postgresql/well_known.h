// SPDX-License-Identifier: MIT
#pragma once

#include "catalog.h"

#include <string_view>

/// Calls that people write as a plain string and mean as an expression.
namespace tw::postgresql {

/// The type of `now()`, `CURRENT_DATE`, `CURRENT_TIMESTAMP(3)`, `gen_random_uuid()` and the like,
/// in any case and with spaces in between; 0 for every other text.
[[nodiscard]] Oid wellKnownExpressionType(std::string_view text);

/// Whether a column of the type takes such a value and cannot hold the text itself instead.
[[nodiscard]] bool fitsWellKnown(Oid expression, Oid column);

} // namespace tw::postgresql
