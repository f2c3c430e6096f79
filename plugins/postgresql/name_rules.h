// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/target/name_rules.h>

namespace tw::postgresql {

class PostgresqlNameRules final : public NameRules {
public:
    [[nodiscard]] std::size_t maxBytes() const override;
    [[nodiscard]] std::string_view defaultNamespace() const override;
    [[nodiscard]] bool isReservedNamespace(std::string_view name) const override;
    [[nodiscard]] bool isReservedColumn(std::string_view name) const override;
    [[nodiscard]] std::string quoted(std::string_view name) const override;
};

} // namespace tw::postgresql
