// SPDX-License-Identifier: MIT
#include "diff/matching.h"

#include <algorithm>

namespace tw::diff {

std::vector<std::uint32_t> Matching::moved() const
{
    // What stays is a longest increasing subsequence of the old places in their new order. `ends`
    // holds, for each length, the element that ends the best subsequence of that length.
    std::vector<std::uint32_t> ends;
    std::vector<std::uint32_t> previous(m_beforeOf.size(), none);
    for (std::size_t i = 0; i < m_beforeOf.size(); ++i) {
        if (m_beforeOf[i] == none)
            continue;
        const auto place = std::lower_bound(
            ends.begin(), ends.end(), m_beforeOf[i],
            [this](std::uint32_t element, std::uint32_t old) { return m_beforeOf[element] < old; });
        if (place != ends.begin())
            previous[i] = *(place - 1);
        if (place == ends.end())
            ends.push_back(static_cast<std::uint32_t>(i));
        else
            *place = static_cast<std::uint32_t>(i);
    }
    std::vector<bool> stays(m_beforeOf.size(), false);
    for (std::uint32_t i = ends.empty() ? none : ends.back(); i != none; i = previous[i])
        stays[i] = true;
    std::vector<std::uint32_t> result;
    for (std::size_t i = 0; i < m_beforeOf.size(); ++i) {
        if (m_beforeOf[i] != none && !stays[i])
            result.push_back(static_cast<std::uint32_t>(i));
    }
    return result;
}

} // namespace tw::diff
