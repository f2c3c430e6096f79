// SPDX-License-Identifier: MIT
#pragma once

#include "links.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tw::advisor {

/// By what the database finds rows of a table: a key or an index.
struct AccessPath {
    enum class Kind : std::uint8_t { PrimaryKey, UniqueKey, OneToOne, UniqueIndex, Index };

    Kind kind = Kind::Index;
    const ir::Index *index = nullptr;       ///< of the last two kinds
    std::vector<ir::ColumnId> columns;      ///< invalid where an expression stands
    std::vector<std::string_view> written;  ///< each column's name or the expression
    std::vector<std::string_view> included; ///< sorted
    /// Method and condition, then the elements with their order, each closed: one path begins as
    /// another does exactly when their signatures do.
    std::string signature;
    SourceRange range;

    [[nodiscard]] bool isUnique() const { return kind != Kind::Index; }
    [[nodiscard]] bool isKey() const { return index == nullptr; }
    [[nodiscard]] bool isBtree() const;
};

/// Keys first, then indexes as they stand.
[[nodiscard]] std::vector<AccessPath> accessPathsOf(const ir::Table &table, const Links &links,
                                                    const Links::OfTable &facts);

/// Whether `condition` holds for every row in which no column that `has` knows is null: it says
/// nothing but `x IS NOT NULL` of some of them.
[[nodiscard]] bool holdsWhereNotNull(std::string_view condition,
                                     const std::function<bool(std::string_view)> &has);

/// `` `a` and `b` including `c` ``
[[nodiscard]] std::string listed(const AccessPath &path);

/// `primary key` and so on.
[[nodiscard]] std::string_view spelling(AccessPath::Kind kind);

} // namespace tw::advisor
