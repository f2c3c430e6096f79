// SPDX-License-Identifier: MIT
#pragma once

#include "choices.h"

#include <string>

namespace tw::test {

/// DBML without errors, mostly: names in all styles, quoted and not, in every place where one can
/// stand, partials, aliases and namespaces among them.
[[nodiscard]] std::string uglyDocument(Choices &choices);

} // namespace tw::test
