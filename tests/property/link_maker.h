// SPDX-License-Identifier: MIT
#pragma once

#include "schema_plan.h"

namespace tw::test {

/// Gives the tables of a valid schema their foreign keys and relationships.
class LinkMaker {
public:
    explicit LinkMaker(SchemaPlan &plan)
        : m_plan(plan), m_schema(plan.schema), m_choices(plan.choices)
    {
    }

    void makeLinks();

private:
    void makeRing();
    void makeReference(std::size_t source, std::size_t target);
    void makeJunction(std::size_t left, std::size_t right);
    void makeJunctionTable();
    std::size_t sourceColumn(std::size_t source, std::size_t target, const ir::ColumnRef &key);
    [[nodiscard]] ir::Endpoint endpoint(std::size_t table,
                                        std::vector<ir::ColumnRef> columns) const;
    ir::ReferentialAction action();
    std::size_t anyTable() { return m_choices.below(m_schema.tables.size()); }

    SchemaPlan &m_plan;
    ir::Schema &m_schema;
    Choices &m_choices;
};

} // namespace tw::test
