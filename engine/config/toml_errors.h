// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tw::config {

/// Why a text is no TOML, in bytes of it.
struct TomlError {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string message; ///< `found `]`, expected the name of a table`
};

[[nodiscard]] bool isTomlKeyCharacter(char c);
/// A character that cannot stand in TOML as it is.
[[nodiscard]] bool isTomlControl(char c);
/// The bytes of the code point that begins so.
[[nodiscard]] std::size_t utf8Length(char lead);

/// What stands at `offset`, for a message: `` `word` ``, `the end of the line`, `U+0007`. Sets
/// `end` behind it.
[[nodiscard]] std::string foundAt(std::string_view text, std::size_t offset, std::size_t &end);

/// `found …, expected …` at what stands there.
[[nodiscard]] TomlError unexpectedAt(std::string_view text, std::size_t offset,
                                     std::string_view expected);

/// An error of the parser in the words of our findings, at the whole token. `offset` is where the
/// parser stood.
[[nodiscard]] TomlError inOwnWords(std::string_view text, std::size_t offset,
                                   std::string_view description);

} // namespace tw::config
