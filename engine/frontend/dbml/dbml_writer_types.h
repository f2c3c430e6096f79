// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace tw::dbml {

/// A type as DBML writes it.
struct WrittenType {
    std::string text;
    bool exact = false; ///< it reads back as the very spelling
};

/// `enumNames`: names of enums without a namespace; quotes around such a name stay.
[[nodiscard]] WrittenType writeType(std::string_view spelling,
                                    const std::unordered_set<std::string_view> &enumNames);

} // namespace tw::dbml
