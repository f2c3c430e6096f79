// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/validation_plugin.h>

#include <QObject>

namespace tw::advisor {

/// What the plugin loader makes.
class AdvisorPlugin final : public QObject, public ValidationPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID TABLEWRIGHT_VALIDATION_PLUGIN_IID FILE "advisor_plugin.json")
    Q_INTERFACES(tw::ValidationPlugin)

public:
    [[nodiscard]] std::vector<std::shared_ptr<const CheckPass>> passes() const override;
    [[nodiscard]] std::vector<const DiagnosticInfo *> diagnostics() const override;
};

} // namespace tw::advisor
