// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tablewright/frontend/frontend.h>

#include <string>
#include <string_view>

namespace tw::preview {

/// What a word of DBML says: without quotes, escapes taken back.
[[nodiscard]] std::string readDbmlName(std::string_view word);
/// The same of a string on one line, in quotes of either kind.
[[nodiscard]] std::string readDbmlString(std::string_view word);
/// What a string of JSON says; what is no escape stays as it is.
[[nodiscard]] std::string readJsonString(std::string_view word);

/// The name as DBML writes it, in quotes where it needs them.
[[nodiscard]] std::string writeDbmlName(std::string_view name);
/// A string of JSON with its quotes.
[[nodiscard]] std::string writeJsonString(std::string_view text);

} // namespace tw::preview
