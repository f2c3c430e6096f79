// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace tw::server {

/// A file that is compiled in, as `:/contract/openapi.json`. Throws `std::logic_error` when it is
/// missing.
[[nodiscard]] std::string resourceText(std::string_view path);

} // namespace tw::server
