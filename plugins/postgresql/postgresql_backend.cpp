// SPDX-License-Identifier: MIT
#include "postgresql_backend.h"

#include "ddl_writer.h"

namespace tw::postgresql {

Script PostgresqlBackend::emitScript(const ir::Schema &schema) const { return writeScript(schema); }

std::vector<StatementPart> PostgresqlBackend::partsOf(const ir::Schema &schema,
                                                      std::size_t statement) const
{
    return partsOfStatement(schema, statement);
}

} // namespace tw::postgresql
