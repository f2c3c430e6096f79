// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/validation_plugin.h>

#include <QObject>

namespace tw::test {

/// Validators that do nothing unless a table's name asks for it: `throwing_table` throws,
/// `oddly_throwing_table` throws what is no exception, `slow_table` takes 400 ms, `hanging_table` a
/// minute and `greedy_table` 1 GiB, and `reported_table` is reported.
class ThrowingPlugin : public QObject, public ValidationPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID TABLEWRIGHT_VALIDATION_PLUGIN_IID FILE "throwing_plugin.json")
    Q_INTERFACES(tw::ValidationPlugin)

public:
    [[nodiscard]] std::vector<std::shared_ptr<const CheckPass>> passes() const override;
    [[nodiscard]] std::vector<const DiagnosticInfo *> diagnostics() const override;
};

} // namespace tw::test
