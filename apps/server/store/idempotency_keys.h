// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_connection.h"
#include "store/schema_statements.h"

namespace tw::server {

/// Forgets idempotency keys that are older than a day, a part at a time. Throws `PgError`.
inline void sweepIdempotencyKeys(PgConnection &connection)
{
    while (run(connection, forgetOldKeys())) {
    }
}

} // namespace tw::server
