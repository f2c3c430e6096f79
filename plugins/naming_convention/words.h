// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Names as sequences of words. Only ASCII letters have a case here; what is beyond ASCII is a
/// letter that is never changed.
namespace tw::naming {

enum class Style : std::uint8_t { Any, Snake, Camel, Pascal, Screaming, Kebab, Lower };

/// `snake_case` and so on; empty for what is none.
[[nodiscard]] std::optional<Style> styleNamed(std::string_view spelling);
[[nodiscard]] std::string_view spelling(Style style);

/// Texts such as `URL` that are one word wherever they stand in a name.
using Abbreviations = std::span<const std::string>;

/// The words of a name: `HTTPServerID2Name` is `HTTP`, `Server`, `ID2`, `Name`. Whatever is neither
/// letter nor digit separates words. The views are parts of `name`.
[[nodiscard]] std::vector<std::string_view> splitWords(std::string_view name,
                                                       Abbreviations abbreviations);

/// Underscores at the beginning are no matter of style. In `camelCase` and `PascalCase`,
/// abbreviations may keep their capitals.
[[nodiscard]] bool conforms(std::string_view name, Style style, Abbreviations abbreviations);

/// The name in this style; what conforms stays as it is. Empty when the name has no word.
[[nodiscard]] std::string convert(std::string_view name, Style style, Abbreviations abbreviations);

/// As one text in lower case with `_` between the words: what two styles of a name have in common.
[[nodiscard]] std::string wordsInSnakeCase(std::string_view name, Abbreviations abbreviations);

[[nodiscard]] bool isAscii(std::string_view text);
[[nodiscard]] std::string asciiUpper(std::string_view text);

} // namespace tw::naming
