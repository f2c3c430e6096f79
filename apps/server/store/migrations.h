// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_connection.h"

namespace tw::server {

/// Brings the metadata schema to what this program knows, in one transaction under an advisory
/// lock, so that several servers may start at once. Throws `PgError`; also when the schema is
/// newer than this program.
void migrate(PgConnection &connection);

} // namespace tw::server
