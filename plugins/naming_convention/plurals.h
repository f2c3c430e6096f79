// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/string_map.h>

#include <span>
#include <string>
#include <string_view>

namespace tw::naming {

/// Whether English words are in the singular or the plural, by rules and lists of what the rules do
/// not know. Words are given and answered in lower case.
class Plurals {
public:
    /// `exceptions` are words that are both (`staff`) and pairs (`persona=personae`).
    explicit Plurals(std::span<const std::string> exceptions);

    [[nodiscard]] bool isSingular(std::string_view word) const;
    [[nodiscard]] bool isPlural(std::string_view word) const;

    /// What is in it already stays as it is.
    [[nodiscard]] std::string singular(std::string_view word) const;
    [[nodiscard]] std::string plural(std::string_view word) const;

private:
    StringMap<std::string> m_plurals;   ///< by singular
    StringMap<std::string> m_singulars; ///< by plural
    StringMap<bool> m_both;
};

} // namespace tw::naming
