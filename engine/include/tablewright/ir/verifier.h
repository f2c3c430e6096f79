// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <string>
#include <vector>

namespace tw::ir {

/// How far a schema has come, and so what must hold of it.
enum class Phase : std::uint8_t {
    Parsed,      ///< nothing resolved
    Resolved,    ///< every type and every reference is resolved
    Transformed, ///< no relationships left, constraints named, tables ordered
};

/// Broken invariants, each as a sentence; empty when all hold. A finding is a defect of a frontend
/// or a pass and never of the user's input.
[[nodiscard]] TABLEWRIGHT_EXPORT std::vector<std::string> verify(const Schema &schema, Phase phase);

} // namespace tw::ir
