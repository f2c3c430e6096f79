// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/json/structural_index.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tw::json {

/// Goes through a text once and tells the JSON pointers (RFC 6901) of places in it. The text may be
/// broken: what is open where it breaks is what the pointer names. A member whose name is longer
/// than `maxNameBytes` has the pointer of its object, so that many findings below one stay small.
class PointerWalk {
public:
    static constexpr std::size_t maxNameBytes = 1024;

    /// `text` is followed by `SourceBuffer::padding` bytes and outlives the walk.
    explicit PointerWalk(std::string_view text);

    /// The pointer of the innermost value around `offset`; in the name of a member, that of the
    /// member. The offsets asked for never go back.
    [[nodiscard]] std::string pointerAt(std::uint32_t offset);

private:
    struct Level {
        bool isObject = false;
        bool inElement = false;   ///< after the name of a member, or in an element
        bool expectsName = false; ///< the next string is the name of a member
        std::uint32_t nameBegin = 0;
        std::uint32_t position = 0; ///< of the element in its array
    };

    void take(std::uint32_t at);
    [[nodiscard]] std::string memberName(std::uint32_t begin) const;

    std::string_view m_body;
    std::uint32_t m_base;
    StructuralIndex m_index;
    const std::uint32_t *m_next;
    std::vector<Level> m_levels;
    char m_last = 0;       ///< the first byte of the last token
    bool m_closed = false; ///< the last token was the end of the innermost container
};

} // namespace tw::json
