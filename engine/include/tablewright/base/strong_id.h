// SPDX-License-Identifier: MIT
#pragma once

// Before <compare>: moc of Qt 6.4 cannot read that one alone.
#include <cstddef>

#include <compare>
#include <cstdint>
#include <functional>

namespace tw {

/// An index into one particular vector, distinct in type from every other index.
/// A default-made id is invalid; `index()` may be asked only of a valid one.
template <class Tag> class StrongId {
public:
    static constexpr std::uint32_t invalidIndex = UINT32_MAX;

    constexpr StrongId() = default;
    constexpr explicit StrongId(std::size_t index) : m_index(static_cast<std::uint32_t>(index)) {}

    [[nodiscard]] constexpr bool isValid() const { return m_index != invalidIndex; }
    [[nodiscard]] constexpr std::size_t index() const { return m_index; }

    friend constexpr auto operator<=>(StrongId, StrongId) = default;

private:
    std::uint32_t m_index = invalidIndex;
};

} // namespace tw

template <class Tag> struct std::hash<tw::StrongId<Tag>> {
    std::size_t operator()(tw::StrongId<Tag> id) const noexcept
    {
        return std::hash<std::size_t>{}(id.index());
    }
};
