// SPDX-License-Identifier: MIT
#pragma once

#include "database/connection.h"

#include <tablewright/ir/schema.h>
#include <tablewright/target/type_catalog.h>

#include <string>
#include <vector>

namespace tw::test {

/// The lines that `readCatalog` must give for a database made from this
/// schema. They come from the schema alone; the server is asked only to spell what it spells in its
/// own way: it quotes names, and prints expressions anew from the text that the user wrote.
/// `connection` is to the database that was made; it is left as it was.
[[nodiscard]] std::vector<std::string>
expectedCatalog(const ir::Schema &schema, const TypeCatalog &types, cli::Connection &connection);

/// What in the database is not as the schema declares it, line by line; empty when all is, and
/// there is nothing else (`readCatalogRest`).
[[nodiscard]] std::string catalogDifferences(const ir::Schema &schema, const TypeCatalog &types,
                                             cli::Connection &connection);

} // namespace tw::test
