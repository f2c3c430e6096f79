// SPDX-License-Identifier: MIT
#pragma once

#include <tablewright/target/expression_checker.h>
#include <tablewright/target/name_rules.h>
#include <tablewright/target/type_catalog.h>

namespace tw {

/// What only the target database knows and the engine's passes ask. A backend is one.
class TABLEWRIGHT_EXPORT TargetInfo {
public:
    virtual ~TargetInfo();

    [[nodiscard]] virtual std::string_view name() const = 0; ///< `postgresql`
    [[nodiscard]] virtual const NameRules &nameRules() const = 0;
    [[nodiscard]] virtual const TypeCatalog &typeCatalog() const = 0;
    [[nodiscard]] virtual const IndexMethods &indexMethods() const = 0;
    [[nodiscard]] virtual const ExpressionChecker &expressionChecker() const = 0;
    [[nodiscard]] virtual std::size_t maxColumns() const = 0;    ///< of a table
    [[nodiscard]] virtual std::size_t maxChecks() const = 0;     ///< of a table
    [[nodiscard]] virtual std::size_t maxKeyColumns() const = 0; ///< of a key or an index
};

} // namespace tw
