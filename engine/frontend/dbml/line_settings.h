// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/syntax.h"

#include <span>
#include <string_view>

/// Lines of one item and its settings, as refs, enums and dependencies have them.
namespace tw::dbml {

struct FileContext;

/// `a.b > c.d [delete: cascade]`: what follows the first item.
struct SplitLine {
    const Node *settings = nullptr;     ///< a list at the end, or else right behind the item
    std::span<const Node *const> extra; ///< what else there is
};

[[nodiscard]] SplitLine splitLine(const Line &line);

/// Reports what a line holds beyond what is expected of it.
void reportExtra(FileContext &file, const SplitLine &line, std::string_view expected);

/// Reports a setting whose value is wrong where the setting begins, as these lines do; elsewhere
/// the place is the value's.
void reportSetting(FileContext &file, const Setting &setting, std::string_view expected);

} // namespace tw::dbml
