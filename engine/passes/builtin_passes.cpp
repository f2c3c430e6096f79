// SPDX-License-Identifier: MIT
#include "passes/builtin_passes.h"

#include <tablewright/pass/pass_manager.h>

namespace tw {

PassRegistry PassRegistry::builtin()
{
    using namespace passes;
    PassRegistry registry;

    // Types first: what a default means depends on its column's type.
    registry.add(Stage::Resolve, makeResolveTypes());
    // Ids and names become indexes; from here on nothing is looked up by name.
    registry.add(Stage::Resolve, makeResolveReferences());

    // The checks are independent of each other; the order is that of the printed list.
    registry.add(makeCheckNames());
    registry.add(makeCheckTypes());
    registry.add(makeCheckDefaults());
    registry.add(makeCheckConstraints());
    registry.add(makeCheckKeys());
    registry.add(makeCheckForeignKeys());
    registry.add(makeCheckIndexes());
    registry.add(makeCheckRelationships());
    registry.add(makeCheckRecords());

    // Junction tables bring keys of their own, so they come before everything that names keys.
    registry.add(Stage::Transform, makeExpandManyToMany());
    // Adds unique keys, which want names.
    registry.add(Stage::Transform, makeAddOneToOneKeys());
    // Now all keys are there; those that the database would drop take no name.
    registry.add(Stage::Transform, makeDropRedundantKeys());
    // All keys and indexes exist now.
    registry.add(Stage::Transform, makeNameConstraints());
    // All tables and foreign keys exist now.
    registry.add(Stage::Transform, makeOrderTables());
    return registry;
}

} // namespace tw
