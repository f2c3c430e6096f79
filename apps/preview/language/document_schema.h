// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace tw::preview {

/// grammar/schema.json
[[nodiscard]] std::string_view documentSchema();

} // namespace tw::preview
