// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/layout/schema_graph.h>

#include <optional>
#include <string>

namespace tw::bench {

/// The graph of a schema document (JSON or DBML), or of a script that makes a database (`.sql`),
/// which needs a server in TABLEWRIGHT_TEST_POSTGRES; empty when there is none. Throws when the
/// file cannot be read.
[[nodiscard]] std::optional<SchemaGraph> readGraph(const std::string &path);

} // namespace tw::bench
