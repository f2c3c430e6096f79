// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tw::test {

/// What PostgreSQL takes of a column of some type. `{}` stands for the column, quoted.
struct TypeProfile {
    struct Generated {
        std::string type; ///< empty: the column's own
        std::string expression;
    };

    std::vector<std::string> spellings{};   ///< each fits all that follows
    std::vector<std::string> numbers{};     ///< literals, as in JSON
    std::vector<std::string> strings{};     ///< literals
    std::vector<std::string> expressions{}; ///< defaults
    std::vector<std::string> checks{};
    std::vector<Generated> generated{};
    std::vector<std::string> indexed{};   ///< expressions of a btree index
    std::vector<std::string> methods{};   ///< of an index over the column
    std::vector<std::string> referrers{}; ///< other types whose columns may refer to a key of this
    bool countable = false;               ///< an identity can be of it

    [[nodiscard]] bool has(std::string_view method) const;
    /// Whether it can be in a key.
    [[nodiscard]] bool ordered() const { return has("btree"); }
};

/// Every built-in type with its arguments, and arrays of all that have arrays.
[[nodiscard]] const std::vector<TypeProfile> &typeProfiles();

/// `text` as an element between braces of an array's literal.
[[nodiscard]] std::string arrayElement(std::string_view text);

} // namespace tw::test
