// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "language/rename.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw::preview {

/// The document with a member and an element a line, two spaces deeper each; what is small and
/// plain stays on one line. Only white space changes: members keep their order, numbers and strings
/// their spelling. Empty when the text is not one JSON value.
[[nodiscard]] std::optional<std::string> formatJson(std::string_view text);

/// What makes `after` of `before`, line by line; few and small, so that a cursor keeps its place.
[[nodiscard]] std::vector<Replacement> lineEdits(std::string_view before, std::string_view after);

} // namespace tw::preview
