// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace tw::test {

/// The script as one that quotes badly would have written it, so that a test can show that it
/// notices: names without their quotes.
[[nodiscard]] std::string withoutNameQuotes(const std::string &script);

/// … texts with nothing in them escaped.
[[nodiscard]] std::string withoutLiteralEscapes(const std::string &script);

} // namespace tw::test
