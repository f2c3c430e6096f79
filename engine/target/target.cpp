// SPDX-License-Identifier: MIT
#include <tablewright/target/target_info.h>

namespace tw {

NameRules::~NameRules() = default;
TypeCatalog::~TypeCatalog() = default;
std::optional<std::string> TypeCatalog::valueKey(const ir::DataType & /*type*/,
                                                 const ir::DefaultValue & /*literal*/) const
{
    return std::nullopt;
}

IndexMethods::~IndexMethods() = default;
ExpressionChecker::~ExpressionChecker() = default;
TargetInfo::~TargetInfo() = default;

} // namespace tw
