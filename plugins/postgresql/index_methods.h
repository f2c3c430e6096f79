// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/target/type_catalog.h>

namespace tw::postgresql {

class PostgresqlIndexMethods final : public IndexMethods {
public:
    [[nodiscard]] const IndexMethodInfo *find(std::string_view name) const override;
    [[nodiscard]] std::vector<std::string_view> names() const override;
};

} // namespace tw::postgresql
