// SPDX-License-Identifier: MIT
#pragma once

#include "choices.h"

#include <set>
#include <string>
#include <string_view>

namespace tw::test {

/// Bytes that PostgreSQL keeps of a name.
inline constexpr std::size_t nameBytes = 63;

/// A name at the edges: 62 to 64 bytes, quotes, emoji, keywords, mixed case; or `plain`.
[[nodiscard]] std::string edgeName(Choices &choices, std::string_view plain);

/// Text for notes and the like, hostile to whoever forgets to quote it.
[[nodiscard]] std::string edgeText(Choices &choices);

/// `"a""b"`, however long.
[[nodiscard]] std::string wholeName(std::string_view name);

/// The same, as far as it is kept.
[[nodiscard]] std::string quotedName(std::string_view name);

/// `'it''s'`.
[[nodiscard]] std::string quotedText(std::string_view text);

/// Names that differ in what PostgreSQL keeps of them.
class NamePool {
public:
    /// `wanted`, or `plain` with a number when it is taken.
    std::string take(std::string wanted, std::string_view plain);
    std::string take(Choices &choices, std::string_view plain)
    {
        return take(edgeName(choices, plain), plain);
    }

private:
    std::set<std::string, std::less<>> m_taken;
};

} // namespace tw::test
