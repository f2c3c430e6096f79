// SPDX-License-Identifier: MIT
#pragma once

#include "database/connection.h"

#include <string>
#include <vector>

namespace tw::test {

/// Everything that a database holds beyond an empty one, an element a line, sorted: namespaces,
/// enums, tables with their columns, defaults and constraints, indexes, comments, and whatever else
/// is found there. Names are quoted by the server, types are as `format_type` prints them.
[[nodiscard]] std::vector<std::string> readCatalog(cli::Connection &connection);

/// What `readCatalog` leaves out, in the same form: how identities count, how many rows each table
/// has, and everything that no document can ask for: roles, grants, rules, policies, casts, other
/// kinds of objects, storage parameters. Made for a server that nobody else uses.
[[nodiscard]] std::vector<std::string> readCatalogRest(cli::Connection &connection);

/// The lines that only one of the two has, `-` before those of `expected`. Empty when equal.
[[nodiscard]] std::string compareLines(const std::vector<std::string> &expected,
                                       const std::vector<std::string> &found);

} // namespace tw::test
