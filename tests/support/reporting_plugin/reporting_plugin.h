// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/validation_plugin.h>

#include <QObject>

namespace tw::test {

/// Validators that tell what their options are set to, and which tables have more columns than
/// they allow. They run only when they are asked for.
class ReportingPlugin : public QObject, public ValidationPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID TABLEWRIGHT_VALIDATION_PLUGIN_IID FILE "reporting_plugin.json")
    Q_INTERFACES(tw::ValidationPlugin)

public:
    [[nodiscard]] std::vector<std::shared_ptr<const CheckPass>> passes() const override;
    [[nodiscard]] std::vector<const DiagnosticInfo *> diagnostics() const override;
};

} // namespace tw::test
