// SPDX-License-Identifier: MIT
#include "frontend/dbml/link_binders.h"
#include "frontend/dbml/metadata_blocks.h"
#include "frontend/dbml/use_scope.h"

namespace tw::dbml {

void bindPartialLinks(FileContext &file)
{
    const NameFinder names(file);
    for (const PendingRef &pending : file.links.refs) {
        if (pending.owner.partial.isValid())
            bindPartialRef(file, names, pending);
    }
}

void bindLinks(FileContext &file)
{
    NameFinder names(file);
    for (const PendingRef &pending : file.links.refs)
        bindRef(file, names, pending);
    for (const PendingEdge &pending : file.links.edges)
        bindEdge(file, names, pending);
    bindMembers(file, names);
    for (PendingMetadata &pending : file.links.metadata)
        bindMetadata(file, names, pending);
}

void finishLinks(std::span<FileContext *const> files)
{
    applyMetadata(files);
    if (files.size() > 1)
        keepUsed(files);
}

} // namespace tw::dbml
