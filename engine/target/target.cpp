// SPDX-License-Identifier: MIT
#include <tablewright/target/target_info.h>

namespace tw {

NameRules::~NameRules() = default;
TypeCatalog::~TypeCatalog() = default;
IndexMethods::~IndexMethods() = default;
ExpressionChecker::~ExpressionChecker() = default;
TargetInfo::~TargetInfo() = default;

} // namespace tw
