// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/frontend/frontend.h>
#include <tablewright/ir/schema.h>

#include <optional>
#include <string>

namespace tw {

/// Both write a schema as a frontend left it (`CompileOptions::Until::Parse`), without errors: what
/// their frontend reads back is the same schema but for places in the text. Positions survive in
/// JSON only.

/// Schema JSON, indented by two spaces, with a line end after the last `}`.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string writeJson(const ir::Schema &schema);

/// DBML. What the language cannot say stands in custom metadata whose keys begin with `tw_`; see
/// docs/design/dbml_metadata.md.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string writeDbml(const ir::Schema &schema);

/// DBML laid out in the one way that Tablewright has; comments and single blank lines stay. Empty
/// when the text is no DBML, which is reported. Formatting the result changes nothing.
[[nodiscard]] TABLEWRIGHT_EXPORT std::optional<std::string>
formatDbml(const SourceManager &sources, SourceId source, DiagnosticEmitter &diagnostics,
           const Limits &limits);

} // namespace tw
