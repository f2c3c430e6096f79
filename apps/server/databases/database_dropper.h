// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/pg_connection.h"

#include <string>
#include <vector>

namespace tw::server {

/// Drops the databases of these names, as far as they belong to the role, and then the role. What
/// is gone already is no error, so this can be repeated after any interruption. Ends whoever is
/// connected. Run it under the lock. Throws `PgError`.
void dropPhysical(PgConnection &admin, const std::vector<std::string> &names,
                  const std::string &role);

} // namespace tw::server
