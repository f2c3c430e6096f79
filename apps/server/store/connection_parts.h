// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

namespace tw::server {

/// What a `postgresql://` URL, or a text of `name=value`, says by libpq's names. Throws a `PgError`
/// that quotes the text, the password in it included, when it is neither.
[[nodiscard]] std::map<std::string, std::string> connectionParts(const std::string &text);

} // namespace tw::server
