// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>

namespace tw::test {

/// Every place of a document that its JSON Schema lets a string stand in, as `HostToken::place`
/// spells it.
[[nodiscard]] std::set<std::string> stringPlaces(const std::string &schemaFile);

/// The elements and settings that a list of DBML's features has, in lower case: the first words in
/// backticks of the rows of its sections 2 and 4.
[[nodiscard]] std::set<std::string> dbmlFeatures(const std::string &featuresFile);

} // namespace tw::test
