// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/snapshot.h"

#include <QString>

#include <vector>

namespace tw::preview {

/// An option of a plugin as it is for one document.
struct ShownOption {
    QString key;
    QString value; ///< as a configuration writes it
    QString description;
    bool isConfigured = false; ///< the configuration says another value than the default
};

/// The plugin's options, those first that the configuration sets. Without a snapshot, the defaults.
[[nodiscard]] std::vector<ShownOption> optionsOf(const PluginSpec &plugin,
                                                 const SnapshotPtr &snapshot);

} // namespace tw::preview
