// SPDX-License-Identifier: MIT
#pragma once

#include "advice.h"
#include "name_words.h"

#include <tablewright/base/string_map.h>

namespace tw::advisor {

/// Which table a column is named after: `customer_id` after `customers`.
class ForeignKeyNames {
public:
    explicit ForeignKeyNames(const Advice &advice);

    /// The table that a column of these words, `…_id`, would refer to: of that name, with a primary
    /// key of one column of the same type; of the same namespace, or the only one. Null when there
    /// is none, and for the column's own table.
    [[nodiscard]] const ir::Table *tableOf(const ir::Table &table, const ir::Column &column,
                                           const NameWords &words) const;

    /// Whether a table has this name, in the singular or the plural.
    [[nodiscard]] bool isTable(std::string_view words) const
    {
        return m_tables.contains(singular(words));
    }

private:
    [[nodiscard]] bool canBeTarget(const ir::Table &table, const ir::Column &column) const;

    const Advice &m_advice;
    StringMap<std::vector<const ir::Table *>> m_tables; ///< by name in words, singular
};

} // namespace tw::advisor
