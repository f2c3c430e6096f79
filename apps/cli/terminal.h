// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdio>

namespace tw::cli {

[[nodiscard]] bool isTerminal(std::FILE *stream);

/// Only on a terminal that is not `dumb`, and never when NO_COLOR is set to anything.
[[nodiscard]] bool wantsColours(std::FILE *stream);

/// Columns of the terminal, at most 100; 80 when it is none.
[[nodiscard]] std::size_t terminalWidth(std::FILE *stream);

} // namespace tw::cli
