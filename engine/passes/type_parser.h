// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// A spelled type taken apart: `billing."Status"`, `numeric(10,2)[]`,
/// `timestamp(3) with time zone`.
struct ParsedType {
    std::string namespaceName; ///< empty when none was written
    std::string name;          ///< words joined by one space, arguments taken out
    bool quoted = false;       ///< the name was in double quotes, so its case counts
    std::vector<std::int64_t> arguments;
    std::uint8_t arrayDimensions = 0;
    std::string problem; ///< not empty when the text is no type: what was found, what was expected
};

/// Reads a whole spelling. Unquoted words keep their case; folding is the caller's matter.
[[nodiscard]] ParsedType parseType(std::string_view spelling);

} // namespace tw
