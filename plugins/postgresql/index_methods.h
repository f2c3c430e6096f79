// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/target/type_catalog.h>

#include <span>

namespace tw::postgresql {

/// All of them, the default first.
[[nodiscard]] std::span<const IndexMethodInfo> indexMethods();

class PostgresqlIndexMethods final : public IndexMethods {
public:
    [[nodiscard]] const IndexMethodInfo *find(std::string_view name) const override;
    [[nodiscard]] std::vector<std::string_view> names() const override;
};

} // namespace tw::postgresql
