// SPDX-License-Identifier: MIT
#include "postgresql_backend.h"

#include "ddl_writer.h"

namespace tw::postgresql {

Script PostgresqlBackend::emitScript(const ir::Schema &schema) const { return writeScript(schema); }

} // namespace tw::postgresql
