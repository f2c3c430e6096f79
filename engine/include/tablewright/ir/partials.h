// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

namespace tw::ir {

/// Gives every table what its `injections` name. Called once, by a frontend.
///
/// Requires: `columns`, `indexes`, `checks` and keys of a table are its own, with columns named by
/// name and not by index; each injection's `partial` is valid.
/// Ensures: a partial's columns stand where it was injected, a column of the table's own before one
/// of a partial, and of two partials the later one's; checks with a name get the table's name
/// before it (`users.positive`), and so do named indexes and keys of a partial that several tables
/// have, since a namespace has one of a name; a note, a header colour or a primary key that the
/// table does not have comes from the last partial that has one; the partials' links are appended
/// to `foreignKeys` and `relationships`, an end without a table being the table. A column that
/// another one takes the place of brings nothing of what was written with it. What came so says so
/// (`Column::partial` and the like).
TABLEWRIGHT_EXPORT void injectPartials(Schema &schema);

/// About how much memory one injection of the partial takes. `Limits::injectedBytes` is for the sum
/// of all injections; a frontend refuses what is more before it injects.
[[nodiscard]] TABLEWRIGHT_EXPORT std::size_t injectedBytes(const TablePartial &partial);

} // namespace tw::ir
