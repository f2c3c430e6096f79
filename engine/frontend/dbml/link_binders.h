// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/link_names.h"
#include "frontend/dbml/links.h"

/// What one thing that waits for names needs. `bind…` reports what does not exist.
namespace tw::dbml {

/// Before injection: the other table and the names of the columns, so that a copy has them.
void bindPartialRef(FileContext &file, const NameFinder &names, const PendingRef &pending);
void bindRef(FileContext &file, NameFinder &names, const PendingRef &pending);
void bindEdge(FileContext &file, NameFinder &names, const PendingEdge &pending);
/// All members of the file's groups and views.
void bindMembers(FileContext &file, NameFinder &names);
void bindMetadata(FileContext &file, NameFinder &names, PendingMetadata &pending);

/// Notes where a ref and its columns say different things about rows that refer to none. The ref
/// is bound, neither inactive nor a partial's.
void checkOptionality(FileContext &file, const PendingRef &pending);

} // namespace tw::dbml
