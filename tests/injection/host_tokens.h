// SPDX-License-Identifier: MIT
#pragma once

#include "host.h"

namespace tw::test {

/// The strings of a JSON document that has no escapes in it but `\\` and `\"`.
[[nodiscard]] std::vector<HostToken> jsonTokens(const std::string &text);

/// The words, strings and expressions of a DBML document that has no escapes in it.
[[nodiscard]] std::vector<HostToken> dbmlTokens(const std::string &text);

} // namespace tw::test
