// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/ir/schema.h>

#include "catalog.h"

#include <string>
#include <string_view>
#include <vector>

/// Expressions made at random inside a rapidcheck property.
namespace tw::test {

struct MadeExpression {
    std::string text;
    postgresql::Oid type = 0; ///< what it was made to be; 0 when that is left open
};

/// Makes expressions over one table that has a column of every type, and some with the names that
/// people use.
class ExpressionMaker {
public:
    explicit ExpressionMaker(const ir::Schema &schema);

    /// Of any function, operator, cast and literal that the catalog holds. `columns`: whether it
    /// may use the table's.
    [[nodiscard]] MadeExpression ofCatalog(std::size_t depth, bool columns);
    /// As people write them.
    [[nodiscard]] MadeExpression ofPeople(bool columns);

    [[nodiscard]] const ir::Table &table() const { return m_table; }
    /// The table with only the columns whose names occur in the text.
    [[nodiscard]] ir::Table tableFor(std::string_view text) const;
    /// A type that a column can have.
    [[nodiscard]] postgresql::Oid anyColumnType() const;
    /// The type that the server prints so; 0 when it is not known.
    [[nodiscard]] postgresql::Oid typePrinted(std::string_view name) const;

private:
    using Oid = postgresql::Oid;

    struct Binding {
        Oid element = 0, range = 0, multirange = 0;
    };

    std::string make(Oid type, std::size_t depth);
    std::string makeLeaf(Oid type);
    std::string makeCall(Oid type, std::size_t depth);
    std::string makeOperation(Oid type, std::size_t depth);
    std::string makeCondition(std::size_t depth);
    std::string makeCast(Oid type, std::size_t depth);
    std::string makeChoice(Oid type, std::size_t depth);
    std::string makeArgument(Oid declared, const Binding &binding, std::size_t depth);
    std::string makeArray(Oid element, std::size_t depth);
    std::string fill(std::string_view pattern);
    [[nodiscard]] Oid anyType() const;
    [[nodiscard]] std::string nameOf(Oid type) const;
    [[nodiscard]] Binding bind(Oid result, Oid wanted) const;

    const ir::Schema &m_schema;
    ir::Table m_table;
    std::vector<Oid> m_types;       ///< that an expression can have
    std::vector<Oid> m_columnTypes; ///< that a column can have
    bool m_columns = true;
};

} // namespace tw::test
