// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/plugin/backend_plugin.h>

#include <QObject>

namespace tw::postgresql {

/// What the plugin loader makes.
class PostgresqlPlugin final : public QObject, public BackendPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID TABLEWRIGHT_BACKEND_PLUGIN_IID FILE "postgresql_plugin.json")
    Q_INTERFACES(tw::BackendPlugin)

public:
    [[nodiscard]] std::shared_ptr<const Backend> createBackend() const override;
};

} // namespace tw::postgresql
