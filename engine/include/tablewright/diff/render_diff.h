// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/diff/schema_diff.h>

#include <string>
#include <string_view>

namespace tw {

/// `added`, `removed`, `changed`, `renamed`, `moved`.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string_view spelling(SchemaChange::Kind kind);
/// `table`, `primary-key` and so on.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string_view spelling(DiffElement element);

/// A JSON array of `{kind, element, path, name, before, after}`. Members that say nothing are left
/// out.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string renderChangesJson(const SchemaDiff &diff);

/// `{"added":0,"removed":0,"changed":0,"renamed":0,"moved":0}`.
[[nodiscard]] TABLEWRIGHT_EXPORT std::string renderSummaryJson(const SchemaDiff &diff);

} // namespace tw
