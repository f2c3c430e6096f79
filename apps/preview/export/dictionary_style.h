// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace tw::preview {

/// The style sheet of the data dictionary's page: light and dark, for screens and for paper.
[[nodiscard]] std::string_view dictionaryStyle();

} // namespace tw::preview
