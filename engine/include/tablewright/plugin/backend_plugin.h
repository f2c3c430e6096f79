// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/backend.h>

#include <QtPlugin>

#include <memory>
#include <vector>

namespace tw {

/// A plugin that brings a backend. Not for third parties yet: the interface of backends may change
/// with any version.
class BackendPlugin {
public:
    virtual ~BackendPlugin() = default;
    /// Called once.
    [[nodiscard]] virtual std::shared_ptr<const Backend> createBackend() const = 0;
    /// The backend's own rows, if it has any.
    [[nodiscard]] virtual std::vector<const DiagnosticInfo *> diagnostics() const { return {}; }
};

} // namespace tw

#define TABLEWRIGHT_BACKEND_PLUGIN_IID "org.tablewright.BackendPlugin/1"
Q_DECLARE_INTERFACE(tw::BackendPlugin, TABLEWRIGHT_BACKEND_PLUGIN_IID)
