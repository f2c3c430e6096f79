// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/data_type.h>

#include <optional>
#include <string>
#include <string_view>

/// Schema JSON may give the arguments of a type beside its name, DBML has them in brackets.
namespace tw::dbml {

/// `VARCHAR` and a length of 255, out of `VARCHAR(255)`: what one number means follows from the
/// name, two are precision and scale. Nothing when the spelling does not end with such brackets.
struct SplitType {
    std::string name;
    ir::TypeArguments arguments;
};
[[nodiscard]] std::optional<SplitType> splitTypeArguments(std::string_view spelling);

/// `VARCHAR(255)` when that splits into these parts; nothing otherwise.
[[nodiscard]] std::optional<std::string> joinTypeArguments(std::string_view name,
                                                           const ir::TypeArguments &arguments);

[[nodiscard]] inline bool hasAny(const ir::TypeArguments &arguments)
{
    return arguments.length || arguments.precision || arguments.scale;
}

} // namespace tw::dbml
