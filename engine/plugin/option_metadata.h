// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/plugin_spec.h>

#include <QJsonObject>

namespace tw {

/// The member `Options` of a plugin whose diagnostics begin with `prefix`, sorted by key. Throws
/// `MetadataError`.
[[nodiscard]] std::vector<PluginOption> readOptions(const QJsonObject &options,
                                                    std::string_view prefix);

} // namespace tw
