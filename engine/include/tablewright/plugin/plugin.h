// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/backend.h>
#include <tablewright/pass/pass.h>

#include <QtPlugin>

#include <memory>
#include <span>
#include <vector>

namespace tw {

/// A plugin that brings validators. Make it a `QObject` with `Q_PLUGIN_METADATA` and
/// `Q_INTERFACES`; `docs/writing_a_plugin.md` shows one.
class ValidationPlugin {
public:
    virtual ~ValidationPlugin() = default;
    /// Called once. The passes outlive every compile that uses them.
    [[nodiscard]] virtual std::vector<std::shared_ptr<const CheckPass>> passes() const = 0;
    /// The plugin's own rows, with its own prefix.
    [[nodiscard]] virtual std::vector<const DiagnosticInfo *> diagnostics() const = 0;
};

/// A plugin that brings a backend.
class BackendPlugin {
public:
    virtual ~BackendPlugin() = default;
    /// Called once.
    [[nodiscard]] virtual std::shared_ptr<const Backend> createBackend() const = 0;
    /// The backend's own rows, if it has any.
    [[nodiscard]] virtual std::vector<const DiagnosticInfo *> diagnostics() const { return {}; }
};

} // namespace tw

#define TABLEWRIGHT_VALIDATION_PLUGIN_IID "org.tablewright.ValidationPlugin/1"
#define TABLEWRIGHT_BACKEND_PLUGIN_IID "org.tablewright.BackendPlugin/1"
Q_DECLARE_INTERFACE(tw::ValidationPlugin, TABLEWRIGHT_VALIDATION_PLUGIN_IID)
Q_DECLARE_INTERFACE(tw::BackendPlugin, TABLEWRIGHT_BACKEND_PLUGIN_IID)
