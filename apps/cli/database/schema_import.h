// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include <string>
#include <vector>

namespace tw::cli {

class Connection;

/// Something in a database that a schema document cannot say, or not all of it.
struct Unsaid {
    std::string kind;    ///< `function`, `default that uses a sequence`, …
    std::string element; ///< what has it, quoted: `public.film.rating`
};

struct ImportedSchema {
    /// As a frontend leaves it, without places: expressions as PostgreSQL prints them, columns of
    /// keys by index, ids derived from names.
    ir::Schema schema;
    std::vector<Unsaid> unsaid;
};

/// Describes what the database holds beyond an empty one. Throws `DatabaseError`.
[[nodiscard]] ImportedSchema importSchema(Connection &connection);

} // namespace tw::cli
