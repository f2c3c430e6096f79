// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/base/string_map.h>
#include <tablewright/ir/schema.h>

#include <cstdint>
#include <vector>

namespace tw::advisor {

/// Which names the checks of one table have in them.
class CheckedColumns {
public:
    explicit CheckedColumns(const ir::Table &table);

    /// Whether one check speaks of all of them.
    [[nodiscard]] bool together(const std::vector<std::string_view> &names) const;

private:
    StringMap<std::vector<std::uint32_t>> m_checks; ///< numbers of checks, ascending, by name
};

} // namespace tw::advisor
