// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/pass/pass.h>

#include <QtPlugin>

#include <memory>
#include <vector>

namespace tw {

/// A plugin that brings validators. Make it a `QObject` with `Q_PLUGIN_METADATA` and
/// `Q_INTERFACES`; `docs/writing_a_plugin.md` shows one.
class ValidationPlugin {
public:
    virtual ~ValidationPlugin() = default;
    /// Called once. The passes outlive every compile that uses them.
    [[nodiscard]] virtual std::vector<std::shared_ptr<const CheckPass>> passes() const = 0;
    /// The plugin's own rows, whose codes begin with its prefix. Called once.
    [[nodiscard]] virtual std::vector<const DiagnosticInfo *> diagnostics() const = 0;
};

} // namespace tw

#define TABLEWRIGHT_VALIDATION_PLUGIN_IID "org.tablewright.ValidationPlugin/1"
Q_DECLARE_INTERFACE(tw::ValidationPlugin, TABLEWRIGHT_VALIDATION_PLUGIN_IID)
