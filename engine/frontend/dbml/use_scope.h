// SPDX-License-Identifier: MIT
#pragma once

#include "frontend/dbml/file_context.h"

#include <span>

namespace tw::dbml {

/// Leaves of the schema what the first file declares or uses, and what that needs: the enums of its
/// columns, its partials, the tables of its groups. Refs, dependencies and rows stay where all of
/// their tables do. What the first file knows by another name takes that name.
void keepUsed(std::span<FileContext *const> files);

} // namespace tw::dbml
