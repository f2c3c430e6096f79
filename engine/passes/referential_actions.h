// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/pass/pass.h>

namespace tw::passes {

/// What a foreign key does to its source columns when the row that it refers to goes or changes.
struct ReferentialActions {
    ir::ReferentialAction onDelete;
    ir::ReferentialAction onUpdate;
    SourceRange onDeleteRange; ///< of the element where the document does not say it apart
    SourceRange onUpdateRange;
};

/// Reports actions on the source columns that the target refuses or that cannot work.
void checkActions(const ir::Schema &schema, const ir::Endpoint &source,
                  const ReferentialActions &actions, DiagnosticEmitter &diagnostics);

} // namespace tw::passes
