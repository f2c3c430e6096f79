// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/json/json_cursor.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tw::json {

/// Finds strings that occur twice: ids, and members of unknown names. Keeps places, not copies.
class TokenSet {
public:
    /// `text` is what the tokens' offsets count in; it outlives the set.
    explicit TokenSet(const char *text) : m_text(text) {}

    /// Forgets all tokens; takes no time, whatever their number.
    void clear()
    {
        ++m_generation;
        m_count = 0;
    }

    /// Adds the token to those of `scope`, or tells where the equal one there begins.
    std::optional<std::uint32_t> insert(const StringToken &token, std::uint32_t scope = 0);

private:
    struct Slot {
        std::uint32_t generation = 0; ///< the slot is free unless this is the set's
        std::uint32_t scope = 0;
        std::uint32_t hash = 0;
        std::uint32_t begin = 0;
        std::uint32_t size = 0; ///< between the quotes, as written
    };

    [[nodiscard]] bool equals(const Slot &slot, const StringToken &token) const;
    void grow();

    const char *m_text;
    std::vector<Slot> m_slots;
    std::size_t m_count = 0;
    std::uint32_t m_generation = 1;
};

} // namespace tw::json
