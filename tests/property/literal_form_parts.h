// SPDX-License-Identifier: MIT
#pragma once

#include "literal_forms.h"

#include <string>

/// Parts of the grammar of literals. Those that answer a bool do so when the type is theirs.
namespace tw::test {

[[nodiscard]] std::string padded(std::string text, Dice &dice); ///< with blanks now and then
[[nodiscard]] std::string digitsOf(std::size_t most, Dice &dice);
[[nodiscard]] std::string hexDigits(std::size_t count, Dice &dice);
[[nodiscard]] std::string floatForm(Dice &dice);

[[nodiscard]] bool timeForm(const ir::DataType &type, Dice &dice, std::string &text);
[[nodiscard]] bool shapeForm(postgresql::Oid type, Dice &dice, std::string &text);
[[nodiscard]] bool documentForm(postgresql::Oid type, Dice &dice, std::string &text);
[[nodiscard]] bool systemForm(postgresql::Oid type, Dice &dice, std::string &text);

} // namespace tw::test
