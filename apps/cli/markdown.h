// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tw::cli {

/// A page in the plain Markdown of `docs/diagnostics`, made readable in a terminal: headings stand
/// out, paragraphs and list items are filled to `width`, code keeps its lines.
[[nodiscard]] std::string renderMarkdown(std::string_view page, std::size_t width, bool colours);

} // namespace tw::cli
