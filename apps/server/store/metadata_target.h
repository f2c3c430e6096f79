// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_connection.h"

#include <chrono>

namespace tw::server {

/// A target with a URL taken apart, one value a name, and with the settings on which the statements
/// of this program rely: nothing that a role, a database or the environment sets changes what they
/// mean. Throws `PgError` when the URL is none.
[[nodiscard]] PgTarget metadataTarget(const PgTarget &target,
                                      std::chrono::milliseconds statementTimeout);

} // namespace tw::server
