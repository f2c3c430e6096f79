// SPDX-License-Identifier: MIT
#pragma once

#include "config/toml_value.h"
#include "plugin/plugin_dependencies.h"

#include <tablewright/base/string_map.h>
#include <tablewright/plugin/plugin_spec.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tw::config {

/// The last part of an id: `advisor` of `org.tablewright.advisor`.
[[nodiscard]] std::string_view shortName(std::string_view id);

/// The plugins by what a configuration or a command line may call them.
class PluginIndex {
public:
    explicit PluginIndex(std::span<const PluginSpec> plugins);

    /// Those that are called so: one by its id, or all whose ids end in this part.
    [[nodiscard]] std::vector<const PluginSpec *> named(std::string_view name) const;
    /// The one whose diagnostics have this code's prefix; null when there is none.
    [[nodiscard]] const PluginSpec *ofCode(std::string_view code) const;
    /// Ids, and short names that are clear.
    [[nodiscard]] std::vector<std::string_view> names() const;
    /// The id that an unquoted key spells: `[plugins.org.tablewright.advisor]` is four tables.
    [[nodiscard]] std::string_view idSpelledBy(const TomlEntry &entry) const;

private:
    StringMap<const PluginSpec *> m_byId; ///< a usable one before one that is not
    StringMap<std::vector<const PluginSpec *>> m_byShortName;
};

} // namespace tw::config
