// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/export.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace tw {

/// The number of Unicode code points in well-formed UTF-8. A stray byte counts as one.
[[nodiscard]] TABLEWRIGHT_EXPORT std::size_t codePointCount(std::string_view text);

/// The longest prefix of at most `maxBytes` bytes that does not cut a code point in two.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string_view truncateUtf8(std::string_view text,
                                                               std::size_t maxBytes);

/// Lower-cases A–Z and leaves every other byte alone, as PostgreSQL does with its keywords.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string asciiLower(std::string_view text);

/// Whether both are equal when A–Z and a–z count as the same.
[[nodiscard]] TABLEWRIGHT_EXPORT bool equalsIgnoringCase(std::string_view a, std::string_view b);

/// The candidate nearest to `text` by edit distance, or an empty view when none is near enough
/// to be a likely slip of the hand (a third of the length, three edits at the most). `text` itself
/// is not near.
class TABLEWRIGHT_EXPORT NearestName {
public:
    explicit NearestName(std::string_view text);
    void consider(std::string_view candidate);
    [[nodiscard]] std::string_view best() const { return m_best; }

private:
    std::string_view m_text;
    std::string_view m_best;
    std::size_t m_bestDistance;
};

} // namespace tw
