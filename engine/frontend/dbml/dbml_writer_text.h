// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

/// How DBML spells names and texts. Whatever the text holds, what comes back is one word of DBML
/// that reads as that text.
namespace tw::dbml {

/// The name as a word, or in double quotes where it needs them.
[[nodiscard]] std::string writeName(std::string_view name);
[[nodiscard]] std::string writeQuotedName(std::string_view name);

/// `namespace.name`, or the name alone.
[[nodiscard]] std::string writePath(std::string_view namespaceName, std::string_view name);

/// `'text'` on one line.
[[nodiscard]] std::string writeString(std::string_view text);

/// A note as it stands alone in a body: over several lines where it has them, `indent` before each.
[[nodiscard]] std::string writeNote(std::string_view text, std::string_view indent);

/// `` `sql` ``; asks `isSpelledExpression`.
[[nodiscard]] std::string writeExpression(std::string_view sql);

/// Whether backticks can hold it: they know no escapes.
[[nodiscard]] bool isSpelledExpression(std::string_view sql);

/// `#rgb` or `#rrggbb`
[[nodiscard]] bool isColorText(std::string_view text);

} // namespace tw::dbml
