// SPDX-License-Identifier: MIT
// drop-redundant-keys
//
// Requires: a checked schema without relationships.
// Ensures: no table has two keys over the same columns in the same order. PostgreSQL silently makes
// only one of such keys, so the schema says what the database will have. The first one stays, the
// primary key before others; of two names the first one that was given.

#include "passes/builtin_passes.h"
#include "passes/key_match.h"

#include <map>

namespace tw::passes {

namespace {

void dropFrom(ir::Table &table)
{
    std::map<std::vector<ir::ColumnId>, ir::Name *> names; // of the keys that stay
    if (table.primaryKey)
        names.emplace(columnList(table.primaryKey->columns), &table.primaryKey->name);
    std::vector<ir::UniqueKey> kept;
    kept.reserve(table.uniqueKeys.size()); // so that the names stay where they are
    for (ir::UniqueKey &key : table.uniqueKeys) {
        const auto same = names.find(columnList(key.columns));
        if (same == names.end()) {
            kept.push_back(std::move(key));
            names.emplace(columnList(kept.back().columns), &kept.back().name);
        } else if (same->second->empty()) {
            *same->second = std::move(key.name);
        }
    }
    table.uniqueKeys = std::move(kept);
}

class DropRedundantKeys final : public TransformPass {
public:
    [[nodiscard]] std::string_view name() const override { return "drop-redundant-keys"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "of keys over the same columns one stays";
    }
    void run(ir::Schema &schema, PassContext & /*context*/) const override
    {
        for (ir::Table &table : schema.tables) {
            const std::size_t keys = table.uniqueKeys.size() + (table.primaryKey ? 1 : 0);
            if (keys > 1)
                dropFrom(table);
        }
    }
};

} // namespace

std::shared_ptr<const TransformPass> makeDropRedundantKeys()
{
    return std::make_shared<DropRedundantKeys>();
}

} // namespace tw::passes
