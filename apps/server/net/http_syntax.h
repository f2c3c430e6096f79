// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tw::server {

[[nodiscard]] constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
/// Requires a hexadecimal digit.
[[nodiscard]] constexpr unsigned hexValue(char c)
{
    return static_cast<unsigned>(isDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
}

/// RFC 9110 `token`; not empty.
[[nodiscard]] bool isToken(std::string_view text);
/// Visible ASCII, blanks, tabs and bytes from 0x80 on.
[[nodiscard]] bool isFieldValue(std::string_view text);
/// `/path?query` of unreserved, reserved and well-formed percent-encoded characters, whose bytes
/// are UTF-8 without U+0000. Not `//…`, which some read as an authority.
[[nodiscard]] bool isValidOriginForm(std::string_view target);
/// `name`, `name:port`, `1.2.3.4:port`, `[::1]:port`; not empty.
[[nodiscard]] bool isValidHost(std::string_view host);

[[nodiscard]] std::string lowered(std::string_view text);
/// Whether `text` in lower case is `lower`.
[[nodiscard]] bool equalsLower(std::string_view text, std::string_view lower);
/// Without blanks and tabs at either end.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// Whether a comma-separated list has this element, given in lower case.
[[nodiscard]] bool listContains(std::string_view list, std::string_view lowerElement);

} // namespace tw::server
