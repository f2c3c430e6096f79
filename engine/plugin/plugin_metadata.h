// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/plugin_spec.h>

#include <QJsonObject>

#include <optional>
#include <string_view>

namespace tw {

/// The versions of the SDK that plugins may be made for.
struct SdkVersions {
    PluginVersion oldest;
    PluginVersion current; ///< the one that this program was built with
};

/// `1.2.3`; fewer parts than three, signs and the like are refused.
[[nodiscard]] std::optional<PluginVersion> parseVersion(std::string_view text);

/// Fills a spec from what `QPluginLoader::metaData()` gives, and decides whether the file is a
/// plugin of ours and made for this SDK: the state becomes `Ready`, `Invalid` or `Incompatible`.
void readMetadata(const QJsonObject &metadata, const SdkVersions &sdk, PluginSpec &spec);

} // namespace tw
