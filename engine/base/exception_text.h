// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <string_view>

namespace tw {

/// What it says. Those of plugins may say nothing, a null included.
[[nodiscard]] inline std::string_view textOf(const std::exception &error)
{
    const char *const text = error.what();
    return text == nullptr || *text == '\0' ? "an exception without a text" : text;
}

} // namespace tw
