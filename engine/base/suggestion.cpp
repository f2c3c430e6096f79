// SPDX-License-Identifier: MIT
#include <tablewright/base/suggestion.h>

#include <tablewright/base/utf8.h>

#include <fmt/format.h>

namespace tw {

std::string suggestion(std::string_view written, std::span<const std::string_view> candidates)
{
    NearestName nearest(written);
    for (const std::string_view candidate : candidates)
        nearest.consider(candidate);
    return nearest.best().empty() ? std::string()
                                  : fmt::format(", did you mean `{}`?", nearest.best());
}

} // namespace tw
