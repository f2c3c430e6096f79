// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/file_context.h"

#include <tablewright/ir/schema.h>

namespace tw::dbml {

/// Keeps the places of what names elements inside `tw_` keys, or names them anew. Before each of
/// the other two.
void mentionOwnMetadata(ir::Schema &schema);

/// Does what `tw_` keys say of partials and their columns, so that it is injected with them. Before
/// `ir::injectPartials`, behind what finds the tables that partials refer to.
void applyOwnPartialMetadata(ir::Schema &schema, Reporter &diagnostics);

/// Takes the metadata whose keys begin with `tw_` out of `schema` and does what they say: what DBML
/// has no words for. See docs/design/dbml_metadata.md. The last of the frontend's steps: links know
/// their tables, and partials are injected.
void applyOwnMetadata(ir::Schema &schema, Reporter &diagnostics, const Limits &limits);

} // namespace tw::dbml
