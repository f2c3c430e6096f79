// SPDX-License-Identifier: MIT
// add-one-to-one-keys
//
// Requires: a checked schema whose many-to-many relationships are expanded.
// Ensures: no relationship is left. Each has become a foreign key of its source side, and a
// one-to-one has a unique key over the source columns unless a key over them exists.

#include "passes/builtin_passes.h"
#include "passes/key_match.h"

namespace tw::passes {

namespace {

class AddOneToOneKeys final : public TransformPass {
public:
    [[nodiscard]] std::string_view name() const override { return "add-one-to-one-keys"; }
    [[nodiscard]] std::string_view description() const override
    {
        return "one-to-one and one-to-many relationships become foreign and unique keys";
    }

    void run(ir::Schema &schema, PassContext & /*context*/) const override
    {
        UniqueColumns unique(schema);
        for (ir::Relationship &relationship : schema.relationships) {
            if (relationship.kind == ir::Relationship::Kind::OneToOne)
                addUniqueKey(schema.table(relationship.source.table), relationship, unique);
            ir::ForeignKey key;
            key.id = std::move(relationship.id);
            key.name = std::move(relationship.name);
            key.source = std::move(relationship.source);
            key.target = std::move(relationship.target);
            key.onDelete = relationship.onDelete;
            key.onUpdate = relationship.onUpdate;
            key.range = relationship.range;
            schema.foreignKeys.push_back(std::move(key));
        }
        schema.relationships.clear();
    }

private:
    static void addUniqueKey(ir::Table &table, const ir::Relationship &relationship,
                             UniqueColumns &unique)
    {
        const ir::Endpoint &source = relationship.source;
        if (unique.of(source.table, source.columns) != Uniqueness::None)
            return;
        unique.add(source.table, source.columns);
        ir::UniqueKey key;
        key.columns = relationship.source.columns;
        key.range = relationship.range;
        table.uniqueKeys.push_back(std::move(key));
    }
};

} // namespace

std::shared_ptr<const TransformPass> makeAddOneToOneKeys()
{
    return std::make_shared<AddOneToOneKeys>();
}

} // namespace tw::passes
