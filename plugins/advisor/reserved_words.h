// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace tw::advisor {

/// Whether PostgreSQL takes this name, in lower case, for a table or a column only in quotes. Words
/// that it merely knows (`position`, `time`, `value`) need none.
[[nodiscard]] bool isReservedWord(std::string_view name);

/// The same of a type's name, for which those words are taken too.
[[nodiscard]] bool isReservedTypeWord(std::string_view name);

} // namespace tw::advisor
