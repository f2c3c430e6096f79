// SPDX-License-Identifier: MIT
#include "postgresql_plugin.h"

#include "postgresql_backend.h"

namespace tw::postgresql {

std::shared_ptr<const Backend> PostgresqlPlugin::createBackend() const
{
    return std::make_shared<const PostgresqlBackend>();
}

} // namespace tw::postgresql
