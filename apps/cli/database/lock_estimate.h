// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/backend/script.h>
#include <tablewright/ir/schema.h>
#include <tablewright/target/type_catalog.h>

#include <cstddef>
#include <vector>

namespace tw::cli {

class Connection;

/// How many entries of the lock table each statement of a script takes that no other one takes too:
/// a table with its row type, TOAST table, sequences and keys, each index, each foreign key.
class LockEstimator {
public:
    /// Both must outlive it.
    LockEstimator(const ir::Schema &schema, const TypeCatalog &types);

    [[nodiscard]] std::size_t locksOf(const Statement &statement) const;

    /// What the statement takes in a transaction that did not make what it changes; of other tables
    /// only some.
    [[nodiscard]] std::size_t locksAlone(const Statement &statement) const;

private:
    [[nodiscard]] std::size_t locksOfTable(std::size_t index) const;

    const ir::Schema &m_schema;
    const TypeCatalog &m_types;
    std::vector<std::size_t> m_foreignKeys; ///< in the CREATE TABLE of each table
};

/// About how many entries one transaction can have while no other needs many.
/// Throws `DatabaseError`.
[[nodiscard]] std::size_t lockTableRoom(Connection &connection);

} // namespace tw::cli
