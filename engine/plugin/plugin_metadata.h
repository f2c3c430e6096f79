// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/plugin_loader.h>

#include <QJsonObject>

#include <optional>
#include <string_view>

namespace tw {

/// The version of the SDK that this engine was built from.
inline constexpr PluginVersion sdkVersion{TABLEWRIGHT_VERSION_MAJOR, TABLEWRIGHT_VERSION_MINOR,
                                          TABLEWRIGHT_VERSION_PATCH};

/// `1.2.3`; fewer parts than three, signs and the like are refused.
[[nodiscard]] std::optional<PluginVersion> parseVersion(std::string_view text);
[[nodiscard]] std::string spellVersion(const PluginVersion &version);

/// Whether something made for `required` works with `offered`: the same major version and at least
/// as new; before 1.0 the minor version counts as the major one.
[[nodiscard]] bool isCompatible(const PluginVersion &offered, const PluginVersion &required);

/// Fills a spec from what `QPluginLoader::metaData()` gives, and decides whether the file is a
/// plugin of ours and made for this SDK: the state becomes `Ready`, `Invalid` or `Incompatible`.
void readMetadata(const QJsonObject &metadata, PluginSpec &spec);

/// The order in which to load: dependencies first, otherwise as given. Specs whose dependencies are
/// missing, refused, too old or in a circle become `Unresolved`.
[[nodiscard]] std::vector<std::size_t> resolveDependencies(std::vector<PluginSpec> &specs);

} // namespace tw
