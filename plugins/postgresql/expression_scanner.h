// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace tw::postgresql {

/// How large an expression is, told without the parser: its stack grows with what it reads, so
/// nothing over the limits may reach it.
struct ExpressionSize {
    static constexpr std::size_t maxBytes = 8 * 1024;
    static constexpr std::size_t maxTokens = 3000;
    static constexpr std::size_t maxDepth = 100;

    std::size_t tokens = 0;
    std::size_t depth = 0; ///< of brackets and of CASE
    bool hasNul = false;
};

/// Never counts fewer tokens than the parser would see.
[[nodiscard]] ExpressionSize measureExpression(std::string_view text);

} // namespace tw::postgresql
