// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

namespace tw::postgresql {

/// Appends a literal default: numbers and truth plain where the column's type has them and reads
/// them the same, everything else in quotes.
void appendDefaultLiteral(std::string &out, const ir::DataType &type,
                          const ir::DefaultValue &literal);

/// Appends an expression, in brackets unless it is one word or one call without arguments.
void appendDefaultExpression(std::string &out, std::string_view expression);

/// `-12`, `0.5`: what the server reads as the same number with quotes and without. An exponent is
/// left out, since the plain constant would be expanded to all its digits.
[[nodiscard]] bool isPlainNumber(std::string_view text);

/// Whether the type is one of `serial` and its brothers.
[[nodiscard]] bool isSerial(const ir::DataType &type);

} // namespace tw::postgresql
