// SPDX-License-Identifier: MIT
#pragma once

#include "expression_gate.h"
#include "index_methods.h"
#include "name_rules.h"
#include "type_catalog.h"

#include <tablewright/backend/backend.h>

namespace tw::postgresql {

/// PostgreSQL 15.
class PostgresqlBackend final : public Backend {
public:
    [[nodiscard]] std::string_view name() const override { return "postgresql"; }
    [[nodiscard]] const NameRules &nameRules() const override { return m_nameRules; }
    [[nodiscard]] const TypeCatalog &typeCatalog() const override { return m_typeCatalog; }
    [[nodiscard]] const IndexMethods &indexMethods() const override { return m_indexMethods; }
    [[nodiscard]] const ExpressionChecker &expressionChecker() const override
    {
        return m_expressionChecker;
    }
    [[nodiscard]] std::size_t maxColumns() const override { return 1600; }
    [[nodiscard]] std::size_t maxChecks() const override { return 32767; }
    [[nodiscard]] std::size_t maxKeyColumns() const override { return 32; }
    [[nodiscard]] Script emitScript(const ir::Schema &schema) const override;
    [[nodiscard]] std::vector<StatementPart> partsOf(const ir::Schema &schema,
                                                     std::size_t statement) const override;

private:
    PostgresqlNameRules m_nameRules;
    PostgresqlTypeCatalog m_typeCatalog;
    PostgresqlIndexMethods m_indexMethods;
    PostgresqlExpressionChecker m_expressionChecker;
};

} // namespace tw::postgresql
