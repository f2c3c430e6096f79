// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/validation_plugin.h>

#include <QObject>

namespace tw::test {

/// A validator that reports the first table, and every so many runs crashes, throws, hangs or eats
/// memory instead, as its options say. It runs only when it is asked for.
class FaultyPlugin : public QObject, public ValidationPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID TABLEWRIGHT_VALIDATION_PLUGIN_IID FILE "faulty_plugin.json")
    Q_INTERFACES(tw::ValidationPlugin)

public:
    [[nodiscard]] std::vector<std::shared_ptr<const CheckPass>> passes() const override;
    [[nodiscard]] std::vector<const DiagnosticInfo *> diagnostics() const override;
};

} // namespace tw::test
