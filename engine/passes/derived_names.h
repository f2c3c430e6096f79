// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace tw::passes {

/// Makes names for elements that have none. A derived name depends on what it is derived from
/// alone, unless that is taken; then a hash of the same is appended. It never exceeds `maxBytes`
/// and is never cut by the database.
class DerivedNames {
public:
    explicit DerivedNames(std::size_t maxBytes) : m_maxBytes(maxBytes) {}

    /// `stem` and `suffix` in at most `maxBytes`: a stem that is too long is cut and followed by a
    /// hash of the whole, so that long names stay apart.
    [[nodiscard]] std::string shorten(std::string_view stem, std::string_view suffix) const;

    /// The shortened name, or a variant for which `isTaken(name)` is false.
    template <class IsTaken>
    [[nodiscard]] std::string derive(std::string_view stem, std::string_view suffix,
                                     const IsTaken &isTaken) const
    {
        std::string name = shorten(stem, suffix);
        for (unsigned attempt = 0; isTaken(name); ++attempt)
            name = variant(stem, suffix, attempt);
        return name;
    }

private:
    [[nodiscard]] std::string variant(std::string_view stem, std::string_view suffix,
                                      unsigned attempt) const;

    std::size_t m_maxBytes;
};

} // namespace tw::passes
