// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace tw::server {

/// The 32 bytes of a text's SHA-256. Thread-safe.
[[nodiscard]] std::string sha256(std::string_view text);

/// Two digits a byte, in lower case.
[[nodiscard]] std::string hexadecimal(std::string_view bytes);

} // namespace tw::server
