// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/string_map.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tw::diff {

/// Which element of a list before is which element of the list after.
class Matching {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    Matching() = default;
    Matching(std::size_t before, std::size_t after)
        : m_afterOf(before, none), m_beforeOf(after, none)
    {
    }

    [[nodiscard]] std::uint32_t afterOf(std::size_t before) const { return m_afterOf[before]; }
    [[nodiscard]] std::uint32_t beforeOf(std::size_t after) const { return m_beforeOf[after]; }
    [[nodiscard]] std::size_t beforeCount() const { return m_afterOf.size(); }
    [[nodiscard]] std::size_t afterCount() const { return m_beforeOf.size(); }

    /// Pairs those that are still alone and have the same key, where `mayPair(before, after)`. An
    /// empty key is none; of equal ones in a list, the first counts.
    template <class KeyBefore, class KeyAfter, class MayPair>
    void pair(KeyBefore keyBefore, KeyAfter keyAfter, MayPair mayPair)
    {
        StringMap<std::uint32_t> byKey;
        for (std::size_t i = 0; i < m_beforeOf.size(); ++i) {
            if (m_beforeOf[i] == none)
                byKey.try_emplace(std::string(keyAfter(i)), static_cast<std::uint32_t>(i));
        }
        if (byKey.empty())
            return;
        for (std::size_t i = 0; i < m_afterOf.size(); ++i) {
            if (m_afterOf[i] != none)
                continue;
            const std::string key(keyBefore(i));
            const auto found = key.empty() ? byKey.end() : byKey.find(key);
            if (found == byKey.end() || m_beforeOf[found->second] != none ||
                !mayPair(i, found->second))
                continue;
            m_afterOf[i] = found->second;
            m_beforeOf[found->second] = static_cast<std::uint32_t>(i);
        }
    }

    template <class KeyBefore, class KeyAfter> void pair(KeyBefore keyBefore, KeyAfter keyAfter)
    {
        pair(keyBefore, keyAfter, [](std::size_t, std::size_t) { return true; });
    }

    /// The elements after that have left their order among those that stay: the fewest that, when
    /// taken out, leave the others as they were. In their new order.
    [[nodiscard]] std::vector<std::uint32_t> moved() const;

private:
    std::vector<std::uint32_t> m_afterOf;
    std::vector<std::uint32_t> m_beforeOf;
};

} // namespace tw::diff
