// SPDX-License-Identifier: MIT
#include "base/well_formed.h"

#include <simdjson.h>

#include <algorithm>

namespace tw {

bool isWellFormed(std::string_view text)
{
    return text.find('\0') == std::string_view::npos &&
           simdjson::validate_utf8(text.data(), text.size());
}

std::string wellFormed(std::string_view text)
{
    constexpr std::string_view replacementCharacter = "\uFFFD";
    constexpr std::size_t longestCharacter = 4;
    std::string whole;
    while (!text.empty()) {
        const std::size_t most = std::min(text.size(), longestCharacter);
        std::size_t size = 1;
        while (size <= most && !isWellFormed(text.substr(0, size)))
            ++size;
        whole += size <= most ? text.substr(0, size) : replacementCharacter;
        text.remove_prefix(size <= most ? size : 1);
    }
    return whole;
}

} // namespace tw
