// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/plugin_spec.h>

#include <span>
#include <string>
#include <string_view>

namespace tw::cli {

/// What a new plugin and its parts are called. All follows from its name, `house-rules`.
struct PluginNames {
    std::string snake;     ///< of files and the namespace: `house_rules`
    std::string className; ///< `HouseRules`
    std::string title;     ///< `House rules`
    std::string pass;      ///< `check-house-rules`
    std::string id;        ///< `com.example.house-rules`
    std::string lastId;    ///< the id's last part, which configurations may use
    std::string prefix;    ///< of its codes: `HR`
};

/// `id` and `prefix` may be empty: they follow from the name then, the prefix so that none of
/// `others` has it. Throws `Failure` for a name, an id or a prefix that cannot be used.
[[nodiscard]] PluginNames pluginNames(std::string_view name, std::string_view id,
                                      std::string_view prefix, std::span<const PluginSpec> others);

} // namespace tw::cli
