// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/plugin_spec.h>

namespace tw {

/// Whether the plugin takes part in compiles.
[[nodiscard]] bool isUsable(const PluginSpec &spec);

/// Whether something made for `required` works with `offered`: the same major version and at least
/// as new; before 1.0 the minor version counts as the major one.
[[nodiscard]] bool isCompatible(const PluginVersion &offered, const PluginVersion &required);

/// The order in which to load what is `Ready`: dependencies first, backends early, Tablewright's
/// own before others, otherwise as given. What is `Loaded` serves as a dependency. Specs whose
/// dependencies are missing, refused, too old or in a circle become `Unresolved`.
[[nodiscard]] std::vector<std::size_t> resolveDependencies(std::vector<PluginSpec> &specs);

/// That a plugin is not loaded because of another, in the state that this one is in.
[[nodiscard]] std::string whyWithout(std::string_view id, PluginSpec::State state);

} // namespace tw
