// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What both languages do with Unicode in their texts.
namespace tw {

/// The text without a UTF-8 byte order mark at its start.
[[nodiscard]] std::string_view withoutByteOrderMark(std::string_view text);

/// The UTF-16 code unit that the first four characters of `text` spell in hexadecimal digits.
[[nodiscard]] std::optional<std::uint32_t> codeUnit(std::string_view text);

/// `point` is a code point, no surrogate.
void appendUtf8(std::string &text, std::uint32_t point);

} // namespace tw
