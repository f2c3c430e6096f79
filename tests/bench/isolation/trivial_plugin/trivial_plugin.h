// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/validation_plugin.h>

#include <QObject>

namespace tw::bench {

/// Validators that do next to nothing, so that what a benchmark sees is what calls them.
class TrivialPlugin : public QObject, public ValidationPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID TABLEWRIGHT_VALIDATION_PLUGIN_IID FILE "trivial_plugin.json")
    Q_INTERFACES(tw::ValidationPlugin)

public:
    [[nodiscard]] std::vector<std::shared_ptr<const CheckPass>> passes() const override;
    [[nodiscard]] std::vector<const DiagnosticInfo *> diagnostics() const override;
};

} // namespace tw::bench
