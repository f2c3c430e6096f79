// SPDX-License-Identifier: MIT
#pragma once

#include "advice.h"

#include <tablewright/base/string_map.h>

namespace tw::advisor {

/// Offers another type where that is certain to leave a valid document: nothing else that the
/// document says depends on the type of the column.
class TypeFix {
public:
    explicit TypeFix(const Advice &advice);

    /// The edit that puts `word` in place of the type's name and keeps its arguments: `timestamptz`
    /// makes `timestamptz(3)` of `timestamp(3) without time zone`. None where it is not certain.
    [[nodiscard]] std::optional<FixIt> to(std::string_view word, const ir::Table &table,
                                          ir::ColumnId column) const;

private:
    [[nodiscard]] bool takesDefault(std::string_view word, const ir::Column &column) const;
    [[nodiscard]] bool isFree(const ir::Table &table, ir::ColumnId column) const;
    [[nodiscard]] static bool isMentioned(const ir::Table &table, std::string_view name);

    const Advice &m_advice;
    std::vector<bool> m_hasRecords; ///< by table
};

} // namespace tw::advisor
