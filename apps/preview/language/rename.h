// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "language/symbols.h"

#include <tablewright/target/name_rules.h>

#include <string>
#include <string_view>
#include <vector>

namespace tw::preview {

/// Puts `text` in place of the bytes from `begin` to `end`.
struct Replacement {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::string text;
};

/// What a new name changes.
struct Rename {
    std::vector<Replacement> replacements; ///< sorted, not overlapping
    unsigned left = 0;                     ///< places that may mean it and are not changed
    std::string refusal;                   ///< why the name cannot be; empty when it can
};

/// Why this cannot be renamed here, whatever the new name; empty when it can.
[[nodiscard]] std::string refuseRename(const SymbolTable &table, std::uint32_t symbol);

/// `rules` quote the name in SQL; without them its places there are left.
[[nodiscard]] Rename rename(const SymbolTable &table, std::uint32_t symbol, std::string_view name,
                            const NameRules *rules);

} // namespace tw::preview
