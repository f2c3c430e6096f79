// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/target/type_catalog.h>

namespace tw::postgresql {

/// Whether the server's input function for `type` reads the literal. What depends on the server's
/// settings or is not judged here is `Unverified`. A value that CREATE TABLE takes but no row could
/// have (`'abcd'` for `varchar(3)`) is `Unreadable` too.
[[nodiscard]] LiteralVerdict checkLiteral(const ir::Schema &schema, const ir::DataType &type,
                                          const ir::DefaultValue &literal);

/// The same of a constant in quotes inside an expression.
[[nodiscard]] LiteralVerdict checkConstant(const ir::Schema &schema, const ir::DataType &type,
                                           std::string_view text);

} // namespace tw::postgresql
