// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/file_context.h"

#include <tablewright/ir/schema.h>

namespace tw::dbml {

/// Takes the metadata whose keys begin with `tw_` out of `schema` and does what they say: what DBML
/// has no words for. See docs/design/dbml_metadata.md. The last of the frontend's steps: links know
/// their tables, and partials are injected.
void applyOwnMetadata(ir::Schema &schema, Reporter &diagnostics, const Limits &limits);

} // namespace tw::dbml
